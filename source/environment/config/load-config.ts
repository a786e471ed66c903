import {isUtf8} from 'node:buffer';
import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {causeOf} from '../../errors.ts';
import {readEnvironments, type ConfigFile, type ConfigReading} from './read-environments.ts';
import {sharedStores} from './shared-stores.ts';

/** Bytes. Hundreds of environments fit; more is another file by mistake. */
const longestFile = 256 * 1024;

/** Reads and checks the file. What keeps it from being read is a problem like any other. */
export function loadConfig(file: ConfigFile): ConfigReading {
  const bytes = readBytes(file.path);
  const refuse = (message: string, expected: string): ConfigReading => ({ok: false, problems: [{file: file.shown, line: 1, message, expected}]});
  if (typeof bytes === 'string') return refuse(bytes, 'a file that can be read');
  if (bytes.length > longestFile) return refuse('more than 256 KiB', 'a file that names environments');
  if (!isUtf8(bytes)) return refuse('not UTF-8 text', 'a text file in UTF-8');
  const reading = readEnvironments(bytes.toString('utf8'), file);
  const problems = reading.ok ? sharedStores(reading.environments, file) : [];
  return problems.length === 0 ? reading : {ok: false, problems};
}

/** At most one byte more than may be; why not otherwise. Never waits for a pipe, never reads a device. */
function readBytes(path: string): Buffer | string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) return 'not a file';
    const buffer = Buffer.alloc(longestFile + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length < buffer.length; length += count) count = readSync(descriptor, buffer, length, buffer.length - length, null);
    return buffer.subarray(0, length);
  } catch (error) {
    return `cannot be read: ${causeOf(error)}`;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
