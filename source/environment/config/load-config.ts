import {readText} from '../../file-door.ts';
import {usualName} from './find-config.ts';
import {readEnvironments, type ConfigFile, type ConfigReading} from './read-environments.ts';
import {sharedStores} from './shared-stores.ts';

/** Bytes. Hundreds of environments fit; more is another file by mistake. */
const longestFile = 256 * 1024;

/** Reads and checks the file. What keeps it from being read is a problem like any other. */
export function loadConfig(file: ConfigFile): ConfigReading {
  const refuse = (message: string, expected: string): ConfigReading => ({ok: false, problems: [{file: file.shown, line: 1, message, expected}]});
  if (file.misnamed) return refuse('is not read under this name', `the name ${usualName}`);
  const reading = readText(file.path, {most: longestFile});
  if (!reading.ok) return refuse(`cannot be read: ${reading.reason}`, 'a text file in UTF-8 of at most 256 KiB that names environments');
  const read = readEnvironments(reading.text, file);
  const problems = read.ok ? sharedStores(read.environments, file) : [];
  return problems.length === 0 ? read : {ok: false, problems};
}
