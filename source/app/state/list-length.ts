import {shownSessions} from './history-rows.ts';
import {picksOf} from './picker-rows.ts';
import {doingsOf} from './occupied-rows.ts';
import type {Screen, State} from './state.ts';
import {openWalk} from './viewed-step.ts';
import {departuresFrom} from './way-menu.ts';

/** A screen on which a row is selected. */
export function isList(screen: Screen): screen is Extract<Screen, {selected: number}> {
  return 'selected' in screen;
}

/** Rows of the list on screen. */
export function lengthOf(state: State): number {
  const {screen} = state;
  if (!isList(screen)) return 0;
  switch (screen.name) {
    case 'picker':
      return picksOf(state).length;
    case 'occupied':
      return doingsOf(screen).length;
    case 'environment':
      return state.environments.length;
    case 'history':
      return shownSessions(screen).length;
    case 'drills':
      return screen.drills?.length ?? 0;
    case 'ways':
      return departuresFrom(openWalk(state)).length;
  }
}
