import {nearestWord} from '../../nearest-word.ts';
import {fault, quoted, reading} from '../problem.ts';
import type {Reading} from '../problem.ts';
import type {Scenario, Strike} from '../scenario.ts';
import type {Span} from '../schema.ts';
import {visibleText} from '../markdown/spans.ts';

export type KnownFaults = {
  /** Names of the faults that practice can make. */
  faults: readonly string[];
  /** Those that are there from the start or not at all. */
  onlyAtStart?: readonly string[] | undefined;
};

const forms = '`fault` at start, `fault` at step `id`, or `fault` after step `id`';

/** `Fault`: its name, and when it begins. */
export function readStrike(spans: readonly Span[], line: number, {faults, onlyAtStart = []}: KnownFaults): Reading<Strike> {
  const [name, when, step] = spans;
  const words = visibleText(spans);
  if (name?.style !== 'code' || when?.style !== 'plain') return fault('fault-form', `${quoted(words)} is not a fault and its time`, forms);
  if (!faults.includes(name.text)) {
    return fault('unknown-fault', `unknown fault ${quoted(name.text)}`, `one of ${faults.join(', ')}`, nearestWord(name.text, faults));
  }
  if (spans.length === 2 && when.text.trim() === 'at start') return reading({line, fault: name.text, when: {kind: 'start'}});
  const kind = /^\s*(at|after) step\s*$/.exec(when.text)?.[1] as 'at' | 'after' | undefined;
  if (kind === undefined || step?.style !== 'code' || spans.length > 3) return fault('fault-form', `${quoted(words)} does not say when it begins`, forms);
  if (onlyAtStart.includes(name.text)) return fault('fault-form', `${name.text} is there from the start or not at all`, `\`${name.text}\` at start`);
  return reading({line, fault: name.text, when: {kind, step: step.text}});
}

/** `Kill`: the step in which the console dies. */
export function readKill([word, step, ...more]: readonly Span[], line: number): Reading<NonNullable<Scenario['kill']>> {
  if (word?.style === 'plain' && word.text.trim() === 'in step' && step?.style === 'code' && more.length === 0) return reading({line, step: step.text});
  return fault('kill-form', 'this does not name the step in which the console dies', 'in step `id`');
}
