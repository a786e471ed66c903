export type Failure = {name: string; text: string};

export type Tally = {passed: number; skipped: number; failures: Failure[]};

export const emptyTally: Tally = {passed: 0, skipped: 0, failures: []};

export function addTallies(a: Tally, b: Tally): Tally {
  return {passed: a.passed + b.passed, skipped: a.skipped + b.skipped, failures: [...a.failures, ...b.failures]};
}

/** The last line of a run, for people and for what reads it. */
export function closingLine({passed, skipped, failures}: Tally): string {
  return `${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
