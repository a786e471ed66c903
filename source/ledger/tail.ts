import {causeOf} from '../errors.ts';
import {isBlank} from './line-text.ts';
import {openLedger, type NoLedger, type OpenLedger} from './open-ledger.ts';
import {longestLine, toLongLine, toRawLine, type RawLine} from './raw-line.ts';

/** `size`: bytes of the whole file. `torn`: it does not end in a line feed. */
export type Read = NoLedger | {kind: 'read'; size: number; torn: boolean};

export type Tail =
  | NoLedger
  | {kind: 'empty'}
  | {kind: 'blank'; size: number; torn: boolean}
  | {
    kind: 'lines';
    /** The newest lines that are not blank, oldest first. */
    lines: RawLine[];
    newest: RawLine;
    size: number;
    torn: boolean;
  };

const blockSize = 64 * 1024;
const lineFeed = 0x0a;

/** The newest `count` lines that are not blank. */
export function readTail(path: string, count: number): Tail {
  const newestFirst: RawLine[] = [];
  const read = readBack(path, line => newestFirst.push(line) === count);
  if (read.kind !== 'read') return read;
  const {size, torn} = read;
  const [newest] = newestFirst;
  if (newest) return {kind: 'lines', lines: newestFirst.reverse(), newest, size, torn};
  return size === 0 ? {kind: 'empty'} : {kind: 'blank', size, torn};
}

/**
 * Shows the lines that are not blank, the newest first, until one is enough. Read backwards in blocks,
 * so that the length of the ledger does not matter. A line too long to load is shown as soon as it
 * proves so, with the offset from which on it was read.
 */
export function readBack(path: string, isEnough: (line: RawLine) => boolean): Read {
  let ledger: OpenLedger | undefined;
  try {
    const opened = openLedger(path);
    if (opened.kind !== 'open') return opened;
    ledger = opened;
    const {size} = ledger;
    for (const line of linesBack(ledger)) {
      if ((line.kind !== 'text' || !isBlank(line.text)) && isEnough(line)) break;
    }
    return {kind: 'read', size, torn: size > 0 && !endsLine(ledger)};
  } catch (error) {
    return {kind: 'unreadable', reason: causeOf(error)};
  } finally {
    ledger?.close();
  }
}

function endsLine(ledger: OpenLedger): boolean {
  const last = Buffer.alloc(1);
  ledger.read(last, 1, ledger.size - 1);
  return last[0] === lineFeed;
}

function* linesBack(ledger: OpenLedger): Generator<RawLine> {
  const block = Buffer.allocUnsafe(Math.min(blockSize, ledger.size));
  let position = ledger.size;
  /** The end of a line whose start is still to come. */
  let held: Buffer = Buffer.alloc(0);
  let tooLong = false;
  while (position > 0) {
    const length = Math.min(block.length, position);
    position -= length;
    const filled = ledger.read(block, length, position);
    if (filled < length) throw new Error('became shorter while it was read');
    let end = length;
    for (;;) {
      const feed = end === 0 ? -1 : block.lastIndexOf(lineFeed, end - 1);
      const isStart = feed !== -1 || position === 0;
      const part = block.subarray(feed + 1, end);
      const offset = position + feed + 1;
      if (!tooLong) {
        if (held.length > 0 || !isStart) held = Buffer.concat([part, held]);
        tooLong = held.length > longestLine;
        if (tooLong) yield toLongLine(held, offset);
        else if (isStart) yield held.length > 0 ? toRawLine(held, 0, held.length, offset) : toRawLine(part, 0, part.length, offset);
      }
      if (!isStart) break;
      held = Buffer.alloc(0);
      tooLong = false;
      if (feed === -1) break;
      end = feed;
    }
  }
}
