import {display} from '../../../display.ts';
import {blank, fitLine, line, padLine, segment, type Line} from '../line.ts';
import {columnsOf, fit} from '../../../runbook/text-columns.ts';
import type {Style} from '../theme.ts';
import type {View} from '../view.ts';

export type Cell = {text: string; style?: Style | undefined};

/** `spare`: the column with the highest gives way first where the window is narrow; those with 0 stay. */
export type Column = {head: string; spare: number; /** The head where the cells below it leave room for it. */ whole?: string};

/** What enter can open; rows with one `group` stand below its head. */
export type Row = {cells: readonly Cell[]; group?: string};

/** A list of any kind: its heads, its rows, and the one that is chosen, -1 for none of them. */
export type Table = {columns: readonly Column[]; rows: readonly Row[]; selected: number};

/** The first column may be cut to this, so that others stay. */
const leastFirst = 24;
const between = 2;

/** Rows of text that a list takes with the heads of its groups. */
export function heightOf({rows}: Table): number {
  return rows.length + rows.filter((row, index) => row.group !== undefined && row.group !== rows[index - 1]?.group).length;
}

/** The heads, where the columns have any. */
export function headLine(table: Table, view: View): Line | undefined {
  const {columns} = table;
  if (columns.every(({head}) => head === '')) return undefined;
  const cells = spread(columns.map((column, index) => ({text: headOf(column, index, table)})), layout(table, view.columns), view);
  return fitLine([segment('   '), ...cells], view.columns, view.symbols.cut);
}

function headOf({head, whole}: Column, index: number, {rows}: Table): string {
  return whole !== undefined && rows.some(({cells}) => columnsOf(cells[index]?.text ?? '') >= whole.length) ? whole : head;
}

/** A line of a list: the head of a group, or the row with this number. */
type Item = {group: string | undefined; index?: number};

/** Rows of the list that stand below what there is room for. */
export function rowsBelow(table: Table, room: number): number {
  const last = itemsInSight(table, room).findLast(({index}) => index !== undefined);
  return table.rows.length - 1 - (last?.index ?? -1);
}

/** As many rows as there is room for, the chosen one among them. */
export function rowLines(table: Table, view: View): Line[] {
  const places = layout(table, view.columns);
  const lines = itemsInSight(table, view.rows).map(({group, index}): Line => {
    const row = index === undefined ? undefined : table.rows[index];
    return row ? rowLine(row, index === table.selected, places, view) : groupLine(group ?? '', view);
  });
  const full = Math.min(view.rows, heightOf(table));
  return [...lines, ...Array.from({length: full - lines.length}, () => blank)];
}

/** The chosen row stands in the middle where it can; above a row stands the head of its group, below a head a row of it. */
function itemsInSight(table: Table, room: number): Item[] {
  const items = table.rows.flatMap(({group}, index): Item[] => {
    const starts = group !== undefined && group !== table.rows[index - 1]?.group;
    return [...(starts ? [{group}] : []), {group, index}];
  });
  const chosen = Math.max(0, items.findIndex(({index}) => index === table.selected));
  const first = Math.max(0, Math.min(chosen - Math.floor(room / 2), items.length - room));
  const [top, next] = items.slice(first);
  const headless = top?.index !== undefined && top.group !== undefined && top.index !== table.selected;
  const begins = headless && next?.group === top.group ? [{group: top.group}, ...items.slice(first + 1)] : items.slice(headless ? first + 1 : first);
  const seen = begins.slice(0, room);
  return seen.length > 1 && seen.at(-1)?.index === undefined ? seen.slice(0, -1) : seen;
}

function groupLine(group: string, {columns, symbols}: View): Line {
  return fitLine(line(` ${group}`, 'strong'), columns, symbols.cut);
}

/** Inverse from end to end where it is chosen: no colour of a cell is as plain on both papers. */
function rowLine({cells}: Row, chosen: boolean, places: readonly Place[], view: View): Line {
  const room = view.columns - 4;
  const drawn = fitLine(spread(cells, places, view), room, view.symbols.cut);
  if (!chosen) return [segment('   '), ...drawn];
  const text = padLine(drawn, room).map(part => part.text).join('');
  return [segment(' '), segment(`${view.symbols.current} ${text}`, 'selected')];
}

/** Where a column stands: its place among the cells, and how wide it is. */
type Place = {index: number; width: number};

function layout({columns, rows}: Table, room: number): Place[] {
  const widest = columns.map(({head}, index) => Math.max(columnsOf(head), ...rows.map(({cells}) => columnsOf(display(cells[index]?.text ?? '')))));
  let kept = columns.map((_, index) => index);
  const needs = (least: boolean): number => kept.reduce((sum, index) => sum + between + (least && index === 0 ? Math.min(leastFirst, widest[index] ?? 0) : widest[index] ?? 0), 2);
  while (needs(true) > room && kept.some(index => (columns[index]?.spare ?? 0) > 0)) {
    const most = Math.max(...kept.map(index => columns[index]?.spare ?? 0));
    kept = kept.filter(index => columns[index]?.spare !== most);
  }
  const over = Math.max(0, needs(false) - room);
  return kept.map(index => ({index, width: index === 0 ? Math.max(1, (widest[0] ?? 0) - over) : widest[index] ?? 0}));
}

function spread(cells: readonly Cell[], places: readonly Place[], {symbols}: View): Line {
  return places.flatMap(({index, width}, at): Line => {
    const {text, style} = cells[index] ?? {text: ''};
    const shown = fit(display(text), width, symbols.cut);
    const last = at === places.length - 1;
    const rest = last ? 0 : width - columnsOf(shown) + between;
    return [segment(shown, style), ...(rest > 0 ? [segment(' '.repeat(rest))] : [])];
  });
}
