import {proxyFor} from '../proxy.ts';
import {liveMask} from '../secret-mask.ts';
import type {Workplace} from '../workplace.ts';
import type {EnvironmentConfig} from './config/environment-config.ts';
import {pointingOf} from './gateway-class.ts';
import {connectorDocuments} from './connector-documents.ts';
import type {Environment} from './environment.ts';
import {undescribed} from './undescribed.ts';
import {placesOf} from './places.ts';
import {defaultLayer, gatewayOf, openToggles, shellLayer} from './toggles.ts';
import {tokenNames} from './toggle-table.ts';

export type ConsoleOptions = {
  /** Environments of the file, where there is one: they say what a gateway is. */
  named?: readonly EnvironmentConfig[] | undefined;
  /** True for whoever only looks: nothing is written then. */
  reads?: boolean | undefined;
};

/**
 * The built-in environment `console`: the variables of this shell. Its class is that of the environment
 * which names its gateway; where none does, it is live unless the gateway is on this machine.
 */
export function consoleEnvironment({folder, root, variables}: Pick<Workplace, 'folder' | 'root' | 'variables'>, {named = [], reads}: ConsoleOptions = {}): Environment {
  const toggles = openToggles([shellLayer(variables), defaultLayer], tokenNames);
  const gateway = (): ReturnType<Environment['gateway']> => gatewayOf(toggles, variables);
  const {class: environmentClass, confirmation} = pointingOf(gateway().url, {name: 'console', own: undefined, named});
  const described = undescribed();
  return {
    ...described,
    name: 'console',
    class: environmentClass,
    gateway,
    proxyTo: url => proxyFor(url, variables),
    toggles,
    places: placesOf(root ?? folder, {reads}),
    documents: connectorDocuments(root),
    mask: liveMask(() => [...toggles.secrets(), ...described.keyring.secrets()]),
    confirmation,
    // No file says otherwise, so live asks for a second person.
    people: environmentClass === 'live' ? {...described.people, approval: 'two people'} : described.people,
  };
}
