import {findAction} from '../actions/registry.ts';
import type {Environment} from '../environment/environment.ts';
import {waysOf} from '../runbook/flow.ts';
import type {Runbook, Step} from '../runbook/schema.ts';
import {nameAmong, type StepRecord} from '../journal/step-record.ts';
import {statementOf, unanswered, type Answers, type StepAnswers} from './answers.ts';
import {needsApproval} from './approval.ts';
import type {Allowance, Decision} from './conductor.ts';
import type {Driver} from './walk.ts';
import {canBeSo} from './ways.ts';

/** What is said beforehand by whoever starts a walk and goes away. */
export type SaidBefore = {
  /** Allows what changes something. */
  confirmed: string;
  /** Answers what an action asks for in words. */
  reason?: string | undefined;
  /** What a file answers; with one, everything that is asked has to be in it. */
  answers?: Answers | undefined;
};

/** Where a walk ends with nobody there, or what nobody has said beforehand. */
export type Obstacle = {step: Step; why: string};

/** Every step that needs somebody, in the order of the page. */
export function obstaclesIn(runbook: Runbook, environment: Pick<Environment, 'people'>, {reason, answers}: Omit<SaidBefore, 'confirmed'>): Obstacle[] {
  return runbook.steps.flatMap((step): Obstacle[] => {
    const asks = findAction(step.action?.name ?? '')?.asks;
    const given = answers?.get(step.id) ?? {};
    const told = (why: string): Obstacle[] => [{step, why}];
    if (isByHand(step, runbook, given)) return told('a person does it by hand');
    if (needsApproval(step, environment)) return told('a second person has to agree to its plan');
    if (asks?.kind === 'secret') return told(`somebody types what is not shown: ${asks.text}`);
    if (answers) return unanswered(step, {...given, text: given.text ?? (asks ? reason : undefined)}).flatMap(told);
    return asks && reason === undefined ? told(`it asks: ${asks.text} Answer it with --reason`) : [];
  });
}

/** Whether something would be changed before the walk comes to where it needs somebody: whoever is gone cannot put it right. */
export function strands({steps}: Runbook, [first]: readonly Obstacle[]): boolean {
  return first !== undefined && steps.some(step => step.number < first.step.number && step.effect.kind === 'changes');
}

/** Where nothing is real there is nothing to do by hand; whoever states in a file that it is done has done it before. */
function isByHand({kind}: Step, {practiceOnly}: Runbook, {stated}: StepAnswers): boolean {
  return kind === 'manual' && practiceOnly !== true && stated === undefined;
}

/** Decides by the page and the answers alone: each step once, again or elsewhere where the page says so, else the end. */
export function unattended({confirmed, reason, answers}: SaidBefore): Pick<Driver, 'decide' | 'ask'> {
  let moment = '';
  let due: Step | undefined;
  const judged = new Set<string>();
  const by = answers && ('answers' as const);
  return {
    async decide({session, runbook}) {
      const record = session.steps.find(({id}) => id === session.current);
      const step = runbook.steps.find(({id}) => id === session.current);
      if (!record || !step) return {kind: 'end', reason: 'there is no such step'};
      const given = answers?.get(step.id) ?? {};
      if (isByHand(step, runbook, given) && record.status !== 'unknown') return {kind: 'end', reason: `stopped at ${nameAmong(session.steps, record.id)}: a person does it by hand, and nobody is there`};
      const branch = record.status === 'failed' && !judged.has(step.id) ? waysOf(step).find(one => one.when === given.way && canBeSo(one, runbook, session)) : undefined;
      if (branch) {
        judged.add(step.id);
        return {kind: 'take way', step: step.id, branch, reason: 'as the file of answers has it', by};
      }
      // Nothing was written since the last time: it cannot be run.
      const refused = moment === `${record.id} ${session.lines}`;
      moment = `${record.id} ${session.lines}`;
      due = step;
      return refused ? {kind: 'end', reason: `stopped at ${nameAmong(session.steps, record.id)}: not run`} : next(record, nameAmong(session.steps, record.id), {confirmed: step.effect.kind === 'changes' ? confirmed : undefined, by});
    },
    ask: async ({kind, text}) => {
      if (!due || kind === 'secret' || kind === 'offer') return undefined;
      const given = answers?.get(due.id) ?? {};
      if (kind === 'statement') return statementOf(due, given, text);
      return given.text ?? (text === findAction(due.action?.name ?? '')?.asks?.text ? reason : undefined);
    },
  };
}

function next({id, status, outcome}: StepRecord, named: string, allowance: Allowance): Decision {
  // What may have happened waits for a person; it is never run again by itself.
  if (status === 'unknown') return {kind: 'leave', reason: `${named} has to be settled by a person`};
  if (status !== 'failed' || outcome?.turn === 'retry') return {kind: 'run', step: id, allowance};
  return {kind: 'end', reason: outcome?.turn === 'escalate' ? `escalated at ${named}` : `stopped at ${named}: failed`};
}
