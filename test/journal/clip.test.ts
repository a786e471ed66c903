import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {jsonLine} from '../../source/json.ts';
import {clip, fitProofs} from '../../source/journal/clip.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';

const written = (text: string): number => jsonLine(text).length - 2;

const texts = fc.oneof(
  fc.string({unit: anyCharacter, maxLength: 500}),
  fc.string({unit: 'grapheme', maxLength: 500}),
  fc.string({maxLength: 500}),
);

describe('a text cut to its share of a journal line', () => {
  for (const [text, bytes, kept] of [
    ['short', 5, 'short'],
    ['shorter', 6, 'sho...'],
    ['', 0, ''],
    ['\u00e9\u00e9', 12, '\u00e9\u00e9'],
    ['\u00e9\u00e9', 11, '\u00e9...'],
    ['\u{1f6f0}ab', 14, '\u{1f6f0}ab'],
    ['\u{1f6f0}abcd', 15, '\u{1f6f0}...'],
    ['\u{1f6f0}abcd', 14, '...'],
    ['"quoted"', 9, '"quot...'],
  ] as const) {
    it(`${JSON.stringify(text)} in ${bytes} bytes is ${JSON.stringify(kept)}`, () => {
      assert.equal(clip(text, bytes), kept);
    });
  }

  it('never needs more bytes than it was given, and is the beginning of what was said', () => {
    fc.assert(
      fc.property(texts, fc.integer({min: 3, max: 400}), (text, bytes) => {
        const kept = clip(text, bytes);
        assert.ok(written(kept) <= bytes);
        assert.ok(kept === text || (kept.endsWith('...') && text.startsWith(kept.slice(0, -3))));
        assert.equal(kept === text, written(text) <= bytes);
      }),
    );
  });

  it('is never cut in the middle of a character', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme', maxLength: 200}), fc.integer({min: 3, max: 200}), (text, bytes) => {
        assert.equal(clip(text.toWellFormed(), bytes).isWellFormed(), true);
      }),
    );
  });
});

describe('the proofs of a step', () => {
  const proofs = fc.array(
    fc.record({text: texts, state: fc.constantFrom('holds' as const, 'fails' as const), expected: texts, found: texts}),
    {maxLength: 12},
  );

  it('keep their order and their states, and share the room', () => {
    fc.assert(
      fc.property(proofs, given => {
        const fitted = fitProofs(given);
        assert.deepEqual(
          fitted.map(({state}) => state),
          given.map(({state}) => state),
        );
        assert.ok(
          fitted.reduce(
            (sum, {text, expected, found}) => sum + written(text) + written(expected) + written(found),
            0,
          ) <= 1800,
        );
      }),
    );
  });

  it('stay as they are while they are few and short', () => {
    const given = [{text: 'session.id present', state: 'holds' as const, expected: 'present', found: 'op-6f1c'}];
    assert.deepEqual(fitProofs(given), given);
  });
});
