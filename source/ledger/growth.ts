import type {JsonObject} from '../json.ts';
import {readRawLine} from './raw-line.ts';
import {scanLedger} from './scan.ts';

/** An entry that was appended after some place in the ledger. Text is raw. */
export type GrownEntry = {
  line: number;
  connectorId: string;
  /** Milliseconds since 1970. */
  rotatedAt: number | undefined;
  rotatedAtText: string | undefined;
  raw: JsonObject;
};

/** `shorter`: the ledger ends before the place that was asked for, so it was cut. */
export type Growth =
  | {kind: 'grown'; /** In append order. */ entries: GrownEntry[]; malformed: number; /** Bytes of the whole ledger. */ size: number}
  | {kind: 'shorter'; size: number}
  | {kind: 'unreadable'; reason: string};

/** What was appended at byte `from` or later. A ledger that does not exist has no bytes. */
export function growthSince(path: string, from: number): Growth {
  const entries: GrownEntry[] = [];
  let malformed = 0;
  const scan = scanLedger(path, (raw, number) => {
    if (raw.offset < from) return;
    const line = readRawLine(raw);
    if (line.kind === 'malformed') malformed += 1;
    if (line.kind !== 'entry') return;
    const {connectorId, rotatedAt, rotatedAtText, raw: members} = line.entry;
    entries.push({line: number, connectorId, rotatedAt, rotatedAtText, raw: members});
  });
  if (scan.kind === 'unreadable') return scan;
  const size = scan.kind === 'scanned' ? scan.size : 0;
  return size < from ? {kind: 'shorter', size} : {kind: 'grown', entries, malformed, size};
}
