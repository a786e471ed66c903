import {connectors, isMcpOn, template} from '../connector/services.ts';
import {parseStrictText} from '../connector/strict-json.ts';
import type {Secret} from '../secret.ts';
import {parseDuration, parseTimestamp} from '../time.ts';
import {gatewayUrl, useMcp, type ToggleReading, type Toggles} from './toggles.ts';

/** One toggle of the runbook: what it should read, and how to tell (protocol notes, section 3). */
export type ToggleRule = {
  name: string;
  wanted: string;
  /** Undefined when the value is in order. */
  fault(value: string | undefined): string | undefined;
};

export type ToggleVerdict = 'ok' | 'wrong' | 'not set';

export type ToggleRow = {
  name: string;
  wanted: string;
  /** As text; a token as its fingerprint. Null when not set. */
  found: string | null;
  source: string;
  verdict: ToggleVerdict;
  /** Why it is wrong. */
  reason: string | null;
};

const required: ToggleRule[] = [
  {
    name: useMcp,
    wanted: '1',
    fault: value => (isMcpOn(value) ? undefined : `${surplusOf(value)}MCP traffic is on only when this is exactly 1`),
  },
  {
    name: gatewayUrl,
    wanted: 'the base URL of the gateway',
    fault: value => (value !== undefined && isGatewayUrl(value) ? undefined : 'not an http or https URL without user, query or fragment'),
  },
];

/** A 1 that is not alone looks like one on most screens. */
function surplusOf(value: string | undefined): string {
  return isMcpOn(value?.replaceAll(/[\s\p{C}"'`]/gu, '')) ? 'there is a blank, a quotation mark or a character that cannot be seen beside the 1; ' : '';
}

function isGatewayUrl(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return /^https?:$/.test(url?.protocol ?? '') && !url?.username && !url?.password && !url?.search && !url?.hash;
}

const optional: Array<Omit<ToggleRule, 'name'> & {suffix: string}> = [
  {suffix: 'CONNECTOR_TOKEN', wanted: 'a bearer token, if the gateway asks for one', fault: () => undefined},
  {suffix: 'CONNECTOR_ID', wanted: 'another connector id', fault: value => (value ? undefined : 'empty is used as empty')},
  {suffix: 'CONNECTOR_INSTANCE', wanted: 'another instance name', fault: value => (value ? undefined : 'empty is used as empty')},
  {
    suffix: 'LAST_ROTATED',
    wanted: 'an ISO-8601 timestamp',
    fault: value => (parseTimestamp(value ?? '') === undefined ? 'not a time such as 2026-11-29T10:00:00Z' : undefined),
  },
  {
    suffix: 'ROTATION_WINDOW',
    wanted: 'an ISO-8601 duration',
    fault: value => (parseDuration(value ?? '') === undefined ? 'not a duration such as PT48H' : undefined),
  },
  {
    suffix: 'SUPPORTS_HOT_SWAP',
    wanted: 'true or false',
    fault: value =>
      /^(1|true|yes|on|0|false|no|off)$/i.test(value ?? '') ? undefined : 'read as false; write true or false',
  },
  {suffix: 'ROTATION_HINT', wanted: 'text', fault: () => undefined},
  {
    suffix: 'SUPPORTED_CONTEXTS',
    wanted: 'a JSON list of contexts',
    fault: value => (value === '' ? undefined : listFault(value ?? '')),
  },
];

/** Of the same that no handshake can be made of. */
function listFault(value: string): string | undefined {
  const parsed = parseStrictText(value);
  if (parsed.ok) return Array.isArray(parsed.value) ? undefined : 'not a JSON list';
  return `not a JSON list that can be sent as it is written: ${parsed.reason}`;
}

/** The generic name first, then each connector's own, which wins over it (decisions). */
const optionalRules: ToggleRule[] = [template, ...connectors].flatMap(({prefix}) =>
  optional.map(({suffix, wanted, fault}) => ({name: `${prefix}${suffix}`, wanted, fault})),
);

export const toggleRules: readonly ToggleRule[] = [...required, ...optionalRules];

/** Every variable that may hold a bearer token. */
export const tokenNames: readonly string[] = [template, ...connectors].map(({prefix}) => `${prefix}CONNECTOR_TOKEN`);

/** All toggles, judged as they read now. */
export function toggleRows(toggles: Toggles, fingerprint: (secret: Secret) => string | undefined): ToggleRow[] {
  return toggleRules.map(rule => {
    const reading = toggles.read(rule.name);
    const needed = required.some(({name}) => name === rule.name);
    const reason = reading.fault ?? (reading.value === undefined && !needed ? undefined : rule.fault(textOf(reading)));
    return {
      name: rule.name,
      wanted: rule.wanted,
      found: reading.kind === 'secret' ? tokenText(reading.value, fingerprint) : (reading.value ?? null),
      source: reading.source.label,
      verdict: reason !== undefined ? 'wrong' : reading.value === undefined ? 'not set' : 'ok',
      reason: reason ?? null,
    };
  });
}

function textOf(reading: ToggleReading): string | undefined {
  return reading.kind === 'text' ? reading.value : undefined;
}

function tokenText(secret: Secret | undefined, fingerprint: (secret: Secret) => string | undefined): string | null {
  if (secret === undefined) return null;
  const digits = fingerprint(secret);
  return digits === undefined ? noFingerprint : `fingerprint ${digits}`;
}

/** What a row has of a token where there is no key. */
export const noFingerprint = 'fingerprint unavailable';
