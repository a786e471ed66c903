import type {Trouble} from '../../errors.ts';
import {emptyField} from '../state/text-field.ts';
import {openWalk} from '../state/viewed-step.ts';
import type {Effect, Notice, Phase, Ran, Screen, State, Walk} from '../state/state.ts';

/** The new state and the effects it asks for. */
export type Next = [State, Effect[]];

export const stay = (state: State, notice?: Notice): Next => [{...state, notice}, []];
export const go = (state: State, screen: Screen, ...effects: Effect[]): Next => [{...state, screen}, effects];

/** What was asked for cannot be: why, and what to do instead. */
export function refuse(state: State, refusal: {title: string} & Trouble): Next {
  return go(state, {name: 'refused', scroll: 0, ...refusal});
}

export function withWalk(state: State, change: (walk: Walk) => Walk): State {
  return state.walk ? {...state, walk: change(state.walk)} : state;
}

export function withRan(state: State, step: string, change: (ran: Ran) => Ran): State {
  return withWalk(state, walk => ({...walk, ran: {...walk.ran, [step]: change(walk.ran[step] ?? {progress: []})}}));
}

/** On the step screen, whatever was over it. */
export function phase(state: State, next: Phase, ...effects: Effect[]): Next {
  const walk = openWalk(state);
  const {thrown} = walk;
  // What escape threw away is there once more.
  const asked = next.name === 'asking' ? next.question.text : undefined;
  if (thrown?.name === next.name && thrown.asked === asked && 'field' in next && next.field === emptyField) return [{...state, walk: {...walk, phase: {...next, field: thrown.field}, thrown: undefined}}, effects];
  return [{...state, walk: {...walk, phase: next}}, effects];
}

/** The page has other lines now, and they are read from the first on. */
export function fromTop(state: State): State {
  return state.screen.name === 'step' ? {...state, screen: {name: 'step', scroll: 0}} : state;
}

/** Another step's page, from its top. */
export function view(state: State, viewing: string): State {
  return withWalk({...state, screen: {name: 'step', scroll: 0}}, walk => ({...walk, viewing}));
}

/** The terminal calls for the operator, where the environment wants that. */
export function ringing(state: State): Effect[] {
  const {runbook, pointed} = openWalk(state);
  return pointed.people.bell ? [{type: 'ring', title: runbook.title}] : [];
}
