/**
 * What test files say while they run. `running` and `done` come as it happens; the others in the
 * order of the tests in a file, `started` before what is below a test, `result` after it.
 */
export type TestNote =
  | {kind: 'running' | 'done'; name: string; nesting: number}
  | {kind: 'started'; name: string; nesting: number}
  | {
      kind: 'result';
      name: string;
      /** From the root; also the name of what stands for a file that has no tests or could not be loaded. */
      file: string;
      nesting: number;
      suite: boolean;
      outcome: 'passed' | 'failed' | 'skipped';
      /** Failed only because a test below it did. */
      onlyBelow: boolean;
      text?: string;
    }
  /** What a test tells of itself, such as what it has counted. */
  | {kind: 'said'; text: string}
  | {kind: 'ended'};

export type Failure = {name: string; text: string};

export type Tally = {passed: number; skipped: number; failures: Failure[]};

export const emptyTally: Tally = {passed: 0, skipped: 0, failures: []};

export function addTallies(a: Tally, b: Tally): Tally {
  return {passed: a.passed + b.passed, skipped: a.skipped + b.skipped, failures: [...a.failures, ...b.failures]};
}

/**
 * Counts tests that have no tests below them; a parent or suite counts only when it fails by itself,
 * as when a hook throws. A process that stops without saying so has failed, whatever it said before.
 */
export function tallyOf(notes: readonly TestNote[]): Tally {
  const tally = {passed: 0, skipped: 0, failures: [] as Failure[]};
  const names: string[] = [];
  const below: number[] = [];
  for (const note of notes) {
    if (note.kind === 'started') {
      names.splice(note.nesting, Infinity, note.name);
      continue;
    }
    if (note.kind !== 'result') continue;
    const {file, nesting, outcome} = note;
    if (note.name === file) {
      tally.failures.push({name: file, text: note.text ?? 'it has no tests'});
      continue;
    }
    const hasTestsBelow = note.suite || (below[nesting + 1] ?? 0) > 0;
    below[nesting + 1] = 0;
    below[nesting] = (below[nesting] ?? 0) + 1;
    if (outcome === 'failed' && !note.onlyBelow) {
      const path = [file, ...names.slice(0, nesting), note.name];
      tally.failures.push({name: path.join(' > '), text: note.text ?? 'failed without an error'});
    }
    if (hasTestsBelow) continue;
    if (outcome === 'passed') tally.passed += 1;
    if (outcome === 'skipped') tally.skipped += 1;
  }
  return tally;
}

/** Names of the tests that had begun and not ended, outermost first. */
export function unfinished(notes: readonly TestNote[]): string[] {
  return notes.reduce<Array<{name: string; nesting: number}>>((open, note) => {
    if (note.kind === 'running') return [...open, note];
    if (note.kind !== 'done') return open;
    const index = open.findIndex(({name, nesting}) => name === note.name && nesting === note.nesting);
    return open.toSpliced(index, index === -1 ? 0 : 1);
  }, []).map(({name}) => name);
}

/** The last line of a run, for people and for what reads it. */
export function closingLine({passed, skipped, failures}: Tally): string {
  return `${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
