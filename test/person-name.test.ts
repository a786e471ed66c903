import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isSamePerson, nameFault, verifyName} from '../source/person-name.ts';
import {approverFault} from '../source/walk/approval.ts';

const noNames: ReadonlyArray<[what: string, text: string]> = [
  ['nothing', ''], ['blanks', '  \t '], ['a blank that does not break', '\u00A0'], ['an ideographic blank', '\u3000'], ['a zero width space', '\u200B'],
  ['a joiner', '\u200D\u2060'], ['a byte order mark', '\uFEFF'], ['a filler of Hangul', '\u3164'], ['a half width filler', '\uFFA0'], ['blank Braille', '\u2800'],
  ['a soft hyphen', '\u00AD'], ['an accent alone', '\u0301'], ['a change of direction', '\u202E\u202C'], ['a tag', '\u{E0041}'], ['dashes and dots', '-. _'], ['a bell', '\u0007'],
  ['longer than it could be recorded whole', 'ж'.repeat(101)], ['a secret of the place', 'ops <redacted>'],
];

const dresses: ReadonlyArray<[what: string, text: string]> = [
  ['in capitals', 'MARA KLEIN'], ['with blanks', '  mara   klein '], ['with a blank that does not break', 'mara\u00A0klein'], ['with an ideographic blank', 'mara\u3000klein'],
  ['without the blank', 'maraklein'], ['in full width', '\uFF2D\uFF21\uFF32\uFF21 \uFF2B\uFF2C\uFF25\uFF29\uFF2E'], ['with a zero width space', 'ma\u200Bra klein'],
  ['with an accent', 'm\u00E1ra klein'], ['with a combining accent', 'ma\u0301ra klein'], ['with a soft hyphen', 'ma\u00ADra klein'], ['with a dot', 'mara.klein'], ['with a dash behind', 'mara klein-'],
  ['with Cyrillic letters', 'm\u0430r\u0430 kl\u0435in'], ['with Greek letters', 'm\u03B1r\u03B1 klein'], ['in mathematical letters', '\u{1D426}\u{1D41A}\u{1D42B}\u{1D41A} klein'],
  ['with a dotless i', 'mara kle\u0131n'], ['in a circle', 'm\u24D0ra klein'], ['turned round', '\u202Emara klein'],
  ['in small capitals', 'ᴍᴀʀᴀ ᴋʟᴇɪɴ'], ['with a sign behind', 'mara klein+'], ['with a stroke before', '|mara klein'], ['with a picture inside', 'ma\u{1F642}ra klein'],
  ['with a capital I', 'mara kIein'], ['with a 1', 'mara k1ein'], ['with a Latin alpha', 'mɑra klein'],
];

/** The same name in the letters of two countries, or in letters that look the same. */
const twins: ReadonlyArray<[one: string, other: string]> = [
  ['Paweł', 'Pawel'], ['Łukasz', 'Lukasz'], ['Jørgen', 'Jorgen'], ['Đorđe', 'Dorde'], ['Guðrún', 'Gudrun'], ['Þór', 'Thor'], ['Bjœrn', 'Bjoern'], ['paul', 'pauI'], ['Ines', 'lnes'], ['Otto', '0tto'], ['gina', 'ɡina'],
  ['INES', 'ines'], ['Ilse', 'ilse'], ['\u{1F6F0}', '\u{1F6F0}\uFE0F'],
];

const others: ReadonlyArray<[one: string, other: string]> = [
  ['mara', 'jonas'], ['mara klein', 'mara gross'], ['mara 1', 'mara 2'], ['张伟', '李娜'], ['राम', 'रमा'], ['Ольга', 'Олег'], ['kai', 'kal'], ['Mira', 'Mila'], ['Ian', 'Lan'], ['Marnie', 'Mamie'],
  ['\u{1F6F0}', '\u{1F642}'],
];

const isAnother = (approver: string, operator: string): boolean => approverFault(approver, operator, {}) === undefined;

describe('the name of whoever is at the keyboard', () => {
  for (const [what, text] of noNames) {
    it(`is not ${what}`, () => {
      assert.match(nameFault(text) ?? '', /needs a name/);
      assert.throws(() => verifyName(text), {code: 'operator-unnamed', exit: 2});
      assert.ok(!isAnother(text, 'mara'), 'nobody has agreed');
    });
  }
  for (const text of ['mara', 'Mara Klein, on call', '7', '张伟', 'राम', 'root', "O'Neil", '\u{1F6F0}', 'ж'.repeat(100)]) it(`may be ${text}`, () => assert.equal(nameFault(text), undefined));
});

describe('one person stays one person', () => {
  for (const [what, text] of dresses) {
    it(what, () => {
      assert.ok(isSamePerson(text, 'mara klein'));
      assert.ok(!isAnother(text, 'mara klein'));
    });
  }
  for (const [one, other] of twins) it(`${one} is ${other}`, () => assert.ok(!isAnother(one, other) && !isAnother(other, one)));
  for (const [one, other] of others) it(`but ${one} and ${other} are two`, () => assert.ok(isAnother(one, other)));
  it('ß is spelled in two ways', () => assert.ok(isSamePerson('Strauß', 'STRAUSS')));
});
