import type {Runbook} from './schema.ts';

/** As the rail names it, `step 6: Restore MCP traffic`. */
export function stepName({steps}: Runbook, id: string): string {
  const step = steps.find(candidate => candidate.id === id);
  return step ? `step ${step.number}: ${step.title}` : `step ${id}`;
}

/** The way back as the page has it, a step named as the rail names it. */
export function undoText(undo: string, runbook: Runbook): string {
  const id = /^step (\S+)$/.exec(undo)?.[1];
  return id === undefined ? undo : stepName(runbook, id);
}
