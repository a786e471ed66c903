import {shownSessions} from './history-rows.ts';
import {picksOf} from './picker-rows.ts';
import type {State} from './state.ts';
import {openWalk} from './viewed-step.ts';
import {departuresFrom} from './way-menu.ts';

/** Rows of the list on screen. */
export function lengthOf(state: State): number {
  const {screen} = state;
  switch (screen.name) {
    case 'picker':
      return picksOf(state).length;
    case 'environment':
      return state.environments.length;
    case 'history':
      return shownSessions(screen).length;
    case 'drills':
      return screen.drills?.length ?? 0;
    case 'ways':
      return departuresFrom(openWalk(state)).length;
    case 'briefing':
    case 'debrief':
    case 'help':
    case 'incident':
    case 'ledger':
    case 'left':
    case 'opening':
    case 'operator':
    case 'reference':
    case 'refused':
    case 'step':
    case 'story':
    case 'summary':
      return 0;
  }
}
