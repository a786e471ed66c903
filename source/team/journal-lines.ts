import {join} from 'node:path';
import {hasEntry, readPiece} from '../file-door.ts';
import {endOfLine, segmentName} from '../journal/read-journal.ts';

/** A place between two lines of a journal: `seq` is that of the line behind it. */
export type Place = {segment: number; offset: number; seq: number};

export const beginning: Place = {segment: 1, offset: 0, seq: 0};

/** What is read, and so sent, at once. */
const mostBytes = 256 * 1024;
const mostLines = 500;

/** The next whole lines, without their line feeds; none at the end. A torn line is none. @throws Error where the journal cannot be read */
export function linesAfter(folder: string, place: Place, most: number = mostLines): {lines: Buffer[]; place: Place} {
  const {segment, offset, seq} = place;
  const reading = readPiece(join(folder, segmentName(segment)), offset, mostBytes);
  if (!reading.ok) throw new Error(`${segmentName(segment)} cannot be read: ${reading.reason}`);
  const {bytes} = reading;
  const lines: Buffer[] = [];
  let start = 0;
  for (let stop = endOfLine(bytes, 0); stop !== -1 && start < bytes.length && lines.length < most; stop = endOfLine(bytes, start)) {
    lines.push(bytes.subarray(start, stop));
    start = stop + 1;
  }
  if (lines.length > 0) return {lines, place: {segment, offset: offset + start, seq: seq + lines.length}};
  return hasEntry(join(folder, segmentName(segment + 1))) ? linesAfter(folder, {segment: segment + 1, offset: 0, seq}, most) : {lines, place};
}

/** All whole lines, without their line feeds; none where there is no journal. @throws Error where it cannot be read */
export function wholeLines(folder: string): Buffer[] {
  const all: Buffer[] = [];
  if (!hasEntry(join(folder, segmentName(beginning.segment)))) return all;
  for (let next = linesAfter(folder, beginning); next.lines.length > 0; next = linesAfter(folder, next.place)) all.push(...next.lines);
  return all;
}

/** The place before that line; where the journal is shorter, its end. */
export function placeBefore(folder: string, seq: number): Place {
  let place = beginning;
  while (place.seq < seq) {
    const next = linesAfter(folder, place, Math.min(mostLines, seq - place.seq));
    if (next.lines.length === 0) return place;
    place = next.place;
  }
  return place;
}

/** How many whole lines there are. */
export function countLines(folder: string): number {
  return placeBefore(folder, Infinity).seq;
}
