import {emptyField, type Field} from '../state/text-field.ts';
import {wordsOf} from '../state/list-filter.ts';
import {atSameRow, fixedRows, isList, lengthOf, type ListScreen} from '../state/list-rows.ts';
import type {State} from '../state/state.ts';
import {go, stay, type Next} from './transitions.ts';

/** The filter of the list on screen is typed, from where it stands. */
export function askFilter(state: State): Next {
  const {screen} = state;
  return isList(screen) ? go(state, {...screen, filter: {field: screen.filter?.field ?? emptyField, typing: true}}) : stay(state);
}

/** The first row that fits is chosen: whoever types a name wants it. */
export function typeFilter(state: State, screen: ListScreen, change: (field: Field) => Field): State {
  const narrow: State = {...state, screen: {...screen, filter: {field: change(screen.filter?.field ?? emptyField), typing: true}}};
  return {...narrow, screen: {...screen, filter: {field: change(screen.filter?.field ?? emptyField), typing: true}, selected: Math.max(0, Math.min(fixedRows(narrow), lengthOf(narrow) - 1))}};
}

/** Enter in the filter: the list stays narrow, and its keys are there again. */
export function keepFilter(state: State, screen: ListScreen): Next {
  const {filter} = screen;
  return go(state, {...screen, filter: filter && wordsOf(filter).length > 0 ? {...filter, typing: false} : undefined});
}

/** All rows again, at the one that was chosen. */
export function showAll(state: State, screen: ListScreen): Next {
  return [atSameRow(state, {...state, screen: {...screen, filter: undefined}}), []];
}
