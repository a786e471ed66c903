import assert from 'node:assert/strict';
import {test} from 'node:test';
import {withScreenSegmenter} from '../../tools/bundle-plugins.ts';
import {ScreenSegmenter, type Segments} from '../../tools/screen-segmenter.ts';
import {fc} from '../worlds/fast-check.ts';

const characters = [...'aZ ~\n\u001B\r\t·…↑↓─┬│╿█▪▲▶▸○◆◼✓✗', '\u0301', '\u200D', '\uFE0F', '\u20E3', '👍', '🏽', '🇩', 'ㅎ', '한', 'เ', '\u0600'];
const texts = fc.array(fc.constantFrom(...characters), {maxLength: 8}).map(parts => parts.join(''));

/** The segments, and which of them holds each place and those beside the text. */
function told(segments: Segments, text: string) {
  const held = Array.from({length: text.length + 2}, (_, place) => segments.containing(place - 1));
  return {all: [...segments].map(shown), held: held.map(one => one && shown(one)), first: segments.containing()};
}

const shown = ({segment, index, input}: Intl.SegmentData) => ({segment, index, input});

const ways: ReadonlyArray<ConstructorParameters<typeof Intl.Segmenter>> = [[], [undefined, {granularity: 'grapheme'}], ['de', {granularity: 'word'}]];

for (const made of ways) {
  test(`a text is taken apart as Intl does it, made with ${JSON.stringify(made)}`, () => {
    const [ours, real] = [new ScreenSegmenter(...made), new Intl.Segmenter(...made)];
    fc.assert(fc.property(texts, text => {
      const [one, other] = [told(ours.segment(text), text), told(real.segment(text), text)];
      assert.deepEqual([one.all, one.held, one.first?.segment], [other.all, other.held, other.first?.segment]);
    }), {numRuns: 300});
  });
}

test('every character that takes the short way stands alone beside every other', () => {
  const [ours, real] = [new ScreenSegmenter(), new Intl.Segmenter()];
  const plain = Array.from({length: 0x2800}, (_, code) => String.fromCharCode(code)).filter(sign => Array.isArray(ours.segment(sign)));
  assert.ok(plain.includes('a') && plain.includes('─') && !plain.includes('\r'), 'the short way is taken');
  const glued = plain.filter(sign => ['a', '─', '▶', '\n', '\u001B', sign].some(other => [...real.segment(sign + other + sign)].length !== 3));
  assert.deepEqual(glued, []);
});

test('only a module that makes segmenters gets ours', () => {
  assert.equal(withScreenSegmenter('const segmenter = Intl.Collator;'), 'const segmenter = Intl.Collator;');
  assert.match(withScreenSegmenter('const cut = new Intl.Segmenter(undefined, {});'), /^import \{ScreenSegmenter\} from ".+screen-segmenter\.ts";\nconst cut = new ScreenSegmenter\(undefined, \{\}\);$/);
});
