import {dirname, resolve} from 'node:path';
import {proxyFor} from '../proxy.ts';
import {liveMask} from '../secret-mask.ts';
import type {Trouble} from '../errors.ts';
import type {Workplace} from '../workplace.ts';
import type {EnvironmentConfig} from './config/environment-config.ts';
import {hostOf, isStillMeant, pointingOf, type Pointing} from './gateway-class.ts';
import type {ConfigFile} from './config/read-environments.ts';
import {connectorDocuments} from './connector-documents.ts';
import {openDeployment} from './deployment/open-deployment.ts';
import {skipFlag, type Environment, type People} from './environment.ts';
import {digestWith, fingerprintWith} from './fingerprint.ts';
import {Keyring} from './keyring.ts';
import {placesOf} from './places.ts';
import {openRouteProbe} from './ask-route.ts';
import {termsOf} from './terms.ts';
import {tokenNames} from './toggle-table.ts';
import {configLayer, defaultLayer, gatewayOf, gatewayUrl, openToggles, shellLayer, type ToggleLayer} from './toggles.ts';

/** An environment as its file describes it. */
export type WrittenEnvironment = {
  own: EnvironmentConfig;
  /** Every environment of the file, this one among them. */
  named: readonly EnvironmentConfig[];
  file: ConfigFile;
  /** Of the text of the file. */
  sha256: string;
  /** True for whoever only looks: nothing is written then. */
  reads?: boolean | undefined;
};

/** An environment of the file, and why it was given its class. */
export type Configured = {environment: Environment; pointing: Pointing};

/** Nothing is contacted and no command is run: a store behind commands is not read yet. */
export function configuredEnvironment(place: Workplace, written: WrittenEnvironment): Configured {
  return judge(written, describe(place, written));
}

/**
 * The same after the deployment was asked: what it says of the gateway counts for the class too. A
 * trouble is no reason not to open, since the way back must stay open when a deployment does not answer.
 */
export async function openConfigured(place: Workplace, written: WrittenEnvironment, signal: AbortSignal): Promise<Configured & {trouble: Trouble | undefined}> {
  const described = describe(place, written);
  const trouble = await described.refresh(signal);
  return {...judge(written, described), trouble};
}

type Described = Omit<Environment, 'class' | 'confirmation' | 'people'>;

function describe({folder, root, variables, clock}: Workplace, {own, file, sha256, reads}: WrittenEnvironment): Described {
  const configFolder = dirname(file.path);
  const namedRoot = root === undefined ? (own.rooted ? own.root : undefined) : resolve(folder, root);
  const places = placesOf(namedRoot ?? folder, {reads});
  const keyring = new Keyring();
  const ownValues = configLayer({...own.variables, [gatewayUrl]: own.gateway}, file.shown);
  const layers: ToggleLayer[] = [shellLayer(variables), ownValues, defaultLayer];
  const toggles = openToggles(layers, tokenNames);
  const mask = liveMask(() => [...toggles.secrets(), ...keyring.secrets()]);
  const fingerprint = fingerprintWith(places.fingerprintKey);
  const opened = openDeployment({
    toggles: own.toggles,
    token: own.token,
    folder: configFolder,
    variables,
    pass: own.pass,
    mask,
    fingerprint,
    digest: digestWith(places.fingerprintKey),
    now: () => clock.now(),
  });
  // Its stores come right after this shell. Only now, because opening them masks already.
  layers.splice(1, 0, ...(opened?.layers ?? []));
  return {
    name: own.name,
    gateway: () => gatewayOf(toggles, variables),
    proxyTo: url => proxyFor(url, variables),
    toggles,
    places,
    documents: connectorDocuments(namedRoot),
    mask,
    refresh: opened?.refresh ?? (async () => undefined),
    deployment: opened?.deployment,
    route: own.route && openRouteProbe(own.route, {clock, folder: configFolder, variables, pass: own.pass, mask}),
    smoke: own.smoke && {...own.smoke, folder: namedRoot ?? configFolder, pass: own.pass},
    keyring,
    // A command that says so itself decides about its own.
    noHeartbeat: own.skipsHeartbeat ? file.shown : own.smoke?.command.includes(skipFlag) ? 'the smoke command' : undefined,
    terms: termsOf(own, {path: file.path, sha256}, {variables, mask, fingerprint}),
  };
}

/**
 * The class is that of the moment of opening, since a whole session is recorded under it. When the
 * deployment is pointed elsewhere afterwards, to something that was not confirmed, there is no usable
 * gateway any more: nothing is sent there until the environment is opened again.
 */
function judge({own, named}: WrittenEnvironment, described: Described): Configured {
  const terms = {name: own.name, own, named};
  const pointing = pointingOf(described.gateway().url, terms);
  const gateway: Environment['gateway'] = () => {
    const pointer = described.gateway();
    const {url, source} = pointer;
    const now = pointingOf(url, terms);
    if (isStillMeant(now, pointing)) return pointer;
    return {...pointer, url: '', source: {...source, label: `${source.label}, moved to ${hostOf(url)} (${now.class}): open ${own.name} again`}};
  };
  return {
    environment: {...described, class: pointing.class, confirmation: pointing.confirmation, gateway, people: peopleFor(own, pointing)},
    pointing,
  };
}

/** What the file allows a rehearsal is not allowed where the rehearsal turned out to be live. */
function peopleFor({people, class: written}: EnvironmentConfig, pointing: Pointing): People {
  return pointing.class === written ? people : {...people, approval: 'two people', bell: false};
}
