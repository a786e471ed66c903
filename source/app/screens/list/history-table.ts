import {sessionEnd} from '../../../drill/debrief-text.ts';
import type {HistoryCard} from '../../state/cards.ts';
import type {Style, Symbols} from '../theme.ts';
import {whenText} from './procedures-table.ts';
import type {Column, Row} from './list-columns.ts';

export const historyColumns: readonly Column[] = [
  {head: 'procedure', spare: 0},
  {head: 'where', spare: 2},
  {head: 'begun', spare: 1},
  {head: 'how it ended', spare: 0},
  {head: 'operator', spare: 3},
  {head: 'incident', spare: 4},
];

const styles: Readonly<Record<string, Style>> = {completed: 'good', stopped: 'warning', unfinished: 'warning', unreadable: 'bad'};

export function historyRow({runbook, class: where, environment, operator, incident, openedAt, age, state, drill}: HistoryCard, {class: signs, step: {unknown}}: Symbols): Row {
  const end = {text: sessionEnd({state, drill}), style: styles[drill === undefined || drill === true ? state : drill.expected ? 'completed' : 'stopped']};
  return {cells: [{text: runbook}, {text: `${where === null ? unknown : signs[where]} ${environment ?? 'not known'}`}, {text: whenText(openedAt, age)}, end, {text: operator}, {text: incident ?? ''}]};
}
