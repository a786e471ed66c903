import {basename, dirname, join} from 'node:path';
import {practiceFolder} from '../environment/places.ts';
import {namesIn, type FolderReading} from '../file-door.ts';
import {segmentsAmong, wasOpen} from './read-journal.ts';
import {hindranceOf, unreadTrouble, type UnreadSession} from './unread-session.ts';

/** Where the sessions under a root lie: those of a console or a deployment, and what was practised. */
export function sessionFolders(root: string): string[] {
  return ['sessions', practiceFolder].map(kind => join(root, 'logs', kind));
}

/** How a session's folder is named. */
export const sessionForm = /^\d{8}T\d{6}Z-[a-z0-9-]+$/;

/** A session by its name and place. */
export type FoundSession = {id: string; folder: string; /** Holds the `logs/` that it lies in. */ root: string};

/** Newest first, each once; what is named like a session and holds no file of a journal is none. */
export function foundIn(roots: readonly string[], beginning: string = ''): {found: FoundSession[]; unread: UnreadSession[]} {
  const {named, unread} = namedIn(roots);
  return {found: named.filter(({id}) => id.startsWith(beginning)).filter(holdsJournal), unread};
}

/** By their names alone, newest first, each once. */
export function namedIn(roots: readonly string[]): {named: FoundSession[]; unread: UnreadSession[]} {
  const named = new Map<string, FoundSession>();
  const unread: UnreadSession[] = [];
  for (const [root, kind] of roots.flatMap(root => sessionFolders(root).map(folder => [root, folder] as const))) {
    const reading = namesIn(kind);
    if (!reading.ok && !reading.missing) unread.push(unreadTrouble(`${kind} cannot be read, and there may be sessions in it: ${reading.reason}`, hindranceOf(reading), {...(basename(kind) === practiceFolder && {practised: true})}));
    for (const id of reading.ok ? reading.names : []) {
      if (!sessionForm.test(id)) continue;
      const found = {id, folder: `${kind}/${id}`, root};
      // Of two the one below the later root: a copy of what others have gone on with has more of it.
      if (!named.has(id) || holdsJournal(found)) named.set(id, found);
    }
  }
  return {named: [...named.values()].sort((one, other) => (one.id < other.id ? 1 : -1)), unread};
}

/** What cannot be looked into may hold one. Nothing is kept, and nobody has it open, before there is one: where only that is left, it was renamed or removed. */
export function holdsJournal({folder}: Pick<FoundSession, 'folder'>): boolean {
  const reading = namesIn(folder, 'mine');
  if (!reading.ok) return !reading.missing && reading.code !== 'ENOTDIR';
  const {names} = reading;
  return segmentsAmong(names).length > 0 || names.includes('evidence') || wasOpen(names);
}

/** By its place. */
export function isPractised({folder}: Pick<FoundSession, 'folder'>): boolean {
  return basename(dirname(folder)) === practiceFolder;
}

/** The files of a journal in their order; a name that is no folder is no session. */
export function segmentsIn(folder: string): FolderReading {
  const reading = namesIn(folder, 'mine');
  if (!reading.ok) return reading.missing || reading.code === 'ENOTDIR' ? {ok: true, names: []} : reading;
  return {ok: true, names: segmentsAmong(reading.names)};
}
