import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {changedLines} from '../../source/runbook/changed-lines.ts';

const cases: ReadonlyArray<[what: string, before: string, now: string, changes: string[]]> = [
  ['nothing changed', 'a\nb\n', 'a\nb\n', []],
  ['a line changed', 'a\nb\nc\n', 'a\nB\nc\n', ['2 -b', '2 +B']],
  ['a line came in', 'a\nc\n', 'a\nb\nc\n', ['2 +b']],
  ['a line went', 'a\nb\nc\n', 'a\nc\n', ['2 -b']],
  ['two places far apart', 'a\nb\nc\nd\n', 'A\nb\nc\nD\n', ['1 -a', '1 +A', '4 -d', '4 +D']],
  ['a line moved', 'a\nb\nc\n', 'b\nc\na\n', ['1 -a', '3 +a']],
  ['all of it', 'a\nb', 'c', ['1 -a', '1 -b', '1 +c']],
  ['there was none', '', 'a', ['1 -', '1 +a']],
];

describe('What changed on a page', () => {
  for (const [what, before, now, changes] of cases) {
    it(what, () => {
      assert.deepEqual(changedLines(before, now).map(({kind, at, text}) => `${at} ${kind === 'gone' ? '-' : '+'}${text}`), changes);
    });
  }

  it('is told as a whole where there is too much to compare', () => {
    const [before, now] = ['a', 'b'].map(letter => Array.from({length: 2100}, (_, index) => `${letter}${index}`).join('\n'));
    assert.equal(changedLines(before ?? '', now ?? '').length, 4200);
  });
});
