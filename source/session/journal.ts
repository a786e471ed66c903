import {createHash} from 'node:crypto';
import {join} from 'node:path';
import type {Clock} from '../clock.ts';
import {AppendOnlyFile, StorageError, type FileCalls} from '../durable-file.ts';
import {BugError} from '../errors.ts';
import {isJsonObject, jsonLine} from '../json.ts';
import type {SecretMask} from '../secret.ts';
import {formatTimestamp} from '../time.ts';
import {firstPrev, readEvent, type Body, type EventType, type JournalEvent} from './event.ts';

/** Longer bodies belong in evidence (design, section 8). */
export const longestBody = 4096;

export const journalName = 'journal.jsonl';

export type JournalHeader = {
  session: string;
  class: JournalEvent['class'];
};

export type Written = {ok: true; event: JournalEvent} | {ok: false; failure: StorageError};

/** The closing line with its own digest in place of the zeros that its body ends in. */
function pinned(line: string): string {
  const zeros = line.lastIndexOf(firstPrev);
  return line.slice(0, zeros) + digestOf(line) + line.slice(zeros + firstPrev.length);
}

function digestOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
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
  #seq = 0;
  #head = firstPrev;
  #failure: StorageError | undefined;

  /** @throws StorageError when the file exists already or cannot be made. */
  constructor(folder: string, header: JournalHeader, {clock, mask, calls}: {clock: Clock; mask: () => SecretMask; calls?: FileCalls}) {
    this.path = join(folder, journalName);
    this.#file = new AppendOnlyFile(this.path, {open: 'create'}, calls);
    this.#header = header;
    this.#clock = clock;
    this.#mask = mask;
  }

  /** SHA-256 of the newest line; its first 8 digits go into the incident channel. */
  get head(): string {
    return this.#head;
  }

  /** Why nothing can be recorded any more; undefined while all is well. */
  get failure(): StorageError | undefined {
    return this.#failure;
  }

  /** Returns the very event that is on disk, or why there is none. */
  append<Type extends EventType>(type: Type, operator: string, body: Body<Type>): Written {
    if (this.#failure) return {ok: false, failure: this.#failure};
    const masked = maskTexts(body, this.#mask());
    const open = jsonLine({
      v: 1,
      session: this.#header.session,
      seq: this.#seq,
      prev: this.#head,
      at: formatTimestamp(this.#clock.now()),
      operator: this.#mask().text(operator),
      class: this.#header.class,
      type,
      body: masked,
    });
    const line = type === 'session.closed' ? pinned(open) : open;
    const reading = readEvent(JSON.parse(line));
    if (!reading.ok) throw new BugError(`would write an invalid ${type}: ${reading.problems.join('; ')}`);
    if (jsonLine(masked).length > longestBody) throw new BugError(`the body of ${type} is above ${longestBody} bytes`);
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
  'digest',
]);

/** Every other text of a body; names of members are ours and stay. */
function maskTexts(value: unknown, mask: SecretMask): unknown {
  if (typeof value === 'string') return mask.text(value);
  if (Array.isArray(value)) return value.map(item => maskTexts(item, mask));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, typeof member === 'string' && references.has(name) ? member : maskTexts(member, mask)]),
  );
}
