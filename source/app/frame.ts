import {footerLines} from './footer.ts';
import {headerLines} from './header.ts';
import {fitLine, line, padLine, segment, width, type Line} from './line.ts';
import {lengthOf} from './list.ts';
import {isTooSmall, smallest} from './mode.ts';
import {pageOf} from './pages.ts';
import {railColumns, railFrom, railLines, railStrip} from './rail.ts';
import type {State} from './state.ts';
import type {Symbols} from './theme.ts';
import type {Page, View} from './view.ts';

/**
 * The whole window as rows, exactly as many as it has: header, rail and page, footer. A list screen
 * puts its list between header and page (`listRows` of it).
 */
export type Frame = {
  header: readonly Line[];
  /** Rows of the page that are in sight, each as wide as the window allows. */
  body: readonly Line[];
  footer: readonly Line[];
};

export function frameOf(state: State, symbols: Symbols): Frame {
  const {columns} = state.size;
  if (isTooSmall(state.size)) return tooSmall(state);
  const {header, footer, strip, beside, room} = layoutOf(state, symbols);
  const {rows, hint} = slice(pageOf(state, room), 'scroll' in state.screen ? state.screen.scroll : 0, room);
  const body =
    beside && state.walk
      ? sideBySide(railLines(state.walk, {...room, columns}), rows, {...room, columns})
      : rows.map(row => fitLine([segment(' '), ...row], columns, symbols.cut));
  return {header, body: [...strip, ...body, ruleWith(hint, {...room, columns})], footer};
}

/** Rows by which the page on screen can be scrolled; not asked of one that was not scrolled. */
export function furthestScroll(state: State, symbols: Symbols): number {
  if (isTooSmall(state.size) || !('scroll' in state.screen) || state.screen.scroll === 0) return 0;
  const {room} = layoutOf(state, symbols);
  return lastFirstRow(pageOf(state, room), room.rows);
}

type Layout = {header: readonly Line[]; footer: readonly Line[]; strip: readonly Line[]; beside: boolean; /** Of the page. */ room: View};

function layoutOf(state: State, symbols: Symbols): Layout {
  const {columns, rows} = state.size;
  const view: View = {columns, rows, symbols};
  const header = headerLines(state, view);
  const footer = footerLines(state, view);
  const onStep = state.screen.name === 'step' && state.walk !== undefined;
  const beside = onStep && columns >= railFrom;
  const strip = onStep && !beside && state.walk ? [railStrip(state.walk, view), line(symbols.horizontal.repeat(columns), 'faint')] : [];
  const height = rows - header.length - footer.length - strip.length - listRows(state) - 1;
  const pageColumns = beside ? columns - railColumns(columns) - 4 : columns - 2;
  return {header, footer, strip, beside, room: {columns: pageColumns, rows: height, symbols}};
}

/** Rows that a list needs above its page: the list itself and a blank row. */
export function listRows(state: State): number {
  const {name} = state.screen;
  if (name !== 'picker' && name !== 'environment' && name !== 'history' && name !== 'drills' && name !== 'ways') return 0;
  return Math.min(lengthOf(state), Math.floor(state.size.rows / 2) - 4) + 3;
}

function tooSmall({size: {columns, rows}}: State): Frame {
  const told = [
    `This window is ${columns}x${rows}.`,
    `mcp-runbook needs ${smallest.columns}x${smallest.rows}.`,
    'Make it larger; nothing is lost.',
    'Ctrl-c leaves.',
  ];
  const body = told.slice(0, rows).map(text => fitLine(line(text), columns, '~'));
  return {header: [], body, footer: []};
}

/** Rows of the prompt that are shown, the last ones where there are too many. */
function promptRows({prompt = []}: Page, height: number): readonly Line[] {
  return prompt.slice(-Math.max(1, height - 2));
}

function lastFirstRow(page: Page, height: number): number {
  const kept = promptRows(page, height).length;
  return Math.max(0, page.lines.length - (height - kept - (kept > 0 ? 1 : 0)));
}

/** The rows in sight, the prompt always among them. What is out of sight is told on the rule below the page. */
function slice(page: Page, scroll: number, view: View): {rows: Line[]; hint: string} {
  const {lines} = page;
  const kept = promptRows(page, view.rows);
  const room = view.rows - kept.length - (kept.length > 0 ? 1 : 0);
  const last = lastFirstRow(page, view.rows);
  const first = Math.min(scroll, last);
  const seen = lines.slice(first, first + room);
  const rows = [...seen, ...Array.from({length: room - seen.length}, (): Line => [])];
  const {above, below} = view.symbols.more;
  const hint = [...(first > 0 ? [`${above} ${first} more, up`] : []), ...(first < last ? [`${below} ${last - first} more, down`] : [])].join('  ');
  return kept.length > 0 ? {rows: [...rows, ruleWith(hint, view), ...kept], hint: ''} : {rows, hint};
}

/** A rule across the window; a hint stands near its end. */
function ruleWith(hint: string, {columns, symbols: {horizontal}}: View): Line {
  if (hint === '') return line(horizontal.repeat(columns), 'faint');
  const end = segment(` ${horizontal.repeat(2)}`, 'faint');
  const told = segment(` ${hint}`, 'strong');
  return [segment(horizontal.repeat(Math.max(0, columns - width([told, end]))), 'faint'), told, end];
}

function sideBySide(rail: readonly Line[], page: readonly Line[], {columns, symbols}: View): Line[] {
  return page.map((row, index) => [
    ...padLine(rail[index] ?? [], railColumns(columns)),
    segment(` ${symbols.vertical} `, 'faint'),
    ...fitLine(row, columns - railColumns(columns) - 3, symbols.cut),
  ]);
}
