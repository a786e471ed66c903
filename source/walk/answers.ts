import {findAction} from '../actions/registry.ts';
import {waysOf} from '../runbook/flow.ts';
import type {Step} from '../runbook/schema.ts';

/**
 * What a file answers at one step in the place of a person. `stated`: all statements of the step, or each in
 * their order; `way`: the judgement that is made once the step has failed.
 */
export type StepAnswers = {text?: string | undefined; stated?: boolean | readonly boolean[] | undefined; way?: string | undefined};

/** By step id. */
export type Answers = ReadonlyMap<string, StepAnswers>;

/** What a person vouches for at the step, in the order in which it is asked. */
export function statementsOf({before, proofs}: Pick<Step, 'before' | 'proofs'>): string[] {
  return [...before, ...proofs].flatMap(({kind, text}) => (kind === 'stated' ? [text] : []));
}

/** Questions that the step answers in words. */
export function questionsOf({ask, action}: Pick<Step, 'ask' | 'action'>): string[] {
  const asks = findAction(action?.name ?? '')?.asks;
  return [...(asks?.kind === 'text' ? [asks.text] : []), ...(ask === undefined ? [] : [ask])];
}

/** Whether a text can be answered, asked for or not. */
export function takesText(step: Pick<Step, 'ask' | 'action'>): boolean {
  return questionsOf(step).length > 0 || findAction(step.action?.name ?? '')?.mayAsk !== undefined;
}

/** The judgements that can be made of the step. */
export function judgementsOf(step: Step): string[] {
  return waysOf(step).map(({when}) => when);
}

/** What the file says to a statement of the step, also to one that could have been seen; undefined where it says nothing. */
export function statementOf(step: Step, {stated}: StepAnswers, text: string): string | undefined {
  if (stated === undefined || ![...step.before, ...step.proofs].some(proof => proof.text === text)) return undefined;
  const so = typeof stated === 'boolean' ? stated : stated[statementsOf(step).indexOf(text)];
  return so === undefined ? undefined : so ? 'yes' : 'no';
}

/** What the step asks and the answers do not say, a sentence each. */
export function unanswered(step: Step, {text, stated}: StepAnswers): string[] {
  return [
    ...(text === undefined ? questionsOf(step).map(question => `it asks: ${question} Answer it with a text`) : []),
    ...(stated === undefined ? statementsOf(step).map(statement => `somebody has to state: ${statement}. Answer it with stated: yes`) : []),
  ];
}
