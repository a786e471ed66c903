import {writeDurably, StorageError} from './durable-file.ts';
import {mostOfOurs, readFile} from './file-door.ts';
import {jsonLine, objectIn, type JsonObject} from './json.ts';

/**
 * What is kept of files beside them, only so that it need not be found out again. It stands there twice: what is torn
 * or damaged shows in a comparison, where a digest would cost each start the loading of one.
 */

/** Undefined where it cannot be used, or another user may have written it. */
export function readKept(path: string): JsonObject | undefined {
  const reading = readFile(path, {most: mostOfOurs, whose: 'mine alone'});
  if (!reading.ok) return undefined;
  const {bytes} = reading;
  const half = bytes.length / 2;
  return Number.isInteger(half) && bytes.subarray(0, half).equals(bytes.subarray(half)) ? objectIn(bytes.toString('latin1', 0, half)) : undefined;
}

/** Where nothing can be written, the next time costs as much as this one. */
export function writeKept(path: string, value: unknown): void {
  try {
    writeDurably(path, `${jsonLine(value)}\n`.repeat(2));
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
}
