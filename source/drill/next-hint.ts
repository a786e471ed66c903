import type {Scenario} from '../runbook/scenario.ts';
import type {JournalEvent} from '../journal/event.ts';
import type {Session} from '../journal/session.ts';
import {scoreRules} from './score.ts';

/** What each hint costs, in points. */
export const hintCost = -(scoreRules.find(({name}) => name === 'hint')?.points ?? 0);

/** The hint that is given to whoever asks now, `number` counted from 1; undefined where none is left. */
export function nextHint(drill: Pick<Scenario, 'hints'> | undefined, {hints}: Pick<Session, 'hints'>): {number: number; text: string} | undefined {
  const text = drill?.hints[hints]?.text;
  return text === undefined ? undefined : {number: hints + 1, text};
}

export type TakenHint = {step: string | null; number: number; text: string};

/** Each hint once: whoever reads it again has paid for it. */
export function hintsIn(events: readonly JournalEvent[]): TakenHint[] {
  const taken = new Map<number, TakenHint>();
  for (const {type, body} of events) {
    if (type === 'hint.taken') taken.set(body.number, {step: body.step, number: body.number, text: body.text});
  }
  return [...taken.values()];
}
