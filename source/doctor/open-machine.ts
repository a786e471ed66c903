import * as fs from 'node:fs';
import {configuredEnvironment} from '../environment/configured.ts';
import {findConfig} from '../environment/config/find-config.ts';
import type {ConfigFile, ConfigReading} from '../environment/config/read-environments.ts';
import {consoleEnvironment} from '../environment/console.ts';
import {denied} from '../file-door.ts';
import {readConfig} from '../session/open-target.ts';
import {rootsOf} from '../session/roots.ts';
import type {Workplace} from '../workplace.ts';
import type {Described, Machine} from './check.ts';

/** What is to be looked at from a place; nobody is contacted, no command is run. @throws OperatorError where the file that was asked for is not there */
export async function openMachine(place: Workplace, seen: Pick<Machine, 'terminal' | 'smallest' | 'signal'>): Promise<Machine> {
  const file = findConfig(place);
  const reading = await readConfig(file);
  const config = file && reading && {file, reading};
  const environments = described(place, config);
  for (const {mask} of environments) place.hide?.(mask);
  return {...seen, place, config, environments, roots: (await rootsOf(place)).roots, disk: {...fs, denied}};
}

/** Those of the file; the shell's own where there is none, or where it points somewhere itself. */
function described(place: Workplace, config: {file: ConfigFile; reading: ConfigReading} | undefined): Described[] {
  const {file, reading} = config ?? {};
  const named = reading?.ok ? reading.environments : [];
  const own = consoleEnvironment(place, {named, reads: true});
  const alone = named.length === 0 || own.gateway().source.kind !== 'default';
  return [
    ...(file && reading?.ok ? named.map(one => {
      const {environment} = configuredEnvironment(place, {own: one, named, file, sha256: reading.sha256, reads: true});
      return {...environment, stores: [one.toggles?.store, one.token].flatMap(store => (store?.kind === 'file' ? [store] : []))};
    }) : []),
    ...(alone ? [{...own, stores: []}] : []),
  ];
}
