import type {Scenario} from '../runbook/scenario.ts';
import type {Body, JournalEvent} from '../journal/event.ts';
import {nameAmong} from '../journal/step-record.ts';
import {courseOf, type Course} from './timed-path.ts';
import {endingOf, endText, pageEnd} from './drill-ending.ts';
import {hintsIn, type TakenHint} from './next-hint.ts';
import {scoreOf, type Score, type Tally} from './score.ts';
import {shortcutsIn, type Shortcuts} from './shortcuts.ts';
import {sideBySide, type Row} from './side-by-side.ts';
import {allowing, wrongTurns, type WrongTurn} from './wrong-turns.ts';

export type DebriefRow = Row & {/** Spent at the step before this arrival; null where the walk has none. */ milliseconds: number | null};

/**
 * What a drill was, told by its journal and its page alone. Times are in milliseconds, whole seconds, as
 * the journal tells them. Texts are raw. Part of `record.json`: members are only ever added.
 */
export type Debrief = Shortcuts & {
  session: string;
  runbook: string;
  drill: string;
  title: string;
  level: Scenario['level'];
  teaches: string;
  /** Who opened it. */
  operator: string;
  /** What it was drawn by; null where it was named. */
  seed: number | null;
  opened_at: string;
  /** Null while it is not over. */
  closed_at: string | null;
  /** Such as `escalated at step 5: Wait for the gateway`. */
  ended: string;
  /** What the page says that it ends as, and what that means. */
  should_end: string;
  means: string | null;
  expected: boolean;
  milliseconds: number;
  rows: DebriefRow[];
  steps: Course['steps'];
  /** All steps as people know them. */
  titles: Array<{step: string; number: number; title: string}>;
  wrong_turns: WrongTurn[];
  hints: TakenHint[];
  /** Null while it is not over. */
  score: Score | null;
  /** What to read. */
  read: string[];
  /** The same drill, the same operator, before this time; null the first time. */
  earlier: Earlier | null;
};

/** As the roster had it when the drill was opened. */
export type Earlier = {attempts: number; best: number; last: {at: string; score: number; milliseconds: number}};

/** Undefined where the first line is missing: nobody knows then which drill it was. */
export function debriefOf(events: readonly JournalEvent[], scenario: Scenario): Debrief | undefined {
  const [first] = events;
  if (first?.type !== 'session.opened') return undefined;
  const {session, arrivals, steps, milliseconds} = courseOf(events, scenario);
  if (!session) return undefined;
  const named = (step: string): string => nameAmong(session.steps, step);
  const {ending, expected} = endingOf(session, events, scenario.ends);
  const rows = allowing(sideBySide(scenario.path, arrivals.map(({step, fails}) => ({step, fails}))), arrivals, scenario.wrong);
  const {runbook, id, title, level, teaches, ends, read} = scenario;
  const closing = events.findLast(({type}) => type === 'session.closed');
  const hints = hintsIn(events);
  const shortcuts = shortcutsIn(events, scenario);
  const tally: Tally = {
    'wrong turn': rows.filter(({verdict}) => verdict === 'wrong turn').length,
    hint: hints.length,
    skip: shortcuts.skips.length,
    override: shortcuts.overrides.length,
    unproved: shortcuts.unproved.length,
    expected,
  };
  return {
    session: first.session,
    runbook,
    drill: id,
    title,
    level,
    teaches,
    operator: first.operator,
    seed: first.body.drill?.seed ?? null,
    opened_at: first.at,
    closed_at: closing?.at ?? null,
    ended: endText(ending, named),
    should_end: endText(pageEnd(ends), named),
    means: ends.means ?? null,
    expected,
    milliseconds,
    rows: timed(rows, arrivals),
    steps,
    titles: session.steps.map(({id: step, title: name}, index) => ({step, number: index + 1, title: name})),
    wrong_turns: wrongTurns(rows, arrivals, scenario.wrong, named),
    hints,
    ...shortcuts,
    score: closing ? scoreOf(tally) : null,
    read: [...read],
    earlier: earlierIn(first.body.drill),
  };
}

function timed(rows: readonly Row[], arrivals: Course['arrivals']): DebriefRow[] {
  const times = arrivals.map(({milliseconds}) => milliseconds).values();
  return rows.map(row => ({...row, milliseconds: row.walked ? (times.next().value ?? 0) : null}));
}

function earlierIn(drill: Body<'session.opened'>['drill']): Earlier | null {
  if (!drill?.earlier) return null;
  const {attempts, best, last: {at, score: points, milliseconds}} = drill.earlier;
  return {attempts, best, last: {at, score: points, milliseconds}};
}
