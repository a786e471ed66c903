import type {Trouble} from '../../errors.ts';
import type {Allowance, Plan} from '../../walk/conductor.ts';
import {lacksApproval} from '../../walk/approval.ts';
import {emptyField} from '../state/text-field.ts';
import {isWaiting} from '../../journal/step-record.ts';
import {isCurrent, isUnsettled, needsReason, openWalk, stepRecord, viewedStep} from '../state/viewed-step.ts';
import {fromTop, phase, withWalk, type Next} from './transitions.ts';
import type {Message, State} from '../state/state.ts';

/** Enter on the open step: settles it, asks why again, or begins. */
export function run(state: State): Next {
  const walk = openWalk(state);
  if (isUnsettled(walk)) return phase(state, {name: 'settling', probe: undefined}, {type: 'probe', step: walk.viewing});
  if (needsReason(walk)) return phase(state, {name: 'retrying', field: emptyField});
  return begin(state, {});
}

/** What only reads runs at once; for what changes something, or has to be agreed to, its plan comes first. */
export function begin(state: State, allowance: Allowance): Next {
  const step = viewedStep(openWalk(state));
  if (step.effect.kind === 'reads' && step.kind !== 'approve') return start(state, allowance);
  return phase(fromTop(forgetting(state)), {name: 'planning', allowance}, {type: 'plan', step: step.id});
}

/** From here on nothing more is asked before it runs. */
export function start(state: State, allowance: Allowance): Next {
  const step = openWalk(state).viewing;
  const clean = withWalk(forgetting(state), walk => ({...walk, ran: {...walk.ran, [step]: {progress: []}}}));
  return phase(fromTop(clean), {name: 'running', step, elapsed: 0, stopping: 'no'}, {type: 'decide', decision: {kind: 'run', step, allowance}});
}

/** A wait that was cut off, or left, goes on by itself: it only looks. */
export function goOnWaiting(state: State): Next {
  const walk = openWalk(state);
  return isCurrent(walk) && isWaiting(stepRecord(walk, walk.viewing)) ? start(state, {}) : [state, []];
}

/** What kept a step from running may be mended by another one. */
function forgetting(state: State): State {
  return withWalk(state, walk => (walk.notRun ? {...walk, notRun: undefined} : walk));
}

/** The plan is there: a second person reads it first where one is needed. One that nobody waits for any more is dropped. */
export function planned(state: State, {step, plan}: Extract<Message, {type: 'planned'}>): Next {
  const {walk} = state;
  if (walk?.phase.name !== 'planning' || walk.viewing !== step) return [state, []];
  const {allowance} = walk.phase;
  if (!needsAnother(state, plan, allowance)) return phase(fromTop(state), {name: 'confirming', plan, allowance, field: emptyField});
  const {approvers = []} = walk.pointed.people;
  return phase(fromTop(state), {name: 'naming', plan, allowance, field: emptyField}, {type: 'tell others', occasion: {kind: 'waiting', step: plan.step, digits: plan.digits, people: approvers}});
}

function needsAnother(state: State, plan: Plan, {breakGlass}: Allowance): boolean {
  const walk = openWalk(state);
  const step = viewedStep(walk);
  if (breakGlass !== undefined) return false;
  return step.kind === 'approve' || lacksApproval(step, plan, walk.session, walk.pointed) !== undefined;
}

export function notPlanned(state: State, {step, trouble}: Extract<Message, {type: 'not planned'}>): Next {
  if (state.walk?.phase.name !== 'planning' || state.walk.viewing !== step) return [state, []];
  return [notRun(withWalk(state, walk => ({...walk, phase: {name: 'reading'}})), {step, trouble}), []];
}

/** Nothing ran; the page says why until the step is begun again. */
export function notRun(state: State, {step, trouble}: {step: string; trouble: Trouble}): State {
  return {...withWalk(state, walk => ({...walk, notRun: {step, trouble}})), notice: {problem: `not run: ${trouble.problem}`, next: trouble.next}};
}
