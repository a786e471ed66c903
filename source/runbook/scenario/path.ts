import {fault, quoted, reading} from '../problem.ts';
import type {Reading} from '../problem.ts';
import type {Pass, WrongPath} from '../scenario.ts';
import type {Span} from '../schema.ts';
import {visibleText} from '../markdown/spans.ts';

const form = 'ids in back-quotes in their order, such as `toggles`, `smoke` fails, `smoke`';

/** `Path`: every arrival at a step, in order; where it does not go well there, `fails` follows. */
export function readPath(spans: readonly Span[]): Reading<Pass[]> {
  const passes: Pass[] = [];
  for (const [index, span] of spans.entries()) {
    if (span.style === 'code') {
      passes.push({step: span.text, fails: false});
      continue;
    }
    const between = /^\s*(fails)?\s*(,|->|\u2192)?\s*$/.exec(span.text);
    const last = passes.pop();
    const ended = index === spans.length - 1;
    if (span.style !== 'plain' || !last || !between || (between[2] !== undefined && ended)) {
      return fault('path-form', `${quoted(visibleText([span]))} has no place in a path`, form);
    }
    passes.push({...last, fails: between[1] !== undefined});
  }
  return passes.length > 0 ? reading(passes) : fault('path-form', 'the path has no steps', form);
}

/** `Wrong`: such a path, a colon, and what it would have meant. */
export function readWrongPath(spans: readonly Span[], line: number): Reading<WrongPath> {
  const at = spans.findIndex(({style, text}) => style === 'plain' && text.includes(':'));
  const turning = spans[at];
  if (!turning) return fault('path-form', 'nothing is said about what this path means', 'a path, a colon and a sentence');
  const colon = turning.text.indexOf(':');
  const head = turning.text.slice(0, colon);
  const passes = readPath([...spans.slice(0, at), ...(head.trim() ? [{...turning, text: head}] : [])]);
  if (!passes.ok) return passes;
  const means = visibleText([{...turning, text: turning.text.slice(colon + 1)}, ...spans.slice(at + 1)]);
  return means ? reading({line, passes: passes.value, means}) : fault('path-form', 'nothing is said about what this path means', 'a colon and a sentence');
}
