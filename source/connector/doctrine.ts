import {display} from '../display.ts';
import type {JsonObject} from '../json.ts';
import {isJsonObject} from '../json.ts';
import {parseTimestamp} from '../time.ts';
import {componentFailures} from './component-registry.ts';
import {connectorIndexFailures} from './connector-index.ts';
import type {DoctrineDocuments, Reading} from './documents.ts';
import {handshakeFailures} from './freshness.ts';
import type {Connector} from './services.ts';
import {connectors, rotationWindowHours} from './services.ts';
import type {Variables} from './variables.ts';

export type {DoctrineDocuments, Reading} from './documents.ts';

/** The last line of the rotation ledger; `reason` says why it cannot be read. */
export type LastEntry = {kind: 'none'} | {kind: 'unreadable'; reason: string} | {kind: 'entry'; entry: JsonObject};

export type Doctrine = {ok: boolean; failures: string[]};

export type DoctrineGrounds = {
  documents: DoctrineDocuments;
  lastEntry: LastEntry;
  variables: Variables;
  /** Milliseconds since 1970. */
  now: number;
};

/**
 * Everything that keeps the operator connectors from being ready, in the order of protocol notes,
 * section 9.1. Looks at nothing but the grounds: no gateway, no toggle.
 */
export function operatorDoctrine({documents, lastEntry, variables, now}: DoctrineGrounds): Doctrine {
  const failures = [
    ...auditFailures(documents),
    ...ledgerFailures(lastEntry, now),
    ...connectors.flatMap(connector =>
      connectorDoctrine(connector, documents, variables, now).map(failure => `${connector.registryId}: ${failure}`),
    ),
  ];
  return {ok: failures.length === 0, failures};
}

/** What is wrong with one connector, in the order of protocol notes, section 9.2. */
export function connectorDoctrine(
  connector: Connector,
  documents: DoctrineDocuments,
  variables: Variables,
  now: number,
): string[] {
  return [
    ...componentFailures(connector, documents.componentIndex),
    ...connectorIndexFailures(connector, documents),
    ...handshakeFailures(connector, variables, now),
  ];
}

function isMissing({text}: Reading): boolean {
  return text === undefined;
}

function auditFailures({audit, connectorIndex}: DoctrineDocuments): string[] {
  const index = connectorIndex.text ?? '';
  return [
    ...(isMissing(audit) ? [`audit document missing: ${display(audit.path)}`] : []),
    ...(isMissing(connectorIndex) ? [`connector index missing: ${display(connectorIndex.path)}`] : []),
    ...(index.includes('operator_mcp_audit.md') ? [] : ['connector index not referencing MCP audit']),
    ...(index.includes('MCP adapter stub') ? [] : ['connector index missing MCP adapter status note']),
  ];
}

function ledgerFailures(last: LastEntry, now: number): string[] {
  if (last.kind === 'none') return ['no credential rotation drills recorded'];
  if (last.kind === 'unreadable') return [`latest rotation drill is not readable: ${display(last.reason)}`];
  const {window_hours, rotation_window, rotated_at} = last.entry;
  return [
    ...(window_hours === rotationWindowHours
      ? []
      : [`latest rotation drill does not confirm ${rotationWindowHours}-hour window`]),
    ...(isJsonObject(rotation_window)
      ? missingFields(rotation_window).map(name => `rotation_window missing field: ${name}`)
      : ['latest rotation drill missing rotation_window metadata']),
    ...(isAhead(rotated_at, now) ? [`latest rotation drill lies in the future: ${display(rotated_at)}`] : []),
  ];
}

function missingFields(window: JsonObject): string[] {
  return ['window_id', 'started_at', 'expires_at', 'duration'].filter(name => !Object.hasOwn(window, name));
}

/** A stamp ahead of now would satisfy every check of age until its time comes. */
function isAhead(stamp: unknown, now: number): boolean {
  const instant = typeof stamp === 'string' ? parseTimestamp(stamp) : undefined;
  return instant !== undefined && instant > now;
}
