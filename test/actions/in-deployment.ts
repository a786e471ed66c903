import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {TokenStoreConfig, ToggleStoreConfig} from '../../source/environment/config/environment-config.ts';
import {openDeployment} from '../../source/environment/deployment/open-deployment.ts';
import {fingerprintWith} from '../../source/environment/fingerprint.ts';
import {Keyring} from '../../source/environment/keyring.ts';
import {tokenNames} from '../../source/environment/toggle-table.ts';
import {defaultLayer, gatewayUrl, openToggles, shellLayer, type Toggles} from '../../source/environment/toggles.ts';
import {Secret} from '../../source/secret.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import {atConsole, type AtConsole, type Setting} from './at-console.ts';
import {within} from './circumstances.ts';

export type Deployed = Omit<AtConsole, 'ports'> & {
  ports: AtConsole['ports'];
  /** What `operator.env` says now. */
  file(): string;
  fingerprint(token: string): string;
};

type Given = Omit<Setting, 'variables'> & {
  /** What `operator.env` says at first. */
  content: string;
  apply?: readonly string[];
  limit?: number;
  token?: (folder: string) => TokenStoreConfig;
  /** Of this shell, which wins. */
  shell?: NodeJS.ProcessEnv;
  store?: ToggleStoreConfig['store'];
};

/** An environment whose deployment keeps its toggles in `operator.env`, with a real gateway. */
export async function inDeployment(t: AfterTest, {content, apply, limit = 60_000, token, shell = {}, store, ...setting}: Given): Promise<Deployed> {
  const console = await atConsole(t, setting);
  const {folder, clock, gateway} = console;
  const path = join(folder, 'operator.env');
  writeFileSync(path, content.replace('<gateway>', gateway.url));
  const {places} = console.ports.environment;
  const fingerprint = fingerprintWith(places.fingerprintKey);
  const keyring = new Keyring();
  // A command store asks for the mask while it is opened, before there are toggles.
  let toggles: Toggles | undefined;
  const mask = (): SecretMask => new SecretMask([...(toggles?.secrets() ?? []), ...keyring.secrets()]);
  const opened = openDeployment({
    toggles: {store: store ?? {kind: 'file', file: path, shown: 'operator.env'}, apply, limit},
    token: token?.(folder),
    folder,
    variables: process.env,
    mask,
    fingerprint,
    now: () => clock.now(),
  });
  if (!opened) throw new Error('no deployment');
  const made = openToggles([shellLayer(shell), ...opened.layers, defaultLayer], tokenNames);
  toggles = made;
  const environment = within(console.ports, {
    toggles: made,
    keyring,
    mask,
    deployment: opened.deployment,
    refresh: opened.refresh,
    gateway: () => {
      const {value, source} = made.read(gatewayUrl);
      return {url: String(value), source, proxy: {kind: 'direct'}};
    },
  });
  return {...console, ports: environment, file: () => readFileSync(path, 'utf8'), fingerprint: text => fingerprint(new Secret(text)) ?? ''};
}
