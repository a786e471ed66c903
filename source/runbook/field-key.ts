import {quoted} from './problem.ts';
import type {Fault} from './problem.ts';
import type {Span} from './schema.ts';
import {nearestWord} from './suggest.ts';

/** The bold words that carry meaning in a step, in the order in which a step has them. */
export const fieldKeys = [
  'Id', 'Kind', 'Effect', 'Before', 'Ask', 'Confirm', 'Action', 'Proof', 'Undo', 'Budget', 'If',
] as const;

export type FieldKey = (typeof fieldKeys)[number];

export type KeyReading =
  | {kind: 'prose'}
  | {kind: 'field'; key: FieldKey; value: Span[]}
  | {kind: 'faulty'; field: string; fault: Fault};

const keyFirst = new RegExp(`^(${fieldKeys.join('|')})\\s*:`, 'i');

/**
 * Whether text starts with a field key: bold, with its colon inside or right after the bold. What
 * only looks like one to a reader (no bold, no colon, an unknown word) is faulty rather than prose:
 * otherwise an undo or a proof could be lost without a word.
 */
export function readKey(spans: readonly Span[]): KeyReading {
  const [first, second] = spans;
  if (!first || first.style === 'code') return {kind: 'prose'};
  const word = first.text.trim();
  if (first.style === 'strong') {
    if (word.endsWith(':')) return keyed(word.slice(0, -1).trim(), spans.slice(1));
    if (second?.style === 'plain' && /^\s*:/.test(second.text)) {
      return keyed(word, [{...second, text: second.text.replace(/^\s*:/, '')}, ...spans.slice(2)]);
    }
    if (isFieldKey(word)) return faulty(word, 'the key has no colon', `**${word}:**`);
  }
  const key = keyFirst.exec(word)?.[1];
  if (key === undefined) return {kind: 'prose'};
  const known = nearestWord(key, fieldKeys) ?? key;
  return faulty(known, 'only the key and its colon are bold', `**${known}:** and then the value`);
}

function keyed(word: string, value: Span[]): KeyReading {
  if (isFieldKey(word)) return {kind: 'field', key: word, value: trimStart(value)};
  const nearest = nearestWord(word, fieldKeys);
  const expected = `one of ${fieldKeys.join(', ')}`;
  return faulty(word, `unknown key ${quoted(word)}`, expected, nearest);
}

function faulty(field: string, message: string, expected: string, nearest?: string): KeyReading {
  return {kind: 'faulty', field, fault: {message, expected, ...(nearest !== undefined && {nearest})}};
}

/** Whether a word is one of the closed set, spelled exactly. */
export function isFieldKey(word: string): word is FieldKey {
  return (fieldKeys as readonly string[]).includes(word);
}

function trimStart(spans: readonly Span[]): Span[] {
  const [first, ...rest] = spans;
  if (!first || first.style === 'code') return [...spans];
  const text = first.text.trimStart();
  return text ? [{...first, text}, ...rest] : rest;
}
