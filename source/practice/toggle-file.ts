import {readFileSync} from 'node:fs';
import {parseEnv} from 'node:util';

/**
 * One toggle as a program finds it that is started with this file. Nothing where there is no file:
 * no file, no toggles. A walk looks hundreds of times, so this reads and does no more; what an edit
 * has to know of the file the deployment finds out for itself.
 */
export function readToggle(file: string, name: string): string | undefined {
  try {
    return parseEnv(readFileSync(file, 'utf8'))[name];
  } catch {
    return undefined;
  }
}
