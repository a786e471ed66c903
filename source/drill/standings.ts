import {day, parseTimestamp} from '../time.ts';
import type {Earlier} from './debrief.ts';
import type {Result} from './roster.ts';

/** Longer than this ago, and a drill is to be walked again. */
const freshFor = 30 * day;

/** How one person stands with one drill. */
export type DrillStanding = {
  operator: string;
  runbook: string;
  drill: string;
  attempts: number;
  best: number;
  last: Result;
  /** Whole days since the last attempt. */
  days: number;
  /** `ahead`: dated in the future, which says nothing about today. */
  freshness: 'fresh' | 'stale' | 'ahead';
};

/** One for each person and drill, in the order of their names. */
export function standingsOf(results: readonly Result[], now: number): DrillStanding[] {
  const groups = Map.groupBy(results, ({operator, runbook, drill}) => JSON.stringify([operator, runbook, drill]));
  return [...groups].toSorted(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, attempts]) => standingOf(attempts, now) ?? []);
}

function standingOf(attempts: readonly Result[], now: number): DrillStanding | undefined {
  const last = lastOf(attempts);
  if (!last) return undefined;
  const {operator, runbook, drill} = last;
  const age = now - instantOf(last);
  return {
    operator,
    runbook,
    drill,
    attempts: attempts.length,
    best: bestOf(attempts),
    last,
    days: Math.max(0, Math.floor(age / day)),
    freshness: age < 0 ? 'ahead' : age > freshFor ? 'stale' : 'fresh',
  };
}

/** What an operator has made of a drill so far; undefined the first time. */
export function earlierAttempts(results: readonly Result[], wanted: Pick<Result, 'operator' | 'runbook' | 'drill'>): Earlier | undefined {
  const attempts = results.filter(({operator, runbook, drill}) => operator === wanted.operator && runbook === wanted.runbook && drill === wanted.drill);
  const last = lastOf(attempts);
  return last && {attempts: attempts.length, best: bestOf(attempts), last: {at: last.at, score: last.score, milliseconds: last.milliseconds}};
}

function bestOf(attempts: readonly Result[]): number {
  return Math.max(...attempts.map(({score}) => score));
}

/** The newest by its own time; of several at once the one that was written last. */
function lastOf(attempts: readonly Result[]): Result | undefined {
  return attempts.reduce<Result | undefined>((last, one) => (last && instantOf(last) > instantOf(one) ? last : one), undefined);
}

function instantOf({at}: Result): number {
  return parseTimestamp(at) ?? 0;
}
