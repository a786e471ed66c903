import {findAction} from '../actions/registry.ts';
import type {Environment} from '../environment/environment.ts';
import type {Runbook, Step} from '../runbook/schema.ts';
import type {StepRecord} from '../journal/step-record.ts';
import {needsApproval} from './approval.ts';
import type {Decision} from './conductor.ts';
import type {Driver} from './walk.ts';

/** What is said beforehand by whoever starts a walk and goes away. */
export type SaidBefore = {/** Allows what changes something. */ confirmed: string; /** Answers what an action asks for in words. */ reason?: string | undefined};

/** Where a walk ends with nobody there, and why. */
export type Obstacle = {step: Step; why: string};

/** Every step that needs somebody, in the order of the page. */
export function obstaclesIn(runbook: Runbook, environment: Pick<Environment, 'people'>, {reason}: Pick<SaidBefore, 'reason'>): Obstacle[] {
  return runbook.steps.flatMap((step): Obstacle[] => {
    const asks = findAction(step.action?.name ?? '')?.asks;
    if (isByHand(step, runbook)) return [{step, why: 'a person does it by hand'}];
    if (needsApproval(step, environment)) return [{step, why: 'a second person has to agree to its plan'}];
    if (asks?.kind === 'secret') return [{step, why: `somebody types what is not shown: ${asks.text}`}];
    return asks && reason === undefined ? [{step, why: `it asks: ${asks.text} Answer it with --reason`}] : [];
  });
}

/** Whether something would be changed before the walk comes to where it needs somebody: whoever is gone cannot put it right. */
export function strands({steps}: Runbook, [first]: readonly Obstacle[]): boolean {
  return first !== undefined && steps.some(step => step.number < first.step.number && step.effect.kind === 'changes');
}

/** Where nothing is real there is nothing to do by hand. */
function isByHand({kind}: Step, {practiceOnly}: Runbook): boolean {
  return kind === 'manual' && practiceOnly !== true;
}

/** Decides by the page alone: each step once, again or elsewhere where the page says so, else the end. */
export function unattended({confirmed, reason}: SaidBefore): Pick<Driver, 'decide' | 'ask'> {
  let moment = '';
  let asked: string | undefined;
  return {
    async decide({session, runbook}) {
      const record = session.steps.find(({id}) => id === session.current);
      const step = runbook.steps.find(({id}) => id === session.current);
      if (!record || !step) return {kind: 'end', reason: 'there is no such step'};
      if (isByHand(step, runbook) && record.status !== 'unknown') return {kind: 'end', reason: `stopped at step ${record.id}: a person does it by hand, and nobody is there`};
      // Nothing was written since the last time: it cannot be run.
      const refused = moment === `${record.id} ${session.lines}`;
      moment = `${record.id} ${session.lines}`;
      asked = findAction(step.action?.name ?? '')?.asks?.text;
      return refused ? {kind: 'end', reason: `stopped at step ${record.id}: not run`} : next(record, step.effect.kind === 'changes' ? confirmed : undefined);
    },
    ask: async ({kind, text}) => (kind === 'text' && text === asked ? reason : undefined),
  };
}

function next({id, status, outcome}: StepRecord, confirmed: string | undefined): Decision {
  // What may have happened waits for a person; it is never run again by itself.
  if (status === 'unknown') return {kind: 'leave', reason: `step ${id} has to be settled by a person`};
  if (status !== 'failed' || outcome?.turn === 'retry') return {kind: 'run', step: id, allowance: {confirmed}};
  return {kind: 'end', reason: outcome?.turn === 'escalate' ? `escalated at step ${id}` : `stopped at step ${id}: failed`};
}
