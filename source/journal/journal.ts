import {hash} from 'node:crypto';
import {join} from 'node:path';
import type {Clock} from '../clock.ts';
import {AppendOnlyFile, StorageError, type FileCalls} from '../durable-file.ts';
import {BugError} from '../errors.ts';
import {isJsonObject, jsonLine} from '../json.ts';
import type {SecretMask} from '../secret-mask.ts';
import {formatTimestamp} from '../time.ts';
import {segmentName, type JournalEnd} from './read-journal.ts';
import {firstPrev, readEvent, type Body, type EventType, type JournalEvent} from './event.ts';
import {journalFormat} from './journal-format.ts';

/** Longer bodies belong in evidence (design, section 8). */
export const longestBody = 4096;

const journalName = segmentName(1);

/** As much of a torn tail as a line names. */
const longestTorn = 2048;

export type JournalHeader = {
  session: string;
  class: JournalEvent['class'];
};

export type JournalPorts = {clock: Clock; mask: () => SecretMask; calls?: FileCalls};

/** A new session's journal. @throws StorageError when the file exists already or cannot be made. */
export function createJournal(folder: string, header: JournalHeader, ports: JournalPorts): Journal {
  const file = new AppendOnlyFile(join(folder, journalName), {open: 'create'}, ports.calls);
  return new Journal(file, header, ports, {seq: 0, head: firstPrev});
}

/**
 * The journal of a session that goes on. After a clean leave it grows in its file; after anything else
 * nobody knows what the disk kept, so a new segment begins by naming the old one's length, head and
 * torn tail (design, section 8). So does whoever takes the session over at another console. Nothing is cut. @throws StorageError
 */
export function continueJournal(folder: string, header: JournalHeader, end: JournalEnd, operator: string, ports: JournalPorts, taken?: Body<'session.recovered'>['taken']): Journal {
  if (!taken && end.last === 'session.paused' && end.torn === undefined && end.bytes > 0) {
    return new Journal(new AppendOnlyFile(join(folder, end.segment), {open: 'extend'}, ports.calls), header, ports, end);
  }
  const file = new AppendOnlyFile(join(folder, segmentName(end.number + 1)), {open: 'create'}, ports.calls);
  const journal = new Journal(file, header, ports, end);
  const written = journal.append('session.recovered', operator, {
    segment: end.segment,
    bytes: end.bytes,
    head: end.head,
    torn: end.torn === undefined ? null : end.torn.subarray(0, longestTorn).toString('base64'),
    ...(taken && {taken}),
    ...(end.torn !== undefined && end.torn.length > longestTorn && {torn_sha256: hash('sha256', end.torn)}),
  });
  if (!written.ok) throw written.failure;
  return journal;
}

export type Written = {ok: true; event: JournalEvent} | {ok: false; failure: StorageError};

/** The closing line with its own digest in place of the zeros that its body ends in. */
function pinned(line: string): string {
  const zeros = line.lastIndexOf(firstPrev);
  return line.slice(0, zeros) + digestOf(line) + line.slice(zeros + firstPrev.length);
}

function digestOf(line: string): string {
  return hash('sha256', line);
}

/**
 * One session's append-only, hash-chained record. Each line's `prev` is the SHA-256 of the line before
 * it, over its exact bytes without LF, so that `sha256sum` alone can check the chain.
 */
export class Journal {
  readonly path: string;
  readonly #file: AppendOnlyFile;
  readonly #header: JournalHeader;
  readonly #clock: Clock;
  readonly #mask: () => SecretMask;
  #seq: number;
  #head: string;
  #failure: StorageError | undefined;

  constructor(file: AppendOnlyFile, header: JournalHeader, {clock, mask}: JournalPorts, {seq, head}: {seq: number; head: string}) {
    this.path = file.path;
    this.#file = file;
    this.#header = header;
    this.#clock = clock;
    this.#mask = mask;
    this.#seq = seq;
    this.#head = head;
  }

  /** SHA-256 of the newest line; its first 8 digits go into the incident channel. */
  get head(): string {
    return this.#head;
  }

  /** How many lines it has. */
  get lines(): number {
    return this.#seq;
  }

  /** Why nothing can be recorded any more; undefined while all is well. */
  get failure(): StorageError | undefined {
    return this.#failure;
  }

  /** Returns the very event that is on disk, or why there is none. */
  append<Type extends EventType>(type: Type, operator: string, body: Body<Type>): Written {
    if (this.#failure) return {ok: false, failure: this.#failure};
    const mask = this.#mask();
    const masked = maskBody(body, mask);
    const open = jsonLine({
      v: journalFormat,
      session: this.#header.session,
      seq: this.#seq,
      prev: this.#head,
      at: formatTimestamp(this.#clock.now()),
      operator: mask.text(operator),
      class: this.#header.class,
      type,
      body: masked,
    });
    const line = type === 'session.closed' ? pinned(open) : open;
    const reading = readEvent(JSON.parse(line));
    if (!reading.ok) throw new BugError(`would write an invalid ${type}: ${reading.problems.join('; ')}`);
    // A body is shorter than its line.
    if (line.length > longestBody && jsonLine(masked).length > longestBody) throw new BugError(`the body of ${type} is above ${longestBody} bytes`);
    try {
      this.#file.append(`${line}\n`);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.#failure = error;
      return {ok: false, failure: error};
    }
    this.#seq += 1;
    this.#head = digestOf(line);
    return {ok: true, event: reading.event};
  }

  /** Milliseconds since 1970, as the lines tell it. */
  now(): number {
    return this.#clock.now();
  }

  /** Something that the record needs could not be written: nothing more is acknowledged. */
  fail(failure: StorageError): void {
    this.#failure ??= failure;
  }

  close(): void {
    this.#file.close();
  }
}

/**
 * Members whose values are words of ours, of the runbook page, or digests: other lines refer to them,
 * and a token that happens to be spelled like one of them (`done`, `1234`) hides nothing there.
 */
const references: ReadonlySet<string> = new Set([
  'step', 'next', 'id', 'session', 'sha256', 'head', 'effect', 'outcome', 'state', 'settlement', 'verdict', 'mode',
  'digest', 'receipt', 'turn', 'choice', 'digits', 'until',
]);

/** Members of a body that hold what a person typed. */
const typed: ReadonlySet<string> = new Set(['text', 'reason', 'note', 'otherwise', 'break_glass', 'despite', 'incident']);

function maskBody(body: object, mask: SecretMask): unknown {
  return maskTexts(Object.fromEntries(Object.entries(body).map(([name, member]) => [name, typeof member === 'string' && typed.has(name) ? mask.typed(member) : member])), mask);
}

/** Every other text of a body; names of members are ours and stay. */
function maskTexts(value: unknown, mask: SecretMask): unknown {
  if (typeof value === 'string') return mask.text(value);
  if (Array.isArray(value)) return value.map(item => maskTexts(item, mask));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, typeof member === 'string' && references.has(name) ? member : maskTexts(member, mask)]),
  );
}
