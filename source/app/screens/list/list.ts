import {isAtText} from '../../../session/occupied.ts';
import {shownDrills} from '../../state/drill-rows.ts';
import {shownSessions} from '../../state/history-rows.ts';
import {wordsOf} from '../../state/list-filter.ts';
import {isList, shownDoings, shownEnvironments, shownWays, type ListScreen} from '../../state/list-rows.ts';
import {offRows, picksOf} from '../../state/picker-rows.ts';
import type {State} from '../../state/state.ts';
import {openWalk, viewedStep} from '../../state/viewed-step.ts';
import type {Symbols} from '../theme.ts';
import {drillColumns, drillRow} from './drills-table.ts';
import {environmentColumns, environmentRow} from './environments-table.ts';
import {historyColumns, historyRow} from './history-table.ts';
import {procedureColumns, procedureRow} from './procedures-table.ts';
import type {Column, Row, Table} from './list-columns.ts';

/** A screen that is a list: what it asks, the words that narrow it, its rows. */
export type List = Table & {question: string; /** Rows that stand above what is so, before the question; -1 of `selected` is the last of them. */ first: readonly Row[]};

/** One column without a head: rows that say it all. */
const plain: readonly Column[] = [{head: '', spare: 0}];

type Content = {question: string; columns: readonly Column[]; rows: readonly Row[]};

export function listOf(state: State, symbols: Symbols): List | undefined {
  const {screen} = state;
  if (!isList(screen)) return undefined;
  const {question, columns, rows} = contentOf(state, screen, symbols);
  const before = screen.name === 'picker' ? offRows(state).length : 0;
  return {question: `${question}${filterText(screen)}`, columns, rows: rows.slice(before), first: rows.slice(0, before), selected: screen.selected - before};
}

function filterText({filter}: ListScreen): string {
  const words = wordsOf(filter);
  return words.length === 0 ? '' : `  /${words.join(' ')}`;
}

function contentOf(state: State, screen: ListScreen, symbols: Symbols): Content {
  switch (screen.name) {
    case 'picker':
      return {question: 'Which procedure?', columns: procedureColumns, rows: picksOf(state).map(procedureRow)};
    case 'occupied':
      return {question: `Somebody ${isAtText(screen)}. What now?`, columns: plain, rows: shownDoings(screen).map(plainRow)};
    case 'environment':
      return {question: 'Where?', columns: environmentColumns, rows: shownEnvironments(state).map(card => environmentRow(card, state.status, symbols))};
    case 'history':
      return {question: 'What was done?', columns: historyColumns, rows: shownSessions(screen).map(card => historyRow(card, symbols))};
    case 'drills':
      return {question: 'Which drill?', columns: drillColumns, rows: shownDrills(screen).map(drillRow)};
    case 'ways':
      return {question: `How to go on from step ${viewedStep(openWalk(state)).number}?`, columns: plain, rows: shownWays(state).map(plainRow)};
  }
}

function plainRow({label}: {label: string}): Row {
  return {cells: [{text: label}]};
}
