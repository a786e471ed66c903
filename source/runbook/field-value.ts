import {nearestWord} from '../nearest-word.ts';
import {hour, second} from '../time.ts';
import {fault, quoted, reading} from './problem.ts';
import type {Reading} from './problem.ts';
import {idForm, stepKinds} from './schema.ts';
import type {Effect, Span, StepKind} from './schema.ts';
import {parseSpanOfTime, spanOfTimeForm} from '../time.ts';
import {visibleText} from './markdown/spans.ts';

/** `Id`: the step's name, in back-quotes. */
export function readId(value: readonly Span[]): Reading<string> {
  const text = visibleText(value);
  if (value.length === 1 && value[0]?.style === 'code' && idForm.test(text)) return reading(text);
  return fault('id-form', `${quoted(text)} is not an id`, 'lower-case words joined by hyphens in back-quotes, such as `freeze`');
}

/** `Kind`: one of the closed set. */
export function readKind(value: readonly Span[]): Reading<StepKind> {
  const text = visibleText(value);
  const kind = stepKinds.find(known => known === text);
  if (kind) return reading(kind);
  return fault('unknown-kind', `unknown kind ${quoted(text)}`, `one of ${stepKinds.join(', ')}`, nearestWord(text, stepKinds));
}

/** `Effect`: `reads`, or `changes:` and what. */
export function readEffect(value: readonly Span[]): Reading<Effect> {
  const text = visibleText(value);
  if (text === 'reads') return reading({kind: 'reads'});
  const what = /^changes:\s*(.+)$/s.exec(text)?.[1];
  if (what !== undefined) return reading({kind: 'changes', what});
  const nearest = nearestWord(text.split(/[:\s]/, 1)[0] ?? '', ['reads', 'changes']);
  return fault('effect-form', `${quoted(text)} is not an effect`, 'reads, or changes: and what it changes', nearest);
}

/** `Ask`, `Confirm`, `Undo`: a sentence for a person. */
export function readText(value: readonly Span[]): Reading<string> {
  const text = visibleText(value);
  return text ? reading(text) : fault('empty-text', 'nothing is said', 'a few words');
}

/** `Budget`: how long the step may take, in milliseconds. */
export function readBudget(value: readonly Span[]): Reading<number> {
  const text = visibleText(value);
  const budget = parseSpanOfTime(text);
  if (budget === undefined) return fault('budget-form', `${quoted(text)} is not a span of time`, spanOfTimeForm);
  return budget > longestBudget ? fault('budget-form', `${text} is longer than a day`, 'at most 24h') : reading(budget);
}

/** Looks that follow each other faster are a load of their own, milliseconds. */
export const shortestEvery = 5 * second;

/** `Every`: how long it is between two looks, in milliseconds. */
export function readEvery(value: readonly Span[]): Reading<number> {
  const text = visibleText(value);
  const every = parseSpanOfTime(text);
  if (every === undefined) return fault('every-form', `${quoted(text)} is not a span of time`, spanOfTimeForm);
  return every < shortestEvery ? fault('every-form', `${text} is too short: the looks would be a load of their own`, 'at least 5s') : reading(every);
}

/** A step that takes longer is a procedure of its own; timers also overflow at 25 days. */
const longestBudget = 24 * hour;
