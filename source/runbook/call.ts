import {editDistance, nearestWord} from '../nearest-word.ts';
import {isToggleName} from './named-toggles.ts';
import {fault, quoted, reading} from './problem.ts';
import type {Reading} from './problem.ts';
import type {ActionCall, ActionSignature, Span} from './schema.ts';
import {visibleText} from './markdown/spans.ts';

export type ActionSignatures = ReadonlyMap<string, ActionSignature>;

/** The words in back-quotes at the start of a value, and what follows them. */
export function leadingCodes(spans: readonly Span[], between: readonly string[]): {codes: string[]; rest: Span[]} {
  const codes: string[] = [];
  let rest = [...spans];
  for (;;) {
    const [span, next] = rest;
    if (span?.style === 'code') codes.push(span.text);
    else if (!span || codes.length === 0 || next?.style !== 'code' || !between.includes(span.text.trim())) break;
    rest = rest.slice(1);
  }
  return {codes, rest};
}

/**
 * The value of an `Action` field: the action's name, then its parameters, each in back-quotes; an
 * equals sign may stand between them.
 */
export function readAction(spans: readonly Span[], actions: ActionSignatures): Reading<ActionCall> {
  const {codes: [name, ...parameters], rest} = leadingCodes(spans, ['', '=']);
  if (name === undefined || visibleText(rest)) {
    const text = name === undefined ? visibleText(spans) : visibleText(rest);
    return fault('action-form', `${quoted(text)} is not a call`, '`action` `parameter` = `parameter`, in back-quotes');
  }
  const signature = actions.get(name);
  if (!signature) return unknownAction(name, actions);
  return verifyParameters(signature, parameters) ?? reading({name, parameters});
}

/** The fault of a name that no action has. */
export function unknownAction(name: string, actions: ActionSignatures): ReturnType<typeof fault> {
  const near = nearestWord(name, actions.keys());
  const expected = near === undefined ? `one of ${[...actions.keys()].join(', ')}` : 'an action of the registry';
  return fault('unknown-action', `unknown action ${quoted(name)}`, expected, near);
}

/** The fault of a call with too few or too many parameters, or with a toggle whose name none can have. */
export function verifyParameters({name, parameters, toggles = []}: ActionSignature, given: readonly string[]): ReturnType<typeof fault> | undefined {
  if (given.length !== parameters.length) {
    const wanted = parameters.length === 0 ? 'no parameters' : parameters.map(parameter => `\`${parameter}\``).join(' ');
    return fault('parameter-count', `${name} is called with ${given.length} of ${parameters.length} parameters`, wanted);
  }
  const toggle = given[parameters.indexOf('name')];
  if (toggle === undefined) return undefined;
  const slip = toggles.includes(toggle) ? undefined : toggles.find(known => editDistance(toggle, known, 2) <= 2);
  if (slip !== undefined) return fault('toggle-name', `unknown toggle ${quoted(toggle)}`, 'a toggle of this program, or a name that is none of them mistyped', slip);
  if (isToggleName(toggle)) return undefined;
  return fault('toggle-name', `${quoted(toggle)} is no name of a toggle`, 'capital letters, digits and underscores, such as `ABZU_USE_MCP`');
}
