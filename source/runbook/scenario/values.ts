import {nearestWord} from '../../nearest-word.ts';
import {fault, quoted, reading} from '../problem.ts';
import type {Reading} from '../problem.ts';
import {isToggleName} from '../named-toggles.ts';
import {levels} from '../scenario.ts';
import type {End, Hint, Level, Override, WorldFact} from '../scenario.ts';
import type {Span} from '../schema.ts';
import {parseSpanOfTime, spanOfTimeForm} from '../../time.ts';
import {visibleText} from '../markdown/spans.ts';

/** `Level`: one of the three. */
export function readLevel(value: readonly Span[]): Reading<Level> {
  const text = visibleText(value);
  const level = levels.find(known => known === text);
  return level ? reading(level) : fault('level-form', `unknown level ${quoted(text)}`, `one of ${levels.join(', ')}`, nearestWord(text, levels));
}

/** `Teaches`: one sentence. */
export function readTeaching(value: readonly Span[]): Reading<string> {
  const text = visibleText(value);
  const sentence = /^(?!.*[.!?]\s)\S.*[.!?]$/s.test(text) && text.length <= 160;
  return sentence ? reading(text) : fault('teaches-form', `${quoted(text)} is not one sentence`, 'one sentence of at most 160 characters with its full stop');
}

/** `Set`: a toggle and the value that it has in this drill. */
export function readOverride(value: readonly Span[], line: number): Reading<Override> {
  const [name, sign, given] = value;
  const form = '`NAME` = `value`, and no token';
  if (value.length !== 3 || name?.style !== 'code' || sign?.text.trim() !== '=' || given?.style !== 'code') {
    return fault('set-form', `${quoted(visibleText(value))} is not an override`, form);
  }
  if (!isToggleName(name.text)) return fault('set-form', `${quoted(name.text)} is no name of a toggle`, form);
  if (name.text.endsWith('_TOKEN')) return fault('set-form', `${name.text} is a token, and a page holds none`, form);
  return reading({line, name: name.text, value: given.text});
}

/** `Hint`: after how long, and what. */
export function readHint(value: readonly Span[], line: number): Reading<Hint> {
  const [, span, text] = /^after (\S+):\s*(.+)$/s.exec(visibleText(value)) ?? [];
  const after = parseSpanOfTime(span ?? '');
  if (after !== undefined && text !== undefined) return reading({line, after, text});
  const message = text === undefined ? `${quoted(visibleText(value))} is not a hint` : `${quoted(span ?? '')} is not a span of time`;
  return fault('hint-form', message, text === undefined ? 'after 2m: and the hint' : spanOfTimeForm);
}

/** `Ends`: how the model path ends, and perhaps what that means. */
export function readEnd(value: readonly Span[], line: number): Reading<End> {
  const text = visibleText(value);
  const [, words = '', step, , means] = /^(completed|(?:stopped|unknown|escalated) at (\S+?))(:\s*(.+))?$/s.exec(text) ?? [];
  const said = means === undefined ? {} : {means};
  if (words === 'completed') return reading({line, kind: 'completed', ...said});
  const kind = (['stopped', 'unknown', 'escalated'] as const).find(known => words.startsWith(known));
  if (kind && step !== undefined && value.some(span => span.style === 'code' && span.text === step)) return reading({line, kind, step, ...said});
  return fault('ends-form', `${quoted(text)} is not an end`, 'completed, or stopped, unknown or escalated at `step`, then perhaps a colon and a sentence');
}

const worldForms = ['route = `mcp`', 'ledger lines = `6`', 'ledger lines unchanged', 'gateway saw `2` handshakes', 'old token refused'] as const;

/** `World`: one thing that must be true afterwards. */
export function readWorldFact(value: readonly Span[], line: number): Reading<WorldFact> {
  const codes = value.filter(({style}) => style === 'code').map(({text}) => text);
  const words = value.map(({style, text}) => (style === 'code' ? '`' : text)).join('').trim().replaceAll(/\s+/g, ' ');
  const [given = ''] = codes;
  const count = /^\d{1,6}$/.test(given) ? Number(given) : undefined;
  const route = (['mcp', 'legacy', 'unknown'] as const).find(known => known === given);
  if (words === 'ledger lines unchanged' || words === 'old token refused') return reading({line, kind: words});
  if (words === 'route = `' && route) return reading({line, kind: 'route', route});
  if (words === 'ledger lines = `' && count !== undefined) return reading({line, kind: 'ledger lines', count});
  if (/^gateway saw ` handshakes?$/.test(words) && count !== undefined) return reading({line, kind: 'handshakes', count});
  return fault('world-form', `${quoted(visibleText(value))} is nothing that is looked at`, worldForms.join(', or '), nearestWord(words, worldForms));
}
