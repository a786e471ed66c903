import {isJsonObject, type Json, type JsonObject} from '../json.ts';
import {isElsewhere} from '../time.ts';
import {isBlank, parseObject} from './line-text.ts';
import {readStamp} from './stamp.ts';

/** `rotation_window` as written; undefined where a member is absent or no text. */
export type RotationWindow = {
  windowId: string | undefined;
  startedAt: string | undefined;
  expiresAt: string | undefined;
  duration: string | undefined;
};

/** `credential_window` as written (protocol notes, section 13.4). */
type CredentialWindow = {
  issuedAt: string | undefined;
  expiresAt: string | undefined;
  duration: string | undefined;
  rotationWindowId: string | undefined;
};

/** One rotation drill as some generation of some writer recorded it. All text is raw. */
export type Entry = {
  /** Empty where the line names none. */
  connectorId: string;
  /** Milliseconds since 1970; undefined where `rotated_at` is absent or no timestamp. */
  rotatedAt: number | undefined;
  rotatedAtText: string | undefined;
  windowHours: number | undefined;
  rotationWindow: RotationWindow | undefined;
  credentialWindow: CredentialWindow | undefined;
  /** Leads to the smoke run that wrote the line. */
  stageBRunId: string | undefined;
  summaryPath: string | undefined;
  generation: Generation;
  /** What is wrong with members we know, in our words; the line is still of use. */
  oddities: readonly string[];
  /** Everything, members we do not know included. */
  raw: JsonObject;
  /** The line as it stands: it may say more exactly what `raw` can hold. */
  text: string;
};

/**
 * Whether the line is dated later than now, as the live service dates what it writes: by the credential's
 * expiry, 48 hours on (protocol notes, section 14.3). Such a line says nothing yet, neither fresh nor stale.
 */
export function isAhead({rotatedAt}: Pick<Entry, 'rotatedAt'>, now: number): boolean {
  return rotatedAt !== undefined && rotatedAt > now;
}

/** Table of protocol notes, section 10.2. */
export type Generation = 1 | 2 | 3 | 4 | 5 | 6;

export type LedgerLine =
  | {kind: 'entry'; entry: Entry}
  | {kind: 'malformed'; reason: string; /** Where it is an object at all. */ raw?: JsonObject}
  | {kind: 'blank'};

const blank: LedgerLine = {kind: 'blank'};
const nothingOdd: readonly string[] = [];

const isText = (value: Json): value is string => typeof value === 'string';
const isCount = (value: Json): value is number => typeof value === 'number';

type Member = {is: (value: Json) => boolean; what: string};

const text: Member = {is: isText, what: 'text'};
const object: Member = {is: isJsonObject, what: 'an object'};

/** The members we know, and what each must be. `rotated_at` is looked at on its own. */
const members: ReadonlyMap<string, Member> = new Map([
  ['connector_id', text],
  ['window_hours', {is: isCount, what: 'a number'}],
  ['rotation_window', object],
  ['credential_window', object],
  ['context_status', object],
  ['traces', object],
  ['stage_b_run_id', text],
  ['stage_b_summary_path', text],
  ['stage_c_summary_path', text],
  ['stage_c_handshake_path', text],
  ['rotation_summary', text],
  ['credential_expiry', text],
]);

/**
 * Reads one line, without its line end, of any generation. A member of the wrong type makes the
 * line odd, not malformed; malformed is what is no JSON object, or one that records no rotation.
 */
export function readLine(text: string): LedgerLine {
  if (isBlank(text)) return blank;
  const parsed = parseObject(text);
  if (!parsed.ok) return {kind: 'malformed', reason: parsed.reason};
  const raw = parsed.object;
  if (raw.connector_id === undefined && raw.rotated_at === undefined) {
    return {kind: 'malformed', reason: 'an object without connector_id and rotated_at', raw};
  }
  return {kind: 'entry', entry: toEntry(raw, text)};
}

function toEntry(raw: JsonObject, text: string): Entry {
  const rotatedAtText = textOf(raw.rotated_at);
  const rotatedAt = rotatedAtText === undefined ? undefined : readStamp(rotatedAtText);
  return {
    connectorId: textOf(raw.connector_id) ?? '',
    rotatedAt,
    rotatedAtText,
    windowHours: typeof raw.window_hours === 'number' ? raw.window_hours : undefined,
    rotationWindow: isJsonObject(raw.rotation_window) ? toRotationWindow(raw.rotation_window) : undefined,
    credentialWindow: isJsonObject(raw.credential_window) ? toCredentialWindow(raw.credential_window) : undefined,
    stageBRunId: textOf(raw.stage_b_run_id),
    summaryPath: textOf(raw.stage_b_summary_path),
    generation: generationOf(raw),
    oddities: odditiesOf(raw, rotatedAt),
    raw,
    text,
  };
}

function toRotationWindow(raw: JsonObject): RotationWindow {
  return {
    windowId: textOf(raw.window_id),
    startedAt: textOf(raw.started_at),
    expiresAt: textOf(raw.expires_at),
    duration: textOf(raw.duration),
  };
}

function toCredentialWindow(raw: JsonObject): CredentialWindow {
  return {
    issuedAt: textOf(raw.issued_at),
    expiresAt: textOf(raw.expires_at),
    duration: textOf(raw.duration),
    rotationWindowId: textOf(raw.rotation_window_id),
  };
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function generationOf(raw: JsonObject): Generation {
  if (raw.rotation_summary !== undefined || raw.credential_expiry !== undefined) return 6;
  const traced = raw.traces !== undefined;
  if (raw.credential_window !== undefined) return traced ? 4 : 5;
  if (traced) return 3;
  return raw.rotation_window === undefined ? 1 : 2;
}

function odditiesOf(raw: JsonObject, rotatedAt: number | undefined): readonly string[] {
  let odd: string[] | undefined;
  if (raw.connector_id === undefined) (odd ??= []).push('no connector_id');
  if (rotatedAt === undefined) {
    (odd ??= []).push(raw.rotated_at === undefined ? 'no rotated_at' : 'rotated_at is not a timestamp');
  }
  if (rotatedAt !== undefined && typeof raw.rotated_at === 'string' && isElsewhere(raw.rotated_at)) (odd ??= []).push('rotated_at is not in UTC');
  if (raw.window_hours === undefined) (odd ??= []).push('no window_hours');
  for (const name in raw) {
    const member = members.get(name);
    if (member && !member.is(raw[name] ?? null)) (odd ??= []).push(`${name} is not ${member.what}`);
  }
  return odd ?? nothingOdd;
}
