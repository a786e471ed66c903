import {parseEnv} from 'node:util';
import type {LayerValues} from '../environment/toggles.ts';
import {readText} from '../file-door.ts';

/**
 * Toggles as a program finds them that is started with this file. None where there is no file:
 * no file, no toggles. A walk looks often, so this reads and does no more; what an edit
 * has to know of the file the deployment finds out for itself.
 */
export function readToggles(file: string): LayerValues {
  const reading = readText(file, {most: 1024 * 1024});
  const values = reading.ok ? parseEnv(reading.text) : {};
  return {read: name => values[name], every: () => Object.entries(values)};
}
