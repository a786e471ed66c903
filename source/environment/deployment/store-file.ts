import {randomBytes} from 'node:crypto';
import * as fs from 'node:fs';
import {dirname} from 'node:path';
import {syncFolder, type FileCalls} from '../../durable-file.ts';
import {causeOf} from '../../errors.ts';
import {compactTimestamp} from '../../time.ts';

/** The file calls of a replacement; tests pass ones that fail, or that change the file in between. */
export type StoreCalls = FileCalls & Pick<typeof fs, 'linkSync' | 'fchmodSync' | 'fchownSync' | 'readFileSync'>;

/** One file of a deployment as it was read. `file` is where it really lies, links followed. */
export type StoreFile = {file: string; bytes: Buffer; text: string; mode: number; uid: number; gid: number};

export type StoreFileReading = {ok: true; found: StoreFile} | {ok: false; missing: boolean; problem: string};

/** A store of toggles is a page or two; a larger file is another one. */
const largestFile = 1024 * 1024;

/** What the system's codes mean to the person at the console. */
const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'this user may not do that',
  EPERM: 'this user may not do that',
  EROFS: 'its file system is read-only',
  EBUSY: 'it is mounted on its own: it has to be changed where it comes from',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  ELOOP: 'its links lead in a circle',
  ENOTDIR: 'a part of its path is no folder',
};

export function meaningOf(error: unknown): string {
  const cause = causeOf(error);
  return meanings[cause] === undefined ? cause : `${meanings[cause]} (${cause})`;
}

/** Reads the whole file. `shown` is its name in sentences. */
export function readStoreFile(path: string, shown: string): StoreFileReading {
  const problem = (text: string, missing = false): StoreFileReading => ({ok: false, missing, problem: `${shown} cannot be used: ${text}`});
  try {
    const file = fs.realpathSync(path);
    const stats = fs.statSync(file);
    if (!stats.isFile()) return problem(stats.isDirectory() ? 'it is a folder, a file was expected' : 'it is no ordinary file');
    if (stats.size > largestFile) return problem(`it has ${stats.size} bytes, more than the ${largestFile} that are read`);
    const bytes = fs.readFileSync(file);
    const text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
    return {ok: true, found: {file, bytes, text, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid}};
  } catch (error) {
    if (causeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return problem('it is not UTF-8 text');
    return problem(meaningOf(error), causeOf(error) === 'ENOENT' && !isLink(path));
  }
}

/** A link that leads nowhere is no place for a new file. */
function isLink(path: string): boolean {
  return fs.lstatSync(path, {throwIfNoEntry: false}) !== undefined;
}

export type Replacement =
  | {ok: true; /** Where the old copy lies. */ old: string | undefined}
  | {ok: false; /** True when the new content may be in place all the same. */ changed: boolean; problem: string};

export type ReplaceTerms = {
  shown: string;
  /** Milliseconds since 1970, the name of the old copy; undefined: none is kept. */
  keepOldAt: number | undefined;
};

/**
 * Puts a new text in the place of the one that was read, whole or not at all, with its mode and owner:
 * temporary file beside it, write, fsync, look whether it is still as it was read, rename, fsync of the
 * folder (rename(2)). Never throws for what a disk can do.
 */
export function replaceStoreFile(was: StoreFile, text: string, {shown, keepOldAt}: ReplaceTerms, calls: StoreCalls = fs): Replacement {
  const {file} = was;
  const draft = draftName(file);
  let old: string | undefined;
  try {
    // Renaming needs the folder alone: a file that is protected from writing would be changed all the same.
    calls.closeSync(calls.openSync(file, fs.constants.O_RDWR | fs.constants.O_NONBLOCK));
    writeNew(draft, Buffer.from(text), was, calls);
    if (keepOldAt !== undefined) {
      old = keepOld(was, keepOldAt, calls);
      // Its name is on disk before the only other one goes to the new file.
      syncFolder(dirname(file), calls);
    }
    if (!calls.readFileSync(file).equals(was.bytes)) throw new Error('it was changed in the same moment by somebody else');
    calls.renameSync(draft, file);
  } catch (error) {
    removeQuietly(draft, calls);
    if (old !== undefined) removeQuietly(old, calls);
    return {ok: false, changed: false, problem: `${shown} was not changed: ${meaningOf(error)}`};
  }
  return settled({ok: true, old}, file, shown, calls);
}

/** Makes a file that was not there, mode 0600. */
export function createStoreFile(file: string, text: string, shown: string, calls: StoreCalls = fs): Replacement {
  if (!fs.existsSync(dirname(file))) return {ok: false, changed: false, problem: `${shown} was not made: its folder does not exist`};
  const draft = draftName(file);
  try {
    const bytes = Buffer.from(text);
    writeNew(draft, bytes, undefined, calls);
    linkNew(draft, file, bytes, undefined, calls);
  } catch (error) {
    return {ok: false, changed: false, problem: `${shown} was not made: ${meaningOf(error)}`};
  } finally {
    removeQuietly(draft, calls);
  }
  return settled({ok: true, old: undefined}, file, shown, calls);
}

function settled(done: Replacement, file: string, shown: string, calls: StoreCalls): Replacement {
  try {
    syncFolder(dirname(file), calls);
    return done;
  } catch (error) {
    return {ok: false, changed: true, problem: `${shown} was changed, but the disk did not confirm it: ${meaningOf(error)}`};
  }
}

function draftName(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}.tmp`;
}

type Owned = Pick<StoreFile, 'mode' | 'uid' | 'gid'>;

/** Makes a file that is not there, with the mode and owner of another or for this user alone; never leaves half of one. */
function writeNew(path: string, bytes: Buffer, like: Owned | undefined, calls: StoreCalls): void {
  const {O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW} = fs.constants;
  const descriptor = calls.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    const written = calls.writeSync(descriptor, bytes);
    if (written !== bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes were written`);
    if (like) {
      const {uid, gid} = calls.fstatSync(descriptor);
      // The owner first: chown(2) takes bits of the mode away.
      if (uid !== like.uid || gid !== like.gid) calls.fchownSync(descriptor, like.uid, like.gid);
      calls.fchmodSync(descriptor, like.mode);
    }
    calls.fsyncSync(descriptor);
  } catch (error) {
    removeQuietly(path, calls);
    throw error;
  } finally {
    calls.closeSync(descriptor);
  }
}

/** The old file itself under a second name, so with its mode, owner and times; an earlier copy is never touched. */
function keepOld(was: StoreFile, at: number, calls: StoreCalls): string {
  for (let attempt = 1; ; attempt += 1) {
    const old = `${was.file}.${compactTimestamp(at)}${attempt === 1 ? '' : `-${attempt}`}.old`;
    try {
      linkNew(was.file, old, was.bytes, was, calls);
      return old;
    } catch (error) {
      if (causeOf(error) !== 'EEXIST' || attempt === 1000) throw error;
    }
  }
}

/** What link(2) says where the file system has no second names, or not for this file. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** A second name, which unlike a rename replaces nothing (link(2)); a copy where there are no second names. */
function linkNew(from: string, to: string, bytes: Buffer, like: Owned | undefined, calls: StoreCalls): void {
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
