import type {TestContext} from 'node:test';
import type {IncidentRecord} from '../../source/record/facts/incident-record.ts';
import {closing, exported, exporting, writtenSession} from '../worlds/recorded.ts';
import type {Members, Scribe} from '../worlds/scribe.ts';

/** A line as its type and body, or something else that the writer does. */
export type Line = [string, Members] | ((scribe: Scribe) => void);

export const started = (step: string, change: Members = {}): ['step.started', Members] =>
  ['step.started', {step, attempt: 1, effect: 'reads', changes: null, action: null, confirmed: null, ledger: {bytes: 0}, ...change}];

export const finished = (step: string, next: string | null, change: Members = {}): ['step.finished', Members] =>
  ['step.finished', {step, attempt: 1, outcome: 'done', milliseconds: 42, proofs: [], failure: null, evidence: [], receipt: null, ledger: null, next, ...change}];

export const skipped = (step: string, next: string | null): ['step.skipped', Members] => ['step.skipped', {step, reason: 'seen an hour ago', next}];

export const settled = (settlement: string, next: string | null = 'close'): ['step.settled', Members] =>
  ['step.settled', {step: 'smoke', settlement, note: 'I asked Ines', probe: 'three lines more', next}];

export const pinned = (verdict: string) => ({bytes: 0, sha256: '0'.repeat(64), verdict});

export const resumed = (verdict = 'unchanged'): ['session.resumed', Members] => ['session.resumed', {tool: {name: 'mcp-runbook', version: '0.1.0'}, host: 'bridge', ledger: pinned(verdict)}];

export const walked = (...steps: string[]) => steps.flatMap((step, index) => [started(step), finished(step, steps[index + 1] ?? null)]);

export const proof = (state: string) => ({text: 'all is well', state, expected: 'three', found: 'two'});

/** A minute between one line and the next. */
export function written(lines: readonly Line[]): Scribe {
  const scribe = writtenSession();
  for (const line of lines) {
    scribe.at = new Date(Date.parse(scribe.at) + 60_000).toISOString().replace('.000', '');
    if (typeof line === 'function') line(scribe);
    else scribe.line(...line);
  }
  return scribe;
}

export const told = async (t: TestContext, lines: readonly Line[], change?: Members): Promise<{record: IncidentRecord; page: string; html: string}> => {
  const {record, read} = await exported(await exporting(t, closing(written(lines), change)));
  return {record, page: read('timeline.md'), html: read('timeline.html')};
};

export const as = (operator: string) => (scribe: Scribe): void => { scribe.operator = operator; };

/** Line, kind, step, what and reason of each deviation. */
export function rowsOf({deviations}: IncidentRecord): Array<readonly [number, string, string | null, string, string | null]> {
  return deviations.map(({line, kind, step, what, reason}) => [line, kind, step, what.replace(/\d{3,} bytes/, 'SIZE bytes'), reason]);
}
