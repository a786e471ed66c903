import {join} from 'node:path';
import {OperatorError} from '../../errors.ts';
import {mostOfOurs, namesIn, readFile} from '../../file-door.ts';
import {segmentsAmong, strangersAmong} from '../../verify/segment.ts';
import {verificationExit} from '../../verify/verify-session.ts';

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
 * @throws UnreadableSession
 */
export function takeSnapshot(folder: string): Snapshot {
  const names = namesOf(folder);
  const segments = segmentsAmong(names).map(({name}) => {
    const reading = readFile(join(folder, name), terms);
    if (!reading.ok) throw new UnreadableSession(`${join(folder, name)} cannot be read: ${reading.reason}`);
    return {name, bytes: reading.bytes};
  });
  const evidence = new Map<string, Buffer>();
  const unreadable = new Map<string, string>();
  const strangers = strangersAmong(names);
  for (const name of namesOf(join(folder, 'evidence'), 'may be missing')) {
    if (!digestForm.test(name)) {
      strangers.push(`evidence/${name}`);
      continue;
    }
    const reading = readFile(join(folder, 'evidence', name), terms);
    if (reading.ok) evidence.set(name, reading.bytes);
    else unreadable.set(name, reading.reason);
  }
  return {segments, evidence, unreadable, strangers};
}

/** A session whose files cannot be read at all, of which nothing can be told. */
export class UnreadableSession extends OperatorError {
  constructor(message: string) {
    super(message, {
      code: 'session-unreadable',
      next: 'Keep the folder as it is. Correct what keeps it from being read, or read it as the user who walked the session.',
      exit: verificationExit['cannot tell'],
    });
  }
}

/** A link could lead out of the session, and a pipe would wait for ever. */
const terms = {most: mostOfOurs, whose: 'mine'} as const;

function namesOf(folder: string, missing: 'may be missing' | 'must be there' = 'must be there'): string[] {
  const reading = namesIn(folder, missing === 'may be missing' ? 'mine' : 'anybody');
  if (reading.ok) return reading.names;
  if (reading.missing && missing === 'may be missing') return [];
  throw new UnreadableSession(`${folder} cannot be read: ${reading.reason}`);
}
