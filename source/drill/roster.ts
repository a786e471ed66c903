import {join} from 'node:path';
import * as z from 'zod/mini';
import {practicePlaces} from '../environment/places.ts';
import {BugError, type Trouble} from '../errors.ts';
import {readEnd} from '../file-door.ts';
import {jsonLine} from '../json.ts';
import {parseTimestamp} from '../time.ts';
import type {Debrief} from './debrief.ts';

const text = z.string();
const count = z.int().check(z.nonnegative());

const form = z.looseObject({
  v: z.literal(1),
  at: text.check(z.refine(at => parseTimestamp(at) !== undefined)),
  operator: text,
  runbook: text,
  drill: text,
  seed: z.nullable(count),
  score: count,
  ended: text,
  expected: z.boolean(),
  milliseconds: count,
  hints: count,
  wrong_turns: count,
  session: text,
});

/** One line of the roster: what one attempt at a drill came to. */
export type Result = z.infer<typeof form>;

export type Roster = {
  /** In the order of the file; of several for one session the first. */
  results: Result[];
  /** Lines that are no result; they stay as they are. */
  unreadable: number;
  /** Why nothing could be read, or not all of it. */
  trouble: Trouble | undefined;
  /** Nothing of it could be read: who has a result is not known. */
  unread?: true;
};

/** What lists tell of a drill: its result, or that it was one where it has none, as while it is not over. */
export type DrillTold = Pick<Result, 'ended' | 'expected'> | true;

/** Finds what is to be told of a session; nothing of one that was no drill. */
export function drillsTold({results}: Pick<Roster, 'results'>): (session: {id: string; drill?: true}) => DrillTold | undefined {
  const known = new Map(results.map(result => [result.session, result]));
  return ({id, drill}) => known.get(id) ?? drill;
}

/** Everybody's results under one root, one line each. */
export function rosterPath(root: string): string {
  return join(practicePlaces(root).logs, 'results.jsonl');
}

/** A drill that is over, as its line. @throws BugError when it is not over */
export function resultOf({closed_at: at, score, ...debrief}: Debrief): Result {
  if (at === null || !score) throw new BugError('a drill that is not over has no result');
  const {operator, runbook, drill, seed, ended, expected, milliseconds, hints, wrong_turns: turns, session} = debrief;
  return {v: 1, at, operator, runbook, drill, seed, score: score.points, ended, expected, milliseconds, hints: hints.length, wrong_turns: turns.length, session};
}

/** With its line feed. */
export function resultLine(result: Result): string {
  return `${jsonLine(result)}\n`;
}

/** Bytes that are read at most, from the end: some ten thousand attempts. */
const mostRead = 4 * 1024 * 1024;

/** Reads what can be read; a line of somebody else's making must not hide the others. */
export function readRoster(root: string, most: number = mostRead): Roster {
  const path = rosterPath(root);
  const reading = readEnd(path, most);
  if (!reading.ok) return {results: [], unreadable: 0, trouble: reading.missing ? undefined : {problem: `${path} cannot be read: ${reading.reason}`, next: 'Correct what keeps it from being read: nobody is told of earlier results until then.'}, ...(!reading.missing && {unread: true})};
  const lines = reading.bytes.toString('utf8').split('\n').slice(reading.cut ? 1 : 0);
  return {...readLines(lines), trouble: reading.cut ? {problem: `${path} is longer than is read; older results are left out`, next: 'Move its oldest lines into another file, if they are to be seen no more.'} : undefined};
}

function readLines(lines: readonly string[]): Pick<Roster, 'results' | 'unreadable'> {
  const results = new Map<string, Result>();
  let unreadable = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const result = readResult(line);
    if (!result) unreadable += 1;
    else if (!results.has(result.session)) results.set(result.session, result);
  }
  return {results: [...results.values()], unreadable};
}

function readResult(line: string): Result | undefined {
  try {
    const reading = form.safeParse(JSON.parse(line));
    return reading.success ? reading.data : undefined;
  } catch {
    // Torn, or no line of ours: it is counted.
    return undefined;
  }
}
