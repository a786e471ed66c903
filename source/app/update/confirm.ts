import type {FromDesks} from '../../team/other-desks.ts';
import {approverFault} from '../../walk/approval.ts';
import type {Said} from '../../walk/decision.ts';
import {emptyField, fieldText} from '../state/text-field.ts';
import {hasExpired, openWalk, viewedStep} from '../state/viewed-step.ts';
import {phase, ringing, stay, withWalk, type Next} from './transitions.ts';
import {start} from './begin-step.ts';
import type {Effect, Notice, Phase, Sight, State, Walk} from '../state/state.ts';

type Asking<Name extends Phase['name']> = Extract<Phase, {name: Name}>;

/** The word that names the target, a space, the plan's last four digits: nothing else lets the step run. */
export function confirm(state: State, asking: Asking<'confirming'>): Next {
  const {plan, allowance, field} = asking;
  const {what, word} = openWalk(state).pointed.confirmation;
  const typed = fieldText(field);
  if (typed === wanted(openWalk(state), asking)) return start(state, {...allowance, plan, confirmed: typed});
  const problem = `${faultOf(typed, {what, word, digits: plan.digits})}; nothing was run`;
  return refused(state, asking, typed.trim() === '' ? problem : {problem, next: 'Type both once more, or escape: not now.'});
}

/** What has to be typed. */
function wanted({pointed: {confirmation}}: Walk, {name, plan: {digits}}: Asking<'confirming' | 'approving'>): string {
  return name === 'approving' ? digits : `${confirmation.word} ${digits}`;
}

/** Whoever was wrong begins anew: two tries in one line are read as one. */
function refused(state: State, {pasted: _, ...asking}: Asking<'confirming' | 'approving'>, notice: Notice): Next {
  return phase({...state, notice}, {...asking, field: emptyField});
}

const notPasted = 'what is pasted is not taken here: type it; ctrl-u empties the line';

/** A paste agrees to nothing. */
export function pastedInto(state: State, asking: Asking<'confirming' | 'approving'>): Next {
  return phase({...state, notice: notPasted}, {...asking, pasted: true});
}

/** That it was not taken is said until the line is right or empty. */
export function reminded(state: State): State {
  const {walk} = state;
  const asking = walk?.phase;
  if ((asking?.name !== 'confirming' && asking?.name !== 'approving') || !asking.pasted) return state;
  const typed = fieldText(asking.field);
  if (typed !== '' && typed !== wanted(openWalk(state), asking)) return {...state, notice: state.notice ?? notPasted};
  const {pasted: _, ...rest} = asking;
  return withWalk(state, open => ({...open, phase: rest}));
}

/** Which of the two is wrong. */
function faultOf(typed: string, {what, word, digits}: {what: string; word: string; digits: string}): string {
  if (typed.trim() === '') return `type ${what} and the plan's digits first`;
  if (typed.trim().split(/\s+/).join(' ') === `${word} ${digits}`) return 'one space between the two, and none around them';
  const named = typed === word || typed.startsWith(`${word} `);
  if (named) return typed.slice(word.length).trim() === '' ? "the plan's digits are missing" : "those are not the plan's digits";
  if (typed.toLowerCase().startsWith(`${word.toLowerCase()} `)) return `${what} is written ${word}, in just these letters`;
  return typed.endsWith(` ${digits}`) || typed === digits ? `that is not ${what}` : `that is neither ${what} nor the plan's digits`;
}

/** Whoever agrees is somebody else. */
export function nameApprover(state: State, {field, ...read}: Asking<'naming'>): Next {
  const approver = fieldText(field).trim();
  const {session, pointed} = openWalk(state);
  const fault = approverFault(approver, session.operator, pointed.people);
  return fault === undefined ? phase(state, {...read, name: 'approving', approver, field: emptyField}) : stay(state, `${fault}; escape goes back`);
}

/** The second person's digits. */
export function approve(state: State, asking: Asking<'approving'>): Next {
  const {approver, field, plan, allowance, toItsEnd} = asking;
  const typed = fieldText(field);
  if (typed === '') return stay(state, "type the plan's digits first; nobody has agreed");
  if (typed !== wanted(openWalk(state), asking)) return refused(state, asking, {problem: "those are not the plan's digits; nobody has agreed", next: 'Type them once more, or escape: not now.'});
  return goOnWith(state, {plan, allowance, ...(toItsEnd && {toItsEnd})}, {approver, plan});
}

/** What comes of asking at other desks. Somebody's agreement counts as at this keyboard, if it is one of those who may. */
export function heard(state: State, from: FromDesks): Next {
  const {walk} = state;
  if (walk?.phase.name !== 'naming' && walk?.phase.name !== 'approving') return [state, []];
  if (from.state !== 'agreed') return [withWalk(state, open => ({...open, desks: from})), []];
  const {by, at, address} = from;
  const fault = approverFault(by, walk.session.operator, walk.pointed.people);
  if (fault !== undefined) return [{...state, notice: {problem: `agreed at another desk, but ${fault}`, next: 'Wait for somebody who may, or have them agree here.'}}, []];
  const {plan, allowance, toItsEnd} = walk.phase;
  const [next, effects] = goOnWith(state, {plan, allowance, ...(toItsEnd && {toItsEnd})}, {approver: by, plan, source: {where: 'another desk', user: by, at, address}});
  return [next, [...effects, ...ringing(next)]];
}

/** The operator's own confirmation follows; a step that only gets agreement is done by it. */
function goOnWith(state: State, read: Pick<Asking<'approving'>, 'plan' | 'allowance' | 'toItsEnd'>, given: Omit<Extract<Said, {kind: 'approve'}>, 'kind' | 'step'>): Next {
  const step = viewedStep(openWalk(state));
  const agreed: Effect = {type: 'decide', decision: {kind: 'approve', step: step.id, ...given}};
  const {approver} = given;
  if (step.kind !== 'approve') return phase({...state, notice: `${approver} agreed`}, {...read, name: 'confirming', field: emptyField}, agreed);
  const [running, effects] = start(state, {...read.allowance, plan: read.plan});
  return [running, [agreed, ...effects]];
}

/** Whether rows of a plan were not in sight yet: nothing is agreed to before. `sight` is of what is drawn. */
export function isUnread({screen, walk}: State, sight: Sight | undefined): boolean {
  return screen.name === 'step' && walk !== undefined && 'plan' in walk.phase && !walk.phase.toItsEnd && !hasExpired(walk) && screen.scroll < (sight?.furthest ?? 0);
}

/** Who has seen the end of a plan may go back in it, or have a lower window, and type all the same. */
export function readSoFar(state: State, sight: Sight | undefined): State {
  if (!sight || isUnread(state, sight) || (state.walk && hasExpired(state.walk))) return state;
  return withWalk(state, open => ('plan' in open.phase && state.screen.name === 'step' ? {...open, phase: {...open.phase, toItsEnd: true}} : open));
}

export const notToItsEnd = 'read the plan to its end first: down';
