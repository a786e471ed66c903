import type {Json, JsonObject} from '../json.ts';
import {isJsonObject} from '../json.ts';
import {formatTimestamp, hour, parseTimestamp} from '../time.ts';
import {isGiven} from './plain-values.ts';
import type {Connector} from './services.ts';
import {rotationWindowHours, stageContext} from './services.ts';

/** What smoke passes in; preparation adds the canonical members (protocol notes, section 11). */
export const smokePayload: JsonObject = {event: 'stage-b-smoke'};

/** Canonical time at which a credential seen now runs out: 48 hours ahead. */
export function credentialExpiry(now: number): string {
  return formatTimestamp(now + rotationWindowHours * hour);
}

export type HeartbeatRequest = {
  payload: Json;
  /** The gateway's session; missing or null when there is none. */
  session?: Json;
  /** Wins over the session, not over the payload. */
  expiryOverride?: Json;
  connector: Connector;
  /** Milliseconds since 1970. */
  now: number;
};

export type PreparedHeartbeat = {ok: true; payload: JsonObject} | {ok: false; reason: string};

type Checked<T> = {ok: true; value: T} | {ok: false; reason: string};

/**
 * The body to send, or the first thing wrong with it (protocol notes, section 7: this order, these
 * texts). The caller's members come first, then the missing canonical ones.
 */
export function prepareHeartbeat(request: HeartbeatRequest): PreparedHeartbeat {
  const {payload, session, expiryOverride, connector, now} = request;
  if (!isJsonObject(payload)) return refusal('heartbeat payload must be a dictionary');
  const candidate = expiryCandidate(expiryOverride, session);
  if (!candidate.ok) return candidate;
  const chakra = checkChakra(memberOr(payload, 'chakra', connector.chakra));
  if (!chakra.ok) return chakra;
  const cycleCount = checkCycleCount(memberOr(payload, 'cycle_count', connector.cycleCount));
  if (!cycleCount.ok) return cycleCount;
  const context = checkContext(memberOr(payload, 'context', stageContext));
  if (!context.ok) return context;
  const expiry = checkExpiry(payload.credential_expiry ?? candidate.value);
  if (!expiry.ok) return expiry;
  return {
    ok: true,
    payload: {
      ...payload,
      chakra: chakra.value,
      cycle_count: cycleCount.value,
      context: context.value,
      credential_expiry: expiry.value,
      emitted_at: memberOr(payload, 'emitted_at', formatTimestamp(now)),
    },
  };
}

function refusal(reason: string): {ok: false; reason: string} {
  return {ok: false, reason};
}

/** An explicit null counts as given, and is then refused by its check. */
function memberOr(payload: JsonObject, name: string, otherwise: Json): Json {
  return Object.hasOwn(payload, name) ? (payload[name] ?? null) : otherwise;
}

/** Judged at once: a bad override fails even where the payload carries a good time. */
function expiryCandidate(override: Json | undefined, session: Json | undefined): Checked<string | undefined> {
  if (override !== undefined && override !== null) return checkExpiry(override);
  if (session === undefined || session === null) return {ok: true, value: undefined};
  if (!isJsonObject(session)) return refusal('session must be a mapping when supplied');
  const given = [session.credential_expiry, session.expires_at].find(isGiven);
  return given === undefined ? {ok: true, value: undefined} : checkExpiry(given);
}

function checkExpiry(expiry: Json | undefined): Checked<string> {
  if (expiry === undefined) {
    return refusal('heartbeat payload requires credential_expiry via session data or override');
  }
  const instant = typeof expiry === 'string' ? parseTimestamp(expiry) : undefined;
  if (instant === undefined) return refusal('credential_expiry must be an ISO-8601 timestamp');
  return {ok: true, value: formatTimestamp(instant)};
}

function checkChakra(chakra: Json): Checked<string> {
  const trimmed = typeof chakra === 'string' ? chakra.trim() : '';
  return trimmed === '' ? refusal('chakra must be a non-empty string') : {ok: true, value: trimmed};
}

/** Beyond the safe range a count would be sent as another number than it was given. */
function checkCycleCount(count: Json): Checked<number> {
  if (typeof count !== 'number' || !Number.isSafeInteger(count)) return refusal('cycle_count must be an integer');
  return count < 0 ? refusal('cycle_count must be non-negative') : {ok: true, value: count};
}

function checkContext(context: Json): Checked<string> {
  if (typeof context !== 'string') return refusal('context must be a string');
  const trimmed = context.trim();
  return trimmed === stageContext ? {ok: true, value: trimmed} : refusal(`context must be '${stageContext}'`);
}
