import {isLoopback} from '../loopback.ts';
import {SecretMask} from '../secret.ts';

import {connectorDocuments} from './connector-documents.ts';
import type {Environment} from './environment.ts';
import {undescribed} from './people.ts';
import {placesOf} from './places.ts';
import {defaultLayer, gatewayUrl, openToggles, shellLayer} from './toggles.ts';
import {tokenNames} from './toggle-table.ts';

export type ConsoleOptions = {
  /** Folder that holds `logs/`; the working folder when no root is named. */
  folder: string;
  /** Folder of a checkout, when named. */
  root?: string | undefined;
  variables: NodeJS.ProcessEnv;
};

/** The built-in environment `console`: the variables of this shell; live unless its gateway is loopback. */
export function consoleEnvironment({folder, root, variables}: ConsoleOptions): Environment {
  const toggles = openToggles([shellLayer(variables), defaultLayer], tokenNames);
  const gateway: Environment['gateway'] = () => {
    const reading = toggles.read(gatewayUrl);
    return {url: reading.kind === 'text' ? (reading.value ?? '') : '', source: reading.source};
  };
  const {url} = gateway();
  const described = undescribed();
  const local = isLoopback(url);
  return {
    name: 'console',
    class: local ? 'rehearsal' : 'live',
    gateway,
    toggles,
    places: placesOf(root ?? folder),
    documents: connectorDocuments(root),
    mask: () => new SecretMask([...toggles.secrets(), ...described.keyring.secrets()]),
    confirmation: local
      ? {what: "the environment's name", word: 'console'}
      : {what: "the gateway's host", word: URL.canParse(url) ? new URL(url).host : 'no usable gateway'},
    ...described,
  };
}
