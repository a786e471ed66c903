import type {DrillCard} from '../../state/cards.ts';
import type {Column, Row} from './list-columns.ts';
import {whenText} from './procedures-table.ts';

export const drillColumns: readonly Column[] = [
  {head: 'drill', spare: 0},
  {head: 'level', spare: 1},
  {head: 'best of 100', spare: 2},
  {head: 'last walked', spare: 4},
  {head: 'name', spare: 3},
];

/** Nothing of what it is about: whoever has not walked it would know where to look. */
export function drillRow({id, title, level, results, runbookTitle}: DrillCard): Row {
  const walked = results === 'not known' ? [{text: '?'}, {text: results}] : results ? [{text: `best ${results.best}`}, {text: whenText(results.last, results.age)}] : [{text: 'new', style: 'strong' as const}, {text: 'never'}];
  return {group: runbookTitle, cells: [{text: title}, {text: level}, ...walked, {text: id}]};
}
