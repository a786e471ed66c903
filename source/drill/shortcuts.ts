import type {Scenario} from '../runbook/scenario.ts';
import type {Body, JournalEvent} from '../journal/event.ts';
import {leftOut} from './walked-path.ts';

/** What a trainee went past instead of through, and what nobody looked at. */
export type Shortcuts = {
  skips: Array<{step: string; reason: string}>;
  /** A failure accepted as done, or a change without the second person that it needs. */
  overrides: Array<{step: string; what: 'accepted' | 'break glass'; reason: string}>;
  /** Of steps that count as done; what a later pass proved is not among them. */
  unproved: Array<{step: string; proof: string; why: 'not stated' | 'not looked at' | 'accepted'}>;
};

type Proofs = Body<'step.finished'>['proofs'];

/** What the page of the drill itself answers so is no shortcut. */
export function shortcutsIn(events: readonly JournalEvent[], {answers}: Pick<Scenario, 'answers'>): Shortcuts {
  const skips: Shortcuts['skips'] = [];
  const overrides: Shortcuts['overrides'] = [];
  const last = new Map<string, Proofs>();
  const unproved = new Map<string, Shortcuts['unproved']>();
  const toSkip = leftOut(answers);
  const toAccept = new Set(answers.flatMap(answer => (answer.kind === 'settle' && answer.settlement === 'accepted' ? [answer.step] : [])));
  for (const event of events) {
    if (event.type === 'step.skipped' && !toSkip.has(event.body.step)) skips.push({step: event.body.step, reason: event.body.reason});
    if (event.type === 'step.started' && typeof event.body.break_glass === 'string') {
      overrides.push({step: event.body.step, what: 'break glass', reason: event.body.break_glass});
    }
    if (event.type === 'step.finished') {
      const {step, outcome, proofs} = event.body;
      last.set(step, proofs);
      if (outcome === 'done') unproved.set(step, unlooked(step, proofs));
    }
    if (event.type === 'step.settled' && event.body.settlement === 'accepted' && !toAccept.has(event.body.step)) {
      const {step, note} = event.body;
      overrides.push({step, what: 'accepted', reason: note});
      unproved.set(step, (last.get(step) ?? []).filter(({state}) => state !== 'holds' && state !== 'stated').map(({text}) => ({step, proof: text, why: 'accepted'})));
    }
  }
  return {skips, overrides, unproved: [...unproved.values()].flat()};
}

function unlooked(step: string, proofs: Proofs): Shortcuts['unproved'] {
  return proofs.flatMap(({state, text}) => (state === 'not stated' || state === 'not looked at' ? [{step, proof: text, why: state}] : []));
}
