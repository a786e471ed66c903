import type {Json, JsonObject} from '../json.ts';
import {crownModule} from './component-registry.ts';
import type {Doctrine} from './doctrine.ts';
import type {DoctrineDocuments} from './documents.ts';
import {targets} from './services.ts';

/** Where the gateway listens, without trailing slashes (protocol notes, section 3). */
export function endpoints(url: string): {gateway: string; handshake: string; heartbeat: string} {
  const gateway = url.replace(/\/+$/, '');
  return {gateway, handshake: `${gateway}/handshake`, heartbeat: `${gateway}/heartbeat`};
}

export type SmokeRun = {
  url: string;
  /** The gateway's answer to the handshake, masked. */
  answer: JsonObject;
  /** The body that was sent; left out when the heartbeat was skipped. */
  heartbeat?: JsonObject;
  documents: Pick<DoctrineDocuments, 'componentIndex'>;
  /** As they went into the ledger. */
  entries: readonly JsonObject[];
  doctrine: Doctrine;
};

/** The receipt of a smoke run, members in the order automation knows (protocol notes, section 11), then what is ours. */
export function smokeDocument({url, answer, heartbeat, documents, entries, doctrine}: SmokeRun): JsonObject {
  return {
    stage: 'B',
    targets: [...targets],
    services: {
      operator_api: {session: answer.session ?? null, accepted_contexts: answer.accepted_contexts ?? null},
      operator_upload: {session_reused: true, notes: 'Upload operations share the operator MCP session.'},
      crown_handshake: crownModule(documents.componentIndex),
    },
    endpoints: endpoints(url),
    handshake: answer,
    ...(heartbeat && {heartbeat: {payload: heartbeat, credential_expiry: heartbeat.credential_expiry ?? null}}),
    rotation_ledger: Object.fromEntries(entries.map(entry => [connectorIdOf(entry), entry as Json])),
    doctrine_ok: doctrine.ok,
    doctrine_failures: doctrine.failures,
    findings: doctrine.findings,
  };
}

function connectorIdOf({connector_id}: JsonObject): string {
  return typeof connector_id === 'string' ? connector_id : String(connector_id ?? '');
}
