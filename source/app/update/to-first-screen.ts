import {exitOf} from './leave.ts';
import {openWalk} from '../state/viewed-step.ts';
import {go, type Next} from './transitions.ts';
import type {State} from '../state/state.ts';

/** From the summary: the walk is over, and another may begin. How this one ended stays the exit code until one does. */
export function toFirstScreen(state: State): Next {
  const wanted = {runbook: undefined, environment: undefined, session: undefined};
  return go({...state, walk: undefined, wanted, ended: exitOf(openWalk(state))}, {name: 'picker', selected: 0}, {type: 'close walk'});
}

/** From the briefing of a drill, to choose another: nothing was done in it, and it counts for nothing. */
export function leaveDrill(state: State): Next {
  const {runbook: {id}} = openWalk(state);
  const wanted = {runbook: undefined, environment: undefined, session: undefined};
  return go(
    {...state, walk: undefined, wanted},
    {name: 'drills', selected: 0, runbook: id, drills: undefined},
    {type: 'decide', decision: {kind: 'end', reason: 'left at the briefing', away: true}},
    {type: 'close walk'},
    {type: 'list drills', operator: state.operator},
  );
}
