import {rotationWindowHours} from '../connector/services.ts';
import {hour} from '../time.ts';
import type {Placement, StampOrder} from './stamp-order.ts';

/** More than 48 hours between two drills of one connector, milliseconds since 1970; the lines count from 1. */
export type Silence = {from: number; to: number; line: number};

/** The newest of them, oldest first, and how many there are. */
export type Silences = {count: number; newest: readonly Silence[]};

export const noSilences: Silences = {count: 0, newest: []};

/** Silences that are remembered of each connector, so that memory stays flat. */
const remembered = 20;

/**
 * Hears whether the drill at `stamp` ends a silence: `before` is what was known of the connector's stamps,
 * `placed` where this one belongs. A silence that only a line ahead of its time had ended is none.
 */
export function hearSilence(silences: Silences, before: StampOrder, placed: Placement, stamp: number, line: number): Silences {
  const heard = placed.ahead ? forget(silences, placed.ahead.stamp) : silences;
  const last = placed.ahead ? before.before : before.peak?.stamp;
  if (last === undefined || stamp - last <= rotationWindowHours * hour) return heard;
  return {count: heard.count + 1, newest: [...heard.newest, {from: last, to: stamp, line}].slice(-remembered)};
}

function forget({count, newest}: Silences, to: number): Silences {
  return newest.at(-1)?.to === to ? {count: count - 1, newest: newest.slice(0, -1)} : {count, newest};
}
