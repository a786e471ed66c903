import {dirname, join} from 'node:path';
import type {FileCalls} from '../durable-file.ts';
import type {Trouble} from '../errors.ts';
import {compactTimestamp} from '../time.ts';
import {appendEntries} from './append.ts';
import {gatherGaps, noGaps, readGapLine, type GapClosed, type GapLine, type GapOpened, type Gaps} from './gaps.ts';
import {scanLedger} from './scan.ts';

/** The gap file of a ledger lies beside it. */
export function gapFile(ledger: string): string {
  return join(dirname(ledger), 'stage_b_rotation_gaps.jsonl');
}

/** `trouble`: why there may be gaps that nobody can tell. */
export type GapReading = {gaps: Gaps; trouble: Trouble | undefined};

/** Reads the whole gap file; one that does not exist tells of no gaps. */
export function readGaps(path: string): GapReading {
  const lines: GapLine[] = [];
  const scan = scanLedger(path, raw => lines.push(raw.kind === 'text' ? readGapLine(raw.text) : {kind: 'malformed', reason: raw.reason}));
  if (scan.kind !== 'unreadable') return {gaps: gatherGaps(lines), trouble: undefined};
  return {gaps: noGaps, trouble: {problem: `${path} cannot be read: ${scan.reason}`, next: 'Correct what keeps it from being read: a gap may be open that nobody sees.'}};
}

/** On disk when this returns; what was there before stays as it is. @throws StorageError */
export function appendGap(path: string, line: GapOpened | GapClosed, calls?: FileCalls): void {
  appendEntries(path, [{...line}], calls);
}

/** `gap-20251120T090000Z`; a second gap of the same second gets a number. */
export function newGapId({open, closed}: Gaps, now: number): string {
  const taken = new Set([...open, ...closed].map(({opened}) => opened.gap_id));
  const first = `gap-${compactTimestamp(now)}`;
  let id = first;
  for (let count = 2; taken.has(id); count += 1) id = `${first}-${count}`;
  return id;
}
