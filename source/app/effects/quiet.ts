import {setImmediate} from 'node:timers/promises';
import type {Clock} from '../../clock.ts';

/** Milliseconds after which a key is one that was pressed for itself: who types a word is faster. */
const moment = 300;

/** Calls once no key has come for a moment; whoever awaits it again begins anew. */
export class Quiet {
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #left: AbortSignal;
  #listening = new AbortController();

  constructor(clock: Pick<Clock, 'sleep'>, left: AbortSignal) {
    this.#clock = clock;
    this.#left = left;
  }

  async await(call: () => void): Promise<void> {
    this.#listening.abort();
    this.#listening = new AbortController();
    const over = AbortSignal.any([this.#left, this.#listening.signal]);
    await this.#clock.sleep(moment, over).catch(() => {});
    // A machine that held the program up may have a key that came in time: it is read first.
    await setImmediate();
    if (!over.aborted) call();
  }
}
