/**
 * What a reviewer is told about a line. `future`: later than the clock of the review. `ahead`: more
 * than a window later than a line appended after it, alone among its neighbours. `backward`: earlier
 * than a line of the same connector appended before it. `wrong window`: not 48 hours, or not the
 * window of this rotation. `odd member`: a known member that is absent or of the wrong type.
 */
const flagKinds = ['malformed', 'future', 'ahead', 'backward', 'wrong window', 'odd member'] as const;

export type FlagKind = (typeof flagKinds)[number];

/** One flagged line, counted from 1, and why in words that are safe to show. */
type FlaggedLine = {line: number; flag: FlagKind; text: string};

export type Flags = {
  /** Complete. */
  counts: Record<FlagKind, number>;
  /** The first twenty of each kind, in line order once the review is finished. */
  examples: FlaggedLine[];
};

const shownOfEachKind = 20;

export function noFlags(): Flags {
  return {counts: {malformed: 0, future: 0, ahead: 0, backward: 0, 'wrong window': 0, 'odd member': 0}, examples: []};
}

/** Adds to `flags` in place; `text` is only asked for while examples are still kept. */
export function raiseFlag(flags: Flags, flag: FlagKind, line: number, text: () => string): void {
  flags.counts[flag] += 1;
  if (flags.counts[flag] <= shownOfEachKind) flags.examples.push({line, flag, text: text()});
}
