import {rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {makeFolder, writeDurably} from '../durable-file.ts';
import {practiceFolder} from '../environment/places.ts';
import {hasEntry, mostOfOurs, readFile, readText} from '../file-door.ts';
import {isHeld} from '../journal/lock.ts';
import {segmentName} from '../journal/read-journal.ts';
import {sessionForm} from '../journal/session-folders.ts';
import {eventOf, findSession} from '../journal/session-list.ts';
import {objectIn} from '../json.ts';
import {formatTimestamp} from '../time.ts';
import {awayNext} from './away.ts';
import {fetchEvidence} from './fetched-session.ts';
import {countLines, wholeLines} from './journal-lines.ts';
import type {TeamStore} from './team-store.ts';

/**
 * What other consoles have written, as this one heard of it last: a copy, laid out like a root so that whatever reads
 * sessions reads these. Nothing is written into it but what the team has, and it may be deleted at any time.
 * `held`: sessions that somebody has open, and until when that is known; as `askedAt` milliseconds since 1970.
 */
export type Elsewhere = {root: string; held: ReadonlyMap<string, number>; /** Undefined where the team was never asked. */ askedAt: number | undefined; /** The team has older ones, which were not looked at. */ cut: boolean};

/** `away`: why the team could not be asked; `asking`: nobody has heard of it yet. `askedAt`: when it answered last, milliseconds since 1970; `newest`: it has older sessions than so many, which were not looked at. */
export type TeamAsked = {state: 'asked' | 'asking' | {away: string}; askedAt: number | undefined; newest?: number};

/** For whoever reads what is so: whose record it is; undefined where the team was asked for all that it has. */
export function aloneText({state, askedAt, newest}: TeamAsked): string | undefined {
  if (typeof state === 'string') return newest === undefined ? undefined : `Of the team's sessions the newest ${newest} were looked at, and it has older ones.`;
  return `The team's database is away: ${state.away}. This is the record of this console${askedAt === undefined ? ' alone' : `, and of others as of ${formatTimestamp(askedAt)}`}. ${awayNext}`;
}

export const elsewhereRoot = (root: string): string => join(root, 'logs', '.team');

const standingFile = (root: string): string => join(elsewhereRoot(root), 'standing.json');

/** Older ones are not looked for. */
export const mostElsewhere = 200;

/** What was heard last, from the disk alone. */
export function readElsewhere(root: string): Elsewhere {
  const reading = readText(standingFile(root), {most: 1024 * 1024, whose: 'mine'});
  const {asked_at: askedAt, held, cut} = (reading.ok && objectIn(reading.text)) || {};
  const entries = typeof held === 'object' && held !== null ? Object.entries(held) : [];
  return {root: elsewhereRoot(root), held: new Map(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number')), askedAt: typeof askedAt === 'number' ? askedAt : undefined, cut: cut === true};
}

/** Milliseconds after which it is written down that the team was asked, though nothing is new. */
const noteEach = 5000;

/** Keeps the copy as the team has it. What this console has whole itself is not copied. */
export class Copying {
  readonly #root: string;
  readonly #roots: readonly string[];
  readonly #now: () => number;
  /** Lines of each session that were looked at. */
  readonly #lengths = new Map<string, number>();
  #held = '';
  #noted = Number.NEGATIVE_INFINITY;

  readonly #most: number;

  /** `roots`: where this console's own sessions lie; the copy lies under the first. */
  constructor(roots: readonly string[], now: () => number, most: number = mostElsewhere) {
    this.#root = roots[0] ?? '.';
    this.#roots = roots;
    this.#now = now;
    this.#most = most;
  }

  /** Whether something is new. `also`: whatever their age, and with their evidence. @throws what the store says, or the disk */
  async refresh(store: TeamStore, also: readonly string[] = []): Promise<boolean> {
    const all = (await store.newest(this.#most + 1, also)).filter(({session}) => sessionForm.test(session));
    const cut = all.filter(({session}) => !also.includes(session)).length > this.#most;
    const heads = all.filter(({session}, index) => index < this.#most || also.includes(session));
    let isNew = false;
    for (const {session, length} of heads) {
      if (this.#lengths.get(session) === length) continue;
      // Between two of many a key gets its turn.
      await setImmediate();
      isNew = (await this.#copy(store, session, length)) || isNew;
      this.#lengths.set(session, length);
    }
    // Sent after the lines that name it.
    for (const session of also) {
      const copied = findSession([elsewhereRoot(this.#root)], session);
      if (copied) isNew = (await fetchEvidence(store, copied.folder, wholeLines(copied.folder))) || isNew;
    }
    const held = heads.flatMap(({session, heldFor}) => (heldFor > 0 ? [[session, this.#now() + heldFor] as const] : []));
    const named = held.map(([session]) => session).join(' ');
    const changed = named !== this.#held;
    if (changed || isNew || this.#now() - this.#noted >= noteEach) {
      this.#held = named;
      this.#noted = this.#now();
      replace(standingFile(this.#root), `${JSON.stringify({asked_at: this.#noted, held: Object.fromEntries(held), cut})}\n`);
    }
    return changed || isNew;
  }

  async #copy(store: TeamStore, session: string, length: number): Promise<boolean> {
    const root = elsewhereRoot(this.#root);
    const own = findSession(this.#roots, session);
    const copied = findSession([root], session);
    // Where somebody else has gone on with it, the team has more of it than this console.
    if (own?.id === session && (countLines(own.folder) >= length || isHeld(own.folder))) {
      if (copied?.id === session) rmSync(copied.folder, {recursive: true, force: true});
      return false;
    }
    const have = copied?.id === session ? countLines(copied.folder) : 0;
    const lines = have < length ? await store.after(session, have) : [];
    const folder = copied?.id === session ? copied.folder : join(root, 'logs', kindOf(lines[0]), session);
    if (lines.length > 0) write(folder, lines);
    return lines.length > 0;
  }
}

function kindOf(first: Buffer | undefined): string {
  return eventOf(first?.toString('latin1'))?.class === 'practice' ? practiceFolder : 'sessions';
}

/** A line that goes on after a cut begins a file of its own, as where it was written. */
function write(folder: string, lines: readonly Buffer[]): void {
  let number = 1;
  while (hasEntry(join(folder, segmentName(number + 1)))) number += 1;
  const reading = readFile(join(folder, segmentName(number)), {most: mostOfOurs, whose: 'mine'});
  let bytes: Buffer[] = reading.ok ? [reading.bytes] : [];
  const keep = (): void => replace(join(folder, segmentName(number)), Buffer.concat(bytes).toString('latin1'));
  for (const line of lines) {
    if (bytes.length > 0 && line.includes('"type":"session.recovered"')) {
      keep();
      number += 1;
      bytes = [];
    }
    bytes.push(line, Buffer.from('\n'));
  }
  keep();
}

/** Whole or not at all: another process may read it, or write the same. */
function replace(path: string, text: string): void {
  makeFolder(dirname(path));
  writeDurably(path, text);
}
