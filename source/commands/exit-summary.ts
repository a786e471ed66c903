import type {Conductor} from '../session/conductor.ts';
import {countSteps} from '../session/session.ts';

/** What stays on the terminal after the last frame: how it ended, and what to paste where. */
export function exitSummary(conductor: Conductor): string[] {
  const {session} = conductor;
  const tally = Object.entries(countSteps(session))
    .filter(([, count]) => Number(count) > 0)
    .map(([name, count]) => `${String(count)} ${name}`)
    .join(', ');
  const ended = session.closed?.verdict ?? (session.state === 'paused' ? 'left unfinished' : 'open');
  return [
    `${session.opened.runbook.title}, ${session.class}: ${ended} (${tally})`,
    `session ${session.id}`,
    `journal ${conductor.journalPath}`,
    `head    ${conductor.head.slice(0, 8)}`,
    ...(conductor.failure ? [`NOT RECORDED any more: ${conductor.failure.message}`] : []),
    ...(conductor.receipt === undefined ? [] : [`receipt ${conductor.receipt}`]),
  ];
}
