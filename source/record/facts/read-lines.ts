import {hash} from 'node:crypto';
import {readEvent, type JournalEvent} from '../../journal/event.ts';
import {endOfLine} from '../../journal/read-journal.ts';
import type {JournalFacts, Stamp} from './incident-record.ts';
import type {Snapshot} from './snapshot.ts';

/** A line that could be read, by its number from 1. */
export type ToldEvent<Event extends JournalEvent = JournalEvent> = {number: number; event: Event};

/** One whole line, numbered from 1 over all files; without an event where it is none. */
export type ToldLine = {number: number; event: JournalEvent | undefined; sha256: string};

export type Telling = {lines: ToldLine[]; journal: JournalFacts};

/**
 * Reads what can be read. Unlike the reading that continues a session this one goes on behind a line
 * that does not fit: a damaged journal is evidence too, and verifying says what is wrong with it.
 */
export function tellLines(segments: Snapshot['segments']): Telling {
  const lines: ToldLine[] = [];
  const journal: JournalFacts = {files: [], lines: 0, head: null, unreadable: []};
  for (const {name, bytes} of segments) {
    const before = lines.length;
    let start = 0;
    for (let end = endOfLine(bytes, 0); end !== -1; end = endOfLine(bytes, start)) {
      const line = bytes.subarray(start, end);
      const reading = readLine(line.toString('latin1'));
      if (!reading.ok) journal.unreadable.push({file: name, line: lines.length - before + 1, problem: reading.reason});
      const sha256 = hash('sha256', line, 'hex');
      lines.push({number: lines.length + 1, event: reading.ok ? reading.event : undefined, sha256});
      journal.head = sha256;
      start = end + 1;
    }
    journal.files.push({name, bytes: bytes.length, lines: lines.length - before, sha256: hash('sha256', bytes, 'hex'), torn_bytes: Math.max(0, bytes.length - start)});
  }
  return {lines, journal: {...journal, lines: lines.length}};
}

function readLine(text: string): {ok: true; event: JournalEvent} | {ok: false; reason: string} {
  try {
    const reading = readEvent(JSON.parse(text));
    return reading.ok ? reading : {ok: false, reason: reading.problems.join('; ')};
  } catch (error) {
    if (error instanceof SyntaxError) return {ok: false, reason: 'not JSON'};
    throw error;
  }
}

export function stampOf({number, event}: ToldEvent): Stamp {
  return {line: number, at: event.at, operator: event.operator};
}

/** The lines that can be read. */
export function readable(lines: readonly ToldLine[]): ToldEvent[] {
  return lines.flatMap(({number, event}) => (event ? [{number, event}] : []));
}
