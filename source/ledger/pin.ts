import {createHash} from 'node:crypto';
import {closeSync, readSync} from 'node:fs';
import {openRegular, statusOf} from '../file-door.ts';
import type {PinVerdict} from './pin-verdict.ts';

/** A beginning of the ledger by its length and digest: growth is normal, a change inside is an alarm. */
export type LedgerPin = {bytes: number; sha256: string};

export type Pinned = LedgerPin & {verdict: PinVerdict};

const blockSize = 1024 * 1024;

const emptyDigest = createHash('sha256').digest('hex');

/**
 * Pins the whole ledger as it is now and says, in the same pass, whether what was pinned before is
 * still there. A missing ledger has no bytes; one that cannot be read keeps its old pin.
 */
export function pinLedger(path: string, before: LedgerPin | undefined): Pinned {
  const hash = createHash('sha256');
  let prefix = before?.bytes === 0 ? hash.copy().digest('hex') : undefined;
  let bytes = 0;
  try {
    const descriptor = openIfThere(path);
    if (descriptor !== undefined) {
      try {
        const block = Buffer.allocUnsafe(blockSize);
        for (;;) {
          // A read ends at the old pin, so that the digest up to there can be taken on the way.
          const room = before && bytes < before.bytes ? Math.min(blockSize, before.bytes - bytes) : blockSize;
          const length = readSync(descriptor, block, 0, room, bytes);
          if (length === 0) break;
          hash.update(block.subarray(0, length));
          bytes += length;
          if (bytes === before?.bytes) prefix = hash.copy().digest('hex');
        }
      } finally {
        closeSync(descriptor);
      }
    }
  } catch {
    return {bytes: before?.bytes ?? 0, sha256: before?.sha256 ?? emptyDigest, verdict: 'unreadable'};
  }
  return {bytes, sha256: hash.digest('hex'), verdict: verdictOf(bytes, prefix, before)};
}

/** The whole ledger as it is now, without looking back; undefined where it cannot be read. */
export function newPin(path: string): LedgerPin | undefined {
  const {bytes, sha256, verdict} = pinLedger(path, undefined);
  return verdict === 'unreadable' ? undefined : {bytes, sha256};
}

/** What is pinned where there is nothing to pin. */
export const noLedger: LedgerPin = {bytes: 0, sha256: emptyDigest};

/** Bytes; a missing ledger has none. */
export function ledgerSize(path: string): number {
  return statusOf(path)?.size ?? 0;
}

function verdictOf(bytes: number, prefix: string | undefined, before: LedgerPin | undefined): PinVerdict {
  if (!before) return 'unchanged';
  if (bytes < before.bytes) return 'shorter';
  if (prefix !== before.sha256) return 'changed';
  return bytes > before.bytes ? 'grown' : 'unchanged';
}

function openIfThere(path: string): number | undefined {
  try {
    return openRegular(path).descriptor;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
