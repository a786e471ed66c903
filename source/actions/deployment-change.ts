import type {Deployment, ToggleChange, ToggleOutcome, ToggleReport} from '../environment/toggle-change.ts';
import {exitCode} from '../errors.ts';
import type {Secret} from '../secret.ts';
import type {ActionPlan, ActionResult, Progress} from './action.ts';
import {outputAttachments} from './output-attachments.ts';
import {following} from './yield-reports.ts';

export type Performed = {outcome: ToggleOutcome; /** In the order in which they were first reported. */ stages: ToggleReport['stage'][]};

/** Makes the change and passes on what the deployment reports. */
export async function* performChange(deployment: Deployment, change: ToggleChange, value: string | Secret, signal: AbortSignal): AsyncGenerator<Progress, Performed> {
  const stages: ToggleReport['stage'][] = [];
  const outcome = yield* following<Progress, ToggleOutcome>(report =>
    deployment.set(change, value, told => {
      if (!stages.includes(told.stage)) stages.push(told.stage);
      report(told);
    }, signal),
  );
  return {outcome, stages};
}

/** Without facts, which each action has of its own. */
export function toResult({outcome, problem, next, output}: ToggleOutcome, stages: readonly ToggleReport['stage'][]): ActionResult {
  const attachments = outputAttachments(output, stages);
  if (outcome === 'done') return {outcome, facts: {}, attachments};
  const unknown = outcome === 'unknown';
  return {
    outcome,
    facts: {},
    failure: {
      code: unknown ? 'set-unknown' : 'set-failed',
      problem: problem ?? 'the deployment gave no reason',
      next: next ?? 'Look at the deployment by hand before you run this step again.',
      exit: unknown ? exitCode.unknown : exitCode.checkFailed,
    },
    attachments,
  };
}

export function toPlan({name, where, from, to, does, basis}: ToggleChange): ActionPlan {
  return {items: [{what: name, where, from, to}], does, byHand: false, basis};
}
