import {exitOf} from './leave.ts';
import {openWalk} from '../state/viewed-step.ts';
import {go, type Next} from './transitions.ts';
import type {State} from '../state/state.ts';

/** From the summary: the walk is over, and another may begin. How this one ended stays the exit code until one does. */
export function toFirstScreen(state: State): Next {
  const wanted = {runbook: undefined, environment: undefined, session: undefined};
  return go({...state, walk: undefined, wanted, ended: exitOf(openWalk(state))}, {name: 'picker', selected: 0}, {type: 'close walk'});
}
