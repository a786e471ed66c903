import {hash} from 'node:crypto';
import {join} from 'node:path';
import {mostOfOurs, namesIn, readFile} from '../file-door.ts';
import {firstPrev, readEvent, type EventType, type JournalEvent} from './event.ts';
import {laterFormat} from './journal-format.ts';
import {evolve, type Session} from './session.ts';
import {hindranceOf, type Hindrance} from './unread-session.ts';

/** Where a journal ends: what its next line must build on. */
export type JournalEnd = {
  /** File name of the last segment. */
  segment: string;
  /** 1 for `journal.jsonl`. */
  number: number;
  /** Length of that file. */
  bytes: number;
  /** SHA-256 of the last whole line. */
  head: string;
  /** Number of the next line. */
  seq: number;
  last: EventType;
  /** What stands after the last line feed: a line that was being written when the writer died. */
  torn: Buffer | undefined;
};

/** `unbegun`: its first line never came to be whole, and no step runs before that; nothing says that one was removed. */
export type JournalReading = {ok: true; session: Session; end: JournalEnd} | {ok: false; reason: string; hindrance: Hindrance; unbegun?: true};

const lineFeed = 0x0a;

/** `journal.jsonl`, `journal-2.jsonl`, `journal-3.jsonl`: one more for each time the writer was cut off. */
export function segmentName(number: number): string {
  return number === 1 ? 'journal.jsonl' : `journal-${number}.jsonl`;
}

/** The journal's files among sorted names, in the order in which they were written. */
export function segmentsAmong(names: readonly string[]): string[] {
  const number = (name: string): number => Number(/^journal(?:-([2-9]|[1-9]\d{1,8}))?\.jsonl$/.exec(name)?.[1] ?? (name === segmentName(1) ? 1 : 0));
  return names.filter(name => number(name) > 0).sort((one, other) => number(one) - number(other));
}

/**
 * Replays a session's journal and checks its chain on the way. A torn last line is no problem, it only
 * never happened; anything else that does not fit is, and the session can then only be read. `onEvent`
 * gets each line as it is replayed.
 */
export function readJournal(folder: string, onEvent: (event: JournalEvent) => void = () => {}): JournalReading {
  let session: Session | undefined;
  let end: JournalEnd | undefined;
  for (let number = 1; ; number++) {
    const segment = segmentName(number);
    const reading = readFile(join(folder, segment), {most: mostOfOurs, whose: 'mine'});
    if (!reading.ok && reading.missing) break;
    if (!reading.ok) return {ok: false, reason: `${segment} cannot be read: ${reading.reason}`, hindrance: hindranceOf(reading)};
    const {bytes} = reading;
    let head = end?.head ?? firstPrev;
    let seq = end?.seq ?? 0;
    let last = end?.last;
    let start = 0;
    for (let stop = endOfLine(bytes, 0); stop !== -1; stop = endOfLine(bytes, start)) {
      const line = bytes.toString('latin1', start, stop);
      const read = readLine(line, head, seq);
      if (!read.ok) return {...read, reason: `${segment}: line ${seq + 1}: ${read.reason}`};
      if (!session && read.event.type !== 'session.opened') return {ok: false, reason: `${segment}: line 1: it does not open the session: the first line is missing`, hindrance: 'damaged'};
      session = evolve(session, read.event);
      onEvent(read.event);
      head = hash('sha256', bytes.subarray(start, stop), 'hex');
      last = read.event.type;
      seq += 1;
      start = stop + 1;
    }
    if (last === undefined) return {ok: false, reason: `${segment} holds no whole line`, ...withoutLine(folder, bytes)};
    end = {segment, number, bytes: bytes.length, head, seq, last, torn: start < bytes.length ? bytes.subarray(start) : undefined};
  }
  return session && end ? {ok: true, session, end} : {ok: false, reason: 'there is no journal.jsonl', hindrance: 'damaged'};
}

function withoutLine(folder: string, bytes: Buffer): {hindrance: Hindrance; unbegun?: true} {
  const reading = namesIn(folder);
  if (!reading.ok || segmentsAmong(reading.names).length > 1) return {hindrance: 'damaged'};
  if (!wasOpen(reading.names)) return {hindrance: 'damaged', unbegun: true};
  return {hindrance: bytes.length === 0 ? 'emptied' : 'damaged'};
}

/** By the names in its folder: who opens a session locks it once its first line is on disk. */
export function wasOpen(names: readonly string[]): boolean {
  return names.includes('.lock') || names.includes('.holder');
}

/** A closing line pins itself, so it ends where the file does when an editor took its line feed away. -1: no whole line is left. */
export function endOfLine(bytes: Buffer, start: number): number {
  const stop = bytes.indexOf(lineFeed, start);
  return stop === -1 && /"type":"session\.closed".*"digest":"[0-9a-f]{64}"\}\}$/.test(bytes.toString('latin1', start)) ? bytes.length : stop;
}

type LineReading = {ok: true; event: JournalEvent} | {ok: false; reason: string; hindrance: Hindrance};

function readLine(line: string, head: string, seq: number): LineReading {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return damaged('not JSON');
  }
  const reading = readEvent(value);
  if (!reading.ok) return {ok: false, reason: reading.problems.join('; '), hindrance: laterFormat(value) === undefined ? 'damaged' : 'later version'};
  const {event} = reading;
  if (event.prev !== head) return damaged('its prev is not the digest of the line before it: the journal was changed');
  if (event.seq !== seq) return damaged(`its seq is ${event.seq}, expected ${seq}`);
  return {ok: true, event};
}

function damaged(reason: string): LineReading {
  return {ok: false, reason, hindrance: 'damaged'};
}
