import {display} from '../display.ts';
import {isJsonObject, type Json, type JsonObject} from '../json.ts';
import {isBlank, parseObject} from './line-text.ts';
import {readStamp} from './stamp.ts';

/**
 * While a rollback keeps MCP off, no drill is recorded. The gap file beside the ledger says why, so
 * that the ledger's last line stays the last drill (decisions: "gap note during a rollback").
 */
export type GapConnector = {
  connector_id: string;
  last_rotated_at: string | null;
  /** When its 48 hours are over. */
  window_ends_at: string | null;
};

/** A line that says that drills stop. Members in the order they are written; text is raw. */
export type GapOpened = {
  event: 'gap.opened';
  gap_id: string;
  noted_at: string;
  session: string | null;
  incident: string | null;
  operator: string | null;
  reason: string;
  connectors: GapConnector[];
  /** Length of the ledger then: what lies behind it was recorded afterwards. Null where the line does not say. */
  ledger_bytes: number | null;
};

/** A line that says that drills are recorded again, and which. */
export type GapClosed = {
  event: 'gap.closed';
  gap_id: string;
  closed_at: string;
  session: string | null;
  operator: string | null;
  entries: Array<{connector_id: string; rotated_at: string}>;
};

export type GapLine = {kind: 'opened'; opened: GapOpened} | {kind: 'closed'; closed: GapClosed} | {kind: 'malformed'; reason: string} | {kind: 'blank'};

/** One gap with both its lines, by their numbers from 1. */
export type Gap = {opened: GapOpened; line: number; closed?: {closed: GapClosed; line: number}};

type BadGapLine = {line: number; reason: string};

export type Gaps = {
  /** In the order in which they were noted. */
  open: Gap[];
  /** In the order in which they were noted. */
  closed: Gap[];
  /** Lines that cannot be read or contradict the ones before them; they stay where they are. */
  badLines: BadGapLine[];
};

type Form = ReadonlyArray<[name: string, fits: (value: unknown) => boolean, expected: string]>;

const isText = (value: unknown): value is string => typeof value === 'string';
const perhaps = (value: unknown): boolean => value === null || isText(value);
const isFilled = (value: unknown): boolean => isText(value) && value !== '';
const isStamp = (value: unknown): boolean => isText(value) && readStamp(value) !== undefined;
const listOf = (fits: (member: JsonObject) => boolean) => (value: unknown): boolean =>
  Array.isArray(value) && value.every((member: Json) => isJsonObject(member) && fits(member));

const openedForm: Form = [
  ['gap_id', isFilled, 'a name'],
  ['noted_at', isStamp, 'a timestamp'],
  ['session', perhaps, 'a text or null'],
  ['incident', perhaps, 'a text or null'],
  ['operator', perhaps, 'a text or null'],
  ['reason', isText, 'a text'],
  ['connectors', listOf(({connector_id: id, last_rotated_at: last, window_ends_at: end}) => isText(id) && perhaps(last) && perhaps(end)), 'a list of connectors'],
  ['ledger_bytes', value => value === undefined || value === null || (Number.isSafeInteger(value) && (value as number) >= 0), 'a length in bytes'],
];

const closedForm: Form = [
  ['gap_id', isFilled, 'a name'],
  ['closed_at', isStamp, 'a timestamp'],
  ['session', perhaps, 'a text or null'],
  ['operator', perhaps, 'a text or null'],
  ['entries', listOf(({connector_id: id, rotated_at: rotated}) => isText(id) && isText(rotated)), 'a list of entries'],
];

/** Reads one line of the gap file, without its line end. Members that we do not know are passed over. */
export function readGapLine(line: string): GapLine {
  if (isBlank(line)) return {kind: 'blank'};
  const parsed = parseObject(line);
  if (!parsed.ok) return {kind: 'malformed', reason: parsed.reason};
  const {event} = parsed.object;
  if (event === 'gap.opened') {
    const reason = problemsOf(parsed.object, openedForm);
    const opened = {ledger_bytes: null, ...parsed.object} as unknown as GapOpened;
    return reason === '' ? {kind: 'opened', opened} : {kind: 'malformed', reason};
  }
  if (event === 'gap.closed') {
    const reason = problemsOf(parsed.object, closedForm);
    return reason === '' ? {kind: 'closed', closed: parsed.object as unknown as GapClosed} : {kind: 'malformed', reason};
  }
  return {kind: 'malformed', reason: 'neither gap.opened nor gap.closed'};
}

function problemsOf(object: JsonObject, form: Form): string {
  return form.filter(([name, fits]) => !fits(object[name])).map(([name, , expected]) => `${name} is not ${expected}`).join('; ');
}

export const noGaps: Gaps = {open: [], closed: [], badLines: []};

/** The lines of a gap file, from its first, as the gaps they tell of. */
export function gatherGaps(lines: Iterable<GapLine>): Gaps {
  const gaps = new Map<string, Gap>();
  const badLines: BadGapLine[] = [];
  let number = 0;
  for (const line of lines) {
    number += 1;
    const reason = take(line, number, gaps);
    if (reason !== undefined) badLines.push({line: number, reason});
  }
  const all = [...gaps.values()];
  return {open: all.filter(({closed}) => !closed), closed: all.filter(({closed}) => closed), badLines};
}

/** Adds the line to `gaps` in place; the answer is why it could not be taken. */
function take(line: GapLine, number: number, gaps: Map<string, Gap>): string | undefined {
  switch (line.kind) {
    case 'blank':
      return undefined;
    case 'malformed':
      return line.reason;
    case 'opened': {
      const {gap_id: id} = line.opened;
      if (gaps.has(id)) return `notes ${display(id, 60)} a second time`;
      gaps.set(id, {opened: line.opened, line: number});
      return undefined;
    }
    case 'closed': {
      const {gap_id: id} = line.closed;
      const gap = gaps.get(id);
      if (!gap) return `closes ${display(id, 60)}, which was never noted`;
      if (gap.closed) return `closes ${display(id, 60)} a second time`;
      gaps.set(id, {...gap, closed: {closed: line.closed, line: number}});
      return undefined;
    }
  }
}
