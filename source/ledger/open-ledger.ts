import * as fs from 'node:fs';
import {openRegular, unread} from '../file-door.ts';

/** Where the ledger lies below a root, as the nightly job names it. */
export const ledgerName = 'logs/stage_b_rotation_drills.jsonl';

export type NoLedger = {kind: 'missing'} | {kind: 'unreadable'; reason: string};

export type OpenLedger = {
  kind: 'open';
  /** Bytes when it was opened; what others append meanwhile is left for the next reading. */
  size: number;
  /** When somebody last appended to it, milliseconds since 1970: what is dated later was ahead of its time. */
  written: number;
  /** Fills the start of `into` from `position` on; fewer bytes only where the file has become shorter. */
  read(into: Uint8Array, length: number, position: number): number;
  close(): void;
};

/** Opens the ledger for reading. Anything but a regular file is refused: a pipe would never end. */
export function openLedger(path: string): OpenLedger | NoLedger {
  let opened: ReturnType<typeof openRegular>;
  try {
    opened = openRegular(path);
  } catch (error) {
    const {missing, reason} = unread(path, error);
    return missing ? {kind: 'missing'} : {kind: 'unreadable', reason};
  }
  const {descriptor, size, written} = opened;
  return {
    kind: 'open',
    size,
    written,
    read: (into, length, position) => readFully(descriptor, into, length, position),
    close: () => fs.closeSync(descriptor),
  };
}

function readFully(descriptor: number, into: Uint8Array, length: number, position: number): number {
  let filled = 0;
  while (filled < length) {
    const count = fs.readSync(descriptor, into, filled, length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
