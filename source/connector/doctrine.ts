import {display} from '../display.ts';
import type {JsonObject} from '../json.ts';
import {isJsonObject} from '../json.ts';
import {componentFailures} from './component-registry.ts';
import {connectorIndexFailures} from './connector-index.ts';
import type {DoctrineDocuments, Reading} from './documents.ts';
import {answerFindings, drillFindings, variableFindings} from './our-findings.ts';
import {handshakeFailures} from './freshness.ts';
import type {Connector} from './services.ts';
import {connectors, rotationWindowHours} from './services.ts';
import type {Variables} from './variables.ts';

export type {DoctrineDocuments, Reading} from './documents.ts';

/** The last line of the rotation ledger that is not ahead of now; `reason` says why it cannot be read. */
export type LastEntry = {kind: 'none'} | {kind: 'unreadable'; reason: string} | {kind: 'entry'; entry: JsonObject};

export type Doctrine = {
  /** There are neither failures nor findings. */
  ok: boolean;
  /** The original's texts and no others. */
  failures: string[];
  /** Ours. */
  findings: string[];
};

export function doctrineText({ok, failures, findings}: Doctrine): string {
  return ok ? 'no failures' : [...failures, ...findings].join('; ');
}

export type DoctrineGrounds = {
  documents: DoctrineDocuments;
  lastEntry: LastEntry;
  variables: Variables;
  /** The gateway's answer to the handshake, where there was one. */
  answer?: JsonObject;
  /** Milliseconds since 1970. */
  now: number;
};

/**
 * Everything that keeps the operator connectors from being ready, in the order of protocol notes,
 * section 9.1. Looks at nothing but the grounds: no gateway, no toggle.
 */
export function operatorDoctrine({documents, lastEntry, variables, answer, now}: DoctrineGrounds): Doctrine {
  const failures = [
    ...auditFailures(documents),
    ...ledgerFailures(lastEntry),
    ...connectors.flatMap(connector =>
      connectorDoctrine(connector, documents, variables, now).map(failure => `${connector.registryId}: ${failure}`),
    ),
  ];
  const findings = [
    ...(lastEntry.kind === 'unreadable' ? [`the latest rotation drill is not readable: ${display(lastEntry.reason)}`] : []),
    ...(lastEntry.kind === 'entry' ? drillFindings(lastEntry.entry) : []),
    ...(answer ? answerFindings(answer, variables, now) : []),
    ...variableFindings(variables, now),
  ];
  return {ok: failures.length + findings.length === 0, failures, findings};
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

function ledgerFailures(last: LastEntry): string[] {
  if (last.kind === 'none') return ['no credential rotation drills recorded'];
  if (last.kind === 'unreadable') return [];
  const {window_hours, rotation_window} = last.entry;
  return [
    ...(window_hours === rotationWindowHours
      ? []
      : [`latest rotation drill does not confirm ${rotationWindowHours}-hour window`]),
    ...(isJsonObject(rotation_window)
      ? missingFields(rotation_window).map(name => `rotation_window missing field: ${name}`)
      : ['latest rotation drill missing rotation_window metadata']),
  ];
}

function missingFields(window: JsonObject): string[] {
  return ['window_id', 'started_at', 'expires_at', 'duration'].filter(name => !Object.hasOwn(window, name));
}
