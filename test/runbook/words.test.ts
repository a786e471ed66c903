import assert from 'node:assert/strict';
import {test} from 'node:test';
import {problemText} from '../../source/runbook/problem.ts';
import {formatSpanOfTime, parseSpanOfTime} from '../../source/time.ts';
import {editDistance, nearestWord} from '../../source/nearest-word.ts';
import {fc} from '../worlds/fast-check.ts';

test('the nearest word is found for a slip of the finger and not for another word', () => {
  const known = ['smoke.run', 'route.probe', 'toggle.read', 'toggle.set', 'If'];
  const meant: Array<[string, string | undefined]> = [
    ['smoke.rnu', 'smoke.run'],
    ['Smoke.Run', 'smoke.run'],
    ['toggle.reed', 'toggle.read'],
    ['toggle.sat', 'toggle.set'],
    ['iff', 'If'],
    ['packet.write', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ];
  for (const [word, nearest] of meant) assert.equal(nearestWord(word, known), nearest, word.slice(0, 20));
});

test('a distance is counted in letters added, dropped, replaced and swapped', () => {
  assert.deepEqual([['', ''], ['ab', 'ba'], ['stop', 'tops'], ['check', 'chek'], ['', 'abc'], ['kitten', 'sitting']]
    .map(([from = '', to = '']) => editDistance(from, to)), [0, 1, 2, 1, 3, 3]);
  fc.assert(fc.property(fc.string({maxLength: 12}), fc.string({maxLength: 12}), (one, other) => {
    assert.equal(editDistance(one, other), editDistance(other, one));
    assert.equal(editDistance(one, other) === 0, one === other);
  }));
  const word = fc.string({unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8});
  fc.assert(fc.property(word, word, fc.nat(8), (one, other, most) => {
    const whole = editDistance(one, other);
    assert.ok([whole, whole > most ? Infinity : whole].includes(editDistance(one, other, most)), `${one} ${other} ${most}`);
  }));
});

test('a span of time reads back as it was written', () => {
  const spans: Array<[string, number | undefined, string?]> = [
    ['90s', 90_000, '90s'],
    ['5m', 300_000, '5m'],
    ['48h', 172_800_000, '48h'],
    ['120s', 120_000, '2m'],
    ['0s', undefined],
    ['05m', undefined],
    ['5 m', undefined],
    ['-5m', undefined],
    ['1d', undefined],
    ['1h30m', undefined],
    ['123456s', undefined],
    ['', undefined],
  ];
  for (const [text, milliseconds, back] of spans) {
    assert.equal(parseSpanOfTime(text), milliseconds, text);
    if (milliseconds !== undefined) assert.equal(formatSpanOfTime(milliseconds), back);
  }
});

test('a problem is one line that starts with its place', () => {
  assert.equal(problemText({file: 'a\n.md', line: 3, message: 'gone'}), 'a<U+000A>.md:3 gone');
  assert.equal(
    problemText({file: 'a.md', line: 41, field: 'Proof', message: 'gone', expected: 'present', nearest: 'here'}),
    'a.md:41 Proof: gone; expected present; did you mean here?',
  );
});
