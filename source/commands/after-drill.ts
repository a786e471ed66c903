import {exitCode} from '../errors.ts';
import type {Conductor} from '../session/conductor.ts';
import type {Debrief} from '../session/drill/debrief.ts';
import {debriefLines} from '../session/drill/debrief-text.ts';
import {readDebrief, recordResult} from '../session/drill/record-result.ts';
import type {OpenSession} from '../session/open-session.ts';
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
