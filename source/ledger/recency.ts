import {rotationWindowHours} from '../connector/services.ts';
import {display} from '../display.ts';
import {ledgerJson, type Json, type JsonObject} from '../json.ts';
import {hour, parseTimestamp} from '../time.ts';
import {readLedgerEnd} from './last-entry.ts';
import {ledgerName} from './open-ledger.ts';

/** What the nightly job prints, and whether it passes. */
export type Recency = {
  ok: boolean;
  kind: 'missing' | 'empty' | 'unreadable' | 'without time' | 'invalid time' | 'stale' | 'future' | 'fresh';
  /** One line, safe to show. */
  text: string;
  /** Milliseconds since the rotation, negative for one in the future; undefined where there is no time. */
  age: number | undefined;
  /** Lines of the last 48 hours that lie ahead of now and are not judged. */
  ahead: number;
  /** One line about them, where there are any. */
  note?: string;
};

/**
 * The nightly recency check with its exact texts (protocol notes, section 12): only the last line
 * that is not blank counts, of whatever connector. Ours are the texts for a line that cannot be
 * read, and what is said of lines ahead of now: they are passed over, and where there are no others
 * the check does not pass (decisions: "other writers of the ledger").
 * `name` stands for the ledger in the texts.
 */
export function checkRecency(path: string, now: number, name: string = ledgerName): Recency {
  const {read, last, newestAhead, ahead, seen} = readLedgerEnd(path, now);
  if (read.kind === 'missing') return failed('missing', `Rotation log missing: ${display(name)}`);
  if (read.kind === 'unreadable') return failed('unreadable', `Rotation log not readable: ${display(name)}: ${display(read.reason)}`);
  switch (last.kind) {
    case 'none':
      return newestAhead ? {...judgeRecency(newestAhead, now), ...aheadOf(ahead, seen)} : failed('empty', 'Rotation log is empty');
    case 'unreadable':
      return failed('unreadable', `Latest entry is not readable: ${display(last.reason)}`);
    case 'entry':
      return {...judgeRecency(last.entry, now), ...aheadOf(ahead, seen)};
  }
}

function failed(kind: Recency['kind'], text: string): Recency {
  return {ok: false, kind, text, age: undefined, ahead: 0};
}

function aheadOf(ahead: number, seen: number): Pick<Recency, 'ahead' | 'note'> {
  const lie = ahead === 1 ? 'line lies' : 'lines lie';
  return {ahead, ...(ahead > 0 && {note: `Not judged: of the newest ${seen}, ${ahead} ${lie} ahead of now, as the live service dates what it writes.`})};
}

/** The check of one entry; `now` in milliseconds since 1970. Exactly 48 hours is still fresh. */
function judgeRecency(entry: JsonObject, now: number): Recency {
  const stamp = entry.rotated_at;
  if (isNothing(stamp)) return failed('without time', `Latest entry missing rotated_at: ${display(ledgerJson(entry))}`);
  const rotatedAt = typeof stamp === 'string' ? parseTimestamp(stamp) : undefined;
  if (rotatedAt === undefined) {
    const value = typeof stamp === 'string' ? stamp : ledgerJson(stamp);
    return failed('invalid time', `Invalid rotated_at timestamp '${display(value)}': not an ISO-8601 timestamp`);
  }
  const age = now - rotatedAt;
  if (age < 0) {
    const text = `Rotation drill lies in the future: ${display(stamp)} is ${hours(-age)}h ahead.`;
    return {ok: false, kind: 'future', text, age, ahead: 1};
  }
  const window = `${rotationWindowHours}h`;
  return age > rotationWindowHours * hour
    ? {ok: false, kind: 'stale', text: `Rotation drill stale: ${hours(age)}h old (window ${window}).`, age, ahead: 0}
    : {ok: true, kind: 'fresh', text: `Rotation drill fresh: ${hours(age)}h old within the ${window} window.`, age, ahead: 0};
}

/** What the original's platform takes for no value. */
function isNothing(value: Json | undefined): value is null | undefined | '' {
  return value === undefined || value === null || value === '';
}

function hours(span: number): string {
  return (span / hour).toFixed(2);
}
