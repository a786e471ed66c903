import {join} from 'node:path';
import {hasEntry} from '../file-door.ts';
import {keepEvidence} from '../journal/evidence.ts';
import {segmentName} from '../journal/read-journal.ts';
import {beginning, linesAfter, type Place} from './journal-lines.ts';
import type {TeamStore} from './team-store.ts';

/** What the lines of a journal name, and what lies beside a journal is named by. */
const digests = /"sha256":"([0-9a-f]{64})"/g;

const namedIn = (lines: readonly Buffer[]): string[] => lines.flatMap(line => [...line.toString('latin1').matchAll(digests)].map(([, digest = '']) => digest));

/** What the lines of a copied journal name, as far as the team has it and it is not there. Whether anything came. @throws what the store says, or the disk */
export async function copyEvidence(store: TeamStore, folder: string): Promise<boolean> {
  const missing = [...new Set(namedIn(linesOf(folder)))].filter(digest => !hasEntry(join(folder, 'evidence', digest)));
  const pieces = missing.length === 0 ? [] : await store.pieces(missing);
  for (const piece of pieces) keepEvidence(folder, {name: '', mediaType: 'text/plain', text: piece.toString('utf8')}, 'as it is');
  return pieces.length > 0;
}

function linesOf(folder: string): Buffer[] {
  if (!hasEntry(join(folder, segmentName(1)))) return [];
  const all: Buffer[] = [];
  let place: Place = beginning;
  for (;;) {
    const next = linesAfter(folder, place);
    if (next.lines.length === 0) return all;
    all.push(...next.lines);
    ({place} = next);
  }
}
