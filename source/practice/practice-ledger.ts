import {rotationEntry} from '../connector/rotation.ts';
import {operatorApi, operatorUpload, targets, type Target} from '../connector/services.ts';
import {AppendOnlyFile, StorageError} from '../durable-file.ts';
import {ledgerJson, type JsonObject} from '../json.ts';
import {appendEntries} from '../ledger/append.ts';
import type {LedgerFlaw} from './world-behaviour.ts';

export type PracticeHistory = {
  /** Milliseconds since 1970. */
  now: number;
  /** How long ago each connector was drilled, milliseconds. */
  age: number;
  flaw?: LedgerFlaw | undefined;
};

/**
 * Writes what a ledger holds after one round of drills, so that there is a past to assess. The lines
 * name no smoke run, since none of this session wrote them. @throws StorageError
 */
export function writeHistory(path: string, {now, age, flaw}: PracticeHistory): void {
  const flawed = flaw && 'connector' in flaw ? flaw.connector : undefined;
  const entries = targets.filter(connector => connector !== flawed).map(connector => drillAt(connector, now - age));
  if (flaw?.kind === 'ahead') entries.push(drillAt(flaw.connector, now + flaw.by));
  const torn = flaw?.kind === 'torn' ? entries.pop() : undefined;
  appendEntries(path, entries);
  if (torn) tear(path, torn);
}

/**
 * One more line of a job that nobody stopped. It is like the writers of life, as the service below is:
 * where it cannot write, the world goes on without its line.
 */
export function addJobEntry(path: string, connectorId: Target, now: number): void {
  append(path, [rotationEntry({connectorId, answer: {}, now, runId: 'forgotten-upload-job'})]);
}

/** The two lines of the live service, dated by the expiry of the credential that it just got. */
export function addServiceEntries(path: string, expiry: number): void {
  append(path, [operatorApi.id, operatorUpload.id].map(connectorId => drillAt(connectorId, expiry)));
}

function append(path: string, entries: readonly JsonObject[]): void {
  try {
    appendEntries(path, entries);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
}

function drillAt(connectorId: Target, instant: number): JsonObject {
  return rotationEntry({connectorId, answer: {}, now: instant});
}

/** The first half of the line and no line end, as a writer leaves it that was cut off. */
function tear(path: string, entry: JsonObject): void {
  const line = ledgerJson(entry);
  const file = new AppendOnlyFile(path, {open: 'extend'});
  try {
    file.append(line.slice(0, line.length / 2));
  } finally {
    file.close();
  }
}
