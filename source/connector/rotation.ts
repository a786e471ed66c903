import {isJsonObject, type Json, type JsonObject} from '../json.ts';
import {formatDuration, formatTimestamp, hour, parseTimestamp, wholeSeconds, windowId} from '../time.ts';
import {isFilledText, isGiven, objectOrEmpty} from './plain-values.ts';
import {rotationWindowHours} from './services.ts';

/**
 * What the gateway says about the rotation: the answer's `rotation` if it says anything, else
 * `echo.rotation` (protocol notes, section 10.1). A wrong `rotation` hides the echo.
 */
export function rotationSaid(answer: JsonObject): Json | undefined {
  return isGiven(answer.rotation) ? answer.rotation : objectOrEmpty(answer.echo).rotation;
}

/** The same; empty where it is no object. */
export function rotationMetadata(answer: JsonObject): JsonObject {
  return objectOrEmpty(rotationSaid(answer));
}

export type RotationDrill = {
  connectorId: string;
  /** The gateway's answer to the handshake. */
  answer: JsonObject;
  /** Given: the answer is not consulted, and a text that is no time means now. */
  rotatedAt?: string;
  /** Milliseconds since 1970; one reading for all entries of a run. */
  now: number;
  windowHours?: number;
  runId?: string;
  /** Relative to the root of the logs. */
  summaryPath?: string;
};

/**
 * A line of the rotation ledger, members in the order they are written: the seed's own, what leads
 * to the receipt, then the credential's window. The gateway's hint names the window, the hours
 * decide when it ends (protocol notes, section 10.1).
 */
export function rotationEntry(drill: RotationDrill): JsonObject {
  const {connectorId, answer, now, windowHours = rotationWindowHours, runId, summaryPath} = drill;
  const metadata = rotationMetadata(answer);
  const rotatedAt = rotationTime(drill.rotatedAt ?? metadata.last_rotated, windowHours) ?? now;
  const duration = isFilledText(metadata.rotation_window) ? metadata.rotation_window : `PT${windowHours}H`;
  const credentialWindow = credentialWindowOf(answer, metadata, rotatedAt);
  return {
    connector_id: connectorId,
    rotated_at: formatTimestamp(rotatedAt),
    window_hours: windowHours,
    rotation_window: {
      window_id: windowId(rotatedAt, duration),
      started_at: formatTimestamp(rotatedAt),
      expires_at: formatTimestamp(rotatedAt + windowHours * hour),
      duration,
    },
    ...(runId !== undefined && {stage_b_run_id: runId}),
    ...(summaryPath !== undefined && {stage_b_summary_path: summaryPath}),
    ...(credentialWindow && {credential_window: credentialWindow}),
  };
}

const endOfYears = Date.UTC(10_000, 0, 1);

/** A time whose window would end after the year 9999 cannot be written, so it counts as no time. */
function rotationTime(stamp: unknown, windowHours: number): number | undefined {
  const instant = typeof stamp === 'string' ? parseTimestamp(stamp) : undefined;
  return instant === undefined || instant + windowHours * hour >= endOfYears ? undefined : instant;
}

/**
 * Issue and expiry of the session's credential, if the session names an expiry; that text is kept
 * as it is (protocol notes, section 13.4). An issue time that does not parse gives way to the
 * rotation time of the entry.
 */
function credentialWindowOf(answer: JsonObject, metadata: JsonObject, rotatedAt: number): JsonObject | undefined {
  const session = isJsonObject(answer.session) ? answer.session : {};
  const expiry = session.credential_expiry;
  if (!isFilledText(expiry)) return undefined;
  const stamp = isGiven(session.issued_at) ? session.issued_at : metadata.last_rotated;
  // So that the duration is the difference of what is written.
  const issued = wholeSeconds((typeof stamp === 'string' ? parseTimestamp(stamp) : undefined) ?? rotatedAt);
  const expires = wholeSeconds(parseTimestamp(expiry) ?? Number.NaN);
  return {
    issued_at: formatTimestamp(issued),
    expires_at: expiry,
    ...(expires >= issued && {duration: formatDuration(expires - issued)}),
    ...(isGiven(metadata) && {rotation_window_id: metadata.window_id ?? null}),
  };
}
