import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {StorageError, syncFolder, writeDurably} from '../durable-file.ts';
import {isLink, mostOfOurs, readFile} from '../file-door.ts';
import type {SecretMask} from '../secret-mask.ts';

export type EvidenceReference = {sha256: string; bytes: number; name: string; media_type: string};

/**
 * Keeps a text as `evidence/<sha256 of its bytes>`, masked before hashing (design, section 8). Equal
 * content is kept once. `as it is`: a page, whose own digest is recorded; whoever keeps one looks through
 * it first.
 * @throws StorageError when it cannot be written.
 */
export function keepEvidence(folder: string, {name, mediaType, text}: Attachment, mask: SecretMask | 'as it is'): EvidenceReference {
  const masked = mask === 'as it is' ? text : mediaType === 'application/json' ? mask.document(text) : mask.text(text);
  const sha256 = createHash('sha256').update(masked).digest('hex');
  const path = join(folder, 'evidence', sha256);
  if (isLink(join(folder, 'evidence'))) throw new StorageError(path, 'keep', new Error('its folder is a symbolic link'));
  const kept = readFile(path, {most: mostOfOurs, whose: 'mine'});
  // A crash may have come between its rename and its folder's sync: what a line names must be there.
  if (kept.ok) syncEvidence(folder);
  else if (kept.missing || kept.code === 'ENOTDIR') writeDurably(path, masked);
  else throw new StorageError(path, 'keep', new Error(kept.reason));
  return {sha256, bytes: Buffer.byteLength(masked), name, media_type: mediaType};
}

function syncEvidence(folder: string): void {
  try {
    syncFolder(join(folder, 'evidence'));
  } catch (error) {
    throw new StorageError(join(folder, 'evidence'), 'sync', error);
  }
}

export type Attachment = {name: string; mediaType: 'application/json' | 'text/markdown' | 'text/plain'; text: string};
