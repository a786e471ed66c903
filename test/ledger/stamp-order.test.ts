import assert from 'node:assert/strict';
import {test} from 'node:test';
import {noStamps, placeStamp} from '../../source/ledger/stamp-order.ts';
import {day, hour} from '../../source/time.ts';
import {fc} from '../worlds/fast-check.ts';

/** Lines that run backwards, and lines that lie ahead, of stamps given in days. */
function judge(days: number[]): {backward: number[]; ahead: number[]} {
  let order = noStamps;
  const backward: number[] = [];
  const ahead: number[] = [];
  for (const [index, stamp] of days.entries()) {
    const placed = placeStamp(order, stamp * day, index + 1);
    order = placed.order;
    if (placed.behind !== undefined) backward.push(index + 1);
    ahead.push(...placed.ahead?.lines ?? []);
  }
  return {backward, ahead};
}

const cases: Array<[what: string, days: number[], backward: number[], ahead: number[]]> = [
  ['stamps in order', [1, 2, 3], [], []],
  ['equal stamps', [1, 1, 1], [], []],
  ['one stamp a month ahead', [1, 30, 2, 3, 4], [3], [2]],
  ['a month ahead twice in a row', [1, 30, 30, 2, 3], [4], [2, 3]],
  ['a month ahead from the first line on', [30, 2, 3], [2], [1]],
  ['an old rotation that is repeated', [1, 2, 9, 10, 1, 1], [5, 6], []],
  ['an old rotation between newer ones', [1, 9, 10, 2, 11], [4], []],
  ['a small step back', [1, 2, 1.9, 3], [3], []],
  ['everything in reverse', [9, 6, 3], [2, 3], [1, 2]],
];

for (const [what, days, backward, ahead] of cases) {
  test(`${what}: backward ${backward.join(', ') || 'none'}, ahead ${ahead.join(', ') || 'none'}`, () => {
    assert.deepEqual(judge(days), {backward, ahead});
  });
}

test('the line that a backward one is measured by is named', () => {
  const first = placeStamp(noStamps, 5 * hour, 7);
  assert.equal(placeStamp(first.order, 4 * hour, 12).behind, 7);
});

test('a million equal stamps are counted without being kept', () => {
  let order = noStamps;
  for (let line = 1; line <= 1_000_000; line += 1) order = placeStamp(order, 30 * day, line).order;
  const {ahead} = placeStamp(order, day, 1_000_001);
  assert.equal(ahead?.count, 1_000_000);
  assert.equal(ahead.lines.length, 20);
});

test('stamps that never decrease are never flagged, and a flagged one has a later one before it', () => {
  fc.assert(fc.property(fc.array(fc.nat(100), {maxLength: 50}), days => {
    assert.deepEqual(judge(days.toSorted((a, b) => a - b)), {backward: [], ahead: []});
    for (const line of judge(days).backward) {
      assert.ok(days.slice(0, line - 1).some(earlier => earlier > days[line - 1]!));
    }
  }));
});
