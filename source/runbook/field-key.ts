import {nearestWord} from '../nearest-word.ts';
import {quoted} from './problem.ts';
import type {Fault} from './problem.ts';
import type {Span} from './schema.ts';

/** A bold word that carries meaning in a section, for the pages about writing one. */
export type FieldGuide = {key: string; /** In a section. */ times: 'once' | 'at most once' | 'any number'; /** Markdown. */ holds: string};

/** Those of a step, in the order in which a step has them. */
export const stepFields = [
  {key: 'Id', times: 'once', holds: 'a word, or several joined by hyphens, in back-quotes'},
  {key: 'Kind', times: 'once', holds: '`check`, `action`, `wait` (its action looks again and again until its proofs hold), `manual` (a person does it), `note`, or `approve` (a second person agrees to the next plan)'},
  {key: 'Effect', times: 'once', holds: '`reads`, or `changes: what it changes`'},
  {key: 'Before', times: 'any number', holds: 'a proof that must hold first, or the step does not run; `stated: ...` must be vouched for'},
  {key: 'Ask', times: 'at most once', holds: 'a question, answered in words; needed by `note` and `approve`'},
  {key: 'Confirm', times: 'at most once', holds: 'what is typed first; needed by what changes something'},
  {key: 'Action', times: 'at most once', holds: 'one of the [actions](actions.md), with its parameters; needed by `action` and `wait`'},
  {key: 'Every', times: 'at most once', holds: 'how long it is between two looks of a `wait`, which needs it: `30s`, from `5s` to its budget'},
  {
    key: 'Proof',
    times: 'any number',
    holds:
      '`path` and a test: `` = `value` ``, `` is not `value` ``, `present`, `absent`, `count = 3`, `count at least 3`, `count at most 3`, `age at most 48h`. `path` leads into the facts of the step\'s action; an action that reads may stand before it, and without a path its `value` is looked at. In front there may be a sentence and a colon that say what then holds in the world. `stated: ...` is what the operator vouches for. Needed by `check` and `wait`, and by what changes something',
  },
  {key: 'Undo', times: 'at most once', holds: '`step` and an id, or `none:` and why; needed by what changes something'},
  {key: 'Budget', times: 'at most once', holds: 'how long it may take: `90s`, `5m`, at most `24h`; how long a `wait` waits, which needs it'},
  {
    key: 'If',
    times: 'any number',
    holds: 'an outcome, an arrow, and where the walk goes: `done -> step` and an id, `failed -> retry 2, stop`, `failed -> step` an id `up to 2, escalate`. Any other outcome is a judgement that the operator makes, in words; it is offered as long as what follows `, while` is so: `nothing was changed`, `something was changed`, or `step` an id `is not done`',
  },
] as const satisfies readonly FieldGuide[];

export type FieldKey = (typeof stepFields)[number]['key'];

export const fieldKeys: readonly FieldKey[] = stepFields.map(({key}) => key);

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
