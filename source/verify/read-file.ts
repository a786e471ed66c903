import {createHash, hash} from 'node:crypto';
import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';

const lineFeed = 0x0a;
const chunkBytes = 256 * 1024;

/** No line of ours comes near it; a file of one endless line must not fill the memory. */
const longestLine = 1024 * 1024;

/** `whole`: it ended in LF, which is not part of `bytes`. Only a file's last line may not. */
export type FileLine = {bytes: Buffer; whole: boolean};

/**
 * A file's lines, read by chunks as far as the file reached when it was opened. The bytes are good
 * until the next line is asked for.
 * @throws Error when it is no regular file, cannot be read, shrinks meanwhile, or a line is too long.
 */
export function* linesIn(path: string): Generator<FileLine> {
  let rest = Buffer.alloc(0);
  for (const chunk of chunksOf(path)) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      const part = chunk.subarray(start, end);
      const bytes = rest.length === 0 ? part : Buffer.concat([rest, part]);
      refuseLong(bytes);
      yield {bytes, whole: true};
      rest = Buffer.alloc(0);
      start = end + 1;
    }
    rest = Buffer.concat([rest, chunk.subarray(start)]);
    refuseLong(rest);
  }
  if (rest.length > 0) yield {bytes: rest, whole: false};
}

function refuseLong(line: Buffer): void {
  if (line.length > longestLine) throw new Error(`it has a line of more than ${longestLine} bytes`);
}

/** @throws as {@link linesIn}. */
export function digestOfFile(path: string): {sha256: string; bytes: number} {
  const sum = createHash('sha256');
  let bytes = 0;
  for (const chunk of chunksOf(path)) {
    sum.update(chunk);
    bytes += chunk.length;
  }
  return {sha256: sum.digest('hex'), bytes};
}

/** SHA-256 as 64 lower-case hex digits. */
export function sha256Of(bytes: Buffer | string): string {
  return hash('sha256', bytes, 'hex');
}

/** A link could lead to a file that nobody keeps, and a pipe would wait for ever (open(2)). */
const readOnly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

function* chunksOf(path: string): Generator<Buffer> {
  const descriptor = openSync(path, readOnly);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new Error('it is no regular file');
    const chunk = Buffer.alloc(Math.min(chunkBytes, Math.max(status.size, 1)));
    for (let position = 0; position < status.size; ) {
      const count = readSync(descriptor, chunk, 0, Math.min(chunk.length, status.size - position), position);
      if (count === 0) throw new Error('it became shorter while it was read');
      yield chunk.subarray(0, count);
      position += count;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The system's word for a failed call (`EACCES`), or the message where there is none. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

export function isMissing(error: unknown): boolean {
  return reasonOf(error) === 'ENOENT';
}
