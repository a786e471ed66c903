import {inOneText} from '../errors.ts';
import {formatTimestamp} from '../time.ts';
import type {Drill} from './drill.ts';
import type {GapReading} from './gap-file.ts';
import {mergeTimeline, shownMoments, type GapMoment} from './gap-timeline.ts';

/** The gap notes for a person, between the drills around them; nothing where no gap was ever noted. Raw text. */
export function gapLines(drills: readonly Drill[], {gaps, trouble}: GapReading): string[] {
  const {open, closed, badLines} = gaps;
  const bad = badLines.map(({line, reason}) => `gap file line ${line}: ${reason}`);
  if (trouble) return [inOneText(trouble)];
  if (open.length + closed.length === 0) return bad;
  return [
    `${open.length} open and ${closed.length} closed ${open.length + closed.length === 1 ? 'gap' : 'gaps'}; the newest of drills and gap notes, oldest first:`,
    ...mergeTimeline(drills, gaps).slice(-shownMoments).map(momentLine),
    ...open.map(({opened}) => `${opened.gap_id} is open since ${opened.noted_at}`),
    ...bad,
  ];
}

function momentLine(moment: GapMoment): string {
  switch (moment.kind) {
    case 'drill': {
      const {line, connectorId, rotatedAt, rotatedAtText, flags} = moment.drill;
      const at = rotatedAt === undefined ? (rotatedAtText ?? 'no time') : formatTimestamp(rotatedAt);
      return `  ${at}  drill       ${connectorId}, line ${line}${flags.length === 0 ? '' : ` (${flags.join(', ')})`}`;
    }
    case 'gap opened': {
      const {noted_at, gap_id, operator, reason} = moment.opened;
      return `  ${noted_at}  gap opened  ${gap_id} by ${operator ?? 'nobody named'}: ${reason}`;
    }
    case 'gap closed': {
      const {closed_at, gap_id, operator, entries} = moment.closed;
      return `  ${closed_at}  gap closed  ${gap_id} by ${operator ?? 'nobody named'}, with ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`;
    }
  }
}
