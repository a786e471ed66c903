import {dirname} from 'node:path';
import {jsonLine} from '../json.ts';
import {shown} from './command/command-line.ts';
import type {EnvironmentConfig} from './config/environment-config.ts';
import type {Terms} from './environment.ts';

/** Paths in full, commands as they would be typed in the folder of the file. */
export function termsOf({class: environmentClass, toggles, token, route, smoke, skipsHeartbeat, root, variables, pass}: EnvironmentConfig, file: {path: string; sha256: string}): Terms {
  const {store, apply} = toggles ?? {};
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
  return {file, settings: said.flatMap(([name, value]) => (value === undefined ? [] : [{name, value}]))};
}
