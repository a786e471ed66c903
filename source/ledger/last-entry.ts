import type {LastEntry} from '../connector/doctrine.ts';
import {rotationWindowHours} from '../connector/services.ts';
import type {JsonObject} from '../json.ts';
import {hour} from '../time.ts';
import {isAhead, type LedgerLine} from './entry.ts';
import {readEntriesBack} from './read-entries.ts';
import type {Read} from './tail.ts';

/** The end of the ledger as it is judged. */
export type LedgerEnd = {
  read: Read;
  /** The last line that is not blank and not ahead of now, of whatever connector and whatever it records. */
  last: LastEntry;
  /** Lines ahead of now among the newest `seen`: all that can have been written within the 48 hours. */
  ahead: number;
  seen: number;
  newestAhead: JsonObject | undefined;
};

/** The last entry as doctrine judges it; `now` in milliseconds since 1970. */
export function lastEntry(path: string, now: number): LastEntry {
  const {read, last} = readLedgerEnd(path, now);
  return read.kind === 'unreadable' ? read : last;
}

/** Reads back to what is judged, and on through the last 48 hours for what lies ahead. */
export function readLedgerEnd(path: string, now: number): LedgerEnd {
  let last: LastEntry = {kind: 'none'};
  let newestAhead: JsonObject | undefined;
  let ahead = 0;
  let seen = 0;
  const read = readEntriesBack(path, line => {
    if (line.kind === 'blank') return false;
    const isFirst = last.kind === 'none';
    const rotatedAt = line.kind === 'entry' ? line.entry.rotatedAt : undefined;
    if (!isFirst && (rotatedAt === undefined || now - rotatedAt > rotationWindowHours * hour)) return true;
    seen += 1;
    if (line.kind === 'entry' && isAhead(line.entry, now)) {
      newestAhead ??= line.entry.raw;
      ahead += 1;
    } else if (isFirst) {
      last = toLast(line);
    }
    return false;
  });
  return {read, last, ahead, seen, newestAhead};
}

function toLast(line: Exclude<LedgerLine, {kind: 'blank'}>): LastEntry {
  if (line.kind === 'entry') return {kind: 'entry', entry: line.entry.raw};
  return line.raw ? {kind: 'entry', entry: line.raw} : {kind: 'unreadable', reason: line.reason};
}
