import type {Runbook, Step} from './schema.ts';

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

/** What is changed by the program; where somebody has to say that something is so, the page may ask them to make it so. */
export function changesText({effect, proofs}: Step): string {
  if (effect.kind === 'changes') return effect.what;
  return proofs.some(({kind}) => kind === 'stated') ? 'nothing by the program, which only reads; what the page asks, you do' : 'nothing; it only reads';
}
