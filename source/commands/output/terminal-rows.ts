import {commandsIn} from '../../pasted.ts';
import {columnsOf, wrapped} from '../../runbook/text-columns.ts';

/** What the way by hand begins with: it is pasted line by line. */
const byHand = /^ {4}\S/;

/** What the rows below the first stand under: a label and two spaces, the sign of an item, or the spaces before it. */
const heads = [/^ *\S+(?: \S+)? {2,}(?=\S)/, /^ *- (?=\S)/, /^ +(?=\S)/] as const;

/**
 * A line of sentences in rows of so many columns, broken between words. What is to be pasted stays whole, commands and
 * paths: where one is longer than a row, it has one of its own, and only the terminal breaks it.
 */
export function terminalRows(line: string, columns: number | undefined): string[] {
  if (columns === undefined || columnsOf(line) <= columns || byHand.test(line)) return [line];
  const head = heads.map(form => form.exec(line)?.[0]).find(found => found !== undefined && found.length * 2 <= columns) ?? '';
  return wrapped(line.slice(head.length), head, {columns, whole: commandsIn});
}
