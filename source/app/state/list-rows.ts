import type {EnvironmentCard} from './cards.ts';
import {shownDrills} from './drill-rows.ts';
import {shownSessions} from './history-rows.ts';
import {narrowed} from './list-filter.ts';
import {idOf, offRows, picksOf} from './picker-rows.ts';
import {doingsOf, type Doing} from './occupied-rows.ts';
import type {Screen, State} from './state.ts';
import {openWalk} from './viewed-step.ts';
import type {Departure} from './departure.ts';
import {departuresFrom} from './way-menu.ts';

/** A screen on which a row is selected. */
export type ListScreen = Extract<Screen, {selected: number}>;

export function isList(screen: Screen): screen is ListScreen {
  return 'selected' in screen;
}

export function shownEnvironments({environments, screen}: State): EnvironmentCard[] {
  return narrowed(environments, 'filter' in screen ? screen.filter : undefined, card => [card.name, card.class, card.gateway, card.source, card.incident]);
}

export function shownDoings(screen: Extract<Screen, {name: 'occupied'}>): Doing[] {
  return narrowed(doingsOf(screen), screen.filter, ({label}) => [label]);
}

export function shownWays(state: State): Departure[] {
  return narrowed(departuresFrom(openWalk(state)), 'filter' in state.screen ? state.screen.filter : undefined, ({label}) => [label]);
}

/** What each row of the list on screen is about, by a name that it keeps whatever comes in before it. */
export function rowKeys(state: State): string[] {
  const {screen} = state;
  if (!isList(screen)) return [];
  switch (screen.name) {
    case 'picker':
      return picksOf(state).map(idOf);
    case 'occupied':
      return shownDoings(screen).map(({kind, session}) => `${kind} ${session}`);
    case 'environment':
      return shownEnvironments(state).map(({name}) => name);
    case 'history':
      return shownSessions(screen).map(({id}) => id);
    case 'drills':
      return shownDrills(screen).map(({runbook, id}) => `${runbook} ${id}`);
    case 'ways':
      return shownWays(state).map(({label}) => label);
  }
}

/** Rows of the list on screen. */
export function lengthOf(state: State): number {
  return rowKeys(state).length;
}

/** Rows that no filter takes away: where MCP is off. */
export function fixedRows(state: State): number {
  return state.screen.name === 'picker' ? offRows(state).length : 0;
}

/** The list after its rows have become others: at the row that was chosen, else at the nearest. */
export function atSameRow(before: State, now: State): State {
  const {screen} = now;
  if (!isList(screen) || !isList(before.screen) || before.screen.selected < 0) return now;
  const keys = rowKeys(now);
  const found = keys.indexOf(rowKeys(before)[before.screen.selected] ?? '');
  return {...now, screen: {...screen, selected: found === -1 ? Math.max(0, Math.min(before.screen.selected, keys.length - 1)) : found}};
}
