import type {Debrief} from '../session/drill/debrief.ts';
import {debriefLines} from '../session/drill/debrief-text.ts';
import {recordResult} from '../session/drill/record-result.ts';
import type {OpenSession} from '../session/open-session.ts';
import type {Context} from './context.ts';

/**
 * Once a drill is closed: its result goes into the roster, its debrief is printed. What cannot be
 * written is told and stops nothing. A drill that was left says nothing yet.
 */
export function afterDrill({print, tell}: Pick<Context, 'print' | 'tell'>, {conductor, drill}: OpenSession): Debrief | undefined {
  if (!drill || conductor.session.state !== 'closed') return undefined;
  const {debrief, problem} = recordResult(conductor, drill);
  if (debrief) for (const line of ['', ...debriefLines(debrief)]) print(line);
  if (problem !== undefined) tell(problem);
  return debrief;
}
