import {nameFault} from '../../person-name.ts';
import {isAnother} from '../../walk/approval.ts';
import {emptyField, fieldText} from '../state/text-field.ts';
import {openWalk, viewedStep} from '../state/viewed-step.ts';
import {phase, stay, type Next} from './transitions.ts';
import {start} from './begin-step.ts';
import type {Effect, Phase, State} from '../state/state.ts';

type Asking<Name extends Phase['name']> = Extract<Phase, {name: Name}>;

/** The word that names the target, a space, the plan's last four digits: nothing else lets the step run. */
export function confirm(state: State, {plan, allowance, field}: Asking<'confirming'>): Next {
  const {what, word} = openWalk(state).pointed.confirmation;
  const typed = fieldText(field);
  if (typed === `${word} ${plan.digits}`) return start(state, {...allowance, plan, confirmed: typed});
  return stay(state, `${faultOf(typed, {what, word, digits: plan.digits})}; nothing was run`);
}

/** Which of the two is wrong. */
function faultOf(typed: string, {what, word, digits}: {what: string; word: string; digits: string}): string {
  if (typed.trim() === '') return `type ${what} and the plan's digits first`;
  if (typed.trim().split(/\s+/).join(' ') === `${word} ${digits}`) return 'one space between the two, and none around them';
  const named = typed === word || typed.startsWith(`${word} `);
  if (named) return typed.slice(word.length).trim() === '' ? "the plan's digits are missing" : "those are not the plan's digits";
  return typed.endsWith(` ${digits}`) || typed === digits ? `that is not ${what}` : `that is neither ${what} nor the plan's digits`;
}

/** Whoever agrees is somebody else. */
export function nameApprover(state: State, {plan, allowance, field}: Asking<'naming'>): Next {
  const approver = fieldText(field).trim();
  if (nameFault(approver) !== undefined) return stay(state, 'the name of another person is missing; escape goes back');
  if (isAnother(approver, openWalk(state).session.operator)) return phase(state, {name: 'approving', plan, allowance, approver, field: emptyField});
  return stay(state, 'that is the operator: another person has to agree');
}

/** The second person's digits. The operator's own confirmation follows; a step that only gets agreement is done by it. */
export function approve(state: State, {plan, allowance, approver, field}: Asking<'approving'>): Next {
  const typed = fieldText(field);
  if (typed === '') return stay(state, "type the plan's digits first; nobody has agreed");
  if (typed !== plan.digits) return stay(state, "those are not the plan's digits; nobody has agreed");
  const step = viewedStep(openWalk(state));
  const agreed: Effect = {type: 'decide', decision: {kind: 'approve', step: step.id, approver, plan}};
  if (step.kind !== 'approve') return phase({...state, notice: `${approver} agreed`}, {name: 'confirming', plan, allowance, field: emptyField}, agreed);
  const [running, effects] = start(state, {...allowance, plan});
  return [running, [agreed, ...effects]];
}
