import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {readLine} from '../../source/ledger/entry.ts';
import {addLine, finishReview, startReview} from '../../source/ledger/review.ts';
import {forgetDrill, hearDrill, noSpells, silencesOf, type Silences} from '../../source/ledger/silence.ts';
import {formatTimestamp, hour} from '../../source/time.ts';
import {fc} from '../worlds/fast-check.ts';
import {linesOf, realLedgers} from '../worlds/scratch-ledger.ts';

const heard = (stamps: readonly number[]): Silences => {
  const spells = noSpells();
  for (const [index, stamp] of stamps.entries()) hearDrill(spells, stamp, index + 1);
  return silencesOf(spells);
};

const spans = ({newest}: Silences): Array<[number, number]> => newest.map(({from, to}) => [from, to]);

describe('the silences of a connector', () => {
  const cases: ReadonlyArray<[what: string, hours: readonly number[], silences: ReadonlyArray<[from: number, to: number, line: number]>]> = [
    ['none between drills of 48 hours', [0, 48, 96], []],
    ['one of more', [0, 49], [[0, 49, 2]]],
    ['none where a later line lies in it', [0, 60, 30], []],
    ['a shorter one where a later line lies at its beginning', [0, 100, 40], [[40, 100, 2]]],
    ['a shorter one where a later line lies at its end', [0, 100, 60], [[0, 60, 3]]],
    ['two where a later line lies far from both ends', [0, 200, 100], [[0, 100, 3], [100, 200, 2]]],
    ['none where lines of an earlier time fill it one by one', [0, 200, 40, 160, 120, 80], []],
    ['an earlier one that is heard of later', [200, 0], [[0, 200, 1]]],
    ['none of the same drill twice', [0, 0, 0], []],
  ];
  for (const [what, hours, silences] of cases) {
    it(`are ${what}`, () => assert.deepEqual(heard(hours.map(at => at * hour)), {count: silences.length, newest: silences.map(([from, to, line]) => ({from: from * hour, to: to * hour, line}))}));
  }

  it('are the same whatever order the lines are in', () => fc.assert(fc.property(fc.array(fc.integer({min: 0, max: 900}), {minLength: 1, maxLength: 60}), hours => {
    const sorted = hours.toSorted((one, other) => one - other).map(at => at * hour);
    const between = sorted.slice(1).map((to, index): [number, number] => [sorted[index] ?? to, to]).filter(([from, to]) => to - from > 48 * hour);
    assert.deepEqual(spans(heard(hours.map(at => at * hour))), between.slice(-20));
  })));

  it('are not ended by a drill that is taken back', () => {
    const spells = noSpells();
    for (const [index, at] of [0, 500, 100].entries()) hearDrill(spells, at * hour, index + 1);
    forgetDrill(spells, 500 * hour);
    assert.deepEqual(spans(silencesOf(spells)), [[0, 100 * hour]]);
  });

  it('are counted beyond those that are remembered', () => {
    const silences = heard(Array.from({length: 1001}, (_, index) => index * 49 * hour));
    assert.deepEqual([silences.count, silences.newest.length, silences.newest.at(-1)?.line], [1000, 20, 1001]);
  });

  for (const [which, ledger] of Object.entries(realLedgers)) {
    it(`of a real ledger hold no drill: ${which}`, () => {
      const lines = linesOf(ledger).map(line => readLine(line));
      const review = startReview(Date.UTC(2026, 8, 25));
      for (const [index, line] of lines.entries()) addLine(review, line, index + 1);
      const {connectors, flags} = finishReview(review);
      const ahead = new Set(flags.examples.filter(({flag}) => flag === 'ahead').map(({line}) => line));
      for (const {connectorId, silences} of connectors) {
        for (const {from, to} of silences.newest) {
          const within = lines.flatMap((line, index) => (line.kind === 'entry' && line.entry.connectorId === connectorId && (line.entry.rotatedAt ?? 0) > from && (line.entry.rotatedAt ?? 0) < to && !ahead.has(index + 1) ? [index + 1] : []));
          assert.deepEqual(within, [], `${connectorId} from ${formatTimestamp(from)} to ${formatTimestamp(to)}`);
        }
      }
    });
  }
});
