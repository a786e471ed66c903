import {footerLines} from './footer.ts';
import {headerLines} from './header.ts';
import {blank, fitLine, line, padLine, segment, type Line} from './line.ts';
import {listLines, type ListLines} from './list/list-lines.ts';
import {isList, lengthOf} from '../state/list-rows.ts';
import {isUnread} from '../update/confirm.ts';
import {isTooSmall, smallest, walkOnScreen} from '../state/viewed-step.ts';
import {pageOf} from './page-of.ts';
import {railColumns, railFrom, railLines, railStrip, seenFrom} from './rail.ts';
import {rule} from './rule.ts';
import type {Sight, State, Walk} from '../state/state.ts';
import {seenLines} from './step/seen-lines.ts';
import {stepTitle} from './step/step-title.ts';
import type {Symbols} from './theme.ts';
import type {Page, View} from './view.ts';

/**
 * The whole window as rows, exactly as many as it has: header, the list where there is one, rail and page, footer.
 */
export type Frame = {
  header: readonly Line[];
  list: ListLines | undefined;
  /** Rows of the page that are in sight, each as wide as the window allows. */
  body: readonly Line[];
  footer: readonly Line[];
  /** Of a page that scrolls, or of a list. */
  sight: Sight | undefined;
};

export function frameOf(state: State, symbols: Symbols): Frame {
  const {columns} = state.size;
  if (isTooSmall(state.size)) return tooSmall(state);
  const fresh = laidOut(state, symbols, false);
  const {header, list, footer, strip, beside, room, page, sight} = isUnread(state, fresh.sight) ? laidOut(state, symbols, true) : fresh;
  const {rows, hint} = slice(page, scrolling(state.screen), room);
  const walk = walkOnScreen(state);
  const body = beside && walk ? sideBySide(panesOf(state, walk, rows, room), room) : rows.map(row => fitLine([segment(' '), ...row], columns, symbols.cut));
  const above = list ? [rule({...room, columns})] : [];
  return {header, list, body: [...above, ...body, rule({...room, columns}, {hint}), ...strip], footer, sight};
}

/** `unread`: a plan goes on below, and the keys say so; whether it does is known once it was laid out. */
function laidOut(state: State, symbols: Symbols, unread: boolean): Layout & {page: Page; sight: Sight | undefined} {
  const layout = layoutOf(state, symbols, unread);
  const page = pageOf(state, layout.room);
  return {...layout, page, sight: sightOf(state, page, layout.list?.rows.length ?? 0, layout.room)};
}

function sightOf(state: State, page: Page, listed: number, view: View): Sight | undefined {
  const arranged = arrange(page, scrolling(state.screen).passed, view);
  const own = {furthest: lastFirstRow(arranged), rows: arranged.room};
  if (isList(state.screen)) return {furthest: lengthOf(state) - 1, rows: listed, below: own};
  return 'scroll' in state.screen ? own : undefined;
}

/** Rows of the page that were passed, and the keys that pass more of it or fewer; none while a filter is typed over a list. */
type Scrolling = {passed: number; keys: readonly [up: string, down: string] | undefined};

function scrolling(screen: State['screen']): Scrolling {
  if (isList(screen)) return {passed: screen.below ?? 0, keys: screen.filter?.typing ? undefined : ['left', 'right']};
  return {passed: 'scroll' in screen ? screen.scroll : 0, keys: ['up', 'down']};
}

type Layout = {header: readonly Line[]; list: ListLines | undefined; footer: readonly Line[]; strip: readonly Line[]; beside: boolean; /** Of the page. */ room: View};

function layoutOf(state: State, symbols: Symbols, unread: boolean): Layout {
  const {columns, rows} = state.size;
  const view: View = {columns, rows, symbols};
  const walk = state.screen.name === 'step' || state.screen.name === 'watching' ? walkOnScreen(state) : undefined;
  const title = walk ? stepTitle(walk, state.screen.name === 'step') : '';
  // The rule of a list is the one with its question.
  const header = [...headerLines(state, view), ...(isList(state.screen) ? [] : [rule(view, {title})])];
  const footer = footerLines(state, view, unread);
  const beside = walk !== undefined && columns >= railFrom;
  const strip = walk && !beside ? [railStrip(walk, view)] : [];
  const left = rows - header.length - footer.length;
  const columnsOfPage = pageColumns(columns, beside);
  const list = listLines(state, {...view, rows: left}, isList(state.screen) ? heightOf(pageOf(state, {columns: columnsOfPage, rows: left, symbols})) : 0);
  const taken = list ? list.before.length + list.rows.length + 1 : strip.length;
  const height = left - taken - 1;
  return {header, list, footer, strip, beside, room: {columns: columnsOfPage, rows: height, symbols}};
}

/** No text is wider: the eye loses its row on the way back. */
const widest = 88;

/** What was seen has no use for fewer. */
const leastSeen = 40;

function pageColumns(columns: number, beside: boolean): number {
  if (!beside) return Math.min(widest, columns - 2);
  const left = columns - railColumns(columns) - 4;
  return Math.min(widest, columns < seenFrom ? left : left - leastSeen - 3);
}

function tooSmall({size: {columns, rows}}: State): Frame {
  const told = [
    `This window is ${columns}x${rows}.`,
    `mcp-runbook needs ${smallest.columns}x${smallest.rows}.`,
    'Make it larger; nothing is lost.',
    'Ctrl-c leaves.',
  ];
  const body = told.slice(0, rows).map(text => fitLine(line(text), columns, '~'));
  return {header: [], list: undefined, body, footer: [], sight: undefined};
}

/** Rows that a page takes where it has them. */
const heightOf = ({lines, prompt = []}: Page): number => lines.length + (prompt.length > 0 ? prompt.length + 1 : 0);

/** Rows of the prompt that are shown, the last ones where there are too many. */
function promptRows({prompt = []}: Page, height: number): readonly Line[] {
  return prompt.slice(-Math.max(1, height - 2));
}

/** Rows that stay, rows of which `room` are seen at once, and the prompt where it had to go to the end. */
type Arranged = {top: readonly Line[]; scrolled: readonly Line[]; room: number; bottom: readonly Line[]};

/** A question stands right below what it is about; only where the window has no room for both at its end. One that comes late leaves all rows to what is read first, and its own stay blank. */
function arrange(page: Page, passed: number, view: View): Arranged {
  const {lines, below = [], late} = page;
  const asked = promptRows(page, view.rows);
  if (asked.length === 0) return {top: [], scrolled: lines, room: view.rows, bottom: []};
  const top = [...lines, rule(view), ...asked, ...(below.length > 0 ? [rule(view)] : [])];
  const least = below.length > 0 ? 2 : 0;
  if (top.length + least <= view.rows) return {top, scrolled: below, room: view.rows - top.length, bottom: []};
  const asking = {top: [], scrolled: [...lines, ...below], room: view.rows - asked.length - 1, bottom: asked};
  return late && passed < lastFirstRow(asking) ? {...asking, scrolled: [...asking.scrolled, blank, ...asked.map(() => blank)], room: view.rows, bottom: []} : asking;
}

const lastFirstRow = ({scrolled, room}: Arranged): number => Math.max(0, scrolled.length - room);

/** The rows in sight, the prompt always among them. What is out of sight is told on the rule below the page, with the key that shows it. */
function slice(page: Page, {passed, keys}: Scrolling, view: View): {rows: readonly Line[]; hint: string} {
  const arranged = arrange(page, passed, view);
  const {top, scrolled, room, bottom} = arranged;
  const last = lastFirstRow(arranged);
  const first = Math.min(passed, last);
  const seen = scrolled.slice(first, first + room);
  const rows = [...top, ...seen, ...Array.from({length: room - seen.length}, (): Line => [])];
  const {above, below} = view.symbols.more;
  const [up = '', down = ''] = (keys ?? []).map(key => `, ${key}`);
  const hint = [...(first > 0 ? [`${above} ${first} more${up}`] : []), ...(first < last ? [`${below} ${last - first} more${down}`] : [])].join('  ');
  return bottom.length > 0 ? {rows: [...rows, rule(view, {hint}), ...bottom], hint: ''} : {rows, hint};
}

type Pane = {lines: readonly Line[]; columns: number};

/** Rail and page; in a wide window what was seen beside them, in all that they leave. */
function panesOf(state: State, walk: Walk, page: readonly Line[], room: View): Pane[] {
  const {columns} = state.size;
  const rail = railColumns(columns);
  const left = columns - rail - 3;
  const two = [{lines: railLines(walk, {...room, columns}), columns: rail}, {lines: page, columns: columns < seenFrom ? left : room.columns}];
  if (columns < seenFrom) return two;
  const rest = left - room.columns - 3;
  return [...two, {lines: seenLines(state, walk, {...room, columns: Math.min(widest, rest - 1)}), columns: rest}];
}

/** What has no room in a pane is cut at its edge; the last one ends with the window. */
function sideBySide(panes: readonly Pane[], {rows, symbols}: View): Line[] {
  const bar = segment(` ${symbols.vertical} `, 'drawn');
  return Array.from({length: rows}, (_, index) =>
    panes.flatMap(({lines, columns}, place): Line => {
      const row = fitLine(lines[index] ?? [], columns, symbols.cut);
      return [...(place > 0 ? [bar] : []), ...(place < panes.length - 1 ? padLine(row, columns) : row)];
    }),
  );
}
