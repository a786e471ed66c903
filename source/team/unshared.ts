import {unlinkSync} from 'node:fs';
import {join} from 'node:path';
import {StorageError, writeDurably} from '../durable-file.ts';
import {namesIn} from '../file-door.ts';
import {sessionForm} from '../journal/session-folders.ts';

/** Holds an empty file for each session that may have lines which are not shared: a hint, and no more; the server knows. */
const folderOf = (root: string): string => join(root, 'logs', '.unshared');

/** Where it cannot be written, only `team sync` finds what is left. */
export function noteUnshared(root: string, session: string): void {
  try {
    writeDurably(join(folderOf(root), session), '');
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
}

export function noteShared(root: string, session: string): void {
  try {
    unlinkSync(join(folderOf(root), session));
  } catch {
    // Not there, or not to be changed: then it is looked at once more.
  }
}

export function unsharedIn(root: string): string[] {
  const reading = namesIn(folderOf(root), 'mine');
  return reading.ok ? reading.names.filter(name => sessionForm.test(name)) : [];
}
