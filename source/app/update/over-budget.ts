import {budgetsOver} from '../../journal/step-clock.ts';
import type {Decision} from '../../walk/conductor.ts';
import {emptyField} from '../state/text-field.ts';
import {announce} from './ask-hint.ts';
import {calledFrom, openWalk} from '../state/viewed-step.ts';
import {phase, stay, withWalk, type Next} from './transitions.ts';
import {ringing} from './transitions.ts';
import type {Effect, State, Time, Walk} from '../state/state.ts';

/** Milliseconds that the open step may take; undefined where its page says nothing. */
export function budgetOf({runbook, session}: Pick<Walk, 'runbook' | 'session'>): number | undefined {
  return runbook.steps.find(({id}) => id === session.current)?.budget;
}

/** What the operator was asked about before the walk was gone on with. */
export function exceededBefore(walk: Pick<Walk, 'runbook' | 'session'>): Walk['exceeded'] {
  const {session: {current: step, clock}} = walk;
  const {answered, told} = budgetsOver(clock, budgetOf(walk) ?? Infinity);
  return {step, budgets: answered, told};
}

/** Time has passed. It is shown where it may tick; a hint is announced and over budget somebody is asked, whether it ticks or not. */
export function timed(state: State, time: Time): Next {
  return overrun(announce(state.motion ? withWalk(state, walk => ({...walk, time})) : state, time), time);
}

/** Once for each budget of the open step: others are told whatever is on screen, and somebody is asked when nobody types and nothing runs. */
function overrun(state: State, {open}: Time): Next {
  const {walk} = state;
  const budget = walk && budgetOf(walk);
  // A wait ends by itself when its time is over.
  if (!budget || viewedKind(walk) === 'wait' || walk.unrecorded !== undefined) return [state, []];
  const step = walk.session.current;
  const {budgets: asked, told} = walk.exceeded.step === step ? walk.exceeded : nothingOver;
  const budgets = Math.floor(open / budget);
  if (step === undefined || budgets <= Math.min(asked, told)) return [state, []];
  const over = {step, milliseconds: Math.round(open), budget};
  const others: Effect[] = budgets <= told ? [] : [{type: 'tell others', occasion: {kind: 'over budget', ...over}}];
  const isAsked = budgets > asked && state.screen.name === 'step' && walk.phase.name === 'reading';
  const counted = withWalk(state, known => ({...known, exceeded: {step, budgets: isAsked ? budgets : asked, told: Math.max(told, budgets)}}));
  if (!isAsked) return [counted, others];
  const [asking] = phase(counted, {name: 'over budget', ...over});
  return [asking, [...ringing(asking), ...others]];
}

const nothingOver = {budgets: 0, told: 0};

function viewedKind({runbook, session}: Walk): string | undefined {
  return runbook.steps.find(({id}) => id === session.current)?.kind;
}

/** What the operator makes of it. */
export function exceed(choice: Extract<Decision, {kind: 'over budget'}>['choice']): (state: State) => Next {
  return state => {
    const walk = openWalk(state);
    if (walk.phase.name !== 'over budget') return stay(state);
    const {step, milliseconds, budget} = walk.phase;
    const write: Effect = {type: 'decide', decision: {kind: 'over budget', step, milliseconds, budget, choice}};
    if (choice === 'hand over') return phase(state, {name: 'handing over', note: undefined, field: emptyField}, write);
    const notice = choice === 'escalate' ? `call ${calledFrom(walk)}` : 'kept going';
    return phase({...state, notice: `${notice}; the journal says so`}, {name: 'reading'}, write);
  };
}
