import stringWidth from 'string-width';
import {display} from '../display.ts';

/**
 * Characters of one column each, whatever stands beside them: printable ASCII, middle dot, closing guillemet, bullet,
 * ellipsis, arrows, lines, blocks, shapes up to U+25FC, check mark and cross. Nearly every text of a screen has no others.
 */
const ofOneColumn = /^[\x20-\x7E\u00B7\u00BB\u2022\u2026\u2190-\u2193\u2500-\u25FC\u2713\u2717]*$/;

/** Columns on a terminal; the usual text needs no table. */
export function columnsOf(text: string): number {
  return ofOneColumn.test(text) ? text.length : stringWidth(text);
}

/** The longest beginning that fits, with a mark right behind it where something was cut. */
export function fit<Text extends string>(text: Text, columns: number, mark: string): Text {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let used = columnsOf(mark);
  for (const {segment: character} of new Intl.Segmenter().segment(text)) {
    used += columnsOf(character);
    if (used > columns) break;
    kept += character;
  }
  return (columns <= 0 ? '' : `${kept.trimEnd()}${mark}`) as Text;
}

/** With as many spaces behind it as it has fewer columns. */
export function padTo(text: string, columns: number): string {
  return `${text}${' '.repeat(Math.max(0, columns - columnsOf(text)))}`;
}

/** Columns of a printed page. */
export const paperColumns = 80;

/** How rows are made: so many columns wide; `whole`: finds what is not broken, and then nothing is that is longer than a row. */
type Wrapping = {columns?: number; whole?: (text: string) => readonly string[]};

/**
 * Words wrapped to the page's width. The first row begins with `first`, the others with as many
 * spaces. A word longer than a row is broken, a path behind a slash, never cut. Outside text is made visible.
 */
export function wrapped(text: string, first = '', {columns = paperColumns, whole}: Wrapping = {}): string[] {
  const room = columns - columnsOf(first);
  const rows: string[] = [];
  let row = '';
  const shown = display(text, Infinity);
  for (const word of whole ? wordsOf(shown, whole(shown)) : wordsOf(shown).flatMap(piece => broken(piece, room))) {
    if (row === '') row = word;
    else if (columnsOf(row) + 1 + columnsOf(word) <= room) row += ` ${word}`;
    else {
      rows.push(row);
      row = word;
    }
  }
  rows.push(row);
  const rest = ' '.repeat(columnsOf(first));
  return rows.map((content, index) => `${index === 0 ? first : rest}${content}`.trimEnd());
}

/** The first of `whole` is one word, with what stands right behind it, and so is each of the others after it. */
function wordsOf(text: string, [next, ...others]: readonly string[] = []): string[] {
  const at = next === undefined ? -1 : text.indexOf(next);
  if (next === undefined || at < 0) return text.split(/ +/).filter(piece => piece !== '');
  const [behind = ''] = /^\S*/.exec(text.slice(at + next.length)) ?? [];
  return [...wordsOf(text.slice(0, at)), `${next}${behind}`, ...wordsOf(text.slice(at + next.length + behind.length), others)];
}

/**
 * The parts of a word that fit a row each, blanks at its end not counted. A path goes on from behind a slash; only what
 * is between two and has no room in a row goes on anywhere.
 */
export function broken(word: string, room: number): string[] {
  if (columnsOf(word.trimEnd()) <= room) return [word];
  const parts = [''];
  for (const piece of word.split(/(?<=\/)/).flatMap(name => (columnsOf(name.trimEnd()) <= room ? [name] : charactersOf(name, room)))) {
    const joined = `${parts.at(-1) ?? ''}${piece}`;
    if (columnsOf(joined.trimEnd()) <= room) parts[parts.length - 1] = joined;
    else parts.push(piece);
  }
  return parts.filter(part => part !== '');
}

/** As a reader sees them; one that is wider than the whole row, as musical symbols can be, in its code points. */
function charactersOf(word: string, room: number): string[] {
  return Array.from(new Intl.Segmenter().segment(word), ({segment: character}) => character).flatMap(character =>
    columnsOf(character) > room ? [...character] : [character],
  );
}

/** A line across the page. */
export function rule(sign: '=' | '-'): string {
  return sign.repeat(paperColumns);
}
