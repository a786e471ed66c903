import {fault, quoted, reading} from '../problem.ts';
import type {Reading} from '../problem.ts';
import {settlements} from '../scenario.ts';
import type {Answer} from '../scenario.ts';
import type {Span} from '../schema.ts';
import {visibleText} from '../markdown/spans.ts';

type Said = Answer extends infer One ? (One extends Answer ? Omit<One, 'line' | 'step'> : never) : never;

/** What can follow the step, each with the words that it is recognised by. */
const forms: ReadonlyArray<{form: RegExp; said(words: string, note: string): Said}> = [
  {form: /^:\s*(.+)$/s, said: text => ({kind: 'text', text})},
  {form: /^secret:\s*(generated)$/, said: () => ({kind: 'secret'})},
  {form: /^says (no)$/, said: () => ({kind: 'says no'})},
  {form: /^way:\s*(.+)$/s, said: way => ({kind: 'way', way})},
  {form: /^skip:\s*(.+)$/s, said: reason => ({kind: 'skip', reason})},
  {form: /^otherwise:\s*(.+)$/s, said: reason => ({kind: 'otherwise', reason})},
  {
    form: new RegExp(`^settle:\\s*(${settlements.join('|')}):\\s*(.+)$`, 's'),
    said: (words, note) => ({kind: 'settle', settlement: settlements.find(known => known === words) ?? 'cannot tell', note}),
  },
];

const expected = [
  '`step`: words', '`step` secret: generated', '`step` says no', '`step` way: an outcome', '`step` skip: a reason', '`step` settle: done: a note',
  '`step` otherwise: how',
].join(', or ');

/** `Answer`: a step, and what is answered there. */
export function readAnswer([step, ...rest]: readonly Span[], line: number): Reading<Answer> {
  const words = visibleText(rest);
  if (step?.style === 'code') {
    for (const {form, said} of forms) {
      const [, first, second = ''] = form.exec(words) ?? [];
      if (first !== undefined) return reading({line, step: step.text, ...said(first, second)});
    }
  }
  return fault('answer-form', `${quoted(visibleText(step ? [step, ...rest] : rest))} is not an answer`, expected);
}
