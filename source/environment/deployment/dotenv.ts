/**
 * Reads dotenv files as Node itself does (node:util, parseEnv), and remembers where each value
 * stands, so that one can be replaced and nothing else. Pure. Where readers of such files disagree,
 * dotenv-edit.ts refuses to touch the line.
 */

/** The mark around a value; none is the empty string. */
export type Quote = '' | "'" | '"' | '`';

export type Assignment = {
  name: string;
  /** From 1, where it begins. */
  line: number;
  /** Where the value stands in the text, its quotation marks included: UTF-16 units, the end is not part of it. */
  from: number;
  to: number;
  quote: Quote;
  value: string;
  exported: boolean;
  /** False where a quotation mark is opened and never closed. */
  closed: boolean;
};

/** Every assignment in its order; the last of a name counts. */
export function readDotenv(text: string): Assignment[] {
  const assignments: Assignment[] = [];
  // Editors of other systems put a byte order mark in front; it is no part of the first name.
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const found = readLine(text, at, line);
    if (found) assignments.push(found);
    const next = endOfLine(text, found?.to ?? at) + 1;
    line += newlines(text.slice(at, next));
    at = next;
  }
  return assignments;
}

/** The last assignment of a name. */
export function lastOf(assignments: readonly Assignment[], name: string): Assignment | undefined {
  return assignments.findLast(assignment => assignment.name === name);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

function readLine(text: string, start: number, line: number): Assignment | undefined {
  const end = endOfLine(text, start);
  const content = text.slice(start, end);
  const equals = content.indexOf('=');
  if (equals === -1 || /^[ \t]*#/.test(content)) return undefined;
  const key = content.slice(0, equals).replaceAll('\r', '').replaceAll(/^[ \t]+|[ \t]+$/g, '');
  const name = key.replace(/^export[ \t]+/, '');
  if (name === '') return undefined;
  const value = readValue(text, start + equals + 1, end);
  return {name, line, exported: key !== name, ...value};
}

type Value = Pick<Assignment, 'from' | 'to' | 'quote' | 'value' | 'closed'>;

function readValue(text: string, afterEquals: number, end: number): Value {
  const rest = text.slice(afterEquals, end);
  const from = afterEquals + (/^[ \t]*/.exec(rest)?.[0].length ?? 0);
  const mark = text[from];
  if (mark === '"' || mark === "'" || mark === '`') {
    const closing = text.indexOf(mark, from + 1);
    if (closing !== -1) {
      const inside = text.slice(from + 1, closing).replaceAll('\r', '');
      // The only escape that Node knows, and only between these marks.
      const value = mark === '"' ? inside.replaceAll(String.raw`\n`, '\n') : inside;
      return {from, to: closing + 1, quote: mark, value, closed: true};
    }
    const whole = text.slice(from, end).replace(/\r$/, '');
    return {from, to: from + whole.length, quote: '', value: whole.replaceAll('\r', ''), closed: false};
  }
  const bare = /^[^#]*/.exec(text.slice(from, end))?.[0].replace(/[ \t\r]+$/, '') ?? '';
  // A value of nothing stands right behind the sign: the blanks before a comment stay the comment's.
  if (bare === '') return {from: afterEquals, to: afterEquals, quote: '', value: '', closed: true};
  return {from, to: from + bare.length, quote: '', value: bare.replaceAll('\r', ''), closed: true};
}
