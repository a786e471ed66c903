import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {writeDurably} from '../durable-file.ts';
import {hasEntry, mostOfOurs, readFile} from '../file-door.ts';
import {segmentName} from '../journal/read-journal.ts';
import {eventOf} from '../journal/session-list.ts';
import type {TeamStore} from './team-store.ts';

/** The files of a journal, in their order, as they lay where its lines were written: also what was torn off at an end. */
export function layOut(lines: readonly Buffer[]): Buffer[] {
  const files: Buffer[][] = [[]];
  for (const line of lines) {
    const event = eventOf(line.toString('latin1'));
    if (event?.type === 'session.recovered') {
      const {torn} = event.body;
      if (torn !== null) files.at(-1)?.push(Buffer.from(torn, 'base64'));
      files.push([]);
    }
    files.at(-1)?.push(line, Buffer.from('\n'));
  }
  return files.map(parts => Buffer.concat(parts));
}

/** Whether a folder holds these files or the beginnings of them, and nothing that goes on otherwise. */
export function isBeginningOf(folder: string, files: readonly Buffer[]): boolean {
  if (hasEntry(join(folder, segmentName(files.length + 1)))) return false;
  return files.every((bytes, index) => {
    const reading = readFile(join(folder, segmentName(index + 1)), {most: mostOfOurs, whose: 'mine'});
    return reading.ok ? bytes.subarray(0, reading.bytes.length).equals(reading.bytes) : reading.missing;
  });
}

export function writeFiles(folder: string, files: readonly Buffer[]): void {
  for (const [index, bytes] of files.entries()) writeDurably(join(folder, segmentName(index + 1)), bytes.toString('latin1'));
}

/** Pieces of evidence that are asked for at once: of the longest, 16 MiB. */
const mostAtOnce = 16;

/** Each piece that a line names and the team has, if it is what its name says. Whether any came. @throws what the store says, or the disk */
export async function fetchEvidence(store: TeamStore, folder: string, lines: readonly Buffer[]): Promise<boolean> {
  let hasCome = false;
  const named = lines.flatMap(line => [...line.toString('latin1').matchAll(/"sha256":"([0-9a-f]{64})"/g)].map(([, digest = '']) => digest));
  const due = [...new Set(named)].filter(digest => !hasEntry(join(folder, 'evidence', digest)));
  for (let start = 0; start < due.length; start += mostAtOnce) {
    for (const piece of await store.evidence(due.slice(start, start + mostAtOnce))) {
      const text = piece.toString('utf8');
      const digest = createHash('sha256').update(text).digest('hex');
      if (!due.includes(digest)) continue;
      writeDurably(join(folder, 'evidence', digest), text);
      hasCome = true;
    }
  }
  return hasCome;
}
