import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {columnsOf} from '../../source/runbook/text-columns.ts';
import {asciiSymbols, lookOf, styles, unicodeSymbols, type Colour, type Look, type Style, type Symbols} from '../../source/app/screens/theme.ts';
import {contrast, palettes, type Palette} from './palettes.ts';

const sets: ReadonlyArray<readonly [name: string, symbols: Symbols]> = [
  ['Unicode', unicodeSymbols],
  ['ASCII', asciiSymbols],
];

/** `step.done` and its symbol, for every symbol of a set. */
function named(symbols: Symbols): Array<[name: string, symbol: string]> {
  return Object.entries(symbols).flatMap(([group, value]): Array<[string, string]> =>
    typeof value === 'string' ? [[group, value]] : Object.entries(value).map(([name, symbol]) => [`${group}.${name}`, symbol]),
  );
}

/** Symbols that stand in the same place: a reader must tell them apart without colour. */
const samePlace: ReadonlyArray<readonly [place: string, of: (symbols: Symbols) => string[]]> = [
  ['the class of an environment', ({class: where}) => Object.values(where)],
  ['how a step stands, the open one included', ({step}) => [...Object.values(step), 'o']],
  ['how a stage of a run stands', ({progress}) => Object.values(progress)],
  ['how a proof stands', ({proof}) => Object.values(proof)],
  ['full, half and empty parts of a bar', ({bar}) => Object.values(bar)],
  ['a drill that is fine and one that is odd', ({drill}) => Object.values(drill)],
  ['more above and more below', ({more}) => Object.values(more)],
  ['the step on screen and any other', ({current}) => [current, ' ']],
];

describe('The symbols', () => {
  it('of both sets have the same names', () => {
    assert.deepEqual(named(asciiSymbols).map(([name]) => name), named(unicodeSymbols).map(([name]) => name));
  });

  for (const [name, symbols] of sets) {
    for (const [place, of] of samePlace) {
      it(`of the ${name} set differ without colour: ${place}`, () => {
        const used = of(symbols);
        assert.ok(used.length > 1);
        assert.deepEqual(used, [...new Set(used)]);
      });
    }

    it(`of the ${name} set are as wide as the layout takes them for`, () => {
      for (const [where, symbol] of named(symbols)) {
        assert.equal(columnsOf(symbol), where.startsWith('class.') ? columnsOf(symbols.class.live) : 1, where);
      }
    });
  }

  it('of the ASCII set are ASCII', () => {
    for (const [name, symbol] of named(asciiSymbols)) assert.match(symbol, /^[\x21-\x7E]+$/, name);
  });

  it('of the Unicode set are no emoji, which terminals draw in one or in two columns', () => {
    for (const [name, symbol] of named(unicodeSymbols)) assert.doesNotMatch(symbol, /\p{Emoji_Presentation}/u, name);
  });
});

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** Where a colour is among the sixteen. */
const indexOf = (colour: Colour): number => names.indexOf(colour.replace('Bright', '')) + (colour.endsWith('Bright') ? 8 : 0);

/** Ink and paper as a terminal shows a look. */
function shown({color, backgroundColor, bold, inverse}: Look, {sixteen, brightens, darkPaper}: Palette, standard: Palette['standard'][number]): [ink: string, paper: string] {
  const index = color && indexOf(color);
  const lifted = index !== undefined && index < 8 && bold && brightens ? index + 8 : index;
  const ink = lifted === undefined ? standard.ink : sixteen[lifted] ?? assert.fail();
  const paper = backgroundColor ? sixteen[indexOf(backgroundColor) % (darkPaper ? 8 : 16)] ?? assert.fail() : standard.paper;
  return inverse ? [paper, ink] : [ink, paper];
}

/** What is read by nobody, and what is dimmed: how far is up to the terminal. */
const drawn: readonly Style[] = ['drawn'];

/** Black on the brown that the Linux console has in the place of bright yellow. */
const leastIn = ({darkPaper}: Palette, style: Style): number => (darkPaper && lookOf(style).backgroundColor === 'yellowBright' ? 4 : 4.5);

describe('A style', () => {
  for (const style of styles.filter(one => !drawn.includes(one))) {
    it(`can be read in every terminal, on dark paper and on light: ${style}`, () => {
      for (const palette of palettes) {
        for (const standard of palette.standard) {
          const [ink, paper] = shown(lookOf(style), palette, standard);
          assert.ok(contrast(ink, paper) >= leastIn(palette, style), `${palette.name}: ${ink} on ${paper}: ${contrast(ink, paper).toFixed(2)}`);
        }
      }
      assert.notEqual(lookOf(style).dimColor, true);
    });
  }

  it('is measured by a ratio that knows black from white', () => {
    assert.equal(contrast('000000', 'ffffff'), 21);
    assert.equal(contrast('ffffff', 'ffffff'), 1);
    assert.ok(contrast('00cd00', 'ffffff') < 2.5, 'green ink on white paper');
  });

  it('of each class looks different, and live is told by more than its colour', () => {
    const classes: Style[] = ['practice', 'rehearsal', 'live'];
    assert.equal(new Set(classes.map(style => JSON.stringify(lookOf(style)))).size, 3);
    assert.equal(lookOf('live').bold, true);
  });

  it('is nothing for plain text', () => assert.deepEqual(lookOf(undefined), {}));
});
