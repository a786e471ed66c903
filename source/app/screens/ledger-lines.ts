import {display} from '../../display.ts';
import {isJsonObject, type Json, type JsonObject} from '../../json.ts';
import {columnsOf, padTo} from '../../runbook/text-columns.ts';
import {formatSpan, hour} from '../../time.ts';
import {gapLines} from './gap-lines.ts';
import {blank, line, segment, wrap, type Line, type Segment} from './line.ts';
import type {LedgerView} from '../state/state.ts';
import type {Style} from './theme.ts';
import type {Page, View} from './view.ts';

/** The ledger drawn from the document of `ledger review`, the same that `--json` prints. */
export function ledgerPage(view: LedgerView, room: View): Page {
  const title = line('The rotation ledger', 'strong');
  switch (view.state) {
    case 'reading':
      return {lines: [title, blank, line('reading it', 'faint')]};
    case 'failed':
      return {lines: [title, blank, ...wrap([segment(view.reason, 'bad')], room.columns)]};
    case 'read':
      return {lines: [title, blank, ...ledgerLines(view.facts, room)]};
  }
}

/** One bar a connector for its 48 hours, a strip of the newest drills, then what is odd. */
export function ledgerLines(facts: JsonObject, view: View): Line[] {
  return [
    line('48-hour window', 'faint'),
    ...windowLines(reviewedWindows(facts), view),
    ...Object.entries(objectOf(facts.connectors)).flatMap(([name, connector]) => wordsOf(name, objectOf(connector), view)),
    ...stripLines(facts, view),
    ...runLines(facts, view),
    ...flagLines(facts, view),
    ...gapLines(facts.gaps, view),
    blank,
    ...wrap([segment(String(facts.summary ?? ''))], view.columns),
  ];
}

const verdictStyles: Record<string, Style> = {stale: 'bad', future: 'bad', missing: 'bad', unreadable: 'bad'};

/** Columns of a bar: the words beside it say the same, and three that mean that all is fine must not be the loudest of the page. */
const longestBar = 24;

/** Columns below which it says nothing. */
const shortestBar = 5;

/** `remaining`: milliseconds of the 48 hours, 0 or less where they are over; undefined where there is nothing to draw. */
export type Window = {name: string; told: string; remaining: number | undefined; style?: Style | undefined};

/** A bar for each connector, and the words beside it in one column. */
export function windowLines(windows: readonly Window[], {columns, symbols}: View): Line[] {
  const names = Math.max(0, ...windows.map(({name}) => columnsOf(display(name))));
  const room = Math.max(0, ...windows.map(({told, remaining}) => (remaining === undefined ? 0 : columnsOf(told))));
  const length = Math.min(longestBar, columns - names - room - 4);
  return windows.flatMap(({name, told, remaining, style}): Line[] => {
    const first = segment(`${padTo(display(name), names)}  `);
    if (remaining === undefined || length < shortestBar) return wrap([segment(told, style)], columns, [first]);
    return [[first, ...bar(remaining, length, style, symbols), segment(`  ${told}`, style)]];
  });
}

/** Of each connector, as a review has it. */
export function reviewedWindows(facts: JsonObject): Window[] {
  return Object.entries(objectOf(facts.connectors)).map(([name, value]): Window => {
    const connector = objectOf(value);
    const verdict = String(connector.verdict);
    return {name, told: timeLeft(connector), remaining: verdict === 'fresh' ? remainingOf(connector) : 0, style: verdictStyles[verdict]};
  });
}

/** Milliseconds. */
function remainingOf({remaining_seconds: seconds}: JsonObject): number {
  return typeof seconds === 'number' ? seconds * 1000 : 0;
}

function timeLeft(connector: JsonObject): string {
  const remaining = remainingOf(connector);
  switch (String(connector.verdict)) {
    case 'fresh':
      return `${formatSpan(remaining)} left`;
    case 'stale':
      return `stale for ${formatSpan(-remaining)}`;
    case 'future':
      return 'dated in the future';
    case 'missing':
      return 'no entry';
    default:
      return 'time unreadable';
  }
}

/** Where its newest line leads, and when it was silent for too long. */
function wordsOf(name: string, {newest, silences, newest_silences}: JsonObject, {columns}: View): Line[] {
  const {line: number, window_id, stage_b_run_id} = objectOf(newest);
  const words = number === undefined ? [] : [`line ${String(number)}, window ${String(window_id ?? 'none')}, run ${String(stage_b_run_id ?? 'not named')}`];
  const last = objectOf(listOf(newest_silences).at(-1));
  const silent = last.hours === undefined ? [] : [`silent for more than 48 h: ${String(silences)} ${silences === 1 ? 'time' : 'times'}, last for ${String(last.hours)} h until ${String(last.to)}`];
  return [...words, ...silent].flatMap(text => wrap([segment(text, 'faint')], columns, [segment(`${name}  `, 'faint')]));
}

const wholeWindow = 48 * hour;

function bar(remaining: number, columns: number, style: Style | undefined, symbols: View['symbols']): Line {
  const {full, half, empty} = symbols.bar;
  const share = Math.min(1, Math.max(0, remaining / wholeWindow));
  const halves = Math.round(share * columns * 2);
  const filled = full.repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? half : '');
  const parts: Segment[] = filled === '' ? [] : [segment(filled, style)];
  const rest = empty.repeat(columns - Math.ceil(halves / 2));
  return rest === '' ? parts : [...parts, segment(rest, 'drawn')];
}

/** The newest drills in the order they were appended, oldest left; odd ones stand out by their sign. */
function stripLines(facts: JsonObject, {columns, symbols}: View): Line[] {
  const recent = listOf(facts.recent).filter(isJsonObject).slice(-(columns - 1));
  if (recent.length === 0) return [];
  const drills = recent.map(drill => {
    const odd = listOf(drill.flags).length > 0;
    return segment(odd ? symbols.drill.odd : symbols.drill.good, odd ? 'warning' : undefined);
  });
  const newest = objectOf(recent.at(-1) ?? null);
  return [
    blank,
    ...wrap([segment(`the newest ${recent.length} lines, the oldest of them at the left; ${symbols.drill.odd} marks a flag`, 'faint')], columns),
    drills,
    ...wrap([segment(`last line ${String(newest.line)}: ${String(newest.connector_id)} at ${String(newest.rotated_at)}`)], columns),
  ];
}

/** The latest runs and their windows, newest first. */
function runLines({latest_runs: runs}: JsonObject, {columns}: View): Line[] {
  const told = listOf(runs).filter(isJsonObject).toReversed();
  if (told.length === 0) return [];
  return [blank, ...wrap([segment('Latest runs and their windows', 'faint')], columns), ...told.flatMap(({run_id: run, window_id: window, line: number}) =>
    wrap([segment(`${String(run ?? 'run not named')}, window ${String(window ?? 'none')}`)], columns, [segment(`  line ${String(number)}  `, 'faint')]))];
}

const examplesOfAKind = 4;

function flagLines(facts: JsonObject, {columns}: View): Line[] {
  const counts = Object.entries(objectOf(facts.flags)).filter(([, count]) => typeof count === 'number' && count > 0);
  if (counts.length === 0) return [];
  const tally = counts.map(([flag, count]) => `${String(count)} ${flag.replaceAll('_', ' ')}`).join(', ');
  const flagged = listOf(facts.flagged_lines).filter(isJsonObject);
  // The newest of each kind: forty of one must not hide the three of another.
  const examples = counts.flatMap(([kind]) => flagged.filter(({flag}) => flag === kind).slice(-examplesOfAKind));
  const left = counts.reduce((sum, [, count]) => sum + Number(count), 0) - examples.length;
  return [
    blank,
    ...wrap([segment(`Flags: ${tally}${left > 0 ? ` (not shown here: ${left})` : ''}`, 'warning')], columns),
    ...examples.flatMap(({line: number, flag, text}) =>
      wrap([segment(String(text))], columns, [segment(`  line ${String(number)} ${String(flag).replaceAll('_', ' ')}: `, 'faint')]),
    ),
  ];
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
