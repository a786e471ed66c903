import {display} from '../../../display.ts';
import {fitLine, line, padLine, segment, type Line} from '../line.ts';
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

/** Rows of the list that stand below what there is room for. */
export function rowsBelow(table: Table, room: number): number {
  const seen = heightOf({...table, rows: table.rows.slice(0, table.selected + 1)});
  const first = firstOf(Math.max(0, seen - 1), heightOf(table), room);
  return table.rows.filter((_, index) => heightOf({...table, rows: table.rows.slice(0, index + 1)}) > first + room).length;
}

/** The first line in sight: the chosen one stands in the middle where it can. */
const firstOf = (chosen: number, lines: number, room: number): number => Math.max(0, Math.min(chosen - Math.floor(room / 2), lines - room));

/** As many rows as there is room for, the chosen one among them; the head of its group stays in sight above a row. */
export function rowLines(table: Table, view: View): Line[] {
  const places = layout(table, view.columns);
  const lines = table.rows.flatMap((row, index): Array<{index?: number; group: string | undefined; drawn: () => Line}> => {
    const {group} = row;
    const drawn = (): Line => rowLine(row, index === table.selected, places, view);
    const starts = group !== undefined && group !== table.rows[index - 1]?.group;
    return [...(starts ? [{group, drawn: () => groupLine(group, view)}] : []), {index, group, drawn}];
  });
  const chosen = Math.max(0, lines.findIndex(({index}) => index === table.selected));
  const first = firstOf(chosen, lines.length, view.rows);
  const seen = lines.slice(first, first + view.rows);
  const [top] = seen;
  const headless = top?.index !== undefined && top.group !== undefined && top.index !== table.selected;
  return seen.map(({drawn, group}, at) => (at === 0 && headless && group !== undefined ? groupLine(group, view) : drawn()));
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
