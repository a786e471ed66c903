import assert from 'node:assert/strict';
import {test} from 'node:test';
import {display, displayLines} from '../source/display.ts';
import {anyCharacter, fc} from './worlds/fast-check.ts';

const unsafe = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

const samples: ReadonlyArray<[about: string, text: string, shown: string]> = [
  ['colour', '\u001B[31mred', '<U+001B>[31mred'],
  ['clearing the screen', '\u001B[2J\u001B[H', '<U+001B>[2J<U+001B>[H'],
  ['the clipboard', '\u001B]52;c;cm0gLXJm\u0007', '<U+001B>]52;c;cm0gLXJm<U+0007>'],
  ['the window title', '\u001B]0;root\u001B\\', '<U+001B>]0;root<U+001B>\\'],
  ['a link with another target', '\u001B]8;;http://evil\u001B\\here', '<U+001B>]8;;http://evil<U+001B>\\here'],
  ['a sequence without end', 'a\u001B]0;', 'a<U+001B>]0;'],
  ['a lone escape', '\u001B', '<U+001B>'],
  ['device control', '\u001BP+q\u001B\\', '<U+001B>P+q<U+001B>\\'],
  ['application command', '\u001B_G\u001B\\', '<U+001B>_G<U+001B>\\'],
  ['the alternate screen', '\u001B[?1049l', '<U+001B>[?1049l'],
  ['an answer typed by the terminal', '\u001B[6n', '<U+001B>[6n'],
  ['C1 control sequence', '\u009B31m', '<U+009B>31m'],
  ['C1 operating system command', '\u009D0;x\u009C', '<U+009D>0;x<U+009C>'],
  ['next line', 'a\u0085b', 'a<U+0085>b'],
  ['carriage return', 'rm -rf /\rls', 'rm -rf /<U+000D>ls'],
  ['line feed', 'a\nb', 'a<U+000A>b'],
  ['tab', 'a\tb', 'a<U+0009>b'],
  ['backspace', 'a\u0008b', 'a<U+0008>b'],
  ['bell', '\u0007', '<U+0007>'],
  ['nothing at all', 'a\u0000b', 'a<U+0000>b'],
  ['delete', '\u007F', '<U+007F>'],
  ['vertical tab and form feed', '\u000B\u000C', '<U+000B><U+000C>'],
  ['shift out', '\u000E', '<U+000E>'],
  ['line separator', 'a\u2028b', 'a<U+2028>b'],
  ['paragraph separator', 'a\u2029b', 'a<U+2029>b'],
  ['right-to-left override', 'live\u202Eecitcarp', 'live<U+202E>ecitcarp'],
  ['bidi isolates', '\u2066a\u2069', '<U+2066>a<U+2069>'],
  ['right-to-left mark', 'a\u200Fb', 'a<U+200F>b'],
  ['Arabic letter mark', '\u061C', '<U+061C>'],
  ['zero width space', 'op\u200Berator', 'op<U+200B>erator'],
  ['zero width joiner', 'a\u200Db', 'a<U+200D>b'],
  ['word joiner', 'a\u2060b', 'a<U+2060>b'],
  ['byte-order mark', '\uFEFFa', '<U+FEFF>a'],
  ['soft hyphen', 'a\u00ADb', 'a<U+00AD>b'],
  ['tag characters', 'a\u{E0041}\u{E007F}', 'a<U+E0041><U+E007F>'],
  ['variation selectors', 'a\uFE00\u{E0100}', 'a<U+FE00><U+E0100>'],
  ['Mongolian variation selectors', 'a\u180B\u180F', 'a<U+180B><U+180F>'],
  ['Hangul fillers', '\u115F\u1160\u3164\uFFA0', '<U+115F><U+1160><U+3164><U+FFA0>'],
  ['the braille blank', 'a\u2800', 'a<U+2800>'],
  ['Khmer inherent vowels', '\u17B4\u17B5', '<U+17B4><U+17B5>'],
  ['combining grapheme joiner', 'a\u034Fb', 'a<U+034F>b'],
  ['interlinear annotation', '\uFFF9', '<U+FFF9>'],
  ['musical format', '\u{1D173}', '<U+1D173>'],
  ['private characters', '\uE000\u{F0000}', '<U+E000><U+F0000>'],
  ['unassigned characters', '\u0378\uFFFF', '<U+0378><U+FFFF>'],
  ['lone surrogates', 'a\uD800b\uDC00', 'a<U+D800>b<U+DC00>'],
  ['many marks on one letter', `e${'\u0301'.repeat(30)}x`, `e${'\u0301'.repeat(4)}<more marks>x`],
  ['joined emoji', '👩‍🚀', '👩<U+200D>🚀'],
  ['an emoji selector', '⚠️', '⚠<U+FE0F>'],
];

for (const [about, text, shown] of samples) {
  test(`made visible: ${about}`, () => {
    assert.equal(display(text), shown);
    assert.doesNotMatch(display(text), unsafe);
  });
}

test('there are enough hostile samples', () => assert.ok(samples.length >= 37));

const words = ['', 'plain text', 'Grüße, naïve façade', 'e\u0301', '日本語', 'עברית'];
const signs = ['👍🏽 🇩🇪', '<U+202E>', '✓ ▸ ◆ ─ │', 'a\u00A0b'];

for (const text of [...words, ...signs]) {
  test(`left alone: ${JSON.stringify(text)}`, () => assert.equal(display(text), text));
}

test('nothing that steers or hides survives, whatever comes', () => {
  const anyUnit = fc.integer({min: 0, max: 0xff_ff}).map(code => String.fromCharCode(code));
  const text = fc.oneof(fc.string({unit: anyCharacter}), fc.string({unit: 'binary-ascii'}), fc.string({unit: anyUnit}));
  fc.assert(
    fc.property(text, sample => {
      assert.doesNotMatch(display(sample), unsafe);
      for (const line of displayLines(sample)) assert.doesNotMatch(line, unsafe);
    }),
    {numRuns: 500},
  );
});

test('every single character is either safe or a mark with its number', () => {
  const wrong: string[] = [];
  for (let point = 0; point <= 0x10ffff; point += 1) {
    const character = String.fromCodePoint(point);
    const shown = display(character);
    const marked = `<U+${point.toString(16).toUpperCase().padStart(4, '0')}>`;
    if (shown !== (unsafe.test(character) || character === '\u2800' ? marked : character)) wrong.push(marked);
  }
  assert.deepEqual(wrong, []);
});

test('long text is cut between characters and says by how much', () => {
  assert.equal(display('abcdef', 4), 'abcd<2 more characters>');
  assert.equal(display('abcd', 4), 'abcd');
  assert.equal(display('abc👍d', 4), 'abc<3 more characters>');
  assert.equal(display('abc👍d', 5), 'abc👍<1 more characters>');
  assert.match(display('x'.repeat(5000)), /^x{4096}<904 more characters>$/);
});

test('what is no text is shown as its text', () => {
  const values = [1, null, undefined, new Error('a\u0007')];
  assert.deepEqual(values.map(value => display(value)), ['1', 'null', 'undefined', 'Error: a<U+0007>']);
});

test('lines break at LF and CRLF only; tabs become spaces', () => {
  assert.deepEqual(displayLines('a\nb\r\nc\rd\te\u2028f'), ['a', 'b', 'c<U+000D>d  e<U+2028>f']);
  assert.deepEqual(displayLines('abcd', 2), ['ab', '<2 more characters>']);
});
