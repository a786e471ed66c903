import type {Entry} from './entry.ts';
import {readEntries} from './read-entries.ts';

/** `shorter`: the ledger ends before the place that was asked for, so it was cut. */
export type Growth =
  | {kind: 'grown'; /** In append order. */ entries: Entry[]; malformed: number; /** Bytes of the whole ledger. */ size: number}
  | {kind: 'shorter'; size: number}
  | {kind: 'unreadable'; reason: string};

/** What was appended at byte `from` or later. A ledger that does not exist has no bytes. */
export function growthSince(path: string, from: number): Growth {
  const entries: Entry[] = [];
  let malformed = 0;
  const scan = readEntries(path, from, line => {
    if (line.kind === 'malformed') malformed += 1;
    if (line.kind === 'entry') entries.push(line.entry);
  });
  if (scan.kind === 'unreadable') return scan;
  const size = scan.kind === 'scanned' ? scan.size : 0;
  return size < from ? {kind: 'shorter', size} : {kind: 'grown', entries, malformed, size};
}
