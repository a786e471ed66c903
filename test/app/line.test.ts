import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import stringWidth from 'string-width';
import {fitLine, line, padLine, segment, width, wrap, type Line} from '../../source/app/screens/line.ts';
import {columnsOf, fit} from '../../source/runbook/text-columns.ts';
import {display} from '../../source/display.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';

const textOf = (row: Line): string => row.map(({text}) => text).join('');
const texts = (rows: readonly Line[]): string[] => rows.map(textOf);
const wrapped = (text: string, columns: number, first?: Line): string[] => texts(wrap([segment(text)], columns, first));

/** Words, wide characters, emoji, escape sequences, overrides, anything. */
const hostile = fc.oneof(
  fc.string({unit: 'grapheme', maxLength: 80}),
  fc.string({unit: anyCharacter, maxLength: 80}),
  fc.array(fc.constantFrom('word', '漢字漢字', '👩‍👩‍👧', 'e\u0301', ' ', '  ', '\u001B[31m', '\u202E', '\n', 'x'.repeat(50)), {maxLength: 12}).map(parts => parts.join('')),
  fc.lorem({maxCount: 30}),
);
const segments = fc.array(
  fc.tuple(hostile, fc.constantFrom(undefined, 'strong' as const, 'code' as const)).map(([text, style]) => segment(text, style)),
  {maxLength: 5},
);
const columns = fc.integer({min: 2, max: 90});

describe('Columns', () => {
  const table: ReadonlyArray<readonly [text: string, columns: number]> = [
    ['', 0],
    ['plain', 5],
    ['漢字', 4],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['✓▸─', 3],
  ];
  for (const [text, count] of table) it(`${JSON.stringify(text)} takes ${count}`, () => assert.equal(columnsOf(text), count));

  it('are counted for usual text without a table and come out the same, whatever stands beside it', () => {
    const usual = Array.from({length: 0x26_00}, (_, point) => String.fromCodePoint(point)).concat('✓', '✗', 'e\u0301', '\uFE0F', '漢');
    for (const character of usual) assert.equal(columnsOf(character), stringWidth(character), JSON.stringify(character));
    fc.assert(fc.property(fc.string({unit: fc.constantFrom(...usual)}), text => assert.equal(columnsOf(text), stringWidth(text))));
  });
});

describe('A text cut to a width', () => {
  const table: ReadonlyArray<readonly [text: string, columns: number, cut: string]> = [
    ['practice', 8, 'practice'],
    ['practice', 7, 'practi…'],
    ['practice', 1, '…'],
    ['practice', 0, ''],
    ['practice', -3, ''],
    ['漢字漢字', 5, '漢字…'],
    ['漢字漢字', 6, '漢字…'],
    ['👩👩', 3, '👩…'],
  ];
  for (const [text, room, cut] of table) {
    it(`${text} in ${room} columns is ${JSON.stringify(cut)}`, () => assert.equal(fit(display(text), room, '…'), cut));
  }

  it('is never wider than asked, and marked exactly when something is missing', () => {
    fc.assert(
      fc.property(segments, fc.integer({min: 1, max: 90}), (parts, room) => {
        const cut = fitLine(parts, room, '~');
        assert.ok(width(cut) <= room, `${width(cut)} of ${room}`);
        if (width(parts) <= room) assert.equal(textOf(cut), textOf(parts));
        else assert.equal(textOf(cut).at(-1), '~');
        const kept = textOf(cut).slice(0, width(parts) <= room ? undefined : -1);
        assert.ok(`${textOf(parts)} `.startsWith(kept), `${kept} does not begin ${textOf(parts)}`);
      }),
    );
  });

  it('that is padded is exactly as wide as asked', () => {
    fc.assert(fc.property(segments, columns, (parts, room) => assert.equal(width(padLine(fitLine(parts, room, '…'), room)), room)));
  });
});

describe('A text wrapped to a width', () => {
  const table: ReadonlyArray<readonly [text: string, columns: number, rows: string[]]> = [
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 5, ['one', 'two', 'three']],
    ['one two three', 80, ['one two three']],
    ['', 10, ['']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['ab abcdefghij', 4, ['ab', 'abcd', 'efgh', 'ij']],
    ['漢字漢字', 5, ['漢字', '漢字']],
    ['one   two', 4, ['one', 'two']],
    ['/records/INC-204/rehearsal', 20, ['/records/INC-204/', 'rehearsal']],
    ['/records/20261130T0155Z-rollback-fad4/timeline.html', 30, ['/records/', '20261130T0155Z-rollback-fad4/', 'timeline.html']],
    ['in /a/b/cdefghijklmnopqrstuvw', 12, ['in', '/a/b/cdefghi', 'jklmnopqrstu', 'vw']],
    ['a path/to the end', 7, ['a', 'path/to', 'the end']],
  ];
  for (const [text, room, rows] of table) {
    it(`${JSON.stringify(text)} in ${room} columns takes ${rows.length} rows`, () => {
      assert.deepEqual(wrapped(text, room), rows);
    });
  }

  it('stands beside its label, the further rows under the first', () => {
    assert.deepEqual(wrapped('one two three', 12, line('UNDO   ')), ['UNDO   one', '       two', '       three']);
  });

  it('keeps the style of every piece', () => {
    const rows = wrap([segment('type '), segment('practice', 'code'), segment(', then enter')], 14);
    assert.deepEqual(rows.flat().filter(({style}) => style === 'code').map(({text}) => text), ['practice']);
  });

  it('is never wider than asked', () => {
    fc.assert(
      fc.property(segments, columns, (parts, room) => {
        for (const row of wrap(parts, room)) assert.ok(width(row) <= room, `${JSON.stringify(textOf(row))} has ${width(row)} of ${room}`);
      }),
    );
  });

  it('loses nothing but the spaces it breaks at', () => {
    fc.assert(
      fc.property(segments, columns, (parts, room) => {
        assert.equal(texts(wrap(parts, room)).join('').replaceAll(' ', ''), textOf(parts).replaceAll(' ', ''));
      }),
    );
  });

  it('lets nothing through that steers a terminal', () => {
    fc.assert(
      fc.property(hostile, columns, (text, room) => {
        for (const row of wrapped(text, room)) assert.doesNotMatch(row, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
