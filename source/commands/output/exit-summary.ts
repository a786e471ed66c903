import {relative} from 'node:path';
import {display} from '../../display.ts';
import {inOneText} from '../../errors.ts';
import {pasted} from '../../pasted.ts';
import type {Workplace} from '../../workplace.ts';
import {mcpToggle, useMcp} from '../../environment/toggles.ts';
import type {Conductor} from '../../walk/conductor.ts';
import {doubtIn, frozenBy} from '../../walk/freeze.ts';
import {undeliveredTrouble} from '../../walk/notice/notices.ts';
import {leftText} from '../../team/sharing.ts';
import {readStatus} from '../../status/read-status.ts';
import {offText} from '../../status/status-text.ts';
import {nameAmong} from '../../journal/step-record.ts';
import {countSteps, tallyText} from '../../journal/tally.ts';

/** What stays on the terminal after the last frame: how it ended, and what to paste where. Waits a little for what is under way to others. */
export async function exitSummary(conductor: Conductor, place: Workplace): Promise<string[]> {
  const [, standing] = await Promise.all([conductor.notices.close(), conductor.sharing?.leave()]);
  const unshared = standing && leftText(standing, pasted(place, 'team', 'sync'));
  const {folder} = place;
  const undelivered = undeliveredTrouble(conductor.notices.undelivered());
  const {session} = conductor;
  const record = await recordOf(conductor);
  const left = session.state === 'paused';
  const ended = session.closed?.verdict ?? (left ? 'left unfinished' : 'open');
  return [
    `${session.opened.runbook.title}, ${session.class}: ${ended} (${tallyText(countSteps(session))})`,
    `session ${session.id}`,
    `journal ${near(conductor.journalPath, folder)}`,
    `head    ${conductor.head.slice(0, 8)}`,
    ...mcpOff(conductor),
    ...(left ? [`go on   ${pasted(place, 'resume', session.id)}`, '        or the first row when it is started again'] : []),
    ...(left && standing?.behind === 0 && !standing.fenced ? [`or      at another console of the team: ${pasted({}, 'take', session.id)}`] : []),
    ...(conductor.failure ? [`NOT RECORDED any more: ${conductor.failure.message}`] : []),
    ...(unshared === undefined ? [] : [`NOT SHARED ${unshared}`]),
    ...(undelivered === undefined ? [] : [inOneText(undelivered)]),
    ...(conductor.receipt === undefined ? [] : [`receipt ${near(conductor.receipt, folder)}`]),
    ...(record === undefined ? [] : [`record  ${near(record, folder)}`]),
  ];
}

/** The newest one, where the walk has come to writing it: nobody else is made to wait for a look through all sessions. */
async function recordOf({session, runbook, ports: {records}}: Conductor): Promise<string | undefined> {
  const written = runbook.steps.some(({id, action}) => action?.name === 'record.write' && session.steps.some(step => step.id === id && step.ended));
  return written ? (await records?.look(session.id))?.newest : undefined;
}

/** Whoever leaves a frozen deployment must know it, and whoever comes next too. */
function mcpOff(conductor: Conductor): string[] {
  const {environment} = conductor.ports;
  const frozen = frozenBy(conductor, environment);
  const doubtful = doubtIn(conductor);
  if (!frozen && !doubtful) return [];
  if (environment.class === 'practice') return [conductor.session.state === 'closed' ? 'practice has ended: MCP was off in it alone' : 'practice stands still with MCP off, in it alone; going on finds it so'];
  const toggle = frozen ?? mcpToggle(environment.toggles);
  const read = `${useMcp}=${display(toggle.value ?? 'not set')} (${toggle.source.label})`;
  const said = saidOf(conductor);
  if (doubtful) return [`${said ?? `MCP is NOT KNOWN: ${nameAmong(conductor.session.steps, doubtful.id)}`}; ${read} is read now: look which way operators go before you rely on either`];
  return [`${said ?? 'MCP is OFF'}; ${read} is read now: operators stay on the legacy handlers until it is restored`];
}

/** As the first screen says it to whoever comes next. */
function saidOf({ports: {environment: {name, places: {root}}, clock}}: Conductor): string | undefined {
  const {environments, at} = readStatus([root], [], clock.now());
  return environments.filter(({environment}) => environment === name).map(status => offText(status, at))[0];
}

/** Relative to the working folder where it lies inside, so that it fits a narrow line. */
function near(path: string, folder: string): string {
  const inside = relative(folder, path);
  return inside.startsWith('..') ? path : inside;
}
