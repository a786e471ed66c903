import {targets} from '../connector/services.ts';
import {display} from '../display.ts';
import {toNewest, type Drill, type NewestEntry} from './drill.ts';
import {isAhead, type Entry, type Generation, type LedgerLine} from './entry.ts';
import {latestRuns, type LatestRun} from './latest-runs.ts';
import {noFlags, raiseFlag, type FlagKind, type Flags} from './flags.ts';
import {forgetDrill, hearDrill, noSpells, silencesOf, type Spells} from './silence.ts';
import {noStamps, placeStamp, type StampOrder} from './stamp-order.ts';
import {reviewConnector, type ConnectorReview} from './review-connector.ts';
import {windowFault} from './window-fault.ts';

/** Whether there was something to review at all. */
export type LedgerCondition =
  | {kind: 'readable' | 'missing' | 'empty' | 'blank' | 'binary'}
  | {kind: 'unreadable'; reason: string};

/** What only the file knows, not its lines. */
export type LedgerFile = {
  condition: LedgerCondition;
  /** Bytes. */
  size: number;
  /** The last line lacks its line end: a writer was cut off, or is not one of ours. */
  torn: boolean;
};

export type LedgerReview = LedgerFile & {
  /** All three targets are fresh. */
  ok: boolean;
  /** Clock of the review, milliseconds since 1970. */
  now: number;
  lines: number;
  entries: number;
  blank: number;
  malformed: number;
  /** Entries of generation 1 to 6. */
  generations: Record<Generation, number>;
  /** The targets in their order, then other ids as they first appear. */
  connectors: ConnectorReview[];
  /** Entries of further ids, beyond those that are reviewed one by one. */
  unlistedEntries: number;
  flags: Flags;
  /** The newest drills in append order. */
  recent: Drill[];
  /** The newest runs among them, oldest first. */
  runs: LatestRun[];
};

type Track = {entries: number; ahead: number; newest: NewestEntry | undefined; order: StampOrder; spells: Spells};

/** A review under way. `addLine` changes it in place: a copy for each of a million lines would not do. */
export type ReviewInProgress = {
  readonly now: number;
  lines: number;
  entries: number;
  blank: number;
  unlistedEntries: number;
  readonly generations: Record<Generation, number>;
  readonly tracks: Map<string, Track>;
  readonly flags: Flags;
  readonly recent: NewestEntry[];
};

/** As many as the strip on a wide screen has room for. */
const recentDrills = 60;

/** Ids beyond the targets that are followed one by one, so that a flood of names cannot fill the memory. */
const followedStrangers = 50;

const noFlagKinds: readonly FlagKind[] = [];

/** `now` is known from the start: a stamp of the future must not make the lines after it look backward. */
export function startReview(now: number): ReviewInProgress {
  return {
    now,
    lines: 0,
    entries: 0,
    blank: 0,
    unlistedEntries: 0,
    generations: {1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0},
    tracks: new Map(targets.map(id => [id, newTrack()])),
    flags: noFlags(),
    recent: [],
  };
}

function newTrack(): Track {
  return {entries: 0, ahead: 0, newest: undefined, order: noStamps, spells: noSpells()};
}

/** Takes the next line, in append order; `number` counts from 1, blank and malformed lines included. */
export function addLine(review: ReviewInProgress, line: LedgerLine, number: number): void {
  review.lines += 1;
  if (line.kind === 'blank') review.blank += 1;
  else if (line.kind === 'malformed') raiseFlag(review.flags, 'malformed', number, () => line.reason);
  else addEntry(review, line.entry, number);
}

function addEntry(review: ReviewInProgress, entry: Entry, line: number): void {
  review.entries += 1;
  review.generations[entry.generation] += 1;
  const track = trackOf(review, entry.connectorId);
  const newest = toNewest(entry, line, judgeEntry(review, entry, line, track));
  if (track) {
    track.entries += 1;
    const lies = isAhead(entry, review.now);
    if (lies) track.ahead += 1;
    if (!lies || track.ahead === track.entries) track.newest = newest;
  }
  review.recent.push(newest);
  if (review.recent.length === 2 * recentDrills) review.recent.splice(0, recentDrills);
}

function trackOf(review: ReviewInProgress, connectorId: string): Track | undefined {
  const known = review.tracks.get(connectorId);
  if (known) return known;
  if (review.tracks.size === targets.length + followedStrangers) {
    review.unlistedEntries += 1;
    return undefined;
  }
  const track = newTrack();
  review.tracks.set(connectorId, track);
  return track;
}

function judgeEntry(
  review: ReviewInProgress,
  entry: Entry,
  line: number,
  track: Track | undefined,
): readonly FlagKind[] {
  const {flags, now} = review;
  let kinds: FlagKind[] | undefined;
  const flag = (kind: FlagKind, text: () => string): void => {
    (kinds ??= []).push(kind);
    raiseFlag(flags, kind, line, text);
  };
  const {oddities, rotatedAt} = entry;
  if (oddities.length > 0) flag('odd member', () => oddities.join('; '));
  const fault = windowFault(entry);
  if (fault !== undefined) flag('wrong window', () => fault);
  if (rotatedAt === undefined) return kinds ?? noFlagKinds;
  if (isAhead(entry, now)) {
    flag('future', () => `${shown(entry.rotatedAtText)} is still to come: so the live service dates what it writes; not judged`);
  } else if (track) {
    const {order, behind, ahead} = placeStamp(track.order, rotatedAt, line);
    track.order = order;
    if (ahead) forgetDrill(track.spells, ahead.stamp);
    hearDrill(track.spells, rotatedAt, line);
    if (ahead) {
      flagAhead(review, ahead.lines, `later than line ${line}, appended after it (${shown(entry.rotatedAtText)})`);
      flags.counts.ahead += ahead.count - ahead.lines.length;
    }
    if (behind !== undefined) {
      flag('backward', () => `${shown(entry.rotatedAtText)} is earlier than line ${behind}, appended before it`);
    }
  }
  return kinds ?? noFlagKinds;
}

/** Lines that passed are flagged afterwards, those that are still on the strip too. */
function flagAhead(review: ReviewInProgress, lines: readonly number[], text: string): void {
  for (const line of lines) {
    raiseFlag(review.flags, 'ahead', line, () => text);
    const index = review.recent.findIndex(drill => drill.line === line);
    const drill = review.recent[index];
    if (drill) review.recent[index] = {...drill, flags: [...drill.flags, 'ahead']};
  }
}

function shown(text: string | undefined): string {
  return display(text ?? '', 40);
}

/** `file` as its reader found it; without one the lines speak for themselves. */
export function finishReview(review: ReviewInProgress, file?: LedgerFile): LedgerReview {
  const {flags, now} = review;
  const connectors = [...review.tracks].map(([id, track]) => reviewConnector(id, {...track, silences: silencesOf(track.spells)}, now));
  return {
    ...(file ?? {condition: conditionOf(review), size: 0, torn: false}),
    ok: connectors.every(({target, verdict}) => !target || verdict === 'fresh'),
    now,
    lines: review.lines,
    entries: review.entries,
    blank: review.blank,
    malformed: flags.counts.malformed,
    generations: review.generations,
    connectors,
    unlistedEntries: review.unlistedEntries,
    flags: {counts: flags.counts, examples: flags.examples.toSorted((a, b) => a.line - b.line)},
    recent: review.recent.slice(-recentDrills),
    runs: latestRuns(review.recent.slice(-recentDrills)),
  };
}

function conditionOf({lines, blank}: ReviewInProgress): LedgerCondition {
  if (lines === 0) return {kind: 'empty'};
  return {kind: lines === blank ? 'blank' : 'readable'};
}
