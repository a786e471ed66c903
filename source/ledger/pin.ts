import {createHash} from 'node:crypto';
import {closeSync, openSync, readSync, statSync} from 'node:fs';

/** A beginning of the ledger by its length and digest: growth is normal, a change inside is an alarm. */
export type LedgerPin = {bytes: number; sha256: string};

export type PinVerdict = 'unchanged' | 'grown' | 'changed' | 'shorter' | 'unreadable';

const blockSize = 1024 * 1024;

/** The whole ledger as it is now; a missing one has no bytes. @throws what open(2) and read(2) say, ENOENT apart */
export function pinLedger(path: string): LedgerPin {
  return digestOf(path, Number.POSITIVE_INFINITY);
}

/** Whether the bytes that were pinned are still there, whatever was appended after them. */
export function checkPin(path: string, pin: LedgerPin): PinVerdict {
  let now: LedgerPin;
  let size: number;
  try {
    now = digestOf(path, pin.bytes);
    size = now.bytes < pin.bytes ? now.bytes : sizeOf(path);
  } catch {
    return 'unreadable';
  }
  if (now.bytes < pin.bytes) return 'shorter';
  if (now.sha256 !== pin.sha256) return 'changed';
  return size > pin.bytes ? 'grown' : 'unchanged';
}

function sizeOf(path: string): number {
  return statSync(path, {throwIfNoEntry: false})?.size ?? 0;
}

function digestOf(path: string, limit: number): LedgerPin {
  const hash = createHash('sha256');
  let bytes = 0;
  const descriptor = open(path);
  if (descriptor !== undefined) {
    try {
      const block = Buffer.allocUnsafe(blockSize);
      for (;;) {
        const length = readSync(descriptor, block, 0, Math.min(blockSize, limit - bytes), bytes);
        if (length === 0) break;
        hash.update(block.subarray(0, length));
        bytes += length;
      }
    } finally {
      closeSync(descriptor);
    }
  }
  return {bytes, sha256: hash.digest('hex')};
}

function open(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
