import assert from 'node:assert/strict';
import {test} from 'node:test';
import {brokenText, notYet} from '../../source/walk/proof-difference.ts';

const old = {text: 'the handshake went well in the last ten minutes', state: 'fails', expected: 'at most 10m old', found: '10m 17s old'} as const;

test('a proof that does not hold says what was wanted and what was there', () => {
  assert.equal(brokenText(old), 'the handshake went well in the last ten minutes: expected at most 10m old, found 10m 17s old');
});

for (const expected of ['stated by the operator', 'stated by jonas']) {
  test(`a statement that was denied says so, and nothing of what is "${expected}"`, () => {
    assert.equal(brokenText({text: 'all is archived', expected, found: 'denied by jonas'}), 'all is archived: denied by jonas');
  });
}

test('what must hold before a step and does not is not read as if it did', () => {
  assert.match(notYet([old]).problem, /^does not hold: the handshake went well in the last ten minutes: expected/);
});
