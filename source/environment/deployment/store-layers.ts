import type {Trouble} from '../../errors.ts';
import {sharedToken, useMcp, type ToggleLayer} from '../toggles.ts';
import {shown} from '../command/command-line.ts';
import type {CommandStore} from './command-store.ts';
import {lastOf, readDotenv} from './dotenv.ts';
import {dotenvTrouble} from './dotenv-store.ts';
import type {DeploymentOptions, OpenedDeployment} from './opened-deployment.ts';
import {readStoreFile} from './store-file.ts';
import {readTokenFile} from './token-stores.ts';
import {lookAtFile} from './toggle-store.ts';

/** A deployment's stores as sources of toggles, the token's first. */
export function storeLayers({toggles, token, mask}: DeploymentOptions, commands: CommandStore | undefined): Omit<OpenedDeployment, 'deployment'> {
  const kind = 'deployment';
  const layers: ToggleLayer[] = [];
  const looks: Array<(signal: AbortSignal) => Promise<Trouble | undefined>> = [];
  if (token?.kind === 'file') {
    const read = () => readTokenFile(token.file, token.shown);
    layers.push({
      kind,
      label: token.shown,
      read: name => {
        const found = name === sharedToken ? read() : undefined;
        return found?.ok ? found.plain : undefined;
      },
      fault: name => {
        const found = name === sharedToken ? read() : undefined;
        if (found?.ok === false) return `cannot be told: ${found.problem}`;
        return found?.file && found.plain === undefined ? 'is empty' : undefined;
      },
    });
    looks.push(async () => {
      const found = read();
      return found.ok ? undefined : {problem: found.problem, next: lookAtFile};
    });
  }
  if (toggles?.store.kind === 'file') {
    const {file, shown: label} = toggles.store;
    const read = () => readStoreFile(file, label);
    layers.push({
      kind,
      label,
      read: name => {
        const reading = read();
        return reading.ok ? lastOf(readDotenv(reading.found.text), name)?.value : undefined;
      },
      fault: name => {
        const reading = read();
        const isNeeded = name === useMcp || name === sharedToken;
        // What cannot be read is not none: nothing weaker may stand in for it.
        const trouble = reading.ok ? dotenvTrouble(reading.found.text, name, label) : isNeeded ? reading : undefined;
        return trouble && `cannot be told: ${trouble.problem}`;
      },
    });
    looks.push(async () => {
      const reading = read();
      return reading.ok ? undefined : {problem: reading.problem, next: lookAtFile};
    });
  }
  if (commands) {
    layers.push({kind, label: commands.label, read: commands.known, fault: commands.fault});
    looks.push(commands.refresh);
  }
  // A command that only takes the token is no source of anything.
  const label = layers.at(-1)?.label ?? (token?.kind === 'command' ? mask().text(shown(token.set)) : '');
  return {
    layers,
    layer: {
      kind,
      label,
      read: name => {
        for (const layer of layers) {
          const value = layer.read(name);
          if (value !== undefined) return value;
        }
        return undefined;
      },
      fault: name => layers.find(layer => layer.read(name) !== undefined || layer.fault?.(name) !== undefined)?.fault?.(name),
    },
    refresh: async signal => {
      const looked = await Promise.all(looks.map(look => look(signal)));
      const troubles = looked.filter(trouble => trouble !== undefined);
      // One thing to do at a time: the first is mended first.
      return troubles[0] && {problem: troubles.map(({problem}) => problem).join('; '), next: troubles[0].next};
    },
  };
}
