import type {Clock} from '../clock.ts';
import {awayText} from './away.ts';
import {askDesks, type FromDesks} from './other-desks.ts';
import {SharedSource, type Progress, type Source} from './shared-source.ts';
import type {Sharing, ShareStanding} from './sharing.ts';
import type {Asked, SessionStanding, TeamStore} from './team-store.ts';

export type SenderPorts = {
  /** A connection; the signal drops it, at whatever point it is. */
  open(dropped: AbortSignal): Promise<TeamStore>;
  clock: Pick<Clock, 'now' | 'monotonic' | 'sleep'>;
  /** From 0 up to 1. */
  chance: () => number;
  /** Sessions that earlier starts left behind. */
  leftBehind(): Source[];
  /** All that this session has is on the server, and nothing more will come of it. */
  settled(session: string): void;
};

/** Milliseconds that leaving may take. */
const patience = 3000;

/** Milliseconds between signs of life while nothing is written. */
const quiet = 20_000;

/** Milliseconds after which a line is a reason to renew the lease, and to ask who watches; sooner it is known. */
const fresh = 10_000;

const shortest = 250;
const longest = 30_000;

/** How long to wait after so many failures in a row: growing, and never the same for two consoles that lost one server. */
export function pauseAfter(failures: number, chance: number): number {
  return Math.min(longest, shortest * 2 ** Math.min(failures - 1, 10)) * (0.5 + chance / 2);
}

/**
 * Shares the record of one walk, beside it: it follows the lines that the disk has acknowledged, and whatever becomes
 * of it, no step waits and none fails.
 */
export class Sender implements Sharing {
  readonly #ports: SenderPorts;
  readonly #own: SharedSource;
  readonly #listeners: Array<() => void> = [];
  readonly #hurry = new AbortController();
  readonly #over = new AbortController();
  readonly #done: Promise<void>;
  /** When each line that is not shared was written; the last one is line number `#lines`. */
  #written: number[] = [];
  #lines: number;
  #progress: Progress;
  #away: string | undefined;
  #watchers = 0;
  #taken: SessionStanding['taken'];
  #settled = false;
  /** When the lease was renewed, on the monotonic clock; undefined where something else calls for it. */
  #renewed: number | undefined;
  /** Sessions that were left behind. */
  readonly #tried = new Set<string>();
  #wake = (): void => {};
  #news: Promise<void>;

  /** `lines`: so many it has. */
  constructor(source: Source, lines: number, ports: SenderPorts) {
    this.#ports = ports;
    this.#own = new SharedSource(source);
    this.#progress = this.#own.progress;
    this.#lines = 0;
    this.#news = this.#awaitNews();
    this.grown(lines);
    this.#done = this.#run();
  }

  grown(lines: number): void {
    const now = this.#ports.clock.monotonic();
    for (; this.#lines < lines; this.#lines += 1) this.#written.push(now);
    this.#wake();
    this.#tell();
  }

  standing(): ShareStanding {
    const {forked, fenced} = this.#progress;
    return {behind: this.#written.length, since: this.#written[0], forked, fenced, ...(this.#taken && {taken: this.#taken}), away: this.#away, ...(this.#away === undefined && this.#watchers > 0 && {watchers: this.#watchers})};
  }

  follow(listener: () => void): void {
    this.#listeners.push(listener);
  }

  ask(asked: Asked, heard: (what: FromDesks) => void, signal: AbortSignal): Promise<void> {
    const {open, clock, chance} = this.#ports;
    return askDesks(asked, {open, clock, pauseAfter: failures => pauseAfter(failures, chance())}, heard, signal);
  }

  async leave(): Promise<ShareStanding> {
    this.#hurry.abort();
    this.#wake();
    const inTime = new AbortController();
    const late = this.#ports.clock.sleep(patience, inTime.signal).catch(() => {});
    await Promise.race([this.#done, late]);
    inTime.abort();
    this.#over.abort();
    await this.#done;
    if (this.#written.length === 0 && this.#settled) this.#ports.settled(this.#own.source.session);
    return this.standing();
  }

  async #run(): Promise<void> {
    let store: TeamStore | undefined;
    let failures = 0;
    const isOver = (): boolean => this.#over.signal.aborted;
    while (!isOver()) {
      try {
        store ??= await this.#opened();
        this.#news = this.#awaitNews();
        const due = this.#lines;
        this.#acknowledge(await this.#own.catchUp(store, progress => this.#acknowledge(progress)));
        // Without a pause it would be read again at once, and nobody else would get a turn.
        if (this.#progress.shared < due) throw new Error('the journal has fewer lines than were written to it');
        this.#settled = true;
        failures = 0;
        this.#away = undefined;
        this.#tell();
        if (this.#written.length > 0) continue;
        if (this.#hurry.signal.aborted) {
          await this.#own.release(store);
          break;
        }
        await this.#sendLeftBehind(store);
        await this.#untilNews(store);
      } catch (error) {
        const broken = store;
        store = undefined;
        failures += 1;
        // The try that leaving cuts short says nothing of the database.
        if (!isOver() || this.#away === undefined) this.#away = awayText(error);
        this.#settled = false;
        this.#tell();
        await broken?.close().catch(() => {});
        await this.#pause(failures);
      }
    }
    await store?.close().catch(() => {});
  }

  async #opened(): Promise<TeamStore> {
    const store = await this.#ports.open(this.#over.signal);
    try {
      this.#renewed = undefined;
      await store.followOwn(session => {
        if (session !== this.#own.source.session) return;
        this.#renewed = undefined;
        this.#wake();
      });
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async #renew(store: TeamStore): Promise<void> {
    const now = this.#ports.clock.monotonic();
    if (this.#renewed !== undefined && now - this.#renewed < fresh) return;
    this.#renewed = now;
    this.#watchers = await store.watchers(this.#own.source.session);
    await this.#hold(store);
  }

  /** Renews the lease, and hears whether somebody else has the session now. */
  async #hold(store: TeamStore): Promise<void> {
    const progress = await this.#own.hold(store);
    if (progress.fenced) this.#taken ??= (await store.standing(this.#own.source.session)).taken;
    this.#acknowledge(progress);
  }

  /** Whoever leaves cuts a long one short, and has only short ones then. */
  async #pause(failures: number): Promise<void> {
    const {clock, chance} = this.#ports;
    const leaving = this.#hurry.signal.aborted;
    const cut = leaving ? this.#over.signal : AbortSignal.any([this.#over.signal, this.#hurry.signal]);
    await clock.sleep(pauseAfter(leaving ? 1 : failures, chance()), cut).catch(() => {});
  }

  /** Each once; one that cannot be sent, by its journal or by what the server says of it, is in nobody's way and stays left behind. */
  async #sendLeftBehind(store: TeamStore): Promise<void> {
    for (const source of this.#ports.leftBehind().filter(({session}) => !this.#tried.has(session))) {
      if (this.#hurry.signal.aborted) return;
      const isSent = await new SharedSource(source).catchUp(store).then(() => true, () => false);
      // Where the connection is what failed, this fails too, and it is tried again in the next one.
      if (!isSent) await this.#hold(store);
      this.#tried.add(source.session);
      if (isSent) this.#ports.settled(source.session);
    }
  }

  async #untilNews(store: TeamStore): Promise<void> {
    for (;;) {
      await this.#renew(store);
      const heard = new AbortController();
      const woken = this.#news.then(() => 'news' as const);
      const waited = this.#ports.clock.sleep(quiet, heard.signal).then(() => 'quiet' as const, () => 'news' as const);
      const first = await Promise.race([woken, waited]);
      heard.abort();
      if (first === 'news') return;
    }
  }

  #awaitNews(): Promise<void> {
    if (this.#hurry.signal.aborted) return Promise.resolve();
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }

  #acknowledge(progress: Progress): void {
    this.#progress = progress;
    const left = Math.max(0, this.#lines - progress.shared);
    if (left < this.#written.length) this.#written = this.#written.slice(this.#written.length - left);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
