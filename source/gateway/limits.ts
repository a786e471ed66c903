import type {Clock} from '../clock.ts';
import {longestBody} from '../connector/strict-json.ts';

/** Times in milliseconds, sizes in bytes (decisions: "time limits"). */
export type Limits = {
  /** From the start to an open connection: name look-up, TCP and TLS. */
  connect: number;
  /** From the request's bytes to the whole head of the answer. */
  headers: number;
  /** Longest silence inside the answer's body. */
  idle: number;
  /** From the start to the last byte of the answer. */
  total: number;
  /** Longest body. */
  body: number;
  /** How much of an error answer's body is looked at, and for how long. */
  excerpt: {bytes: number; milliseconds: number};
};

export const defaultLimits: Limits = {
  connect: 3000,
  headers: 5000,
  idle: 5000,
  total: 15_000,
  body: longestBody,
  excerpt: {bytes: 8192, milliseconds: 1000},
};

/** All attempts of one handshake and the waits between them, in milliseconds. */
export const exchangeLimit = 15_000;

/** Everything one smoke run asks of the network, in milliseconds; leaves room below its 20 s. */
export const runLimit = 18_000;

/** An instant of `clock.monotonic` after which nothing is waited for, and what to call it. */
export type Deadline = {at: number; name: string};

/** A time that several requests share, such as `startDeadline(clock, 15_000, 'the handshake exchange')`. */
export function startDeadline(clock: Clock, milliseconds: number, purpose: string): Deadline {
  return {at: clock.monotonic() + milliseconds, name: `limit of ${seconds(milliseconds)} for ${purpose}`};
}

export function earliest(first: Deadline, ...others: ReadonlyArray<Deadline | undefined>): Deadline {
  return others.reduce<Deadline>((soonest, other) => (other && other.at < soonest.at ? other : soonest), first);
}

/** The deadline of one of the limits above, counted from `now` on the monotonic clock. */
export function limitFrom(now: number, name: Exclude<keyof Limits, 'body'>, milliseconds: number): Deadline {
  return {at: now + milliseconds, name: `${name} limit of ${seconds(milliseconds)}`};
}

/** `5 s`, `0.25 s`. */
export function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}
