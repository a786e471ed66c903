import * as fs from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {StorageError, writeDurably, type FileCalls} from '../durable-file.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {meaningOf, readText} from '../file-door.ts';
import {objectIn} from '../json.ts';
import {formatTimestamp} from '../time.ts';

export type SessionLock = {release(): void};

export type Holder = {operator: string; host: string; pid: number; since: string};

/** `held`: some process has it at this moment. Else nobody could have it, and `cause` says why not. */
export type Locking = {ok: true; lock: SessionLock} | {ok: false; held: true; holder: Holder | undefined} | {ok: false; held: false; cause: string};

/** Milliseconds: who only looks whether it is held (isHeld) is in the way for less. */
const usualPatience = 200;

/** SQLITE_BUSY: another process has the file locked. No other code of SQLite says that somebody is there. */
const busy = 5;

/**
 * One writer a session. The lock is an exclusive SQLite transaction on an empty file: the system frees
 * it when its process ends, however it ends, so that no stale lock keeps anyone from a rollback. Lock libraries judge by the
 * age of a file, which a slow disk or a stopped process makes wrong.
 */
export function lockSession(folder: string, operator: string, now: number, calls: FileCalls = fs, patience: number = usualPatience): Locking {
  const lockFile = join(folder, '.lock');
  const holderFile = join(folder, '.holder');
  let database: DatabaseSync | undefined;
  try {
    makeLockFile(lockFile, calls);
    database = new DatabaseSync(lockFile, {timeout: patience});
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    return isBusy(error) ? {ok: false, held: true, holder: holderOf(folder)} : {ok: false, held: false, cause: causeFor(error)};
  }
  const held = database;
  const holder: Holder = {operator, host: hostname(), pid: process.pid, since: formatTimestamp(now)};
  try {
    // A new file in place of whatever is there, so that no link is written through.
    writeDurably(holderFile, JSON.stringify(holder), undefined, calls);
  } catch (error) {
    // Only the sentence for the second one loses a name.
    if (!(error instanceof StorageError)) throw error;
  }
  return {ok: true, lock: {release: () => held.close()}};
}

/** SQLite says of many causes only that it could not open the file; this says which. @throws what the system says */
function makeLockFile(file: string, calls: FileCalls): void {
  const {O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW} = fs.constants;
  try {
    calls.closeSync(calls.openSync(file, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  // Not opened again: closing it would let go of every lock that this process has on it (fcntl(2)).
  if (!fs.lstatSync(file).isFile()) throw new Error('it is no regular file');
  fs.accessSync(file, fs.constants.R_OK | fs.constants.W_OK);
}

/** SQLite's code is the same for all that it says; its words are not. */
function causeFor(error: unknown): string {
  return error instanceof Error && 'errcode' in error ? `it is damaged, or the disk is (${error.message})` : meaningOf(error);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === busy;
}

/** Whether some process writes this session now. What is left of one that died holds nothing, and neither does a damaged file. */
export function isHeld(folder: string): boolean {
  const file = join(folder, '.lock');
  let database: DatabaseSync | undefined;
  try {
    // SQLite would wait for a pipe.
    if (!fs.lstatSync(file).isFile()) return false;
    database = new DatabaseSync(file, {timeout: 0, readOnly: true});
    database.exec('BEGIN; SELECT 1 FROM sqlite_master; COMMIT');
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    database?.close();
  }
}

/** Who has this session, as they wrote it; somebody who is gone may have written it. */
export function holderOf(folder: string): Holder | undefined {
  return readHolder(join(folder, '.holder'));
}

/** What the holder has written of itself, as far as it is whole. */
function readHolder(file: string): Holder | undefined {
  const reading = readText(file, {most: 4096, whose: 'mine'});
  const {operator, host, pid, since} = (reading.ok && objectIn(reading.text)) || {};
  return typeof operator === 'string' && typeof host === 'string' && typeof pid === 'number' && typeof since === 'string' ? {operator, host, pid, since} : undefined;
}

/** The lock, or who has it, or why nobody can have it: two writers would tear the chain apart. @throws OperatorError */
export function lockOrTell(folder: string, operator: string, now: number): SessionLock {
  const locked = lockSession(folder, operator, now);
  if (locked.ok) return locked.lock;
  if (!locked.held) {
    throw new OperatorError(`${join(folder, '.lock')} cannot be locked, so nobody could be kept from writing this session too: ${locked.cause}`, {
      code: 'session-not-locked',
      next: 'Nobody has this session open. Make room or correct the permissions of that file; one that is damaged holds nothing and can be removed. Then try again.',
      exit: exitCode.notRecorded,
    });
  }
  const {holder} = locked;
  const who = holder ? `${holder.operator} on ${holder.host} (process ${holder.pid}) since ${holder.since}` : 'another process';
  throw new OperatorError(`this session is open already: ${who}`, {
    code: 'session-held',
    next: 'It can be read meanwhile (the command sessions show). To go on with it here, it must be left there first.',
    exit: exitCode.usage,
  });
}
