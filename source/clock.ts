import {setTimeout as sleep} from 'node:timers/promises';

/** The only door to time. Tests pass a clock of their own. */
export type Clock = {
  /** Wall clock, milliseconds since 1970-01-01T00:00:00Z. May jump. */
  now(): number;
  /** Milliseconds since an arbitrary start; never runs backwards. For durations. */
  monotonic(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, signal && {signal});
  },
};
