import type {LedgerLine} from './entry.ts';
import {readLine} from './entry.ts';
import {toRawLine, type RawLine} from './raw-line.ts';
import {scanSteps, type Scan} from './scan.ts';
import {readBack, type Read} from './tail.ts';

/** What a line records, and the line as it stands. */
export type OnEntry = (line: LedgerLine, raw: RawLine, number: number) => void;

/** The ledger from its first line on, in steps of one block, so that a caller can do other things between. */
export function entrySteps(path: string, onEntry: OnEntry): Generator<number, Scan> {
  return scanSteps(path, (raw, number) => onEntry(toLedgerLine(raw), raw, number));
}

/** The ledger from its last line back, blank ones left out, until one is enough. */
export function readEntriesBack(path: string, isEnough: (line: LedgerLine, raw: RawLine) => boolean): Read {
  return readBack(path, raw => isEnough(toLedgerLine(raw), raw));
}

/** The lines of a piece that has been read already, each with the offset in it behind its line feed; a torn end is none. */
export function* linesIn(bytes: Buffer): Generator<{line: LedgerLine; end: number}> {
  let start = 0;
  for (let feed = bytes.indexOf(0x0a); feed !== -1; feed = bytes.indexOf(0x0a, start)) {
    const line = toLedgerLine(toRawLine(bytes, start, feed, start));
    start = feed + 1;
    yield {line, end: start};
  }
}

function toLedgerLine(raw: RawLine): LedgerLine {
  return raw.kind === 'text' ? readLine(raw.text) : {kind: 'malformed', reason: raw.reason};
}
