import {isMcpOn, useMcp} from '../connector/services.ts';
import type {Variables} from '../connector/variables.ts';
import {proxyFor, viaText, type ProxyChoice} from '../proxy.ts';
import {Secret} from '../secret.ts';
import {tokenFormFault} from './token-form.ts';
import {secretsOf, type Variable} from './token-mask.ts';
import {secretsInUrl} from './url-secrets.ts';

/** Where a toggle's value came from; the strongest source that has it wins (design, section 6). */
export type ToggleSource = {
  kind: 'flag' | 'process environment' | 'deployment' | 'environment config' | 'default';
  /** What a person calls it: `this shell`, `deploy/operator.env`. */
  label: string;
};

export type ToggleLayer = ToggleSource & {
  /** One look, for however many names. */
  now(): LayerValues;
};

export type LayerValues = {
  read(name: string): string | undefined;
  /** Why what is read there, or is not, must not be used; to follow "it" or a name, masked. */
  fault?(name: string): string | undefined;
  /** All that it has, also what nobody asks for: there may be secrets of others among it. */
  every?(): Iterable<Variable>;
};

export type ToggleReading = (
  | {kind: 'text'; name: string; value: string | undefined; source: ToggleSource}
  | {kind: 'secret'; name: string; value: Secret | undefined; source: ToggleSource}
) & {/** Why it must not be used; undefined where nothing is wrong with it. */ fault?: string | undefined};

/** Reads toggles anew at each use: set and go, as the runbook says. */
export type Toggles = {
  read(name: string): ToggleReading;
  variables: Variables;
  /** Every token, and every password in a gateway's URL, that is set anywhere, also in a layer that a stronger one covers: what a gateway may say back. */
  tokens(): Secret[];
  /** The same, and whatever else there is in any layer that is a secret: what to mask. */
  secrets(): Secret[];
};

export {useMcp};
export const gatewayUrl = 'MCP_GATEWAY_URL';

/** The token of every connector that has none of its own; what a rotation changes. */
export const sharedToken = 'MCP_CONNECTOR_TOKEN';

/** The source of a token that a walk in practice found new when it was gone on with. */
export const madeAnew = 'practice, made anew';

const defaults: Record<string, string> = {[gatewayUrl]: 'http://localhost:8001'};

export const defaultLayer: ToggleLayer = {
  kind: 'default',
  label: 'default',
  now: () => valuesOf(defaults),
};

/** The variables of the process that we run in. */
export function shellLayer(environment: NodeJS.ProcessEnv): ToggleLayer {
  return {kind: 'process environment', label: 'this shell', now: () => valuesOf(environment)};
}

/** What the file that describes an environment says itself; `label` is what the file is called. */
export function configLayer(values: Readonly<Record<string, string>>, label: string): ToggleLayer {
  return {kind: 'environment config', label, now: () => valuesOf(values)};
}

function valuesOf(values: Readonly<Record<string, string | undefined>>): LayerValues {
  return {read: name => (Object.hasOwn(values, name) ? values[name] : undefined), every: () => Object.entries(values)};
}

/** Where requests go. The URL is raw text, empty where nobody says one. */
export type Pointer = {url: string; source: ToggleSource; /** What stands between here and there. */ proxy: ProxyChoice};

/** The gateway as the toggles say now, and the way there as the variables of this shell say. */
export function gatewayOf(toggles: Toggles, variables: NodeJS.ProcessEnv): Pointer {
  const reading = toggles.read(gatewayUrl);
  const url = reading.kind === 'text' ? (reading.value ?? '') : '';
  return {url, source: reading.source, proxy: proxyFor(url, variables)};
}

/** `https://gw.example via proxy.example.org:3128`; raw text. */
export function pointerText({url, proxy}: Pick<Pointer, 'url' | 'proxy'>): string {
  return [url, viaText(proxy)].filter(part => part !== undefined).join(' ');
}

export type McpToggle = {on: boolean; value: string | undefined; source: ToggleSource; /** Why nobody may rely on it. */ fault: string | undefined};

export function mcpToggle(toggles: Pick<Toggles, 'read'>): McpToggle {
  const {kind, value, source, fault} = toggles.read(useMcp);
  const text = kind === 'text' ? value : undefined;
  return {on: isMcpOn(text), value: text, source, fault};
}

/** Bearer tokens; everything that reads them gets a `Secret`. */
export function isTokenName(name: string): boolean {
  return name.endsWith('_TOKEN');
}

/** Layers from the strongest to the weakest. */
export function openToggles(layers: readonly ToggleLayer[], tokenNames: readonly string[]): Toggles {
  const find = (name: string): {value: string | undefined; source: ToggleSource; fault?: string | undefined} => {
    for (const layer of layers) {
      const now = layer.now();
      const value = now.read(name);
      const fault = now.fault?.(name) ?? (value && isTokenName(name) ? tokenFormFault(value) : undefined);
      if (value !== undefined || fault !== undefined) return {value, source: {kind: layer.kind, label: layer.label}, fault};
    }
    return {value: undefined, source: {kind: 'default', label: 'not set'}};
  };
  const secret = (name: string): Secret | undefined => {
    const {value} = find(name);
    return value ? new Secret(value) : undefined;
  };
  const tokensOf = (now: LayerValues): Secret[] => [...tokenNames.flatMap(name => now.read(name) || []).map(value => new Secret(value)), ...secretsInUrl(now.read(gatewayUrl) ?? '')];
  return {
    read: name => {
      const {value, source, fault} = find(name);
      return isTokenName(name)
        ? {kind: 'secret', name, value: value ? new Secret(value) : undefined, source, fault}
        : {kind: 'text', name, value, source, fault};
    },
    variables: {
      // A token set to nothing is present and empty, which is no secret; any other is never text.
      text: name => (isTokenName(name) && find(name).value ? undefined : find(name).value),
      secret,
      fault: name => find(name).fault,
    },
    tokens: () => layers.flatMap(layer => tokensOf(layer.now())),
    secrets: () =>
      layers.flatMap(layer => {
        const now = layer.now();
        return [...tokensOf(now), ...secretsOf(now.every?.() ?? [])];
      }),
  };
}
