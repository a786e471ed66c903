import {isUtf8} from 'node:buffer';
import * as fs from 'node:fs';
import {dirname} from 'node:path';
import {causeOf} from './errors.ts';

/** The one way in for what others left under a path: never waits, never fills the memory, follows a link only where it may. */

/**
 * Why nothing was read. `missing`: nothing of that name is there, and only that is the same as none;
 * all else may hide something that somebody has to know of. `reason`: words and the system's code, without the path.
 */
export type Unread = {ok: false; missing: boolean; reason: string; /** The system's word, where it has one. */ code?: string};

export type FileReading = {ok: true; bytes: Buffer} | Unread;
export type TextReading = {ok: true; text: string; bytes: Buffer} | Unread;
export type FolderReading = {ok: true; names: string[]} | Unread;

export type DoorTerms = {
  /** Bytes; what is longer is refused. */
  most: number;
  /** `mine`: no link, since this program makes none. `mine alone`: and of this user, since what it says is trusted. */
  whose?: 'anybody' | 'mine' | 'mine alone';
  /** Only the beginning is wanted: what is longer is cut. */
  part?: boolean;
};

/** What files of ours can come to in the longest walk; longer ones are read in parts. */
export const mostOfOurs = 64 * 1024 * 1024;

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
  EISDIR: 'it is a folder',
  ENXIO: 'it is no regular file',
};

export function meaningOf(error: unknown): string {
  const cause = causeOf(error);
  return meanings[cause] === undefined ? cause : `${meanings[cause]} (${cause})`;
}

/** Opens a regular file for reading; the caller closes it. A pipe is not waited for (open(2), O_NONBLOCK). @throws what open(2) says, or a few words */
export function openRegular(path: string, whose: DoorTerms['whose'] = 'anybody'): {descriptor: number; size: number; /** When it was last written, milliseconds since 1970. */ written: number} {
  const {O_RDONLY, O_NONBLOCK, O_NOFOLLOW} = fs.constants;
  const descriptor = whose === 'anybody' ? fs.openSync(path, O_RDONLY | O_NONBLOCK) : openNoLink(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    const status = fs.fstatSync(descriptor);
    if (!status.isFile()) throw new Error(status.isDirectory() ? 'it is a folder' : 'it is no regular file');
    if (whose === 'mine alone' && status.uid !== process.geteuid?.()) throw new Error(`it belongs to another user (${status.uid})`);
    return {descriptor, size: status.size, written: status.mtimeMs};
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
}

function openNoLink(path: string, flags: number): number {
  try {
    return fs.openSync(path, flags);
  } catch (error) {
    throw causeOf(error) === 'ELOOP' && isLink(path) ? new Error('it is a symbolic link') : error;
  }
}

export function readFile(path: string, {most, whose, part = false}: DoorTerms): FileReading {
  let descriptor: number | undefined;
  try {
    const opened = openRegular(path, whose);
    descriptor = opened.descriptor;
    const tooLong = `it is longer than ${sizeText(most)}`;
    if (opened.size > most && !part) return {ok: false, missing: false, reason: tooLong};
    const bytes = readToEnd(descriptor, Math.min(opened.size, most), most);
    return part || bytes.length <= most ? {ok: true, bytes: bytes.subarray(0, most)} : {ok: false, missing: false, reason: tooLong};
  } catch (error) {
    return unread(path, error);
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

export function readText(path: string, terms: DoorTerms): TextReading {
  const reading = readFile(path, terms);
  if (!reading.ok) return reading;
  return isUtf8(reading.bytes) ? {...reading, text: reading.bytes.toString('utf8')} : {ok: false, missing: false, reason: 'it is not UTF-8 text'};
}

/** A piece of a file of ours, as much as is there. */
export function readPiece(path: string, start: number, most: number): FileReading {
  let descriptor: number | undefined;
  try {
    const opened = openRegular(path, 'mine');
    descriptor = opened.descriptor;
    const bytes = Buffer.alloc(Math.max(0, Math.min(most, opened.size - start)));
    return {ok: true, bytes: bytes.subarray(0, fs.readSync(descriptor, bytes, 0, bytes.length, start))};
  } catch (error) {
    return unread(path, error);
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** The end of a file of ours that grows with the years. `cut`: there is more before it. */
export function readEnd(path: string, most: number): {ok: true; bytes: Buffer; cut: boolean} | Unread {
  let descriptor: number | undefined;
  try {
    const opened = openRegular(path, 'mine');
    descriptor = opened.descriptor;
    const start = Math.max(0, opened.size - most);
    const bytes = Buffer.alloc(opened.size - start);
    return {ok: true, bytes: bytes.subarray(0, fs.readSync(descriptor, bytes, 0, bytes.length, start)), cut: start > 0};
  } catch (error) {
    return unread(path, error);
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** Sorted. `whose`: as of a file. */
export function namesIn(folder: string, whose: DoorTerms['whose'] = 'anybody'): FolderReading {
  try {
    if (whose !== 'anybody' && fs.lstatSync(folder).isSymbolicLink()) return {ok: false, missing: false, reason: 'it is a symbolic link'};
    return {ok: true, names: fs.readdirSync(folder).sort()};
  } catch (error) {
    return unread(folder, error);
  }
}

/** Whether something of that name is there, a link that leads nowhere included. @throws what lstat(2) says where it cannot be told. */
export function isThere(path: string): boolean {
  try {
    fs.lstatSync(path);
    return true;
  } catch (error) {
    if (causeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Why a regular file cannot be read and written by this user, or nothing made in a folder, links followed; undefined where nothing stands against it. */
export function denied(path: string, wanted: 'read and write' | 'make files'): string | undefined {
  const {W_OK, X_OK} = fs.constants;
  try {
    if (wanted === 'read and write') fs.closeSync(openRegular(path).descriptor);
    fs.accessSync(path, wanted === 'make files' ? W_OK | X_OK : W_OK);
    return undefined;
  } catch (error) {
    return meaningOf(error);
  }
}

/** Length and times of what lies there, links followed; undefined where nothing does, or it cannot be looked at. */
export function statusOf(path: string): fs.Stats | undefined {
  try {
    return fs.statSync(path, {throwIfNoEntry: false});
  } catch {
    return undefined;
  }
}

/** Another one whenever the content of a file may be another (inode(7): nobody can set the time of its last change); undefined where no file lies there. */
export function markOf(path: string): string | undefined {
  try {
    const status = fs.lstatSync(path, {throwIfNoEntry: false});
    return status?.isFile() ? `${status.ino} ${status.size} ${status.ctimeMs}` : undefined;
  } catch {
    return undefined;
  }
}

/** Whether something of that name can be seen, where it makes no difference why not. */
export function hasEntry(path: string): boolean {
  try {
    return isThere(path);
  } catch {
    return false;
  }
}

/** Whether a link is there, wherever it leads. */
export function isLink(path: string): boolean {
  try {
    return fs.lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** What a failed call says of what lies there. */
export function unread(path: string, error: unknown): Unread {
  const code = causeOf(error);
  if (code !== 'ENOENT') return {ok: false, missing: false, reason: meaningOf(error), ...(/^E[A-Z]+$/.test(code) && {code})};
  const link = linkToNowhere(path);
  if (link === undefined) return {ok: false, missing: true, reason: meaningOf(error)};
  return {ok: false, missing: false, reason: `${link === path ? 'it' : link} is a symbolic link that leads nowhere`};
}

/** The link on the way there behind which nothing is, as where a disk is not mounted. */
function linkToNowhere(path: string): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    const found = fs.lstatSync(at, {throwIfNoEntry: false});
    if (found) return found.isSymbolicLink() && !fs.existsSync(at) ? at : undefined;
    if (at === dirname(at)) return undefined;
  }
}

/** More than `most` where it is longer: it grew meanwhile, or the system does not know its length (proc(5)). */
function readToEnd(descriptor: number, size: number, most: number): Buffer {
  let bytes = Buffer.allocUnsafe(size + 4096);
  for (let length = 0; ; ) {
    const count = fs.readSync(descriptor, bytes, length, bytes.length - length, null);
    length += count;
    if (count === 0 || length > most) return bytes.subarray(0, length);
    if (length === bytes.length) bytes = Buffer.concat([bytes], 2 * length);
  }
}

function sizeText(bytes: number): string {
  return bytes % (1024 * 1024) === 0 ? `${bytes / 1024 / 1024} MiB` : `${Math.floor(bytes / 1024)} KiB`;
}
