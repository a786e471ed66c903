import {fault, quoted, reading} from './problem.ts';
import type {Reading} from './problem.ts';
import type {Branch, Span, Turn} from './schema.ts';
import {visibleText} from './spans.ts';
import {nearestWord} from './suggest.ts';

const turnForms = 'step `id`, retry 2, stop or escalate';

/**
 * The value of an `If` field: `still routed through MCP -> retry 2, escalate`. Retries come first
 * and are followed by exactly one turn that says where it ends.
 */
export function readBranch(spans: readonly Span[], line: number): Reading<Branch> {
  const text = visibleText(spans);
  const [, when, targets] = /^(.+?)\s*(?:->|\u2192)\s*(.+)$/s.exec(text) ?? [];
  if (when === undefined || targets === undefined) {
    return fault(`${quoted(text)} is not a branch`, `an outcome, -> and ${turnForms}`);
  }
  if (when !== 'done' && when.toLowerCase() === 'done') {
    return fault(`${quoted(when)} is not the outcome of a step that went well`, 'done');
  }
  const then: Turn[] = [];
  for (const part of targets.split(',').map(piece => piece.trim())) {
    const turn = readTurn(part);
    if (!turn.ok) return turn;
    then.push(turn.value);
  }
  const ending = then.findIndex(turn => turn.kind !== 'retry');
  if (ending < 0) return fault('nothing is said for when the retries are used up', `${targets}, stop`);
  if (ending > 1) return fault('two retries in one branch', 'one retry and then the turn that ends it');
  if (ending < then.length - 1) return fault('a turn that is never taken', `nothing after the ${then[ending]?.kind}`);
  return reading({line, when, then});
}

function readTurn(text: string): Reading<Turn> {
  if (text === 'stop' || text === 'escalate') return reading({kind: text});
  const times = /^retry ([1-9])$/.exec(text)?.[1];
  if (times !== undefined) return reading({kind: 'retry', times: Number(times)});
  const id = /^step (\S+)$/.exec(text)?.[1];
  if (id !== undefined) return reading({kind: 'step', id});
  const [word = ''] = text.split(' ', 1);
  if (word === 'retry') return fault(`${quoted(text)} has no count`, 'retry and a number from 1 to 9');
  return fault(`${quoted(text)} is not a turn`, turnForms, nearestWord(word, ['step', 'retry', 'stop', 'escalate']));
}
