import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {causeOf, exitCode, OperatorError} from '../errors.ts';
import {formatTimestamp} from '../time.ts';

export type SessionLock = {release(): void};

export type Holder = {operator: string; host: string; pid: number; since: string};

/** Milliseconds: who only looks whether it is held (isHeld) is in the way for less. */
const patience = 200;

/**
 * One writer a session. The lock is an exclusive SQLite transaction on an empty file: the system frees
 * it when its process ends, however it ends, so that no stale lock keeps anyone from a rollback. Lock libraries judge by the
 * age of a file, which a slow disk or a stopped process makes wrong.
 */
export function lockSession(folder: string, operator: string, now: number): {ok: true; lock: SessionLock} | {ok: false; holder: Holder | undefined; cause: string} {
  const holderFile = join(folder, '.holder');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, '.lock'), {timeout: patience});
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    return {ok: false, holder: readHolder(holderFile), cause: causeOf(error)};
  }
  const held = database;
  const holder: Holder = {operator, host: hostname(), pid: process.pid, since: formatTimestamp(now)};
  try {
    writeFileSync(holderFile, JSON.stringify(holder), {mode: 0o600});
  } catch {
    // Only the sentence for the second one loses a name.
  }
  return {ok: true, lock: {release: () => held.close()}};
}

/** Whether some process writes this session now. What is left of one that died holds nothing. */
export function isHeld(folder: string): boolean {
  if (!existsSync(join(folder, '.lock'))) return false;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, '.lock'), {timeout: 0, readOnly: true});
    database.exec('BEGIN; SELECT 1 FROM sqlite_master; COMMIT');
    return false;
  } catch (error) {
    return /locked/.test(String(error));
  } finally {
    database?.close();
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}

/** The lock, or who has it: two writers would tear the chain apart. @throws OperatorError */
export function lockOrTell(folder: string, operator: string, now: number): SessionLock {
  const locked = lockSession(folder, operator, now);
  if (locked.ok) return locked.lock;
  const {holder, cause} = locked;
  const who = holder ? `${holder.operator} on ${holder.host} (process ${holder.pid}) since ${holder.since}` : `another process (${cause})`;
  throw new OperatorError(`this session is open already: ${who}`, {
    code: 'session-held',
    next: 'It can be read meanwhile (the command sessions show). To go on with it here, it must be left there first.',
    exit: exitCode.usage,
  });
}
