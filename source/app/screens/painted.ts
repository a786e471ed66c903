import type {Frame} from './frame.ts';
import type {Line, Segment} from './line.ts';
import {lookOf, type Colour, type Look, type Style} from './theme.ts';

/** All rows of a window. */
export function windowLines({header, list, body, footer}: Frame): Line[] {
  return [...header, ...(list?.before ?? []), ...(list?.rows ?? []), ...body, ...footer];
}

/**
 * Rows as text for a terminal, without Ink and in its very bytes, so that it finds nothing to draw anew when it comes:
 * blanks at the end are left out, of two styles side by side only the difference is written (ECMA-48, SGR).
 */
export function painted(lines: readonly Line[], coloured: boolean): string[] {
  return lines.map(line => {
    let text = '';
    let open: readonly Code[] = [];
    for (const {text: run, style} of line.flatMap(bareBlanks)) {
      if (run === '') continue;
      const turned = turn(open, coloured ? codesOf(style) : []);
      text += `${turned.text}${run}`;
      open = turned.open;
    }
    return `${text}${turn(open, []).text}`.trimEnd();
  });
}

/** A paper ends with its word: the blanks behind it are only there to keep columns. */
function bareBlanks(run: Segment): Array<{text: string; style?: Style}> {
  const word = run.text.trimEnd();
  if (lookOf(run.style).backgroundColor === undefined || word === '' || word === run.text) return [run];
  return [{...run, text: word}, {text: run.text.slice(word.length)}];
}

type Code = {on: number; off: number};

/** As chalk names them, in the order of their numbers. */
const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

function colourCode(colour: Colour, {plain, off}: {plain: number; off: number}): Code {
  const bright = colour.endsWith('Bright');
  return {on: plain + (bright ? 60 : 0) + colours.indexOf(bright ? colour.slice(0, -'Bright'.length) : colour), off};
}

/** The outermost first, as Ink's `<Text>` puts one around the other. */
function codesOf(style: Style | undefined): Code[] {
  const {inverse, underline, bold, backgroundColor, color, dimColor}: Look = lookOf(style);
  return [
    ...(inverse ? [{on: 7, off: 27}] : []),
    ...(underline ? [{on: 4, off: 24}] : []),
    ...(bold ? [{on: 1, off: 22}] : []),
    ...(backgroundColor ? [colourCode(backgroundColor, {plain: 40, off: 49})] : []),
    ...(color ? [colourCode(color, {plain: 30, off: 39})] : []),
    ...(dimColor ? [{on: 2, off: 22}] : []),
  ];
}

const strength = 22;

/** What is written between two runs, and what is open then, in the order in which it was opened. */
function turn(from: readonly Code[], to: readonly Code[]): {text: string; open: readonly Code[]} {
  const has = (codes: readonly Code[], {on}: Code): boolean => codes.some(code => code.on === on);
  // Another colour takes the place of one; bold and dim end together and are begun each.
  const goesOn = (one: Code): boolean => has(to, one) || (one.off !== strength && to.some(({off}) => off === one.off));
  const ended = from.filter(one => !goesOn(one)).toReversed();
  const begun = to.filter(one => !has(from, one));
  const text = [...ended.map(({off}) => off), ...begun.map(({on}) => on)].map(code => `\u001B[${code}m`).join('');
  return {text, open: [...from.filter(one => has(to, one)), ...begun]};
}
