import {exitCode} from '../errors.ts';
import type {Conductor} from '../walk/conductor.ts';
import type {Debrief} from '../drill/debrief.ts';
import {debriefLines} from '../drill/debrief-text.ts';
import {drillFaults} from '../drill/drill-verdict.ts';
import {readDebrief, recordResult} from '../drill/record-result.ts';
import type {JournalEvent} from '../journal/event.ts';
import type {OpenSession} from '../session/open-session.ts';
import {readJournal} from '../journal/read-journal.ts';
import type {Context} from './context.ts';

export type Ended = {debrief: Debrief | undefined; /** Exit code. */ exit: number};

/**
 * Once a drill is closed: its result goes into the roster, its debrief is printed, and the exit code of
 * its walk becomes that of the drill. What cannot be written is told and stops nothing. A drill that was
 * left says nothing yet.
 */
export function afterDrill({print, tell}: Pick<Context, 'print' | 'tell'>, {conductor, drill}: OpenSession, exit: number): Ended {
  if (!drill || conductor.session.state !== 'closed') return {debrief: undefined, exit};
  const {debrief, problem} = recordResult(conductor, drill);
  if (debrief) for (const line of ['', ...debriefLines(debrief)]) print(line);
  if (problem !== undefined) tell(problem);
  return {debrief, exit: drillExit(exit, debrief)};
}

/**
 * After a drill by its own answers: what differs from its page in the path, the end and the world, one
 * sentence each, and the exit code with that in it. `ledgerBefore` as it was when the drill began.
 */
export async function judgeWorld({conductor, drill, world}: OpenSession, ledgerBefore: string, exit: number): Promise<{faults: string[]; exit: number}> {
  if (!drill || !world || conductor.session.state !== 'closed') return {faults: [], exit};
  const events: JournalEvent[] = [];
  readJournal(conductor.folder, event => events.push(event));
  const faults = await drillFaults(drill, conductor.session, events, world, ledgerBefore);
  return {faults, exit: faults.length > 0 && exit === exitCode.done ? exitCode.checkFailed : exit};
}

/** The exit code of a drill whose debrief was on screen. */
export function exitAfterScreens(conductor: Conductor, exit: number): number {
  const reading = readDebrief(conductor);
  return drillExit(exit, reading.ok ? reading.debrief : undefined);
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
