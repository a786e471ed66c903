import {parseEnv} from 'node:util';
import {readText} from '../file-door.ts';

/**
 * One toggle as a program finds it that is started with this file. Nothing where there is no file:
 * no file, no toggles. A walk looks hundreds of times, so this reads and does no more; what an edit
 * has to know of the file the deployment finds out for itself.
 */
export function readToggle(file: string, name: string): string | undefined {
  const reading = readText(file, {most: 1024 * 1024});
  return reading.ok ? parseEnv(reading.text)[name] : undefined;
}
