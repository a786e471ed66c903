import {randomBytes} from 'node:crypto';
import * as fs from 'node:fs';
import {dirname} from 'node:path';
import {syncFolder} from '../../durable-file.ts';
import {causeOf, refused, type Refused} from '../../errors.ts';
import {compactTimestamp} from '../../time.ts';
import {carryOver, isReplaceable} from './carry-over.ts';
import {meaningOf} from '../../file-door.ts';
import {lookAtFile, openForChange, type StoreCalls, type StoreFile} from './store-file.ts';

export type Replacement =
  | {ok: true; /** Where the old copy lies. */ old: string | undefined}
  | (Refused & {/** True when the new content may be in place all the same. */ changed: boolean});

export type ReplaceTerms = {
  shown: string;
  /** Milliseconds since 1970, the name of the old copy; undefined: none is kept. */
  keepOldAt: number | undefined;
};

/** What the system says where another file may not take this one's place, or not be made beside it (rename(2), open(2), link(2)). */
const keepsItsPlace = new Set(['EPERM', 'EACCES', 'EBUSY', 'EXDEV', 'EROFS']);

/**
 * Puts a new text in the place of the one that was read. Whole or not at all, by a new file that is
 * renamed over the old one (rename(2)), where that carries over everything the old one has; else in
 * place, with a copy of the old one beside it first. Never throws for what a disk can do.
 */
export function replaceStoreFile(was: StoreFile, text: string, terms: ReplaceTerms, calls: StoreCalls = fs): Replacement {
  const {file} = was;
  const {shown} = terms;
  try {
    openForChange(file, calls);
    const old = isReplaceable(was) ? renameOver(was, text, terms, calls) : 'kept its place';
    return settled({ok: true, old: old === 'kept its place' ? overwrite(was, text, terms, calls) : old}, file, shown, calls);
  } catch (error) {
    const changed = error instanceof HalfWritten;
    return notReplaced(`${shown} ${changed ? 'may be half changed, look at it and at its old copy' : 'was not changed'}: ${meaningOf(error)}`, {changed});
  }
}

/** Throws without a trace left behind, or answers where the old copy lies, or `kept its place`. */
function renameOver(was: StoreFile, text: string, {keepOldAt}: ReplaceTerms, calls: StoreCalls): string | undefined {
  const {file} = was;
  const draft = draftName(file);
  let old: string | undefined;
  try {
    if (!writeNew(draft, Buffer.from(text), file, calls)) throw Object.assign(new Error('it carries what a new file cannot get'), {code: 'EPERM'});
    if (keepOldAt !== undefined) {
      // The old file itself under a second name, so with everything that it carries.
      old = keepOld(was, keepOldAt, to => linkNew(file, to, was.bytes, file, calls));
      // Its name is on disk before the only other one goes to the new file.
      syncFolder(dirname(file), calls);
    }
    verifyAsRead(was, calls);
    calls.renameSync(draft, file);
    return old;
  } catch (error) {
    removeQuietly(draft, calls);
    if (old !== undefined) removeQuietly(old, calls);
    if (keepsItsPlace.has(causeOf(error))) return 'kept its place';
    throw error;
  }
}

class HalfWritten extends Error {}

/** Writes from the first byte that differs; on a failure the old bytes are put back. */
function overwrite(was: StoreFile, text: string, {keepOldAt}: ReplaceTerms, calls: StoreCalls): string | undefined {
  const {file, bytes: before} = was;
  const after = Buffer.from(text);
  let old: string | undefined;
  if (keepOldAt !== undefined) {
    old = keepOld(was, keepOldAt, to => void writeNew(to, before, file, calls));
    syncFolder(dirname(file), calls);
  }
  const descriptor = calls.openSync(file, fs.constants.O_RDWR | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
  try {
    verifyAsRead(was, calls);
    putOrRestore(descriptor, before, after, calls);
    return old;
  } catch (error) {
    if (old !== undefined && !(error instanceof HalfWritten)) removeQuietly(old, calls);
    throw error;
  } finally {
    calls.closeSync(descriptor);
  }
}

function putOrRestore(descriptor: number, before: Buffer, after: Buffer, calls: StoreCalls): void {
  try {
    put(descriptor, before, after, calls);
  } catch (error) {
    try {
      put(descriptor, after, before, calls);
    } catch {
      throw new HalfWritten(causeOf(error), {cause: error});
    }
    throw error;
  }
}

function put(descriptor: number, before: Buffer, after: Buffer, calls: StoreCalls): void {
  const differs = after.findIndex((byte, index) => byte !== before[index]);
  const from = differs === -1 ? after.length : differs;
  const behind = after.length === before.length ? after.findLastIndex((byte, index) => byte !== before[index]) + 1 : after.length;
  const length = Math.max(0, behind - from);
  const written = length === 0 ? 0 : calls.writeSync(descriptor, after, from, length, from);
  if (written !== length) throw new Error(`only ${written} of ${length} bytes were written`);
  if (after.length < before.length) calls.ftruncateSync(descriptor, after.length);
  calls.fsyncSync(descriptor);
}

function verifyAsRead({file, bytes}: StoreFile, calls: StoreCalls): void {
  if (!calls.readFileSync(file).equals(bytes)) throw new Error('it was changed in the same moment by somebody else');
}

/** Makes a file that was not there, mode 0600. */
export function createStoreFile(file: string, text: string, shown: string, calls: StoreCalls = fs): Replacement {
  if (!fs.existsSync(dirname(file))) return notReplaced(`${shown} was not made: its folder does not exist`, {changed: false});
  const draft = draftName(file);
  try {
    const bytes = Buffer.from(text);
    writeNew(draft, bytes, undefined, calls);
    linkNew(draft, file, bytes, undefined, calls);
  } catch (error) {
    return notReplaced(`${shown} was not made: ${meaningOf(error)}`, {changed: false});
  } finally {
    removeQuietly(draft, calls);
  }
  return settled({ok: true, old: undefined}, file, shown, calls);
}

function notReplaced(problem: string, {changed}: {changed: boolean}): Replacement {
  return {...refused(problem, lookAtFile), changed};
}

function settled(done: Replacement, file: string, shown: string, calls: StoreCalls): Replacement {
  try {
    syncFolder(dirname(file), calls);
    return done;
  } catch (error) {
    return notReplaced(`${shown} was changed, but the disk did not confirm it: ${meaningOf(error)}`, {changed: true});
  }
}

function draftName(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}.tmp`;
}

/**
 * Makes a file that is not there, for this user alone, then with all that `like` carries; never leaves
 * half of one. False where it could not get that: it stays for this user alone.
 */
function writeNew(path: string, bytes: Buffer, like: string | undefined, calls: StoreCalls): boolean {
  const {O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW} = fs.constants;
  const descriptor = calls.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    const written = calls.writeSync(descriptor, bytes);
    if (written !== bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes were written`);
    const isAlike = like === undefined || (calls.carryOver ?? carryOver)(like, path);
    if (!isAlike) fs.fchmodSync(descriptor, 0o600);
    calls.fsyncSync(descriptor);
    return isAlike;
  } catch (error) {
    removeQuietly(path, calls);
    throw error;
  } finally {
    calls.closeSync(descriptor);
  }
}

/** Under a name of its own: an earlier copy is never touched. */
function keepOld({file}: StoreFile, at: number, keep: (old: string) => void): string {
  for (let attempt = 1; ; attempt += 1) {
    const old = `${file}.${compactTimestamp(at)}${attempt === 1 ? '' : `-${attempt}`}.old`;
    try {
      keep(old);
      return old;
    } catch (error) {
      if (causeOf(error) !== 'EEXIST' || attempt === 1000) throw error;
    }
  }
}

/** What link(2) says where the file system has no second names, or not for this file. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** A second name, which unlike a rename replaces nothing (link(2)); a copy where there are no second names. */
function linkNew(from: string, to: string, bytes: Buffer, like: string | undefined, calls: StoreCalls): void {
  try {
    calls.linkSync(from, to);
  } catch (error) {
    if (!noLinks.has(causeOf(error))) throw error;
    writeNew(to, bytes, like, calls);
  }
}

function removeQuietly(file: string, calls: StoreCalls): void {
  try {
    calls.unlinkSync(file);
  } catch {
    // It was never made, or the disk is gone; another error is the one to tell.
  }
}
