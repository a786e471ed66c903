import {relative} from 'node:path';
import {display} from '../display.ts';
import {useMcp} from '../environment/toggles.ts';
import type {Conductor} from '../walk/conductor.ts';
import {frozenBy} from '../walk/freeze.ts';
import {undeliveredText} from '../walk/notice/notices.ts';
import {countSteps, tallyText} from '../journal/session.ts';

/** What stays on the terminal after the last frame: how it ended, and what to paste where. Waits for notices that are under way. */
export async function exitSummary(conductor: Conductor, folder: string): Promise<string[]> {
  await conductor.notices.close();
  const undelivered = undeliveredText(conductor.notices.undelivered());
  const {session} = conductor;
  const left = session.state === 'paused';
  const ended = session.closed?.verdict ?? (left ? 'left unfinished' : 'open');
  return [
    `${session.opened.runbook.title}, ${session.class}: ${ended} (${tallyText(countSteps(session))})`,
    `session ${session.id}`,
    `journal ${near(conductor.journalPath, folder)}`,
    `head    ${conductor.head.slice(0, 8)}`,
    ...mcpOff(conductor),
    ...(left ? [`go on   mcp-runbook resume ${session.id}, or the first row when it is started again`] : []),
    ...(conductor.failure ? [`NOT RECORDED any more: ${conductor.failure.message}`] : []),
    ...(undelivered === undefined ? [] : [undelivered]),
    ...(conductor.receipt === undefined ? [] : [`receipt ${near(conductor.receipt, folder)}`]),
  ];
}

/** Whoever leaves a frozen deployment must know it, and whoever comes next too. */
function mcpOff(conductor: Conductor): string[] {
  const toggle = frozenBy(conductor, conductor.ports.environment);
  return toggle ? [`MCP OFF ${useMcp}=${display(toggle.value ?? 'not set')} (${toggle.source.label}): operators stay on the legacy handlers until it is restored`] : [];
}

/** Relative to the working folder where it lies inside, so that it fits a narrow line. */
function near(path: string, folder: string): string {
  const inside = relative(folder, path);
  return inside.startsWith('..') ? path : inside;
}
