import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {fieldLine} from '../../source/app/screens/field-line.ts';
import {edit, emptyField, fieldOf, fieldText, insert, insertKeys, longestField, offeredField, type Edit, type Field} from '../../source/app/state/text-field.ts';
import {width} from '../../source/app/screens/line.ts';
import {asciiSymbols, unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {Key} from '../../source/app/state/key.ts';
import {typedInto} from '../../source/app/update/type-text.ts';
import {keyOf} from './scene.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';

const family = '👩‍👩‍👧';

/** `ab|c` is the text abc with the cursor before the c. */
function fieldFrom(picture: string): Field {
  const [before = '', after = ''] = picture.split('|');
  return {characters: [...fieldOf(before).characters, ...fieldOf(after).characters], cursor: fieldOf(before).cursor};
}

function pictureOf({characters, cursor}: Field): string {
  return `${characters.slice(0, cursor).join('')}|${characters.slice(cursor).join('')}`;
}

describe('Somebody types into a field', () => {
  const typing: ReadonlyArray<readonly [before: string, typed: string, after: string]> = [
    ['|', 'a', 'a|'],
    ['a|c', 'b', 'ab|c'],
    ['|bc', 'a', 'a|bc'],
    ['|', 'two words', 'two words|'],
    ['note |', 'line one\r\nline two\tend', 'note line one line two end|'],
    ['|', family, `${family}|`],
    ['e|', '\u0301', 'e\u0301|'],
  ];
  for (const [before, typed, after] of typing) {
    it(`${JSON.stringify(typed)} into ${before} gives ${after}`, () => {
      assert.equal(pictureOf(insert(fieldFrom(before), typed)), after);
    });
  }

  const editing: ReadonlyArray<readonly [before: string, by: Edit, after: string]> = [
    ['ab|c', 'backspace', 'a|c'],
    ['|abc', 'backspace', '|abc'],
    [`a${family}|`, 'backspace', 'a|'],
    ['ab|c', 'delete', 'ab|'],
    ['abc|', 'delete', 'abc|'],
    ['ab|c', 'left', 'a|bc'],
    ['|abc', 'left', '|abc'],
    ['ab|c', 'right', 'abc|'],
    ['abc|', 'right', 'abc|'],
    [`|${family}b`, 'right', `${family}|b`],
    ['ab|c', 'home', '|abc'],
    ['a|bc', 'end', 'abc|'],
    ['ab|c', 'clear', '|'],
  ];
  for (const [before, by, after] of editing) {
    it(`${by} in ${before} gives ${after}`, () => {
      assert.equal(pictureOf(edit(fieldFrom(before), by)), after);
    });
  }

  const atOnce: ReadonlyArray<readonly [told: string, before: string, keys: string, after: string]> = [
    ['a word', '|', 'calm', 'calm|'],
    ['a word and its enter, which is not pressed', '|', 'calm\r', 'calm|'],
    ['an enter before a word, where the line is empty', '|', '\rcalm', 'calm|'],
    ['an enter before a word, where something stands already', 'keep|', '\rcalm', 'keep calm|'],
    ['enters between words', '|', 'one\r\ntwo\r', 'one two|'],
    ['a slip and its correction', '|', 'cla\u007F\u007Falm', 'calm|'],
    ['backspace twice', 'calm!!|', '\u007F\b', 'calm|'],
    ['more backspaces than there is text', 'a|', '\u007F\u007F\u007Fb', 'b|'],
    ['ctrl-u and a word', 'wrong|', '\u0015right', 'right|'],
    ['a control key that edits nothing', 'a|', '\u0007b', 'ab|'],
  ];
  for (const [told, before, keys, after] of atOnce) {
    it(`${told} in one read into ${before} gives ${after}`, () => {
      assert.equal(pictureOf(insertKeys(fieldFrom(before), keys)), after);
    });
  }

  const offers: ReadonlyArray<readonly [told: string, key: Key, after: string]> = [
    ['a letter stands in its place', keyOf('M'), 'M|'],
    ['a blank does too', keyOf(' '), ' |'],
    ['a paste stands in its place', {kind: 'paste', text: 'Mara Lind'}, 'Mara Lind|'],
    ['letters that came together do', {kind: 'burst', text: 'Mara'}, 'Mara|'],
    ['a slip in letters that came together is mended', {kind: 'burst', text: 'Ma\u007Fara'}, 'Mara|'],
    ['backspace keeps the rest', keyOf('backspace'), 'roo|'],
    ['backspace and letters in one read', {kind: 'burst', text: '\u007Fm'}, 'room|'],
    ['an arrow keeps it', keyOf('left'), 'roo|t'],
    ['home keeps it', keyOf('home'), '|root'],
    ['end keeps it', keyOf('end'), 'root|'],
    ['ctrl-u empties it', keyOf('ctrl-u'), '|'],
  ];
  for (const [told, key, after] of offers) {
    it(`an offer: ${told}, and what comes next is typed as ever`, () => {
      const field = typedInto(offeredField('root'), key);
      assert.equal(pictureOf(field), after);
      assert.equal(pictureOf(insert(field, 'x')), after.replace('|', 'x|'));
    });
  }

  it('an offer stays one where nothing is typed, and no offer is an empty field', () => {
    for (const key of [{kind: 'paste', text: ''}, {kind: 'other'}, keyOf('tab')] as const) assert.deepEqual(typedInto(offeredField('root'), key), offeredField('root'));
    assert.equal(offeredField(''), emptyField);
  });

  it('takes no more than a journal line has room for, however much is pasted', () => {
    const full = insert(fieldOf('x'.repeat(longestField - 1)), 'abc');
    assert.equal(full.characters.length, longestField);
    assert.equal(fieldText(full).at(-1), 'a');
    assert.equal(full.cursor, longestField);
    assert.deepEqual(insert(full, 'more'), full);
  });

  it('keeps the cursor inside the text and the text in whole characters, whatever is pressed', () => {
    const edits: Edit[] = ['backspace', 'delete', 'left', 'right', 'home', 'end', 'clear'];
    const press = fc.oneof(
      fc.string({unit: 'grapheme', maxLength: 6}).map(text => (field: Field) => insert(field, text)),
      fc.string({unit: anyCharacter, maxLength: 6}).map(keys => (field: Field) => insertKeys(field, keys)),
      fc.constantFrom(...edits).map(by => (field: Field) => edit(field, by)),
    );
    fc.assert(
      fc.property(fc.array(press, {maxLength: 30}), presses => {
        const field = presses.reduce((so, change) => change(so), emptyField);
        assert.ok(field.cursor >= 0 && field.cursor <= field.characters.length);
        assert.ok(!/[\r\n\t]/.test(fieldText(field)));
      }),
    );
  });
});

describe('A field on screen', () => {
  const drawn = (field: Field, columns: number, symbols = unicodeSymbols): string =>
    fieldLine(field, {columns, rows: 24, symbols}).map(({text}) => text).join('');

  it('shows text and cursor', () => {
    assert.equal(drawn(fieldFrom('prac|tice'), 40), '>  prac▏tice');
    assert.equal(drawn(fieldFrom('prac|tice'), 40, asciiSymbols), '>  prac_tice');
  });

  it('marks an offer, beside the words that say so', () => {
    assert.deepEqual(fieldLine(offeredField('root'), {columns: 40, rows: 24, symbols: unicodeSymbols}).map(({text, style}) => [text, style]).slice(1, 3), [['root', 'selected'], ['▏', 'selected']]);
  });

  it('shows the end that is being typed at when the text is longer than the row', () => {
    assert.equal(drawn(fieldOf('abcdefghijklmnop'), 16), '> …ghijklmnop▏');
    assert.equal(drawn(fieldFrom('|abcdefghijklmnop'), 16), '>  ▏abcdefghij');
  });

  it('is never wider than the window and always shows its cursor, whatever was pasted', () => {
    const hostile = fc.oneof(
      fc.string({unit: 'grapheme', maxLength: 60}),
      fc.string({unit: anyCharacter, maxLength: 60}),
      fc.constantFrom('\u001B[2J\u001B[31m', '漢字'.repeat(20), family.repeat(9), '\u202Eabc'),
    );
    fc.assert(
      fc.property(hostile, hostile, fc.integer({min: 16, max: 100}), (before, after, columns) => {
        const line = fieldLine(fieldFrom(`${before.replaceAll('|', '')}|${after.replaceAll('|', '')}`), {columns, rows: 24, symbols: unicodeSymbols});
        assert.ok(width(line) <= columns, `${width(line)} of ${columns} columns`);
        assert.ok(line.some(({text, style}) => text === '▏' && style === 'selected'));
      }),
    );
  });

  it('shows what steers a terminal as a mark', () => {
    assert.equal(drawn(fieldOf('a\u001Bb'), 40), '>  a<U+001B>b▏');
  });
});
