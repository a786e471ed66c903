import type {Entry, LedgerLine} from './entry.ts';
import {isAhead} from './entry.ts';
import {entrySteps} from './read-entries.ts';
import {toEnd} from './scan.ts';

/** `shorter`: the ledger ends before the place that was asked for, so it was cut. */
export type Growth =
  | {
      kind: 'grown';
      /** In append order, without those that lie ahead of now. */
      entries: Entry[];
      /** As the live service writes them beside everybody else (protocol notes, section 14.3). */
      ahead: Entry[];
      malformed: number;
      /** Bytes of the whole ledger. */
      size: number;
    }
  | {kind: 'shorter'; size: number}
  | {kind: 'unreadable'; reason: string};

/**
 * What was appended at byte `from` or later; `now` in milliseconds since 1970. A line that goes on over that
 * place was glued to a torn one, or finished since, and has grown too. A ledger that does not exist has no bytes.
 */
export function growthSince(path: string, from: number, now: number): Growth {
  const lines: LedgerLine[] = [];
  let before: LedgerLine | undefined;
  const reach = (end: number): void => {
    // One byte more is the line feed that ends a torn line.
    if (before && end > from + 1) lines.push(before);
    before = undefined;
  };
  const scan = toEnd(entrySteps(path, (line, {offset}) => {
    if (offset < from) before = line;
    else {
      reach(offset);
      lines.push(line);
    }
  }));
  if (scan.kind === 'unreadable') return scan;
  const size = scan.kind === 'scanned' ? scan.size : 0;
  if (size < from) return {kind: 'shorter', size};
  reach(size);
  const entries = lines.flatMap(line => (line.kind === 'entry' ? [line.entry] : []));
  return {
    kind: 'grown',
    entries: entries.filter(entry => !isAhead(entry, now)),
    ahead: entries.filter(entry => isAhead(entry, now)),
    malformed: lines.filter(({kind}) => kind === 'malformed').length,
    size,
  };
}
