import type {StepRecord} from './step-record.ts';

/**
 * A walk that goes back walks every step again from there to where it came from. What was done stays
 * in the journal; here only the counts stay, and how each step stood.
 */
export function walkAgain(steps: readonly StepRecord[], from: string, to: string): readonly StepRecord[] {
  const [first, last] = [placeOf(steps, to), placeOf(steps, from)];
  if (first >= last) return steps;
  return steps.map((step, index) => (index < first || index > last ? step : again(step)));
}

/** Steps up to another that were never begun, the one that is left among them, where the page itself leads past them. */
export function passOver(steps: readonly StepRecord[], from: string, to: string | null, why: string): readonly StepRecord[] {
  const [first, last] = [placeOf(steps, from), to === null ? steps.length : placeOf(steps, to)];
  return steps.map((step, index) =>
    index >= first && index < last && step.status === 'waiting' ? {...step, status: 'skipped', skipped: `passed over: ${why}`} : step,
  );
}

function again({id, title, attempts, turned, ended, status, before, leftOpen}: StepRecord): StepRecord {
  const stood = status === 'waiting' || status === 'running' ? before : status;
  return {id, title, attempts, turned, tries: 0, status: 'waiting', ...(ended && {ended}), ...(leftOpen !== undefined && {leftOpen}), ...(stood && {before: stood})};
}

function placeOf(steps: readonly StepRecord[], id: string): number {
  return steps.findIndex(step => step.id === id);
}
