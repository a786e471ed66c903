import {isAscii, isUtf8} from 'node:buffer';

/** Bytes between two line feeds, where in the file they begin, and as text if they are any. */
export type RawLine =
  | {kind: 'text'; text: string; offset: number}
  | {kind: 'not text' | 'too long'; reason: string; offset: number};

/** Bytes. The longest real line has 6 kB; a longer one than this is no entry and is not loaded whole. */
export const longestLine = 1024 * 1024;

const carriageReturn = 0x0d;

/**
 * Text of the bytes from `start` to `end`, a carriage return before the line feed left out. A line
 * ends at LF only; U+2028 and its like stay inside (protocol notes, section 10, tells why that matters).
 */
export function toRawLine(bytes: Buffer, start: number, end: number, offset: number): RawLine {
  const stop = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
  const text = bytes.toString('utf8', start, stop);
  if (text.includes('\0')) return {kind: 'not text', reason: 'holds NUL bytes', offset};
  // The mark for undecodable bytes may also stand in the file itself.
  if (text.includes('\uFFFD') && !isUtf8(bytes.subarray(start, stop))) {
    return {kind: 'not text', reason: 'not UTF-8 text', offset};
  }
  return {kind: 'text', text, offset};
}

/** The bytes as one text where each character is one byte and none is NUL: most blocks of a ledger. */
export function asciiOf(bytes: Buffer, length: number): string | undefined {
  const part = bytes.subarray(0, length);
  return isAscii(part) && !part.includes(0) ? part.toString('latin1') : undefined;
}

/** As `toRawLine`, from `asciiOf` the bytes: cutting is much cheaper than decoding line by line. */
export function cutRawLine(ascii: string, start: number, end: number, offset: number): RawLine {
  const stop = end > start && ascii.charCodeAt(end - 1) === carriageReturn ? end - 1 : end;
  return {kind: 'text', text: ascii.slice(start, stop), offset};
}

/** A line whose first part, `bytes`, is all that was read of it. */
export function toLongLine(bytes: Buffer, offset: number): RawLine {
  return bytes.includes(0)
    ? {kind: 'not text', reason: 'holds NUL bytes', offset}
    : {kind: 'too long', reason: `longer than ${longestLine / 1024 / 1024} MiB`, offset};
}
