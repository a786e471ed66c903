import {hour, minute} from '../../time.ts';
import {tokenNames, toggleRules} from '../toggle-table.ts';
import {gatewayUrl, isTokenName} from '../toggles.ts';
import {skipFlag} from '../environment.ts';
import {nearestWord} from '../../nearest-word.ts';
import type {EnvironmentConfig, ToggleStoreConfig, TokenStoreConfig} from './environment-config.ts';
import {entriesOf, kindOf, membersOf, optional, wrong, type Field} from './config-field.ts';
import {choiceOf, commandOf, pathOf, spanOf, textOf} from './scalars.ts';

/** Of one command that reads or changes a toggle, milliseconds. */
const usualLimit = 30_000;

/** Shortest and longest time that a command may be given. */
const limits = [1000, hour] as const;

export function toggleStoreOf(field: Field): ToggleStoreConfig | undefined {
  const expected = 'file, or read and set: where the deployment keeps its toggles';
  const members = membersOf(field, ['file', 'read', 'set', 'apply', 'limit'], expected);
  if (!members) return undefined;
  const file = optional(members, 'file', member => pathOf(member, 'the file with the toggles'));
  const read = optional(members, 'read', member => commandOf(member));
  const set = optional(members, 'set', member => commandOf(member, ['{name}', '{value}']));
  const apply = optional(members, 'apply', member => commandOf(member));
  const limit = optional(members, 'limit', member => spanOf(member, '30s', limits)) ?? usualLimit;
  const byCommand = members.get('read') ?? members.get('set');
  if (members.has('file') && byCommand) return wrong(byCommand, 'both a file and a command', 'file alone, or read and set');
  if (!members.has('file') && !members.has('read')) return wrong(field, byCommand ? 'set without read' : 'neither file nor read', expected);
  if (file) return {store: {kind: 'file', ...file}, apply, limit};
  return read && {store: {kind: 'commands', read, set}, apply, limit};
}

export function tokenStoreOf(field: Field): TokenStoreConfig | undefined {
  const expected = 'file: a path, or set: a command that takes the token on standard input; never the token itself';
  const members = membersOf(field, ['file', 'set'], expected);
  if (!members) return undefined;
  if (members.size !== 1) return wrong(field, members.size === 0 ? 'neither file nor set' : 'more than one key', expected);
  const file = optional(members, 'file', member => pathOf(member, 'the file that holds the token alone'));
  // Arguments are seen by everybody on the machine, so nothing is ever filled in here.
  const set = optional(members, 'set', member => commandOf(member));
  if (file) return {kind: 'file', ...file};
  return set && {kind: 'command', set};
}

const toggleNames = toggleRules.map(({name}) => name).filter(name => !tokenNames.includes(name) && name !== gatewayUrl);

/** Toggles that the file itself sets. Their values are never repeated in a problem. */
export function variablesOf(field: Field): Record<string, string> {
  const entries = entriesOf(field, 'names of toggles with their values') ?? new Map<string, Field>();
  const read = [...entries].flatMap(([name, member]) => {
    const value = isKnownToggle(name, member) ? textOf(member, "text, '' for an empty one") : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(read);
}

function isKnownToggle(name: string, member: Field): boolean {
  if (toggleNames.includes(name)) return true;
  if (isTokenName(name)) wrong(member, 'a token, which this file must never hold', 'it in a file of its own, named by token.file');
  else if (name === gatewayUrl) wrong(member, 'the gateway, which has a key of its own', 'gateway beside variables');
  else wrong(member, 'unknown toggle', 'the name of a toggle, as the command toggles --all lists them', nearestWord(name, toggleNames));
  return false;
}

/** Names of this shell's variables that commands get too. */
export function passOf(field: Field): readonly string[] | undefined {
  const names = commandOf(field);
  const odd = names?.some(name => !/^[A-Za-z_]\w*$/.test(name));
  return odd ? wrong(field, 'something that is no name of a variable', 'names alone, such as [VAULT_ADDR]; their values are those of the shell') : names;
}

/** Whether smoke runs send their heartbeat. Of a command's, only the command decides. */
export function heartbeatOf(field: Field, smoke: EnvironmentConfig['smoke']): 'send' | 'skip' | undefined {
  const heartbeat = choiceOf(field, ['send', 'skip']);
  if (heartbeat !== 'skip' || !smoke || smoke.command.includes(skipFlag)) return heartbeat;
  return wrong(field, 'skip, and the smoke command sends what it sends', `${skipFlag} among the arguments of smoke.command, or no command`);
}

/** A smoke run contacts the gateway several times and waits between. */
const smokeLimit = 5 * minute;

export function smokeOf(field: Field): EnvironmentConfig['smoke'] {
  if (kindOf(field) === 'text') return void choiceOf(field, ['embedded']);
  const members = membersOf(field, ['command', 'limit'], 'embedded, or command: a list');
  if (!members) return undefined;
  const limit = optional(members, 'limit', member => spanOf(member, '5m', limits)) ?? smokeLimit;
  if (!members.has('command')) return wrong(field, 'no command', 'embedded, or command: a list');
  const command = optional(members, 'command', member => commandOf(member));
  return command && {command, limit};
}
