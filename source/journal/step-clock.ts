import {parseTimestamp} from '../time.ts';
import type {JournalEvent} from './event.ts';

/** The time of the step that is due, as the journal tells it. */
export type StepClock = {
  /** When it became due; the time in which nobody was at it counts, since what happened meanwhile did not wait. */
  since: string;
  /** When the walk was left last, while it was due. */
  leftAt?: string;
  /** Milliseconds that it had taken when somebody last answered how it goes on over budget. */
  answered?: number;
};

/** `same`: the step that was due before this line is due after it. */
export function stepClock(before: StepClock, event: JournalEvent, same: boolean): StepClock {
  if (!same) return {since: event.at};
  if (event.type === 'session.paused') return {...before, leftAt: event.at};
  return event.type === 'budget.exceeded' ? {...before, answered: event.body.milliseconds} : before;
}

/** How long the step that is due was open before this program has it: none of it in a walk that was just opened. */
export function openBefore({clock: {since}, resumedAt}: {clock: StepClock; resumedAt?: string}, now: number): number {
  return resumedAt === undefined ? 0 : between(since, now);
}

/** How many budgets of the step that is due were answered for, and of how many others were told: whoever left it had been asked by then. */
export function budgetsOver({answered = 0, since, leftAt = since}: StepClock, budget: number): {answered: number; told: number} {
  const [asked, told] = [answered, Math.max(answered, between(since, parseTimestamp(leftAt) ?? 0))].map(open => Math.floor(open / budget));
  return {answered: asked ?? 0, told: told ?? 0};
}

/** How long the step that is due had been so at a later moment, milliseconds. */
export function openFor({since}: StepClock, at: string): number {
  return between(since, parseTimestamp(at) ?? 0);
}

const between = (from: string, to: number): number => Math.max(0, to - (parseTimestamp(from) ?? to));
