import {editDistance, nearestWord} from '../nearest-word.ts';
import {leadingCodes, unknownAction, verifyParameters} from './call.ts';
import type {ActionSignatures} from './call.ts';
import {verifyFact} from './fact-path.ts';
import {fault, quoted, reading} from './problem.ts';
import type {Reading} from './problem.ts';
import type {Proof, Relation, Span, Subject, Test} from './schema.ts';
import {parseSpanOfTime, spanOfTimeForm} from '../time.ts';
import {visibleText} from './markdown/spans.ts';

/** Into the result of an action: `services.operator_api.session`, `targets.0`. */
const pathForm = /^[\w-]+(\.[\w-]+)*$/;

/**
 * The value of a `Proof` or `Before` field, by its visible words. Either
 *
 *     stated: what the operator vouches for
 *
 * or a subject and a test, perhaps with a sentence and a colon in front that says what holds in the
 * world when the test does. The subject is a dotted path into the result of the step's own action,
 * or an action that reads, its parameters and then perhaps a path into its result, all in
 * back-quotes. The test is one of
 *
 *     = `value`      is not `value`      present      absent
 *     count = 3      count at least 3    count at most 3
 *     age at most 48h
 */
export function readProof(spans: readonly Span[], line: number, actions: ActionSignatures): Reading<Proof> {
  const text = visibleText(spans);
  const stated = /^stated:\s*(.*)$/s.exec(text)?.[1];
  if (stated !== undefined && spans[0]?.style === 'plain') {
    if (stated) return reading({kind: 'stated', line, text: stated});
    return fault('proof-form', 'nothing is stated', 'stated: and what the operator vouches for');
  }
  const subject = readSubject(spans, actions);
  if (!subject.ok) return subject;
  const test = readTest(subject.value.rest);
  if (!test.ok) return test;
  return reading({kind: 'observed', line, text: sentenceFirst(spans), subject: subject.value.subject, test: test.value});
}

/** For people: what holds in the world, and what was looked at in brackets behind it. */
function sentenceFirst(spans: readonly Span[]): string {
  const {sentence, behind} = splitSentence(spans);
  return sentence === undefined ? visibleText(spans) : `${sentence} (${visibleText(behind).trim()})`;
}

/** The sentence in front of a proof's test, without its colon. */
function splitSentence(spans: readonly Span[]): {sentence?: string; behind: readonly Span[]} {
  const [first, ...behind] = spans;
  const sentence = first?.style === 'plain' ? /^(.*\S):\s*$/s.exec(visibleText([first]))?.[1] : undefined;
  return sentence === undefined ? {behind: spans} : {sentence, behind};
}

function readSubject(
  spans: readonly Span[],
  actions: ActionSignatures,
): Reading<{subject: Subject; rest: Span[]}> {
  const {codes, rest} = leadingCodes(splitSentence(spans).behind, ['']);
  const [first, ...others] = codes;
  if (first === undefined) {
    const expected = 'a path or an action in back-quotes and a test, or stated: and a sentence';
    return fault('proof-form', `${quoted(visibleText(spans))} is not a proof`, expected);
  }
  const signature = actions.get(first);
  if (!signature) {
    if (others.length > 0 || isMistyped(first, actions)) return unknownAction(first, actions);
    return pathForm.test(first) ? reading({subject: {path: first}, rest}) : badPath(first);
  }
  if (signature.effect === 'changes') {
    return fault('proof-changes', `${first} changes something, and a proof only reads`, 'an action that reads');
  }
  const count = signature.parameters.length;
  const parameters = others.length === count + 1 ? others.slice(0, -1) : others;
  const wrongCall = verifyParameters(signature, parameters);
  if (wrongCall) return wrongCall;
  const path = others[count];
  if (path !== undefined && !pathForm.test(path)) return badPath(path);
  const unknown = path === undefined ? undefined : verifyFact(signature, path);
  if (unknown) return unknown;
  return reading({subject: {action: {name: first, parameters}, ...(path !== undefined && {path})}, rest});
}

function badPath(path: string): ReturnType<typeof fault> {
  return fault('proof-form', `${quoted(path)} is not a path`, 'names joined by dots, such as `session.id`');
}

/** A path that is almost an action's name would find nothing, and only when the step is run. */
function isMistyped(path: string, actions: ActionSignatures): boolean {
  return [...actions.keys()].some(name => editDistance(path, name, 2) <= 2);
}

const testForms = [
  '= `value`', 'is not `value`', 'present', 'absent', 'count = n', 'count at least n', 'count at most n',
  'age at most 48h',
] as const;

function readTest(spans: readonly Span[]): Reading<Test> {
  const values = spans.filter(span => span.style === 'code').map(span => span.text);
  const [value] = values;
  const words = spans.map(span => (span.style === 'code' ? '`value`' : span.text)).join('').trim().replace(/\s+/g, ' ');
  if (value !== undefined && values.length === 1) {
    if (words === '= `value`') return reading({kind: 'equals', value});
    if (words === 'is not `value`') return reading({kind: 'differs', value});
  }
  if (words === 'present' || words === 'absent') return reading({kind: words});
  const count = /^count (=|at least|at most) (\d{1,9})$/.exec(words);
  if (count) return reading({kind: 'count', relation: count[1] as Relation, count: Number(count[2])});
  const age = /^age at most (\S+)$/.exec(words);
  const milliseconds = parseSpanOfTime(age?.[1] ?? '');
  if (milliseconds !== undefined) return reading({kind: 'age', relation: 'at most', milliseconds});
  if (age) return fault('proof-form', `${quoted(age[1] ?? '')} is not a span of time`, spanOfTimeForm);
  const [, relation, bare] = values.length === 0 ? /^(=|is not) (.+)$/.exec(words) ?? [] : [];
  if (bare !== undefined) return fault('proof-form', `the value ${quoted(bare)} has no back-quotes`, `${relation} \`value\``);
  const nearest = nearestWord(words.replace(/^(count\D*)\d+$/, '$1n'), testForms);
  const message = words ? `${quoted(visibleText(spans))} is not a test` : 'the test is missing';
  return fault('proof-form', message, testForms.join(', '), nearest);
}
