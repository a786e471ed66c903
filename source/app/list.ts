import type {EnvironmentCard} from './cards.ts';
import {drillLabel} from './drills-page.ts';
import {historyLabel, shownSessions} from './history.ts';
import {openWalk, viewedStep} from './mode.ts';
import {pickLabel, picksOf} from './picks.ts';
import type {State} from './state.ts';
import type {Symbols} from './theme.ts';
import {departuresFrom} from './ways.ts';

/** A screen that is a list: its question, its rows, the one that is selected. */
export type List = {question: string; labels: string[]; selected: number};

export function listOf(state: State, symbols: Symbols): List | undefined {
  const {screen} = state;
  switch (screen.name) {
    case 'picker':
      return {question: 'Which procedure?', labels: picksOf(state).map(pickLabel), selected: screen.selected};
    case 'environment':
      return {question: 'Where?', labels: state.environments.map(card => environmentLabel(card, symbols)), selected: screen.selected};
    case 'history':
      return {question: 'What was done?', labels: shownSessions(screen).map(card => historyLabel(card, symbols)), selected: screen.selected};
    case 'drills':
      return {question: 'Which drill?', labels: (screen.drills ?? []).map(drillLabel), selected: screen.selected};
    case 'ways':
      return {
        question: `How to go on from step ${viewedStep(openWalk(state)).number}?`,
        labels: departuresFrom(openWalk(state)).map(({label}) => label),
        selected: screen.selected,
      };
    default:
      return undefined;
  }
}

function environmentLabel({name, class: where, problem}: EnvironmentCard, {class: signs}: Symbols): string {
  if (problem !== undefined) return `${signs[where]} ${name} (cannot be used)`;
  return `${signs[where]} ${name === where ? name : `${name} (${where})`}`;
}

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
    default:
      return 0;
  }
}
