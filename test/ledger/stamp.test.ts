import assert from 'node:assert/strict';
import {test} from 'node:test';
import {compactStamp, readStamp} from '../../source/ledger/stamp.ts';
import {compactTimestamp, formatTimestamp, parseTimestamp} from '../../source/time.ts';
import {fc} from '../worlds/fast-check.ts';

const texts = [
  '2025-09-25T09:58:33Z', '2024-02-29T00:00:00Z', '2025-02-29T00:00:00Z', '2025-02-30T00:00:00Z',
  '2025-04-31T00:00:00Z', '2025-12-31T23:59:59Z', '2025-13-01T00:00:00Z', '2025-00-10T00:00:00Z',
  '2025-01-00T00:00:00Z', '2025-01-01T24:00:00Z', '2025-01-01T00:60:00Z', '2025-01-01T00:00:60Z',
  '0001-01-01T00:00:00Z', '0099-06-15T00:00:00Z', '9999-12-31T23:59:59Z', '2O25-01-01T00:00:00Z',
  '2025-01-01T00:00:0 Z', '2025-01-01t00:00:00z', '2025-01-01', '2025-01-01T00:00:00+02:00',
  '',
];

for (const text of texts) {
  test(`the stamp ${JSON.stringify(text)} reads as the common parser reads it`, () => {
    assert.equal(readStamp(text), parseTimestamp(text));
  });
}

test('any second of any year reads back as itself', () => {
  const seconds = fc.integer({min: parseTimestamp('0001-01-01T00:00:00Z')! / 1000, max: Date.UTC(9999, 11, 31) / 1000});
  fc.assert(fc.property(seconds, count => {
    const text = formatTimestamp(count * 1000);
    assert.equal(readStamp(text), count * 1000);
    assert.equal(compactStamp(text, count * 1000), compactTimestamp(count * 1000));
  }));
});

test('a stamp with one changed character reads as the common parser reads it', () => {
  fc.assert(fc.property(fc.nat(19), fc.string({minLength: 1, maxLength: 1}), (index, character) => {
    const text = '2025-09-25T09:58:33Z';
    const changed = text.slice(0, index) + character + text.slice(index + 1);
    assert.equal(readStamp(changed), parseTimestamp(changed));
  }));
});

test('a stamp with an offset names the window by its UTC time', () => {
  const text = '2025-09-25T11:58:33+02:00';
  assert.equal(compactStamp(text, parseTimestamp(text)!), '20250925T095833Z');
});
