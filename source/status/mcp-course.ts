import {isMcpOn} from '../connector/services.ts';
import {parseTimestamp} from '../time.ts';
import type {RouteFact, Seen, ToggleFact} from './walk-facts.ts';

/** When something became so: at `at`, which is exact where a step made it so and saw it, else some time after `after`. */
export type Edge = {at: string; /** Undefined: exact. Null: nobody knows how long before. */ after: string | null | undefined; how: 'set' | 'read' | 'settled' | 'accepted' | 'not known'; seen: Seen};

/** For how long MCP was on, off, or nobody knew which. `to`: undefined where it is so still; `last`: when it was last seen so. */
export type Stretch<Value extends string> = {value: Value | 'unknown'; from: Edge; to: Edge | undefined; last: string};

/** When a step that set it was begun, which is the earliest that it can have acted. */
export type Begun = (seen: Seen) => string | undefined;

/**
 * When MCP was on, off, or not known, in order of time; pure. This is the one place where it is decided: a value counts from
 * the line that tells it. A step that set it and saw it is exact. What was only read, settled or accepted began some time after
 * the line that last told otherwise, or after the step that may have done it was begun, whichever is later. A step without an
 * outcome leaves it not known until somebody looks or says. What one shell goes by counts only where nothing else is known.
 */
export function toggleCourse(facts: readonly ToggleFact[], begun: Begun): Array<Stretch<'on' | 'off'>> {
  const strong = facts.filter(fact => !('weak' in fact));
  return courseOf(strong.length > 0 ? strong : facts, fact => ('unknown' in fact ? 'unknown' : isMcpOn(fact.value ?? undefined) ? 'on' : 'off'), fact => ('how' in fact ? fact.how : 'not known'), begun);
}

/** The same of the route by which operators are served; it is never set, only seen. */
export function routeCourse(facts: readonly RouteFact[], begun: Begun): Array<Stretch<'mcp' | 'legacy'>> {
  return courseOf(facts, fact => ('unknown' in fact ? 'unknown' : fact.value), fact => ('unknown' in fact ? 'not known' : 'read'), begun);
}

function courseOf<Fact extends {seen: Seen}, Value extends string>(facts: readonly Fact[], valueOf: (fact: Fact) => Value | 'unknown', howOf: (fact: Fact) => Edge['how'], begun: Begun): Array<Stretch<Value>> {
  const course: Array<Stretch<Value>> = [];
  for (const fact of facts.toSorted((one, other) => timeOf(one.seen.at) - timeOf(other.seen.at))) {
    const value = valueOf(fact);
    const {seen} = fact;
    const before = course.at(-1);
    if (before) before.last = before.value === value || before.value === 'unknown' ? seen.at : before.last;
    if (before?.value === value) continue;
    const how = howOf(fact);
    const after = how === 'set' ? undefined : earliest(before, begun(seen));
    const from: Edge = {at: seen.at, after: after === seen.at ? undefined : after, how, seen};
    if (before) before.to = from;
    course.push({value, from, to: undefined, last: seen.at});
  }
  return course;
}

const timeOf = (at: string): number => parseTimestamp(at) ?? 0;

function earliest<Value extends string>(before: Stretch<Value> | undefined, begun: string | undefined): string | null {
  const told = before && (before.value === 'unknown' ? before.from.at : before.last);
  const times = [told, begun].filter(at => at !== undefined).toSorted((one, other) => timeOf(other) - timeOf(one));
  return times[0] ?? null;
}
