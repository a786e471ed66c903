import {closeSync, openSync, readdirSync, readSync, existsSync} from 'node:fs';
import {join} from 'node:path';
import {practiceFolder} from '../environment/places.ts';
import {readTail} from '../ledger/tail.ts';
import {readEvent, type JournalEvent} from './event.ts';
import {segmentName} from './read-journal.ts';

/** What the ends of a journal tell: enough to list a session without replaying it. */
export type SessionCard = {
  id: string;
  folder: string;
  /** Holds the `logs/` that it lies in. */
  root: string;
  runbook: {id: string; title: string};
  class: JournalEvent['class'];
  environment: string;
  operator: string;
  incident: string | null;
  openedAt: string;
  lastAt: string;
  state: 'completed' | 'stopped' | 'unfinished' | 'unreadable';
};

/** Where the sessions under a root lie: those of a console or a deployment, and what was practised. */
export function sessionFolders(root: string): string[] {
  return ['sessions', practiceFolder].map(kind => join(root, 'logs', kind));
}

const sessionForm = /^\d{8}T\d{6}Z-[a-z0-9-]+$/;

/** A first line is one write of at most some kilobytes. */
const longestFirstLine = 64 * 1024;

/** A session by its name and place. */
export type FoundSession = Pick<SessionCard, 'id' | 'folder' | 'root'>;

/** All of them, newest first. Only the first and the last line of each journal are read. */
export function listSessions(roots: readonly string[]): SessionCard[] {
  return foundIn(roots).map(cardOf);
}

/** The classes by what waits there while somebody is away. */
const urgency: ReadonlyArray<SessionCard['class']> = ['live', 'rehearsal', 'practice'];

/** All that can be gone on with, whatever is newer: live before rehearsal before practice, of each the newest first. */
export function unfinishedSessions(roots: readonly string[]): SessionCard[] {
  return foundIn(roots)
    .filter(({folder}) => !isClosing(lastLine(folder)))
    .map(cardOf)
    .filter(({state}) => state === 'unfinished')
    .sort((one, other) => urgency.indexOf(one.class) - urgency.indexOf(other.class));
}

/** Told from the text alone, since most of what is looked at is closed; who writes only looks like it is read in full. */
function isClosing(line: string | undefined): boolean {
  return line?.includes('"type":"session.closed"') === true && eventOf(line)?.type === 'session.closed';
}

/** A session by its id or the beginning of it; undefined when none or several fit. */
export function findSession(roots: readonly string[], id: string): FoundSession | undefined {
  const fitting = foundIn(roots).filter(found => found.id.startsWith(id));
  return fitting.find(found => found.id === id) ?? (fitting.length === 1 ? fitting[0] : undefined);
}

function foundIn(roots: readonly string[]): FoundSession[] {
  const found = roots.flatMap(root => sessionFolders(root).flatMap(folder => namesIn(folder).map(id => ({id, folder: join(folder, id), root}))));
  return found.sort((one, other) => (one.id < other.id ? 1 : -1));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => sessionForm.test(name) && existsSync(join(folder, name, segmentName(1))));
  } catch {
    // No session of this kind yet.
    return [];
  }
}

/** One session by the ends of its journal. */
export function cardOf(found: FoundSession): SessionCard {
  const {folder} = found;
  const first = eventOf(firstLine(join(folder, segmentName(1))));
  const last = eventOf(lastLine(folder));
  if (first?.type !== 'session.opened') {
    return {...found, runbook: {id: '', title: ''}, class: 'practice', environment: '', operator: '', incident: null, openedAt: '', lastAt: '', state: 'unreadable'};
  }
  return {
    ...found,
    runbook: first.body.runbook,
    class: first.class,
    environment: first.body.environment.name,
    operator: last?.operator ?? first.operator,
    incident: first.body.incident,
    openedAt: first.at,
    lastAt: last?.at ?? first.at,
    state: last === undefined ? 'unreadable' : last.type === 'session.closed' ? last.body.verdict : 'unfinished',
  };
}

/** What a line says; undefined where it is torn or foreign, of which verifying that session tells. */
export function eventOf(line: string | undefined): JournalEvent | undefined {
  try {
    const reading = line === undefined ? undefined : readEvent(JSON.parse(line));
    return reading?.ok ? reading.event : undefined;
  } catch {
    return undefined;
  }
}

function firstLine(file: string): string | undefined {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const buffer = Buffer.alloc(longestFirstLine);
      const length = readSync(descriptor, buffer, 0, longestFirstLine, 0);
      const end = buffer.subarray(0, length).indexOf(0x0a);
      return end === -1 ? undefined : buffer.toString('latin1', 0, end);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** The last whole line of the last segment that has one. */
export function lastLine(folder: string): string | undefined {
  let number = 1;
  while (existsSync(join(folder, segmentName(number + 1)))) number += 1;
  for (; number >= 1; number--) {
    const tail = readTail(join(folder, segmentName(number)), 2);
    if (tail.kind !== 'lines') continue;
    const whole = tail.torn ? tail.lines.at(-2) : tail.newest;
    if (whole?.kind === 'text') return whole.text;
  }
  return undefined;
}
