import {stageContext} from '../connector/services.ts';
import {isJsonObject, type Json, type JsonObject} from '../json.ts';
import type {Secret} from '../secret.ts';
import {formatTimestamp, hour, parseTimestamp, windowId} from '../time.ts';
import type {Reply} from './reply.ts';

export type HandshakeTerms = {
  now: number;
  /** Undefined: any credential will do, none too. */
  accepted: readonly Secret[] | undefined;
  sessionId(): string;
};

/** How long a practice session's credential lasts. */
const credentialLife = 48 * hour;

/** Answers a handshake as the real gateway does (protocol notes, sections 4 and 5); no credential is echoed. */
export function answerHandshake(body: Json, {now, accepted, sessionId}: HandshakeTerms): Reply {
  if (!isJsonObject(body)) return invalid(['the body must be an object']);
  const {identity, supported_contexts: contexts, rotation} = body;
  const reasons = [
    !(isJsonObject(identity) && isFilled(identity.connector_id)) && 'identity.connector_id must be a text',
    !Array.isArray(contexts) && 'supported_contexts must be a list',
    !isJsonObject(rotation) && 'rotation must be an object',
  ].filter(reason => reason !== false);
  if (!isJsonObject(identity) || !Array.isArray(contexts) || !isJsonObject(rotation) || reasons.length > 0) {
    return invalid(reasons);
  }
  if (accepted && !holdsOneOf(accepted, rotation)) return {kind: 'json', status: 200, body: {authenticated: false}};
  return {
    kind: 'json',
    status: 200,
    body: {
      authenticated: true,
      session: {
        id: sessionId(),
        issued_at: formatTimestamp(now),
        credential_expiry: formatTimestamp(now + credentialLife),
      },
      accepted_contexts: contexts.map(nameOf).filter(name => name !== undefined).map(name => ({
        name,
        status: name === stageContext ? 'accepted' : 'rejected',
      })),
      rotation: rotationOf(String(identity.connector_id), rotation, now),
    },
  };
}

function invalid(reasons: string[]): Reply {
  return {kind: 'json', status: 400, body: {error: 'invalid handshake', reasons}};
}

function isFilled(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/** The token a handshake body carries, if any. */
export function tokenOf(body: Json): string | undefined {
  const rotation = isJsonObject(body) ? body.rotation : undefined;
  const credentials = isJsonObject(rotation) ? rotation.credentials : undefined;
  const token = isJsonObject(credentials) ? credentials.token : undefined;
  return typeof token === 'string' ? token : undefined;
}

function holdsOneOf(accepted: readonly Secret[], rotation: JsonObject): boolean {
  const token = tokenOf({rotation});
  return token !== undefined && accepted.some(secret => secret.matches(token));
}

function nameOf(context: Json): string | undefined {
  const name = isJsonObject(context) ? context.name : context;
  return isFilled(name) ? name : undefined;
}

/** What the connector says of its rotation, in the form the ledger's window is made from. */
function rotationOf(connector: string, rotation: JsonObject, now: number): JsonObject {
  const {last_rotated: stated, rotation_window: window} = rotation;
  const rotatedAt = (typeof stated === 'string' ? parseTimestamp(stated) : undefined) ?? now;
  const duration = isFilled(window) ? window : 'PT48H';
  return {
    connector_id: connector,
    last_rotated: formatTimestamp(rotatedAt),
    rotation_window: duration,
    window_id: windowId(rotatedAt, duration),
  };
}
