import {nearestWord} from '../nearest-word.ts';
import {quoted} from './problem.ts';
import type {Fault} from './problem.ts';
import type {Span} from './schema.ts';

/** The bold words that carry meaning in a step, in the order in which a step has them. */
export const fieldKeys = [
  'Id', 'Kind', 'Effect', 'Before', 'Ask', 'Confirm', 'Action', 'Proof', 'Undo', 'Budget', 'If',
] as const;

export type FieldKey = (typeof fieldKeys)[number];

export type KeyReading =
  | {kind: 'prose'}
  | {kind: 'field'; key: string; value: Span[]}
  | {kind: 'faulty'; field: string; fault: Fault};

/**
 * Whether text starts with one of the keys: bold, with its colon inside or right after the bold.
 * What only looks like one to a reader (no bold, no colon, an unknown word) is faulty rather than
 * prose: otherwise an undo or a proof could be lost without a word.
 */
export function readKey(spans: readonly Span[], keys: readonly string[]): KeyReading {
  const [first, second] = spans;
  if (!first || first.style === 'code') return {kind: 'prose'};
  const word = first.text.trim();
  if (first.style === 'strong') {
    if (word.endsWith(':')) return keyed(word.slice(0, -1).trim(), spans.slice(1), keys);
    if (second?.style === 'plain' && /^\s*:/.test(second.text)) {
      return keyed(word, [{...second, text: second.text.replace(/^\s*:/, '')}, ...spans.slice(2)], keys);
    }
    if (keys.includes(word)) return faulty(word, 'the key has no colon', `**${word}:**`);
  }
  const key = new RegExp(`^(${keys.join('|')})\\s*:`, 'i').exec(word)?.[1];
  if (key === undefined) return {kind: 'prose'};
  const known = nearestWord(key, keys) ?? key;
  return faulty(known, 'only the key and its colon are bold', `**${known}:** and then the value`);
}

function keyed(word: string, value: Span[], keys: readonly string[]): KeyReading {
  if (keys.includes(word)) return {kind: 'field', key: word, value: trimStart(value)};
  const nearest = nearestWord(word, keys);
  const fault: Fault = {rule: 'unknown-key', message: `unknown key ${quoted(word)}`, expected: `one of ${keys.join(', ')}`};
  return {kind: 'faulty', field: word, fault: {...fault, ...(nearest !== undefined && {nearest})}};
}

function faulty(field: string, message: string, expected: string): KeyReading {
  return {kind: 'faulty', field, fault: {rule: 'field-form', message, expected}};
}

function trimStart(spans: readonly Span[]): Span[] {
  const [first, ...rest] = spans;
  if (!first || first.style === 'code') return [...spans];
  const text = first.text.trimStart();
  return text ? [{...first, text}, ...rest] : rest;
}
