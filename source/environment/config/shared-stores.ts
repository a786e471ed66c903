import {readlinkSync, realpathSync, statSync, type BigIntStats} from 'node:fs';
import {basename, delimiter, dirname, join, resolve} from 'node:path';
import type {ConfigProblem} from './config-problem.ts';
import type {CommandLine, EnvironmentConfig} from './environment-config.ts';
import type {ConfigFile} from './read-environments.ts';

/** One thing that a walk in an environment may change, by every name under which it could be met again. */
type Hold = {key: string; what: string; names: readonly string[]};

/**
 * What is held by two environments of different classes: whoever is let in by the rules of a rehearsal
 * would change what is live. Links, relative paths and other spellings of one place are one place.
 */
export function sharedStores(environments: readonly EnvironmentConfig[], {path, shown}: ConfigFile): ConfigProblem[] {
  const held = environments.map(environment => ({environment, holds: holdsOf(environment, dirname(path))}));
  return held.flatMap(({environment, holds}, index) => {
    const others = held.slice(0, index).filter(other => other.environment.class !== environment.class);
    return holds.flatMap(({key, what, names}) => {
      const other = others.find(one => one.holds.some(hold => hold.names.some(name => names.includes(name))))?.environment;
      if (!other) return [];
      const message = `${what} of ${other.name}, which is ${other.class}, while ${environment.name} is ${environment.class}`;
      return [{file: shown, line: environment.line, field: `environments.${environment.name}.${key}`, message, expected: 'one of its own, or the same class for both'}];
    });
  });
}

function holdsOf({toggles, token}: EnvironmentConfig, folder: string): Hold[] {
  const holds: Hold[] = [];
  const command = (key: string, what: string, line: CommandLine | undefined): void => {
    if (line) holds.push({key, what, names: [commandName(line, folder)]});
  };
  if (toggles?.store.kind === 'file') holds.push({key: 'toggles.file', what: 'a file', names: fileNames(toggles.store.file)});
  if (toggles?.store.kind === 'commands') {
    command('toggles.read', 'a command', toggles.store.read);
    command('toggles.set', 'a command', toggles.store.set);
  }
  command('toggles.apply', 'a command', toggles?.apply);
  if (token?.kind === 'file') holds.push({key: 'token.file', what: 'a file', names: fileNames(token.file)});
  if (token?.kind === 'command') command('token.set', 'a command', token.set);
  return holds;
}

/** Its path without links, and which file it is: a second hard link, or a mount, has another path. */
function fileNames(path: string): string[] {
  const found = lookAt(path);
  return [`path ${withoutLinks(path)}`, ...(found ? [`file ${found.dev}:${found.ino}`] : [])];
}

/** As many as the system itself follows (path_resolution(7)). */
const mostLinks = 40;

/** Of what is not there yet, the place where it will be made counts, which a link may name. */
function withoutLinks(path: string, left: number = mostLinks): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    if (folder === path || left === 0) return path;
    const target = targetOf(path);
    return target === undefined ? join(withoutLinks(folder, left), basename(path)) : withoutLinks(resolve(folder, target), left - 1);
  }
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

/** The program where it is really found, and each argument that is a file there by its place. */
function commandName([program = '', ...words]: CommandLine, folder: string): string {
  const searched = program.includes('/') ? [resolve(folder, program)] : (process.env.PATH ?? '').split(delimiter).map(place => join(place, program));
  const found = searched.find(isThere);
  const places = words.map(word => (isThere(resolve(folder, word)) ? withoutLinks(resolve(folder, word)) : word));
  return `command ${JSON.stringify([found === undefined ? program : withoutLinks(found), ...places])}`;
}

function isThere(path: string): boolean {
  return lookAt(path)?.isFile() ?? false;
}

/** What cannot be looked at has no other name that could be known here. */
function lookAt(path: string): BigIntStats | undefined {
  try {
    return statSync(path, {bigint: true});
  } catch {
    return undefined;
  }
}
