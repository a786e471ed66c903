import {findFlaw} from '../json-scanner.ts';
import type {Json, JsonObject} from '../json.ts';
import type {Secret} from '../secret.ts';
import {formatTimestamp} from '../time.ts';
import type {Connector} from './services.ts';
import {stageContext} from './services.ts';
import type {Found, Setting, Variables} from './variables.ts';
import {findFilledSetting, findSetting, findToken, tokenProblem} from './variables.ts';

/** Requests in all, the first one included (protocol notes, section 5). */
export const handshakeAttempts = 3;

/** Milliseconds before the second and before the third request. */
export const handshakeWaits = [500, 1000] as const;

/** The request of `/handshake`, members in the order they are sent (protocol notes, section 4). */
export type HandshakeBody = {
  identity: {connector_id: string; version: string; instance: string};
  supported_contexts: Json[];
  rotation: {
    last_rotated: string;
    rotation_window: string;
    supports_hot_swap: boolean;
    token_hint: string;
    /** Prints as `<redacted>`; only the gateway client reveals the token. */
    credentials?: {type: 'bearer'; token: Secret};
  };
};

export type BuiltHandshake = {ok: true; body: HandshakeBody} | {ok: false; reason: string};

/**
 * The body from the environment and the connector's defaults; overrides are taken as they are, only
 * doctrine judges them. Built once for an exchange: every attempt sends the same. `now` is in
 * milliseconds since 1970.
 */
export function buildHandshake(connector: Connector, variables: Variables, now: number): BuiltHandshake {
  const contexts = supportedContexts(connector, variables);
  if (!contexts.ok) return contexts;
  const problem = tokenProblem(connector, variables);
  if (problem !== undefined) return {ok: false, reason: problem};
  const read = (setting: Setting, otherwise: string): string =>
    findSetting(connector, variables, setting)?.value ?? otherwise;
  const token = findToken(connector, variables);
  return {
    ok: true,
    body: {
      identity: {
        connector_id: read('CONNECTOR_ID', connector.id),
        version: connector.version,
        instance: read('CONNECTOR_INSTANCE', connector.instance),
      },
      supported_contexts: contexts.list,
      rotation: {
        last_rotated: read('LAST_ROTATED', formatTimestamp(now)),
        rotation_window: read('ROTATION_WINDOW', connector.window),
        supports_hot_swap: /^(?:1|true|yes|on)$/i.test(read('SUPPORTS_HOT_SWAP', 'true')),
        token_hint: read('ROTATION_HINT', connector.tokenHint),
        ...(token && {credentials: {type: 'bearer', token}}),
      },
    },
  };
}

/** The body as documents show it; `fingerprint` lets an auditor see that a token changed. */
export function redactHandshake(body: HandshakeBody, fingerprint?: string): JsonObject {
  const {identity, supported_contexts, rotation} = body;
  const {credentials, ...openly} = rotation;
  const redacted = credentials && {
    type: credentials.type,
    token: String(credentials.token),
    ...(fingerprint !== undefined && {fingerprint}),
  };
  return {
    identity: {...identity},
    supported_contexts,
    rotation: {...openly, ...(redacted && {credentials: redacted})},
  };
}

type Contexts = {ok: true; list: Json[]} | {ok: false; reason: string};

function supportedContexts(connector: Connector, variables: Variables): Contexts {
  const found = findFilledSetting(connector, variables, 'SUPPORTED_CONTEXTS');
  if (found) return readContexts(found, wordings[connector.kind]);
  const {channels, capabilities} = connector;
  return {ok: true, list: [{name: stageContext, channels: [...channels], capabilities: [...capabilities]}]};
}

type Wording = {notJson(variable: string): string; notList(variable: string): string};

const wordings: Record<Connector['kind'], Wording> = {
  service: {
    notJson: variable => `Invalid JSON supplied via ${variable}`,
    notList: variable => `${variable} must be a JSON list`,
  },
  template: {
    notJson: variable => `Invalid ${variable} JSON`,
    notList: variable => `${variable} must be a list`,
  },
};

/** As deep as an answer may be; deeper lists could not be printed or masked. */
const deepestContexts = 32;

function readContexts({variable, value}: Found, wording: Wording): Contexts {
  let list: Json;
  try {
    list = JSON.parse(value) as Json;
  } catch {
    return {ok: false, reason: wording.notJson(variable)};
  }
  if (!Array.isArray(list)) return {ok: false, reason: wording.notList(variable)};
  const flaw = findFlaw(value, {deepest: deepestContexts});
  if (flaw) return {ok: false, reason: `${variable} cannot be sent as it is written: ${flaw.reason}`};
  return {ok: true, list};
}
