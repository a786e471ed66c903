import type {JsonObject} from '../json.ts';
import type {Secret} from '../secret.ts';
import {formatTimestamp} from '../time.ts';
import {connectorDoctrine} from './doctrine.ts';
import type {DoctrineDocuments} from './documents.ts';
import {announcedAhead} from './our-findings.ts';
import {buildHandshake, redactHandshake} from './handshake.ts';
import {credentialExpiry, prepareHeartbeat} from './heartbeat.ts';
import type {Service, Target} from './services.ts';
import {connectors, stageContext} from './services.ts';
import type {Variables} from './variables.ts';

export type PacketGrounds = {
  variables: Variables;
  documents: DoctrineDocuments;
  /** Milliseconds since 1970; the one clock reading of the whole packet. */
  now: number;
  fingerprintOf(token: Secret): string | undefined;
  /** What was wrong and what was done about it, in somebody's words. */
  note?: string | undefined;
};

export type RehearsalPacket =
  | {
      ok: true;
      packet: JsonObject;
      /** Doctrine failures and findings of all connectors, each with its registry id in front. */
      failures: string[];
    }
  | {ok: false; reason: string};

type Part = {id: string; section: JsonObject; failures: string[]};
type Captured = {ok: true; part: Part} | {ok: false; reason: string};

/** What the dry-run gateway would have answered, and what each connector then reports. */
const scripts: Record<Target, {sessionId: string; status: string}> = {
  operator_api: {sessionId: 'sess-operator', status: 'aligned'},
  operator_upload: {sessionId: 'sess-upload', status: 'aligned'},
  crown_handshake: {sessionId: 'sess-crown', status: 'mission-brief-ready'},
};

/**
 * The dry run of all services: what each would send, made without a gateway (protocol notes,
 * section 16). Credentials in it run out 48 hours after `now`; tokens are redacted.
 */
export function rehearsalPacket(grounds: PacketGrounds): RehearsalPacket {
  const parts: Part[] = [];
  for (const connector of connectors) {
    const captured = capture(connector, grounds);
    if (!captured.ok) return captured;
    parts.push(captured.part);
  }
  return {
    ok: true,
    packet: {
      generated_at: formatTimestamp(grounds.now),
      stage: 'B',
      context: stageContext,
      connectors: Object.fromEntries(parts.map(({id, section}) => [id, section])),
      ...(grounds.note !== undefined && {note: grounds.note}),
    },
    failures: parts.flatMap(({failures}) => failures),
  };
}

function capture(connector: Service, {variables, documents, now, fingerprintOf}: PacketGrounds): Captured {
  const handshake = buildHandshake(connector, variables, now);
  if (!handshake.ok) return handshake;
  const {sessionId, status} = scripts[connector.id];
  const session = {id: sessionId, credential_expiry: credentialExpiry(now)};
  const heartbeat = prepareHeartbeat({payload: {status}, session, connector, now});
  if (!heartbeat.ok) return heartbeat;
  const failures = connectorDoctrine(connector, documents, variables, now);
  const token = handshake.body.rotation.credentials?.token;
  return {
    ok: true,
    part: {
      id: connector.id,
      section: {
        connector_id: connector.id,
        module: connector.module,
        handshake_request: redactHandshake(handshake.body, token && fingerprintOf(token)),
        handshake_response: {authenticated: true, session, accepted_contexts: [stageContext]},
        heartbeat_request: heartbeat.payload,
        heartbeat_payload: heartbeat.payload,
        doctrine_ok: failures.length === 0,
        doctrine_failures: failures,
        supported_channels: [...connector.channels],
        capabilities: [...connector.capabilities],
      },
      failures: [...failures, ...announcedAhead(connector, variables, now)].map(failure => `${connector.registryId}: ${failure}`),
    },
  };
}
