import type {LastEntry} from '../connector/doctrine.ts';
import {unreachable} from '../errors.ts';
import {parseObject} from './line-text.ts';
import type {RawLine} from './raw-line.ts';
import {readTail} from './tail.ts';

/** The last entry as doctrine judges it: the last line that is not blank, of whatever connector. */
export function lastEntry(path: string): LastEntry {
  const tail = readTail(path, 1);
  switch (tail.kind) {
    case 'missing':
    case 'empty':
    case 'blank':
      return {kind: 'none'};
    case 'unreadable':
      return {kind: 'unreadable', reason: tail.reason};
    case 'binary':
      return {kind: 'unreadable', reason: 'not text'};
    case 'lines':
      return readObject(tail.newest);
    default:
      return unreachable(tail);
  }
}

/** The object on one raw line, whatever it records. */
export function readObject(line: RawLine): Exclude<LastEntry, {kind: 'none'}> {
  if (line.kind !== 'text') return {kind: 'unreadable', reason: line.reason};
  const parsed = parseObject(line.text);
  return parsed.ok ? {kind: 'entry', entry: parsed.object} : {kind: 'unreadable', reason: parsed.reason};
}
