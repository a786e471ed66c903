import {closeSync, constants, fstatSync, openSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {causeOf} from '../../errors.ts';
import {segmentsAmong, strangersAmong} from '../../verify/segment.ts';

/** A session's files as they were at one moment, bytes unchanged. */
export type Snapshot = {
  segments: Array<{name: string; bytes: Buffer}>;
  /** By digest, the name of the file. */
  evidence: ReadonlyMap<string, Buffer>;
  /** Evidence that is there and cannot be read, by digest, with the reason. */
  unreadable: ReadonlyMap<string, string>;
  /** Names that look like a part of the journal or the evidence and are none. */
  strangers: string[];
};

const digestForm = /^[0-9a-f]{64}$/;

/**
 * Journal first, evidence after it: a line is only written once what it names is kept, so that a
 * session which goes on meanwhile is caught at one of its own moments.
 * @throws what open(2) and read(2) say about the folder or the journal.
 */
export function takeSnapshot(folder: string): Snapshot {
  const names = readdirSync(folder).sort();
  const segments = segmentsAmong(names).map(({name}) => ({name, bytes: readRegular(join(folder, name))}));
  const evidence = new Map<string, Buffer>();
  const unreadable = new Map<string, string>();
  const strangers = strangersAmong(names);
  for (const name of namesIn(join(folder, 'evidence'))) {
    if (!digestForm.test(name)) {
      strangers.push(`evidence/${name}`);
      continue;
    }
    try {
      evidence.set(name, readRegular(join(folder, 'evidence', name)));
    } catch (error) {
      unreadable.set(name, causeOf(error));
    }
  }
  return {segments, evidence, unreadable, strangers};
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (causeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** A link could lead out of the session, and a pipe would wait for ever (open(2)). */
const readOnly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** @throws Error when it is no regular file or cannot be read. */
export function readRegular(path: string): Buffer {
  const descriptor = openSync(path, readOnly);
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error('it is no regular file');
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
