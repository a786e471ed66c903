import {openWalk} from './mode.ts';
import type {Effect, State} from './state.ts';

/** The terminal calls for the operator, where the environment wants that. */
export function ringing(state: State): Effect[] {
  const {runbook, pointed} = openWalk(state);
  return pointed.people.bell ? [{type: 'ring', title: runbook.title}] : [];
}
