import {useMcp} from '../environment/toggles.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {readJournal} from '../journal/read-journal.ts';
import {findSession} from '../journal/session-list.ts';
import {pasted} from '../pasted.ts';
import type {Runbook, Step} from '../runbook/schema.ts';
import {loadWalkable} from '../walk/load-runbook.ts';
import type {Workplace} from '../workplace.ts';
import {openSession, type WantedSession} from './open-session.ts';
import type {HeldSession} from './held-session.ts';
import {rootsOf} from './roots.ts';
import {readableRoots} from './team-of.ts';

export type Restoring = Pick<WantedSession, 'operator' | 'mode' | 'beside'>  & {/** Id of the closed session that left MCP off. */ session: string};

/**
 * Puts back what a closed walk has left off: its runbook from the step that restores MCP, in a new session
 * that names the old one and belongs to the same incident. @throws OperatorError
 */
export async function restoreSession(place: Workplace, {session, ...wanted}: Restoring): Promise<HeldSession> {
  const {roots} = await rootsOf(place);
  const found = findSession(await readableRoots(place, roots), session);
  const reading = found && readJournal(found.folder);
  if (!found || !reading?.ok) throw refused(place, session, reading?.ok === false ? `cannot be read: ${reading.reason}` : 'is not there');
  const {opened: {runbook}, environment, incident, state} = reading.session;
  if (state !== 'closed') throw refused(place, session, 'is not closed', `Go on with it: ${pasted(place, 'resume', found.id)}`);
  const {id, runbook: page} = loadWalkable(runbook.id, place.runbooks);
  const step = restoringStep(page);
  if (!step) throw refused(place, session, `walked ${id}, which has no step that sets ${useMcp} to 1`);
  return openSession(place, {...wanted, runbook: id, environment: environment.name, incident: incident ?? undefined, continues: {session: found.id, step: step.id}});
}

/** The step that sets the toggle back, or the one that has to go well shortly before it. */
function restoringStep({steps}: Runbook): Step | undefined {
  const restore = steps.find(({action}) => action?.name === 'toggle.set' && action.parameters[0] === useMcp && action.parameters[1] === '1');
  const needed = restore?.before.flatMap(proof => (proof.kind === 'observed' && proof.subject.action?.name === 'step.ended' ? (proof.subject.action.parameters[0] ?? []) : [])) ?? [];
  return steps.find(({id}) => needed.includes(id)) ?? restore;
}

function refused(place: Workplace, session: string, why: string, next = `Look at it with: ${pasted(place, 'sessions', 'show', session)}`): OperatorError {
  return new OperatorError(`the session ${session} ${why}`, {code: 'cannot-restore', next, exit: exitCode.usage});
}
