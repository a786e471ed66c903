import {dirname, resolve} from 'node:path';
import type {Clock} from '../clock.ts';
import {SecretMask} from '../secret.ts';
import type {EnvironmentConfig} from './config/environment-config.ts';
import {hostOf, isStillMeant, pointingOf, type Pointing} from './gateway-class.ts';
import type {ConfigFile} from './config/read-environments.ts';
import {connectorDocuments} from './connector-documents.ts';
import {openDeployment} from './deployment/open-deployment.ts';
import type {Environment, People} from './environment.ts';
import {fingerprintWith} from './fingerprint.ts';
import {Keyring} from './keyring.ts';
import {placesOf} from './places.ts';
import {openRouteProbe} from './ask-route.ts';
import {tokenNames} from './toggle-table.ts';
import {configLayer, defaultLayer, gatewayOf, gatewayUrl, openToggles, shellLayer, type ToggleLayer} from './toggles.ts';

export type ConfiguredOptions = {
  config: EnvironmentConfig;
  /** Every environment of the file, this one among them. */
  named: readonly EnvironmentConfig[];
  file: ConfigFile;
  /** Working folder; holds `logs/` where neither a flag nor the file names a root. */
  folder: string;
  /** As given with `--root`; stronger than the file's. */
  root?: string | undefined;
  variables: NodeJS.ProcessEnv;
  clock: Clock;
  /** True for whoever only looks: nothing is written then. */
  reads?: boolean | undefined;
};

/** An environment of the file, and why it was given its class. */
export type Configured = {environment: Environment; pointing: Pointing};

/** Nothing is contacted and no command is run: a store behind commands is not read yet. */
export function configuredEnvironment(options: ConfiguredOptions): Configured {
  return judge(options, describe(options));
}

/**
 * The same after the deployment was asked: what it says of the gateway counts for the class too. A
 * problem is no reason not to open, since the way back must stay open when a deployment does not answer.
 */
export async function openConfigured(options: ConfiguredOptions, signal: AbortSignal): Promise<Configured & {problem: string | undefined}> {
  const described = describe(options);
  const trouble = await described.refresh(signal);
  return {...judge(options, described), problem: trouble?.problem};
}

type Described = Omit<Environment, 'class' | 'confirmation' | 'people'>;

function describe({config, file, folder, root, variables, clock, reads}: ConfiguredOptions): Described {
  const configFolder = dirname(file.path);
  const namedRoot = root === undefined ? (config.rooted ? config.root : undefined) : resolve(folder, root);
  const places = placesOf(namedRoot ?? folder, {reads});
  const keyring = new Keyring();
  const ownValues = configLayer({...config.variables, [gatewayUrl]: config.gateway}, file.shown);
  const layers: ToggleLayer[] = [shellLayer(variables), ownValues, defaultLayer];
  const toggles = openToggles(layers, tokenNames);
  const mask = (): SecretMask => new SecretMask([...toggles.secrets(), ...keyring.secrets()]);
  const opened = openDeployment({
    toggles: config.toggles,
    token: config.token,
    folder: configFolder,
    variables,
    mask,
    fingerprint: fingerprintWith(places.fingerprintKey),
    now: () => clock.now(),
  });
  // Its stores come right after this shell. Only now, because opening them masks already.
  layers.splice(1, 0, ...(opened?.layers ?? []));
  return {
    name: config.name,
    gateway: () => gatewayOf(toggles),
    toggles,
    places,
    documents: connectorDocuments(namedRoot),
    mask,
    refresh: opened?.refresh ?? (async () => undefined),
    deployment: opened?.deployment,
    route: config.route && openRouteProbe(config.route, {clock, folder: configFolder, variables, mask}),
    smoke: config.smoke && {...config.smoke, folder: namedRoot ?? configFolder},
    keyring,
  };
}

/**
 * The class is that of the moment of opening, since a whole session is recorded under it. When the
 * deployment is pointed elsewhere afterwards, to something that was not confirmed, there is no usable
 * gateway any more: nothing is sent there until the environment is opened again.
 */
function judge({config, named}: ConfiguredOptions, described: Described): Configured {
  const terms = {name: config.name, own: config, named};
  const pointing = pointingOf(described.gateway().url, terms);
  const gateway: Environment['gateway'] = () => {
    const {url, source} = described.gateway();
    const now = pointingOf(url, terms);
    if (isStillMeant(now, pointing)) return {url, source};
    return {url: '', source: {...source, label: `${source.label}, moved to ${hostOf(url)} (${now.class}): open ${config.name} again`}};
  };
  return {
    environment: {...described, class: pointing.class, confirmation: pointing.confirmation, gateway, people: peopleFor(config, pointing)},
    pointing,
  };
}

/** What the file allows a rehearsal is not allowed where the rehearsal turned out to be live. */
function peopleFor({people, class: written}: EnvironmentConfig, pointing: Pointing): People {
  return pointing.class === written ? people : {...people, approval: 'two people', bell: false};
}
