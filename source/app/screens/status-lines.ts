import type {Found} from '../../status/found.ts';
import {isWell, type EnvironmentStatus} from '../../status/status.ts';
import {atItText, backBy, clockOf, routeWord, spanText, toggleWord} from '../../status/status-text.ts';
import {statusRows} from '../../status/status-rows.ts';
import type {Trouble} from '../../errors.ts';
import {awayNext} from '../../team/away.ts';
import type {TeamAsked} from '../../team/elsewhere.ts';
import {formatTimestamp} from '../../time.ts';
import type {State} from '../state/state.ts';
import {fitLine, line, segment, wrap, type Line, type Segment} from './line.ts';
import {columnsOf} from '../../runbook/text-columns.ts';
import {calledHere, mustBeBack} from './list/environments-table.ts';
import type {Style} from './theme.ts';
import type {View} from './view.ts';

/** Heads stand above the columns where the window has a row for them. */
const headRows = 24;

/** Rows that environments may take above the procedures, by the height of the window. */
const mostRows = (rows: number): number => (rows < 20 ? 1 : Math.max(2, Math.floor((rows - 16) / 3)));

/** What is so, a row for each environment; what is not well first. What cannot be read is said below them. Nothing until it is read, and where nothing is known of any. */
export function statusTable({status, found, size}: State, {columns, symbols}: View): Line[] {
  if (!status) return [];
  const sorted = status.environments.toSorted((one, other) => Number(isWell(one)) - Number(isWell(other)));
  const room = mostRows(size.rows);
  const shown = sorted.slice(0, sorted.length > room ? Math.max(1, room - 1) : room);
  const hasHead = size.rows >= headRows;
  const cellsIn = (form: Form): string[][] => shown.map(each => cellsOf(each, status.at, found.find(({environment}) => environment === each.environment), {...form, named: !hasHead}));
  const form = forms.find(one => tableWidth(cellsIn(one)) <= columns - 1) ?? least;
  const rows = cellsIn(form);
  const head = hasHead && rows.length > 0 ? [headsOf(rows)] : [];
  const widths = widthsOf([...head, ...rows]);
  const drawn = rows.map((row, index): Line => {
    const {class: where} = shown[index] ?? {class: 'practice' as const};
    const styles: ReadonlyArray<Style | undefined> = ['strong', styleOf(shown[index])];
    const cells = row.flatMap((text, column) => [segment(text, styles[column]), segment(' '.repeat((widths[column] ?? 0) - columnsOf(text) + between))]);
    return fitLine([segment(' '), segment(symbols.class[where], where), segment(' '), ...cells.slice(0, -1)], columns - 1, symbols.cut);
  });
  const titles = head.map(row => fitLine([segment(`   ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`, 'faint')], columns - 1, symbols.cut));
  const more = sorted.length - shown.length;
  const rest = more === 0 || room === 1 ? [] : [line(` and ${more} more: the command status shows all`, 'faint')];
  return [...titles, ...drawn, ...rest, ...[...unreadRows(status.unread), ...awayRows(status.team)].map(row => fitLine(row, columns - 1, symbols.cut))];
}

/** Of several the first: each row here is one less below, and the command `status` tells all. */
function unreadRows([first, ...more]: readonly Trouble[]): Line[] {
  return first ? twoRows(segment('NOT KNOWN', 'bad'), {...first, problem: `${more.length === 0 ? '' : `1 of ${more.length + 1}: `}${first.problem}`}) : [];
}

/** A row for what happened and one for what to do, so that neither cuts the other. */
function twoRows(head: Segment, {problem, next}: Trouble): Line[] {
  return [[segment(' '), head, segment(`  ${problem}`)], [segment(' '), segment('NEXT'.padEnd(columnsOf(head.text) + 2), 'strong'), segment(next)]];
}

/** Why nothing new is heard of other consoles. */
function awayRows(team: TeamAsked | undefined): Line[] {
  return team && typeof team.state !== 'string' ? twoRows(segment('TEAM AWAY', 'warning'), {problem: team.state.away, next: awayNext}) : [];
}

function styleOf(status: EnvironmentStatus | undefined): Style | undefined {
  return status && toggleWord(status) === 'on' ? undefined : 'bad';
}

/** What a row says of the end of the windows and of who is at it; from what says most, and the first that fits is taken. */
type Form = {ends: 'when and how long' | 'how long' | undefined; atIt: 'whole' | 'without its procedure' | undefined};

const least: Form = {ends: undefined, atIt: undefined};

const forms: readonly Form[] = [
  {ends: 'when and how long', atIt: 'whole'},
  {ends: 'when and how long', atIt: 'without its procedure'},
  {ends: 'how long', atIt: 'without its procedure'},
  {ends: 'when and how long', atIt: undefined},
  {ends: 'how long', atIt: undefined},
  least,
];

const between = 2;

const widthsOf = (rows: readonly string[][]): number[] => (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => columnsOf(row[column] ?? ''))));

/** With the sign of its class. */
const tableWidth = (rows: readonly string[][]): number => widthsOf(rows).reduce((sum, wide) => sum + wide + between, 3 - between);

/** The whole phrase where its column has room for it. */
function headsOf(rows: readonly string[][]): string[] {
  const room = widthsOf(rows)[3] ?? 0;
  return ['environment', 'MCP', 'route', mustBeBack.length <= room ? mustBeBack : 'back by', 'at it now'].slice(0, rows[0]?.length);
}

function cellsOf(status: EnvironmentStatus, now: number, found: Found | undefined, {ends, atIt, named}: Form & {/** Without heads a cell says what it is. */ named: boolean}): string[] {
  const toggle = found && ('unknown' in found.toggle ? 'now not known' : `now ${found.toggle.reads === '1' ? 'on' : 'off'}`);
  const route = found && ('unknown' in found.route ? 'now not known' : `now ${found.route.value}`);
  const both = (said: string, seen: string | undefined): string => (seen === undefined ? said : `${said}, ${seen}`);
  return [
    calledHere(status.environment),
    `${named ? 'MCP ' : ''}${both(toggleWord(status), toggle)}`,
    `${named ? 'route ' : ''}${both(routeWord(status), route)}`,
    ...(ends === undefined ? [] : [endsText(status, now, ends, named)]),
    ...(atIt === undefined ? [] : [atItNow(status.walks, atIt)]),
  ];
}

function endsText(status: EnvironmentStatus, now: number, how: NonNullable<Form['ends']>, named: boolean): string {
  const {text, left} = backBy(status, now);
  return how === 'how long' && left !== undefined && left >= 0 ? `${spanText(left)}${named ? ' left' : ''}` : text;
}

function atItNow([first, ...more]: EnvironmentStatus['walks'], how: NonNullable<Form['atIt']>): string {
  if (!first) return '';
  const whole = atItText(first);
  return `${how === 'whole' ? whole : whole.slice(first.runbook.title.length + 2)}${more.length > 0 ? `, and ${more.length} more` : ''}`;
}

/** The rule above it: as of when, and that it is the record that says so. */
export function statusTitle({status, found}: State): string {
  const at = formatTimestamp(status?.at ?? 0);
  return `What is so, by the record at ${clockOf(at, status?.at ?? 0)} UTC${found.length > 0 ? ', and as it was found' : ''}${teamText(status?.team, status?.at ?? 0)}`;
}

/** Whose record it is, where there is a team. */
function teamText(team: TeamAsked | undefined, now: number): string {
  if (!team) return '';
  const {state, askedAt, newest} = team;
  if (state === 'asked') return newest === undefined ? ', of all consoles' : `, newest ${newest} of all consoles`;
  const own = askedAt === undefined ? ", this console's alone" : `, others' as of ${clockOf(formatTimestamp(askedAt), now)}`;
  return state === 'asking' ? own : `${own}: team away`;
}

/** All that is known of one environment, for the page below a list. */
export function statusPage(status: EnvironmentStatus, now: number, {columns}: View, found?: Found, said?: string): Line[] {
  return statusRows(status, now, found).filter(({name}) => name !== said).flatMap(({name, says, now: seen, next}) => [
    ...wrap([segment(says), ...(seen === '' ? [] : [segment(`; found now ${seen}`, 'strong')])], columns, [segment(name.padEnd(10), 'faint')]),
    ...(next === undefined ? [] : wrap([segment(next)], columns, [segment('NEXT'.padEnd(10), 'strong')])),
  ]);
}
