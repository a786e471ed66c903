import {resolve} from 'node:path';
import {isScalar, isSeq, type Node} from 'yaml';
import {display} from '../../display.ts';
import {nearestWord} from '../../nearest-word.ts';
import {day, formatSpan, hour, minute} from '../../time.ts';
import {unfilledIn} from '../../workplace.ts';
import type {CommandLine} from './environment-config.ts';
import {kindOf, wrong, type Field} from './config-field.ts';
import {codeFault, placeholders, type Placeholder} from './filled-command.ts';
import {urlFault, type UrlParts} from './url-fault.ts';

/**
 * One visible line of text. Numbers and true or false are taken as they are written: `ABZU_USE_MCP: 1`
 * means the text 1.
 */
export function textOf(field: Field, expected: string): string | undefined {
  const {node} = field;
  if (!isScalar(node) || node.value === null) return wrong(field, kindOf(field), expected);
  const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  if (text.includes('\n')) return wrong(field, 'several lines', expected);
  if (display(text, Infinity) !== text) return wrong(field, 'a character that cannot be seen', expected);
  return text;
}

export function filledTextOf(field: Field, expected: string, longest: number = 1000): string | undefined {
  const text = textOf(field, expected);
  if (text === undefined) return undefined;
  if (text.trim() === '') return wrong(field, 'an empty text', expected);
  return text.length > longest ? wrong(field, `text of ${text.length} characters`, `${expected}, of at most ${longest} characters`) : text;
}

/** One word of a closed set. Only here a value is repeated, and only one that looks like a word. */
export function choiceOf<Word extends string>(field: Field, words: readonly Word[]): Word | undefined {
  const expected = words.join(' or ');
  const text = textOf(field, expected);
  if (text === undefined) return undefined;
  const found = words.find(word => word === text);
  const shown = /^[a-zA-Z][a-zA-Z -]{0,29}$/.test(text) ? JSON.stringify(text) : kindOf(field);
  return found ?? wrong(field, shown, expected, nearestWord(text, words));
}

export function flagOf(field: Field): boolean | undefined {
  const {node} = field;
  if (isScalar(node) && typeof node.value === 'boolean') return node.value;
  return wrong(field, kindOf(field), 'true or false');
}

const units = {s: 1000, m: minute, h: hour, d: day} as const;

/** `30s`, `2m`, `48h`, `30d` to milliseconds, within bounds. */
export function spanOf(field: Field, example: string, [shortest, longest]: readonly [number, number]): number | undefined {
  const expected = `a span of time such as ${example}`;
  const text = textOf(field, expected);
  if (text === undefined) return undefined;
  const match = /^([1-9]\d{0,4})([smhd])$/.exec(text);
  if (!match) return wrong(field, /^\d{1,6}$/.test(text) ? `${text} without a unit` : kindOf(field), `${expected}: a number with s, m, h or d`);
  const span = Number(match[1]) * units[match[2] as keyof typeof units];
  const bounds = `${expected}, from ${formatSpan(shortest)} to ${formatSpan(longest)}`;
  return span < shortest || span > longest ? wrong(field, text, bounds) : span;
}

/** An absolute path, and the path as it was written. */
export function pathOf(field: Field, what: string): {file: string; shown: string} | undefined {
  const shown = filledTextOf(field, `the path of ${what}`);
  if (shown === undefined) return undefined;
  if (unfilledIn(shown) !== undefined) return wrong(field, 'a ~ or a $, and no shell is there to fill it in', `the path of ${what} in full, or from the folder of this file`);
  return {file: resolve(field.file.folder, shown), shown};
}

/** The URL is never repeated: a wrong one may hold credentials. */
export function urlOf(field: Field, what: string, allowed: UrlParts = {}): string | undefined {
  const text = filledTextOf(field, what);
  if (text === undefined) return undefined;
  const fault = urlFault(text, allowed);
  return fault === undefined ? text : wrong(field, fault, what);
}

/** Arguments of a program, which are never repeated either. `fills` names what is put in for `{name}` and `{value}`. */
export function commandOf(field: Field, fills: readonly Placeholder[] = []): CommandLine | undefined {
  const expected = 'a list such as [kubectl, get, pods], since no shell takes the words apart';
  if (!isSeq<Node | null>(field.node)) return wrong(field, `${kindOf(field)} instead of a list`, expected);
  const items = field.node.items.map((node, index) => {
    const item: Field = {...field, path: `${field.path}[${index}]`, line: node ? field.file.tree.lineOf(node) : field.line, node};
    return filledTextOf(item, index === 0 ? 'the name of a program' : 'an argument that is not empty', 10_000);
  });
  if (items.length === 0) return wrong(field, 'an empty list', expected);
  const command = items.filter(item => item !== undefined);
  if (command.length < items.length) return undefined;
  const missing = fills.filter(mark => !command.slice(1).some(item => item.includes(mark)));
  if (missing.length > 0) return wrong(field, `no ${missing.join(' and no ')} in the arguments`, `arguments such as "{name}={value}"`);
  const surplus = placeholders.find(mark => !fills.includes(mark) && command.some(item => item.includes(mark)));
  if (surplus !== undefined) return wrong(field, `${surplus}, where nothing is filled in`, 'the arguments as the program is to get them');
  const fault = fills.length === 0 ? undefined : codeFault(command);
  if (fault !== undefined) return wrong(field, fault, 'each placeholder as an argument of its own, for a program that takes it as it is, such as "{name}={value}" or "$1" of a script in a file of its own');
  return command;
}
