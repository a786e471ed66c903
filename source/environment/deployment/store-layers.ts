import {allInOne, type Trouble} from '../../errors.ts';
import {sharedToken, type ToggleLayer} from '../toggles.ts';
import {shown} from '../command/command-line.ts';
import type {CommandStore} from './command-store.ts';
import {lastOf, readDotenv} from './dotenv.ts';
import {dotenvTrouble} from './dotenv-store.ts';
import type {DeploymentOptions, DescribedDeployment} from './described-deployment.ts';
import {readStoreFile} from './store-file.ts';
import {isNeeded} from './toggle-store.ts';
import {readTokenFile} from './token-stores.ts';

/** A deployment's stores as sources of toggles, the token's first. */
export function storeLayers({toggles, token, mask}: DeploymentOptions, commands: CommandStore | undefined): Omit<DescribedDeployment, 'deployment'> {
  const kind = 'deployment';
  const layers: ToggleLayer[] = [];
  const looks: Array<(signal: AbortSignal) => Promise<Trouble | undefined>> = [];
  if (token?.kind === 'file') {
    const read = () => readTokenFile(token.file, token.shown);
    layers.push({
      kind,
      label: token.shown,
      now: () => {
        let found: ReturnType<typeof read> | undefined;
        const own = (name: string) => (name === sharedToken ? (found ??= read()) : undefined);
        return {
          read: name => {
            const said = own(name);
            return said?.ok ? said.plain : undefined;
          },
          fault: name => {
            const said = own(name);
            if (said?.ok === false) return `cannot be told: ${said.problem}`;
            return said?.file && said.plain === undefined ? 'is empty' : undefined;
          },
        };
      },
    });
    looks.push(async () => {
      const found = read();
      return found.ok ? undefined : found;
    });
  }
  if (toggles?.store.kind === 'file') {
    const {file, shown: label} = toggles.store;
    const read = () => readStoreFile(file, label);
    layers.push({
      kind,
      label,
      now: () => {
        const reading = read();
        const text = reading.ok ? reading.found.text : '';
        const found = reading.ok ? readDotenv(text) : undefined;
        return {
          read: name => found && lastOf(found, name)?.value,
          fault: name => {
            // What cannot be read is not none: nothing weaker may stand in for it.
            const trouble = reading.ok ? dotenvTrouble(reading.found.text, name, label) : isNeeded(name) ? reading : undefined;
            return trouble && `cannot be told: ${trouble.problem}`;
          },
          // Some readers take what stands behind the sign as it is, others without marks and remarks.
          every: () => (found ?? []).flatMap(({name, value, from}) => [[name, value] as const, [name, /^.*/.exec(text.slice(from))?.[0].trim()] as const]),
        };
      },
    });
    looks.push(async () => {
      const reading = read();
      return reading.ok ? undefined : reading;
    });
  }
  if (commands) {
    layers.push({kind, label: commands.label, now: () => ({read: commands.known, fault: commands.fault, every: commands.every})});
    looks.push(commands.refresh);
  }
  // A command that only takes the token is no source of anything.
  const label = layers.at(-1)?.label ?? (token?.kind === 'command' ? mask().text(shown(token.set)) : '');
  return {
    layers,
    layer: {
      kind,
      label,
      now: () => {
        const all = layers.map(layer => layer.now());
        return {
          read: name => all.map(one => one.read(name)).find(value => value !== undefined),
          fault: name => all.find(one => one.read(name) !== undefined || one.fault?.(name) !== undefined)?.fault?.(name),
        };
      },
    },
    refresh: async signal => allInOne(await Promise.all(looks.map(look => look(signal)))),
  };
}
