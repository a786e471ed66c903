import type {Clock} from '../../source/clock.ts';

export type TestClock = Clock & {
  /** How long each sleep was to be, milliseconds, in order. */
  readonly sleeps: readonly number[];
  /** Both readings go forward. */
  advance(milliseconds: number): void;
  /** The wall clock jumps, as after a correction; the monotonic one does not. */
  set(instant: number): void;
};

/** Time by hand: a sleep ends at once and the clock has moved on by its length. */
export function testClock(start: number | string = '2025-11-20T09:00:00Z'): TestClock {
  const sleeps: number[] = [];
  let wall = typeof start === 'string' ? Date.parse(start) : start;
  let elapsed = 0;
  const advance = (milliseconds: number): void => {
    wall += milliseconds;
    elapsed += milliseconds;
  };
  return {
    sleeps,
    advance,
    set: instant => {
      wall = instant;
    },
    now: () => wall,
    monotonic: () => elapsed,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      sleeps.push(milliseconds);
      advance(milliseconds);
      await Promise.resolve();
      signal?.throwIfAborted();
    },
  };
}
