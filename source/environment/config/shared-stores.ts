import {dirname} from 'node:path';
import {commandName, mentionedFiles, storesOf} from './command-names.ts';
import type {ConfigProblem} from './config-problem.ts';
import type {CommandLine, EnvironmentConfig} from './environment-config.ts';
import {fileNames} from './file-names.ts';
import type {ConfigFile} from './read-environments.ts';

/** One thing that a walk in an environment may change, by every name under which it could be met again. */
type Hold = {key: string; what: 'a file' | 'a command'; names: readonly string[]; /** Of files that are met in it without being what it is. */ mentions: readonly string[]};

/**
 * What is held by two environments of different classes: whoever is let in by the rules of a rehearsal
 * would change what is live. Links, relative paths and other spellings of one place are one place.
 */
export function sharedStores(environments: readonly EnvironmentConfig[], {path, shown}: ConfigFile): ConfigProblem[] {
  const held = environments.map(environment => ({environment, holds: holdsOf(environment, dirname(path))}));
  return held.flatMap(({environment, holds}, index) => {
    const others = held.slice(0, index).filter(other => other.environment.class !== environment.class);
    const shared = holds.flatMap(hold => others.flatMap(other => other.holds.flatMap(theirs => (isShared(hold, theirs) ? {...hold, theirs, other: other.environment} : []))).slice(0, 1));
    // A file that several commands of one of them name is told once.
    const once = shared.filter((one, at) => one.what === 'a command' || shared.findIndex(({theirs}) => theirs === one.theirs) === at);
    return once.map(({key, what, other}) => {
      const message = `${what} of ${other.name}, which is ${other.class}, while ${environment.name} is ${environment.class}`;
      return {file: shown, line: environment.line, field: `environments.${environment.name}.${key}`, message, expected: 'one of its own, or the same class for both'};
    });
  });
}

function holdsOf({toggles, token, smoke, root}: EnvironmentConfig, folder: string): Hold[] {
  const files: Hold[] = [];
  const commands: Hold[] = [];
  const file = (key: string, names: readonly string[]): void => void files.push({key, what: 'a file', names, mentions: []});
  const mention = (key: string, line: CommandLine, place: string): void => void files.push({key, what: 'a file', names: [], mentions: mentionedFiles(line, place)});
  const command = (key: string, line: CommandLine | undefined): void => {
    if (line) commands.push({key, what: 'a command', names: [commandName(line, folder)], mentions: []});
    if (line) mention(key, line, folder);
  };
  if (toggles?.store.kind === 'file') file('toggles.file', fileNames(toggles.store.file));
  if (token?.kind === 'file') file('token.file', fileNames(token.file));
  if (toggles?.store.kind === 'commands') {
    const {read, set} = toggles.store;
    for (const names of set ? storesOf(read, set, folder) : []) file('toggles.set', names);
    command('toggles.read', read);
    command('toggles.set', set);
  }
  command('toggles.apply', toggles?.apply);
  if (token?.kind === 'command') command('token.set', token.set);
  if (smoke) {
    // The same smoke run may be for both: it gets the toggles of each.
    commands.push({key: 'smoke.command', what: 'a command', names: [], mentions: [commandName(smoke.command, root)]});
    mention('smoke.command', smoke.command, root);
  }
  return [...files, ...commands];
}

function isShared(one: Hold, other: Hold): boolean {
  return meet(one.names, other.names) || meet(one.names, other.mentions) || meet(one.mentions, other.names);
}

function meet(some: readonly string[], others: readonly string[]): boolean {
  return some.some(name => others.includes(name));
}
