import {dirname} from 'node:path';
import {jsonLine} from '../json.ts';
import type {SecretMask} from '../secret-mask.ts';
import {isPlace, isSecretName} from '../secret-places.ts';
import {Secret} from '../secret.ts';
import {shown} from './command/command-line.ts';
import {decidingNames, saidInShell} from './command/command-variables.ts';
import type {EnvironmentConfig} from './config/environment-config.ts';
import type {Given, Terms} from './environment.ts';
import {secretsOfVariables} from './token-mask.ts';

/** The shell that commands get their variables from, and how a secret among them is told. */
export type Shell = {variables: NodeJS.ProcessEnv; mask(): SecretMask; fingerprint(secret: Secret): string | undefined};

/** Paths in full, commands as they would be typed in the folder of the file. */
export function termsOf({class: environmentClass, toggles, token, route, smoke, skipsHeartbeat, root, variables, pass}: EnvironmentConfig, file: {path: string; sha256: string}, shell: Shell): Terms {
  const {store, apply} = toggles ?? {};
  const runsCommands = store?.kind === 'commands' || apply !== undefined || token?.kind === 'command' || route?.kind === 'command' || smoke !== undefined;
  const said: Array<[name: string, value: string | undefined]> = [
    ['class', environmentClass],
    ['toggles.file', store?.kind === 'file' ? store.file : undefined],
    ['toggles.read', store?.kind === 'commands' ? shown(store.read) : undefined],
    ['toggles.set', store?.kind === 'commands' && store.set ? shown(store.set) : undefined],
    ['toggles.apply', apply && shown(apply)],
    ['token.file', token?.kind === 'file' ? token.file : undefined],
    ['token.set', token?.kind === 'command' ? shown(token.set) : undefined],
    ['route', route && jsonLine(route)],
    ['smoke', smoke && shown(smoke.command)],
    ['heartbeat', skipsHeartbeat && 'skip'],
    ['root', root === dirname(file.path) ? undefined : root],
    ['pass', pass.length === 0 ? undefined : pass.join(' ')],
    ['variables', Object.keys(variables).length === 0 ? undefined : jsonLine(variables)],
  ];
  return {
    file,
    settings: said.flatMap(([name, value]) => (value === undefined ? [] : [{name, value}])),
    given: () => (runsCommands ? decidingNames(pass).map(({name, ofWalk}) => ({name, ...told(name, shell), ofWalk})) : []),
  };
}

function told(name: string, {variables, mask, fingerprint}: Shell): Pick<Given, 'found' | 'key'> {
  const value = saidInShell(variables, name);
  if (value === undefined) return {found: null};
  // What is masked in it would read the same whatever it is.
  const isSecret = (isSecretName(name) && !isPlace(name, value)) || secretsOfVariables({[name]: value}).length > 0 || mask().text(value) !== value;
  if (!isSecret) return {found: value};
  return {found: `fingerprint ${fingerprint(new Secret(value)) ?? 'unavailable'}`, key: fingerprint(new Secret('')) ?? 'none'};
}
