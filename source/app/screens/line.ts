import {display, type DisplayText} from '../../display.ts';
import {broken, columnsOf, fit} from '../../runbook/text-columns.ts';
import type {Style} from './theme.ts';

/** A run of displayable text in one style. */
export type Segment = {text: DisplayText; style?: Style};

/** One row of a frame. Screens are lists of these, so that a window shows a slice and no more. */
export type Line = readonly Segment[];

export const blank: Line = [];

/** A line of one segment; raw text is made displayable here. */
export function line(text: string, style?: Style): Line {
  return [segment(text, style)];
}

export function segment(text: string, style?: Style): Segment {
  return style === undefined ? {text: display(text)} : {text: display(text), style};
}

export function width(line: Line): number {
  return line.reduce((sum, {text}) => sum + columnsOf(text), 0);
}

/** Cuts a line to a width; what does not fit is marked. */
export function fitLine(line: Line, columns: number, mark: string): Line {
  if (width(line) <= columns) return line;
  const kept: Segment[] = [];
  let room = columns;
  for (const part of line) {
    const size = columnsOf(part.text);
    if (size > room || (size === room && part !== line.at(-1))) {
      kept.push({...part, text: fit(`${part.text} ` as DisplayText, room, mark)});
      break;
    }
    kept.push(part);
    room -= size;
  }
  return kept;
}

/** Pads with spaces up to a width. */
export function padLine(line: Line, columns: number): Line {
  const missing = columns - width(line);
  return missing > 0 ? [...line, {text: ' '.repeat(missing) as DisplayText}] : line;
}

/**
 * Wraps words to a width; the first row begins with `first`, the others with as many spaces. A word
 * longer than a row is broken, never cut: what is shown must be all that there is. Our own: libraries wrap
 * text that carries its colours as escape sequences, and these rows have styles beside their text.
 */
export function wrap(segments: Line, columns: number, first: Line = blank): Line[] {
  const indent = width(first);
  const room = Math.max(1, columns - indent);
  const rows: Segment[][] = [];
  let row: Segment[] = [];
  let used = 0;
  const put = (text: string, style: Style | undefined): void => {
    const last = row.at(-1);
    if (last && last.style === style) row[row.length - 1] = {...last, text: `${last.text}${text}` as DisplayText};
    else row.push(style === undefined ? {text: text as DisplayText} : {text: text as DisplayText, style});
    used += columnsOf(text);
  };
  const turn = (): void => {
    rows.push(trimmed(row));
    row = [];
    used = 0;
  };
  for (const {text, style} of segments) {
    for (const piece of text.split(/(?<= )/)) {
      const word = piece.trimEnd();
      if (used > 0 && used + columnsOf(word) > room) turn();
      for (const part of broken(piece, room)) {
        if (used > 0 && used + columnsOf(part.trimEnd()) > room) turn();
        if (used === 0 && part.trim() === '' && rows.length > 0) continue;
        // A space at the edge of a full row is what the row is broken at.
        put(used + columnsOf(part) > room ? part.trimEnd() : part, style);
      }
    }
  }
  rows.push(row);
  const rest: Line = indent > 0 ? [{text: ' '.repeat(indent) as DisplayText}] : blank;
  return rows.map((content, index) => [...(index === 0 ? first : rest), ...content]);
}

/** Nothing hangs at the end of a row that goes on below. */
function trimmed(row: readonly Segment[]): Segment[] {
  const last = row.at(-1);
  const text = last?.text.trimEnd() as DisplayText | undefined;
  return last === undefined ? [] : text === '' ? trimmed(row.slice(0, -1)) : [...row.slice(0, -1), {...last, text: text ?? last.text}];
}

/** Raw text that may have several lines, each of them wrapped. */
export function wrapText(text: string, columns: number, style?: Style): Line[] {
  return text.split('\n').flatMap(row => wrap([segment(row, style)], columns));
}

/** The word at the left edge of a section, in capitals; an empty one keeps its columns. */
export function label(name: string, style?: Style): Line {
  return [segment(name, style ?? 'strong'), segment(' '.repeat(Math.max(0, 9 - columnsOf(name))))];
}
