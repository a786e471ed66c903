import stringWidth from 'string-width';
import {display} from '../display.ts';

/** Columns of a printed page. */
export const paperColumns = 80;

/**
 * Words wrapped to the page's width. The first row begins with `first`, the others with as many
 * spaces. A word longer than a row is broken, never cut. Outside text is made visible.
 */
export function wrapped(text: string, first = ''): string[] {
  const room = paperColumns - stringWidth(first);
  const rows: string[] = [];
  let row = '';
  for (const word of display(text, Infinity).split(/ +/).filter(piece => piece !== '').flatMap(piece => broken(piece, room))) {
    if (row === '') row = word;
    else if (stringWidth(row) + 1 + stringWidth(word) <= room) row += ` ${word}`;
    else {
      rows.push(row);
      row = word;
    }
  }
  rows.push(row);
  const rest = ' '.repeat(stringWidth(first));
  return rows.map((content, index) => `${index === 0 ? first : rest}${content}`.trimEnd());
}

/** The parts of a word that fit a row each. */
function broken(word: string, room: number): string[] {
  if (stringWidth(word) <= room) return [word];
  const parts = [''];
  for (const {segment} of new Intl.Segmenter().segment(word)) {
    const current = parts.at(-1) ?? '';
    if (current !== '' && stringWidth(current + segment) > room) parts.push(segment);
    else parts[parts.length - 1] = current + segment;
  }
  return parts;
}

/** A line across the page. */
export function rule(sign: '=' | '-'): string {
  return sign.repeat(paperColumns);
}
