import type {JsonObject} from '../json.ts';
import {formatTimestamp} from '../time.ts';
import type {Drill} from './drill.ts';
import type {GapReading} from './gap-file.ts';
import type {Gap, GapClosed, GapOpened, Gaps} from './gaps.ts';
import {readStamp} from './stamp.ts';

/** What happened to the ledger, one thing at a time. */
export type GapMoment = {kind: 'drill'; drill: Drill} | {kind: 'gap opened'; opened: GapOpened} | {kind: 'gap closed'; closed: GapClosed};

type Placed = {at: number; moment: GapMoment};

/**
 * Drills and gap notes in one line of time, oldest first. Drills keep the order in which they were
 * appended: one that is stamped back counts as happening right after the one before it, and so does
 * one whose stamp lies ahead or cannot be read, since a wrong time must not move the notes around it.
 * Within one second a gap is opened before the drill and closed after it.
 */
export function mergeTimeline(drills: readonly Drill[], gaps: Gaps): GapMoment[] {
  return merge(placeDrills(drills), placeNotes(gaps)).map(({moment}) => moment);
}

/** What has no time to trust waits for no note, and so follows the drill before it. */
function placeDrills(drills: readonly Drill[]): Placed[] {
  return drills.map(drill => {
    const trusted = !drill.flags.includes('future') && !drill.flags.includes('ahead');
    return {at: (trusted ? drill.rotatedAt : undefined) ?? Number.NEGATIVE_INFINITY, moment: {kind: 'drill', drill}};
  });
}

function placeNotes({open, closed}: Gaps): Placed[] {
  const notes = [...open, ...closed].flatMap((gap): Array<Placed & {line: number}> => [
    {at: readStamp(gap.opened.noted_at) ?? 0, line: gap.line, moment: {kind: 'gap opened', opened: gap.opened}},
    ...(gap.closed ? [{at: readStamp(gap.closed.closed.closed_at) ?? 0, line: gap.closed.line, moment: {kind: 'gap closed', closed: gap.closed.closed} as const}] : []),
  ]);
  return notes.toSorted((a, b) => a.line - b.line);
}

function merge(drills: readonly Placed[], notes: readonly Placed[]): Placed[] {
  const merged: Placed[] = [];
  let rest = notes;
  for (const drill of drills) {
    const count = rest.findIndex(note => !isBefore(note, drill));
    const before = count === -1 ? rest : rest.slice(0, count);
    merged.push(...before, drill);
    rest = rest.slice(before.length);
  }
  return [...merged, ...rest];
}

function isBefore(note: Placed, drill: Placed): boolean {
  return note.at === drill.at ? note.moment.kind === 'gap opened' : note.at < drill.at;
}

/** As many as a person looks through. */
export const shownMoments = 12;
const shownGaps = 20;

/** The gaps for programs, and the newest of what happened, oldest first. */
export function gapsDocument(drills: readonly Drill[], {gaps, trouble}: GapReading): JsonObject {
  return {
    open: gaps.open.slice(-shownGaps).map(gapDocument),
    closed: gaps.closed.slice(-shownGaps).map(gapDocument),
    bad_lines: gaps.badLines.slice(-shownGaps).map(({line, reason}) => ({line, reason})),
    counts: {open: gaps.open.length, closed: gaps.closed.length, bad_lines: gaps.badLines.length},
    problem: trouble?.problem ?? null,
    next: trouble?.next ?? null,
    timeline: mergeTimeline(drills, gaps).slice(-shownMoments).map(momentDocument),
  };
}

function gapDocument({opened, closed, line}: Gap): JsonObject {
  const {gap_id, noted_at, session, incident, operator, reason, connectors} = opened;
  return {
    gap_id,
    line,
    noted_at,
    session,
    incident,
    operator,
    reason,
    connectors: connectors.map(({connector_id, last_rotated_at, window_ends_at}) => ({connector_id, last_rotated_at, window_ends_at})),
    closed_at: closed?.closed.closed_at ?? null,
    entries: closed ? closed.closed.entries.length : null,
  };
}

function momentDocument(moment: GapMoment): JsonObject {
  switch (moment.kind) {
    case 'drill': {
      const {line, connectorId, rotatedAt, rotatedAtText, flags} = moment.drill;
      const at = rotatedAt === undefined ? (rotatedAtText ?? null) : formatTimestamp(rotatedAt);
      return {kind: 'drill', at, line, connector_id: connectorId, flags: flags.map(flag => flag.replaceAll(' ', '_'))};
    }
    case 'gap opened': {
      const {gap_id, noted_at, operator, reason} = moment.opened;
      return {kind: 'gap opened', at: noted_at, gap_id, operator, reason};
    }
    case 'gap closed': {
      const {gap_id, closed_at, operator, entries} = moment.closed;
      return {kind: 'gap closed', at: closed_at, gap_id, operator, entries: entries.length};
    }
  }
}
