import {readText} from '../../file-door.ts';
import {readEnvironments, type ConfigFile, type ConfigReading} from './read-environments.ts';
import {sharedStores} from './shared-stores.ts';

/** Bytes. Hundreds of environments fit; more is another file by mistake. */
const longestFile = 256 * 1024;

/** Reads and checks the file. What keeps it from being read is a problem like any other. */
export function loadConfig(file: ConfigFile): ConfigReading {
  const reading = readText(file.path, {most: longestFile});
  const refuse = (message: string, expected: string): ConfigReading => ({ok: false, problems: [{file: file.shown, line: 1, message, expected}]});
  if (!reading.ok) return refuse(`cannot be read: ${reading.reason}`, 'a text file in UTF-8 of at most 256 KiB that names environments');
  const read = readEnvironments(reading.text, file);
  const problems = read.ok ? sharedStores(read.environments, file) : [];
  return problems.length === 0 ? read : {ok: false, problems};
}
