import {setImmediate as turn, setTimeout as sleep} from 'node:timers/promises';

/** The only door to time. Tests pass a clock of their own. */
export type Clock = {
  /** Wall clock, milliseconds since 1970-01-01T00:00:00Z. May jump. */
  now(): number;
  /** Milliseconds since an arbitrary start; never runs backwards. For durations. */
  monotonic(): number;
  /** Ends once what came in time has been read, as `whenOver` does. Rejects with an AbortError when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    const until = signal && {signal};
    await sleep(milliseconds, undefined, until);
    if (milliseconds > 0) await turn(undefined, until);
  },
};

/**
 * Calls once so many milliseconds are over and what came in time has been read; answers with what calls it off. After a stall of
 * this process (a busy machine, a suspended one) a timer would come before all that waits to be read. No time at all grants no turn.
 */
export function whenOver(milliseconds: number, call: () => void): () => void {
  if (milliseconds <= 0) {
    const timer = setTimeout(call, 0);
    return () => clearTimeout(timer);
  }
  let turn: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => (turn = setImmediate(call)), milliseconds);
  return () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
}
