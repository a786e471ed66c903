import {unreachable} from '../errors.ts';
import {isJsonObject} from '../json.ts';
import type {Json} from '../json.ts';
import {formatSpan, parseTimestamp} from '../time.ts';
import type {Test} from './schema.ts';
import {formatSpanOfTime} from '../time.ts';

/** How a test went; both texts are short and raw. */
export type Verdict = {holds: boolean; expected: string; found: string};

/**
 * The value at a dotted path: own members only, and numbers as places in a list. Undefined where
 * nothing is there.
 */
export function valueAt(facts: Json, path: string): Json | undefined {
  let value: Json | undefined = facts;
  for (const part of path.split('.')) {
    if (Array.isArray(value)) value = /^\d+$/.test(part) ? value[Number(part)] : undefined;
    else if (isJsonObject(value)) value = Object.hasOwn(value, part) ? value[part] : undefined;
    else return undefined;
  }
  return value;
}

/**
 * Whether a found value passes a test. `now` is in milliseconds since 1970.
 *
 * Values compare as text: `1` and `"1"` are both equal to `1`. Whatever cannot be compared fails: a
 * list is neither equal to a text nor different from it, and where nothing was found nothing
 * differs, so that a mistyped path never proves that something is off. A value known to be empty
 * (null) does differ. Present is anything but nothing, null and the empty text, absent is the
 * rest. A time in the future has no age (decisions, "future rotation times").
 */
export function evaluate(test: Test, found: Json | undefined, now: number): Verdict {
  switch (test.kind) {
    case 'equals':
      return {holds: scalarText(found) === test.value, expected: test.value, found: describe(found)};
    case 'differs': {
      const comparable = found === null || scalarText(found) !== undefined;
      const holds = comparable && scalarText(found) !== test.value;
      return {holds, expected: `not ${test.value}`, found: describe(found)};
    }
    case 'present':
      return {holds: isPresent(found), expected: 'present', found: describe(found)};
    case 'absent':
      return {holds: !isPresent(found), expected: 'absent', found: describe(found)};
    case 'count': {
      const size = sizeOf(found);
      const relation = test.relation === '=' ? '' : `${test.relation} `;
      return {
        holds: size !== undefined && relations[test.relation](size, test.count),
        expected: `${relation}${items(test.count)}`,
        found: size === undefined ? describe(found) : items(size),
      };
    }
    case 'age': {
      const expected = `at most ${formatSpanOfTime(test.milliseconds)} old`;
      const instant = typeof found === 'string' ? parseTimestamp(found) : undefined;
      if (instant === undefined) return {holds: false, expected, found: describe(found)};
      const age = now - instant;
      if (age < 0) return {holds: false, expected, found: `${formatSpan(-age)} in the future`};
      return {holds: age <= test.milliseconds, expected, found: `${formatSpan(age)} old`};
    }
    default:
      return unreachable(test);
  }
}

const relations = {
  '=': (size: number, count: number) => size === count,
  'at least': (size: number, count: number) => size >= count,
  'at most': (size: number, count: number) => size <= count,
} as const;

function scalarText(value: Json | undefined): string | undefined {
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}

function isPresent(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Lists have items, objects have members. */
function sizeOf(value: Json | undefined): number | undefined {
  if (Array.isArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : undefined;
}

function items(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}

/** A found value in a few words: itself where it is one value, else how many. */
export function describe(value: Json | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  if (value === '') return 'empty text';
  if (Array.isArray(value)) return items(value.length);
  return scalarText(value) ?? 'present';
}
