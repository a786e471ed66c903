import {join} from 'node:path';
import {namesIn, readFile} from '../file-door.ts';
import {beginning, linesAfter, placeBefore, type Place} from './journal-lines.ts';
import type {TeamStore} from './team-store.ts';

/** A session's folder, and in which epoch this console writes it. */
export type Source = {session: string; folder: string; epoch: number};

/** `shared`: lines that the server has. `forked`: some of them lie beside its record. `fenced`: another console writes it now. */
export type Progress = {shared: number; forked: boolean; fenced: boolean};

/** Bytes; a piece above `longestPiece` stays where it is. */
const longestPiece = 1024 * 1024;
const mostAtOnce = 4 * 1024 * 1024;

/** The last line that both have goes along: whether it is the same shows whether the rest is. */
function lastKnown(folder: string, next: number): Place {
  const {seq} = placeBefore(folder, next);
  return placeBefore(folder, seq - 1);
}

/** Sends what a session's folder holds and the server lacks. Where it stands it asks the server; what it remembers saves asking. */
export class SharedSource {
  readonly source: Source;
  #place: Place | undefined;
  #forked = false;
  #fenced = false;
  #keptBack = 0;
  readonly #evidence = new Set<string>();

  constructor(source: Source) {
    this.source = source;
  }

  /** Pieces of evidence that are too long to be shared. */
  get keptBack(): number {
    return this.#keptBack;
  }

  get progress(): Progress {
    return {shared: this.#place?.seq ?? 0, forked: this.#forked, fenced: this.#fenced};
  }

  /** Until nothing is left. @throws what the store says; then all of it may be done again */
  async catchUp(store: TeamStore, told: (progress: Progress) => void = () => {}): Promise<Progress> {
    const {session, folder, epoch} = this.source;
    this.#place ??= lastKnown(folder, (await store.append(session, 0, [], epoch)).next);
    let refused: {error: unknown} | undefined;
    for (;;) {
      const from = this.#place;
      const {lines, place} = linesAfter(folder, from);
      // Before the lines that name it: whoever takes the session over finds it there. Where it is refused, they go all the same.
      refused ??= await this.#sendEvidence(store).then(() => undefined, (error: unknown) => ({error}));
      if (lines.length === 0) break;
      const sent = await store.append(session, from.seq, lines, epoch);
      this.#fenced ||= sent.epoch > epoch;
      // Where the ways part may lie further back.
      const parts = sent.forked > 0 && !this.#forked && from.seq > 0;
      this.#forked ||= sent.forked > 0;
      if (parts) this.#place = beginning;
      else if (sent.kept === place.seq) this.#place = place;
      else this.#place = placeBefore(folder, sent.kept > from.seq ? sent.kept : sent.next);
      told(this.progress);
    }
    if (refused) throw refused.error;
    return this.progress;
  }

  /** Renews the lease. */
  async hold(store: TeamStore): Promise<Progress> {
    const {session, epoch} = this.source;
    this.#fenced ||= (await store.hold(session, epoch)) > epoch;
    return this.progress;
  }

  /** From here on anybody may take it. */
  async release(store: TeamStore): Promise<void> {
    await store.release(this.source.session, this.source.epoch);
  }

  async #sendEvidence(store: TeamStore): Promise<void> {
    const folder = join(this.source.folder, 'evidence');
    const listing = namesIn(folder, 'mine');
    const names = listing.ok ? listing.names.filter(name => /^[0-9a-f]{64}$/.test(name) && !this.#evidence.has(name)) : [];
    const missing = names.length === 0 ? [] : await store.missing(names);
    let batch: Buffer[] = [];
    for (const name of missing) {
      const reading = readFile(join(folder, name), {most: longestPiece, whose: 'mine'});
      if (!reading.ok) {
        this.#keptBack += 1;
        continue;
      }
      const due = [...batch, reading.bytes];
      if (Buffer.concat(due).length > mostAtOnce) await store.keep(batch);
      batch = Buffer.concat(due).length > mostAtOnce ? [reading.bytes] : due;
    }
    if (batch.length > 0) await store.keep(batch);
    for (const name of names) this.#evidence.add(name);
  }
}
