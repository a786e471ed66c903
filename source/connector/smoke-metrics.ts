import {display} from '../display.ts';
import type {JsonObject} from '../json.ts';
import {isFilledText, objectOrEmpty} from './plain-values.ts';
import {targets} from './services.ts';

/** `metrics` of a smoke run's `summary.json` (protocol notes, section 14.1). */
export function smokeMetrics(document: JsonObject): JsonObject {
  const {session, accepted_contexts} = operatorApiOf(document);
  const heartbeat = objectOrEmpty(document.heartbeat);
  return {
    stage: document.stage ?? null,
    targets: document.targets ?? null,
    doctrine_ok: document.doctrine_ok ?? null,
    doctrine_failures: document.doctrine_failures ?? null,
    accepted_contexts: accepted_contexts ?? null,
    session: session ?? null,
    heartbeat_payload: heartbeat.payload ?? null,
    heartbeat_expiry: heartbeat.credential_expiry ?? null,
  };
}

/**
 * What a smoke run did in one sentence: `Rotated a/b/c (doctrine ok); window <id>; rotation expires
 * <t>; credentials expire <t>` (protocol notes, section 14.2).
 */
export function smokeSentence(document: JsonObject): string {
  const window = rotationWindowOf(document);
  const expiry = objectOrEmpty(operatorApiOf(document).session).credential_expiry;
  return [
    `Rotated ${targetsOf(document).join('/')} (${doctrineWords(document)})`,
    isFilledText(window.window_id) ? `window ${display(window.window_id)}` : 'window unknown',
    ...(isFilledText(window.expires_at) ? [`rotation expires ${display(window.expires_at)}`] : []),
    ...(isFilledText(expiry) ? [`credentials expire ${display(expiry)}`] : []),
  ].join('; ');
}

function operatorApiOf({services}: JsonObject): JsonObject {
  return objectOrEmpty(objectOrEmpty(services).operator_api);
}

function rotationWindowOf({rotation_ledger}: JsonObject): JsonObject {
  const ledger = objectOrEmpty(rotation_ledger);
  const windows = targets.map(target => objectOrEmpty(objectOrEmpty(ledger[target]).rotation_window));
  return windows.find(window => Object.keys(window).length > 0) ?? {};
}

function targetsOf(document: JsonObject): string[] {
  const listed = Array.isArray(document.targets) ? document.targets : [];
  return listed.filter(target => isFilledText(target)).map(target => display(target));
}

function doctrineWords({doctrine_ok, doctrine_failures}: JsonObject): string {
  if (doctrine_ok === true) return 'doctrine ok';
  if (doctrine_ok !== false) return 'doctrine status unknown';
  const failures = Array.isArray(doctrine_failures) ? doctrine_failures.filter(isFilledText) : [];
  return ['doctrine issues', ...(failures.length ? [failures.map(text => display(text)).join(', ')] : [])].join(': ');
}
