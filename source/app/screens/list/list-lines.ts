import {fitLine, type Line} from '../line.ts';
import {rule} from '../rule.ts';
import type {State} from '../../state/state.ts';
import {statusTable, statusTitle} from '../status-lines.ts';
import type {View} from '../view.ts';
import {listOf, type List} from './list.ts';
import {headLine, heightOf, rowLines, rowsBelow} from './list-columns.ts';

/** What stands between header and page: what is so, the question in its rule, the heads; then the rows that are chosen from. */
export type ListLines = {before: readonly Line[]; rows: readonly Line[]};

/** In a low window what the selected row means needs the room more than heads do. */
const roomy = 20;

/** `view.rows`: all that header and footer leave. `needs`: rows of the page below, which keeps at most a third, or three rows. */
export function listLines(state: State, view: View, needs: number): ListLines | undefined {
  const list = listOf(state, view.symbols);
  if (!list) return undefined;
  const so = soLines(list, state, view);
  const head = state.size.rows < roomy ? undefined : headLine(list, view);
  const count = heightOf(list);
  const above = so.length + 1 + (head ? 1 : 0);
  const room = view.rows - above - 2;
  // An even number, so that not every row that is chosen moves what stands below.
  const page = Math.min(needs + needs % 2, Math.max(3, Math.floor((view.rows - 2) / 3)));
  const rows = Math.min(count, Math.max(Math.min(3, room), room - page));
  const below = rowsBelow(list, rows);
  const more = below > 0 ? `  ${view.symbols.more.below} ${below} more` : '';
  const hint = count > rows ? `${list.selected >= 0 ? `${list.selected + 1} of ${list.rows.length}` : ''}${more}`.trim() : '';
  return {
    before: [...so, rule(view, {title: list.question, hint}), ...(head && rows > 0 ? [head] : [])],
    rows: rowLines(list, {...view, rows}),
  };
}

/** Where MCP is off first, then each environment: nothing until the record is read. */
function soLines(list: List, state: State, view: View): Line[] {
  const table = state.screen.name === 'picker' ? statusTable(state, view) : [];
  if (table.length === 0) return [];
  const most = Math.max(1, Math.floor(state.size.rows / 2) - 8);
  const off = {columns: [{head: '', spare: 0}], rows: list.first, selected: list.selected + list.first.length};
  return [
    rule(view, {title: statusTitle(state)}),
    ...rowLines(off, {...view, rows: Math.min(most, list.first.length)}),
    ...table.map(row => fitLine(row, view.columns, view.symbols.cut)),
  ];
}
