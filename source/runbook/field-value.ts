import {nearestWord} from '../nearest-word.ts';
import {hour} from '../time.ts';
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

/** `Kind`: one of the five. */
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

/** A step that takes longer is a procedure of its own; timers also overflow at 25 days. */
const longestBudget = 24 * hour;
