import {historyLabel, shownSessions} from './history.ts';
import {pickLabel, picksOf} from './picks.ts';
import type {State} from './state.ts';
import type {Symbols} from './theme.ts';

/** A screen that is a list: its question, its rows, the one that is selected. */
export type List = {question: string; labels: string[]; selected: number};

export function listOf(state: State, symbols: Symbols): List | undefined {
  const {screen} = state;
  switch (screen.name) {
    case 'picker':
      return {question: 'Which procedure?', labels: picksOf(state).map(pickLabel), selected: screen.selected};
    case 'environment':
      return {question: 'Where?', labels: state.environments.map(({name, class: where}) => `${symbols.class[where]} ${name === where ? name : `${name} (${where})`}`), selected: screen.selected};
    case 'history':
      return {question: 'What was done?', labels: shownSessions(screen).map(historyLabel), selected: screen.selected};
    default:
      return undefined;
  }
}

/** Rows of the list on screen. */
export function lengthOf({screen, unfinished, runbooks, environments}: State): number {
  if (screen.name === 'picker') return unfinished.length + runbooks.length;
  if (screen.name === 'environment') return environments.length;
  return screen.name === 'history' ? shownSessions(screen).length : 0;
}
