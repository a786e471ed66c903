import {causeOf} from '../errors.ts';
import {openLedger, type NoLedger, type OpenLedger} from './open-ledger.ts';
import {longestLine, asciiOf, cutRawLine, toLongLine, toRawLine, type RawLine} from './raw-line.ts';

export type Scan = NoLedger | {kind: 'scanned'; size: number; torn: boolean};

/** Called for each line in file order, blank ones included; `number` counts from 1. */
export type OnLine = (line: RawLine, number: number) => void;

const blockSize = 64 * 1024;
const lineFeed = 0x0a;

/** Reads a ledger from its start in one go. The memory it takes does not depend on the ledger. */
export function scanLedger(path: string, onLine: OnLine): Scan {
  return toEnd(scanSteps(path, onLine));
}

export function toEnd<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same in steps of one block, so that a caller can do other things between; yields the bytes done. */
export function* scanSteps(path: string, onLine: OnLine): Generator<number, Scan> {
  const ledger = openLedger(path);
  if (ledger.kind !== 'open') return ledger;
  try {
    return yield* scanOpen(ledger, onLine);
  } catch (error) {
    // An error of the callback is not ours to interpret; one of the disk names its system call.
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return {kind: 'unreadable', reason: causeOf(error)};
  } finally {
    ledger.close();
  }
}

function* scanOpen(ledger: OpenLedger, onLine: OnLine): Generator<number, Scan> {
  const {size} = ledger;
  const buffer = Buffer.allocUnsafe(longestLine + blockSize);
  const block = Buffer.allocUnsafe(blockSize);
  let position = 0;
  /** Bytes at the start of `buffer` of a line whose end is still to come, and where it begins in the file. */
  let held = 0;
  let lineStart = 0;
  let number = 0;
  /** Set from when a line proves too long until its end. */
  let tooLong: RawLine | undefined;
  const emit = (line: RawLine): void => {
    number += 1;
    onLine(line, number);
  };
  while (position < size) {
    const length = ledger.read(block, Math.min(blockSize, size - position), position);
    if (length === 0) break;
    const ascii = asciiOf(block, length);
    let start = 0;
    for (let end = block.indexOf(lineFeed); end !== -1 && end < length; end = block.indexOf(lineFeed, start)) {
      if (tooLong) {
        emit(tooLong);
        tooLong = undefined;
      } else if (held > 0) {
        block.copy(buffer, held, start, end);
        emit(toLine(buffer, held + end - start, lineStart));
      } else {
        emit(ascii === undefined
          ? toRawLine(block, start, end, lineStart)
          : cutRawLine(ascii, start, end, lineStart));
      }
      held = 0;
      start = end + 1;
      lineStart = position + start;
    }
    if (!tooLong) {
      block.copy(buffer, held, start, length);
      held += length - start;
      if (held > longestLine) tooLong = toLongLine(buffer.subarray(0, held), lineStart);
    }
    position += length;
    yield position;
  }
  const torn = lineStart < position;
  if (tooLong) emit(tooLong);
  else if (torn) emit(toLine(buffer, held, lineStart));
  return {kind: 'scanned', size, torn};
}

function toLine(buffer: Buffer, length: number, offset: number): RawLine {
  return length > longestLine ? toLongLine(buffer.subarray(0, length), offset) : toRawLine(buffer, 0, length, offset);
}
