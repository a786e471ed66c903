import {causeOf} from '../errors.ts';
import {isBlank} from './line-text.ts';
import {openLedger, type NoLedger, type OpenLedger} from './open-ledger.ts';
import {longestLine, toLongLine, toRawLine, type RawLine} from './raw-line.ts';

/** `binary`: bytes that are no text among the lines asked for, and nothing that begins like an entry. */
export type Tail =
  | NoLedger
  | {kind: 'empty'}
  | {kind: 'blank' | 'binary'; size: number; torn: boolean}
  | {
    kind: 'lines';
    /** The newest lines that are not blank, oldest first. */
    lines: RawLine[];
    newest: RawLine;
    /** Bytes of the whole file. */
    size: number;
    /** The file does not end in a line feed. */
    torn: boolean;
  };

const blockSize = 64 * 1024;
const lineFeed = 0x0a;

/**
 * The newest `count` lines that are not blank, read backwards from the end of the file in blocks,
 * so that the length of the ledger does not matter. The offset of a line too long to load is where
 * reading stopped when it is the oldest asked for.
 */
export function readTail(path: string, count: number): Tail {
  let ledger: OpenLedger | undefined;
  try {
    const opened = openLedger(path);
    if (opened.kind !== 'open') return opened;
    ledger = opened;
    if (ledger.size === 0) return {kind: 'empty'};
    const {lines, torn} = readBackwards(ledger, count);
    const {size} = ledger;
    const newest = lines.at(-1);
    if (!newest) return {kind: 'blank', size, torn};
    if (isBinary(lines)) return {kind: 'binary', size, torn};
    return {kind: 'lines', lines, newest, size, torn};
  } catch (error) {
    return {kind: 'unreadable', reason: causeOf(error)};
  } finally {
    ledger?.close();
  }
}

function isBinary(lines: readonly RawLine[]): boolean {
  return lines.some(line => line.kind === 'not text')
    && !lines.some(line => line.kind === 'text' && line.text.trimStart().startsWith('{'));
}

function readBackwards(ledger: OpenLedger, count: number): {lines: RawLine[]; torn: boolean} {
  const newestFirst: RawLine[] = [];
  const block = Buffer.allocUnsafe(Math.min(blockSize, ledger.size));
  let position = ledger.size;
  let torn = true;
  /** The end of a line whose start is still to come. */
  let held: Buffer = Buffer.alloc(0);
  let tooLong = false;
  const keep = (line: RawLine): void => {
    if (line.kind !== 'text' || !isBlank(line.text)) newestFirst.push(line);
  };
  while (position > 0 && newestFirst.length < count) {
    const length = Math.min(block.length, position);
    position -= length;
    const filled = ledger.read(block, length, position);
    if (filled < length) throw new Error('became shorter while it was read');
    if (position + length === ledger.size) torn = block[length - 1] !== lineFeed;
    let end = length;
    while (newestFirst.length < count) {
      const feed = end === 0 ? -1 : block.lastIndexOf(lineFeed, end - 1);
      const isStart = feed !== -1 || position === 0;
      const part = block.subarray(feed + 1, end);
      if (!tooLong && (held.length > 0 || !isStart)) held = Buffer.concat([part, held]);
      tooLong ||= held.length > longestLine;
      if (!isStart) {
        if (tooLong && newestFirst.length === count - 1) keep(toLongLine(held, position));
        break;
      }
      const offset = position + feed + 1;
      if (tooLong) keep(toLongLine(held, offset));
      else keep(held.length > 0 ? toRawLine(held, 0, held.length, offset) : toRawLine(part, 0, part.length, offset));
      held = Buffer.alloc(0);
      tooLong = false;
      if (feed === -1) break;
      end = feed;
    }
  }
  return {lines: newestFirst.reverse(), torn};
}
