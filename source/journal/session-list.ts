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

/** Newest first. Only the first and the last line of each journal are read, and of no more than `limit`. */
export function listSessions(root: string, limit: number = 200): SessionCard[] {
  return sessionFolders(root)
    .flatMap(foldersIn)
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, limit)
    .map(({id, folder}) => cardOf(id, folder));
}

/** The folder of a session by its id or the beginning of it; undefined when none or several fit. */
export function findSession(root: string, id: string): {id: string; folder: string} | undefined {
  const fitting = sessionFolders(root).flatMap(foldersIn).filter(found => found.id.startsWith(id));
  return fitting.find(found => found.id === id) ?? (fitting.length === 1 ? fitting[0] : undefined);
}

function foldersIn(folder: string): Array<{id: string; folder: string}> {
  try {
    return readdirSync(folder)
      .filter(name => sessionForm.test(name) && existsSync(join(folder, name, segmentName(1))))
      .map(id => ({id, folder: join(folder, id)}));
  } catch {
    // No session of this kind yet.
    return [];
  }
}

/** One session by the ends of its journal. */
export function cardOf(id: string, folder: string): SessionCard {
  const first = eventOf(firstLine(join(folder, segmentName(1))));
  const last = eventOf(lastLine(folder));
  if (first?.type !== 'session.opened') {
    return {id, folder, runbook: {id: '', title: ''}, class: 'practice', environment: '', operator: '', incident: null, openedAt: '', lastAt: '', state: 'unreadable'};
  }
  return {
    id,
    folder,
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
