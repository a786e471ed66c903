import {failureTurn, stepAfter} from '../runbook/flow.ts';
import type {Branch, Runbook, Step, Turn} from '../runbook/schema.ts';
import type {Session} from '../journal/session.ts';
import type {StepRecord} from '../journal/step-record.ts';

/**
 * The step to do when this one is over. What was done out of order is not walked twice, what was
 * jumped over is not forgotten.
 */
export function nextAfter({steps}: Runbook, session: Session, stepId: string): string | undefined {
  const waits = (id: string): boolean => id !== stepId && recordOf(session, id)?.status === 'waiting';
  let id = stepAfter(steps, stepId);
  while (id !== undefined && isOver(recordOf(session, id))) id = stepAfter(steps, id);
  return id ?? session.steps.find(record => waits(record.id))?.id;
}

/** Where the page leads once this step has failed; `started` is how often it was started since the walk arrived here. */
export function turnAfterFailure(step: Step, record: StepRecord | undefined, started: number): Turn | undefined {
  return failureTurn(step, {attempts: started, taken: record?.turned ?? 0});
}

/** Whether running a step once more is what the page itself says, which needs no reason. */
export function mayRetry(runbook: Runbook, record: StepRecord): boolean {
  const step = runbook.steps.find(({id}) => id === record.id);
  return record.status !== 'failed' || (step !== undefined && turnAfterFailure(step, record, record.tries)?.kind === 'retry');
}

/** Where a judgement of the operator leads: its retries are the operator's own to count. One that leads nowhere stops. */
export function turnOf({then}: Branch): Turn {
  return then.find(({kind}) => kind !== 'retry') ?? {kind: 'stop'};
}

function recordOf({steps}: Session, id: string): StepRecord | undefined {
  return steps.find(record => record.id === id);
}

function isOver(record: StepRecord | undefined): boolean {
  return record?.status === 'done' || record?.status === 'skipped';
}
