import type {LastEntry} from '../connector/doctrine.ts';
import {readEntriesBack} from './read-entries.ts';
import type {Read} from './tail.ts';

/** The last entry as doctrine judges it: the last line that is not blank, of whatever connector and whatever it records. */
export function lastEntry(path: string): LastEntry {
  const {read, last} = readLast(path);
  return read.kind === 'unreadable' ? read : last;
}

export function readLast(path: string): {read: Read; last: LastEntry} {
  let last: LastEntry = {kind: 'none'};
  const read = readEntriesBack(path, line => {
    if (line.kind === 'entry') last = {kind: 'entry', entry: line.entry.raw};
    if (line.kind === 'malformed') last = line.raw ? {kind: 'entry', entry: line.raw} : {kind: 'unreadable', reason: line.reason};
    return true;
  });
  return {read, last};
}
