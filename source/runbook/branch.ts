import {nearestWord} from '../nearest-word.ts';
import {fault, quoted, reading} from './problem.ts';
import type {Fault, Reading} from './problem.ts';
import type {Branch, Condition, Span, Turn} from './schema.ts';
import {visibleText} from './markdown/spans.ts';

const turnForms = 'step `id`, step `id` up to 2, retry 2, stop or escalate';

/** Outcomes that the program tells by itself; every other one is a judgement of the operator. */
const reserved = ['done', 'failed'] as const;

/**
 * The value of an `If` field: `failed -> retry 2, step `freeze` up to 2, escalate`. Turns with a
 * count come first, a retry before a step, and are followed by exactly one that ends the branch.
 */
export function readBranch(spans: readonly Span[], line: number): Reading<Branch> {
  const text = visibleText(spans);
  const [, judged, targets] = /^(.+?)\s*(?:->|\u2192)\s*(.+)$/s.exec(text) ?? [];
  if (judged === undefined || targets === undefined) {
    return fault('branch-form', `${quoted(text)} is not a branch`, `an outcome, -> and ${turnForms}`);
  }
  const [when = '', ...holds] = judged.split(/,\s+while\s+/);
  const condition = holds.length === 0 ? undefined : readCondition(holds.join(', while '));
  if (condition?.ok === false) return condition;
  const meant = reserved.find(word => word === when.toLowerCase() && word !== when);
  if (meant) return fault('outcome-case', `${quoted(when)} is not the outcome that the program tells`, meant);
  const then: Turn[] = [];
  for (const part of targets.split(',').map(piece => piece.trim())) {
    const turn = readTurn(part);
    if (!turn.ok) return turn;
    then.push(turn.value);
  }
  return verifyOrder(then, targets) ?? reading({line, when, ...(condition && {while: condition.value}), then});
}

const conditionForms = 'nothing was changed, something was changed or step `id` is not done';

function readCondition(text: string): Reading<Condition> {
  if (text === 'nothing was changed' || text === 'something was changed') return reading({kind: text});
  const id = /^step (\S+) is not done$/.exec(text)?.[1];
  return id === undefined ? fault('branch-condition', `${quoted(text)} is nothing that a walk knows`, conditionForms) : reading({kind: 'step is not done', id});
}

/** As the page has it, a step as people know it. */
export function conditionText(condition: Condition, named: (step: string) => string): string {
  return condition.kind === 'step is not done' ? `${named(condition.id)} is not done` : condition.kind;
}

function readTurn(text: string): Reading<Turn> {
  if (text === 'stop' || text === 'escalate') return reading({kind: text});
  const times = /^retry ([1-9])$/.exec(text)?.[1];
  if (times !== undefined) return reading({kind: 'retry', times: Number(times)});
  const [, id, upTo] = /^step (\S+)(?: up to ([1-9]))?$/.exec(text) ?? [];
  if (id !== undefined) return reading({kind: 'step', id, ...(upTo !== undefined && {upTo: Number(upTo)})});
  const [word = ''] = text.split(' ', 1);
  if (word === 'retry') return fault('branch-form', `${quoted(text)} has no count`, 'retry and a number from 1 to 9');
  if (word === 'step') return fault('branch-form', `${quoted(text)} is not a turn`, 'step `id`, or step `id` up to and a number from 1 to 9');
  return fault('branch-form', `${quoted(text)} is not a turn`, turnForms, nearestWord(word, ['step', 'retry', 'stop', 'escalate']));
}

function isCounted(turn: Turn): boolean {
  return turn.kind === 'retry' || (turn.kind === 'step' && turn.upTo !== undefined);
}

function verifyOrder(then: readonly Turn[], targets: string): {ok: false; fault: Fault} | undefined {
  const ending = then.findIndex(turn => !isCounted(turn));
  if (ending < 0) return fault('branch-without-end', 'nothing is said for when the counts are used up', `${targets}, stop`);
  const counted = then.slice(0, ending).map(({kind}) => kind);
  if (counted.filter(kind => kind === 'retry').length > 1) {
    return fault('turn-order', 'two retries in one branch', 'one retry and then the turn that ends it');
  }
  if (counted.filter(kind => kind === 'step').length > 1) {
    return fault('turn-order', 'two steps with a count in one branch', 'one step with a count and then the turn that ends it');
  }
  if (counted.lastIndexOf('retry') > 0) return fault('turn-order', 'a retry after a step', 'the retry first');
  if (ending < then.length - 1) return fault('turn-never-taken', 'a turn that is never taken', `nothing after the ${then[ending]?.kind}`);
  return undefined;
}
