import type {Runbook} from '../runbook/schema.ts';

/** How often a failed step may be tried again: its `If` bullet says; else as often as wanted. */
export function retriesAllowed(runbook: Runbook, stepId: string): number {
  const step = runbook.steps.find(({id}) => id === stepId);
  const retries = step?.branches.flatMap(({then}) => then.flatMap(move => (move.kind === 'retry' ? [move.times] : [])));
  return retries?.length ? Math.max(...retries) : Number.POSITIVE_INFINITY;
}
