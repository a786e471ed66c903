import {exitCode} from '../../errors.ts';
import type {Debrief} from '../../drill/debrief.ts';
import {debriefLines} from '../../drill/debrief-text.ts';
import {drillFaults} from '../../drill/drill-verdict.ts';
import type {HeldSession} from '../../session/held-session.ts';
import {tellTrouble, type Context} from '../context.ts';

export type Ended = {debrief: Debrief | undefined; /** Exit code. */ exit: number};

/**
 * Once a drill is closed: its result is in the roster, its debrief is printed, and the exit code of
 * its walk becomes that of the drill. What cannot be written is told and stops nothing. A drill that was
 * left says nothing yet.
 */
export function afterDrill({print, tell}: Pick<Context, 'print' | 'tell'>, {drillResult}: HeldSession, exit: number): Ended {
  const {debrief, trouble} = drillResult() ?? {};
  if (debrief) for (const line of ['', ...debriefLines(debrief)]) print(line);
  if (trouble) tellTrouble({tell}, trouble);
  return {debrief, exit: drillExit(exit, debrief)};
}

/**
 * After a drill by its own answers: what differs from its page in the path, the end and the world, one
 * sentence each, and the exit code with that in it. `ledgerBefore` as it was when the drill began.
 */
export async function judgeWorld({drill, world}: HeldSession, {debrief, exit}: Ended, ledgerBefore: string): Promise<{faults: string[]; exit: number}> {
  const faults = drill && world && debrief ? await drillFaults(drill, debrief, world, ledgerBefore) : [];
  return {faults, exit: faults.length > 0 && exit === exitCode.done ? exitCode.checkFailed : exit};
}

/** Signals, as 128 and their number, begin here. */
const firstSignal = 128;

/**
 * The exit code of a drill that is over tells whether it ended as its page says, and nothing else of how
 * it went. That it could not be recorded, or was stopped by a signal, says more.
 */
export function drillExit(exit: number, debrief: Pick<Debrief, 'closed_at' | 'expected'> | undefined): number {
  if (!debrief || debrief.closed_at === null || exit === exitCode.notRecorded || exit >= firstSignal) return exit;
  return debrief.expected ? exitCode.done : exitCode.checkFailed;
}
