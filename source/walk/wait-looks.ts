import {parseTimestamp} from '../time.ts';

/** How long what was begun `at` has lasted by now, milliseconds, whichever program began it; 0 where that is not known. */
export const lastedSince = (at: string | undefined, now: number): number => Math.max(0, now - (parseTimestamp(at ?? '') ?? now));

/** One look of a wait; `at` in milliseconds since 1970, `found` raw text, masked. */
export type Look = {look: number; at: number; holds: boolean; found: string};

/** How a wait stands: its last looks, and when the next one comes, milliseconds since 1970; undefined after the last. */
export type Waiting = {looks: readonly Look[]; next: number | undefined};

/** What two looks that found the same have in common, whatever they took or said. */
export const stateOf = (holds: boolean, found: string): string => `${holds} ${found.replaceAll(/\d+(?:\.\d+)?/g, '0')}`;
