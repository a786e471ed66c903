import {randomBytes} from 'node:crypto';
import * as fs from 'node:fs';
import {dirname, resolve} from 'node:path';
import {causeOf, type Trouble} from './errors.ts';

/** The file calls that a record's safety hangs on. Tests pass ones that fail on the n-th call. */
export type FileCalls = Pick<
  typeof fs,
  'openSync' | 'writeSync' | 'fsyncSync' | 'closeSync' | 'renameSync' | 'mkdirSync' | 'unlinkSync' | 'fstatSync' | 'readSync'
>;

/** A write that is not on disk. What was acknowledged before stays readable. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly file: string;

  constructor(file: string, doing: string, cause: unknown) {
    super(`could not ${doing} ${file}: ${causeOf(cause)}`, {cause});
    this.file = file;
  }
}

const privateFile = 0o600;
const privateFolder = 0o700;
const ordinaryFolder = 0o755;

/**
 * Creates the folder, and its parents as ordinary ones that other tools may enter; makes the new
 * names durable (fsync(2), NOTES).
 */
export function makeFolder(folder: string, calls: FileCalls = fs, mode: number = privateFolder): void {
  try {
    const missing = missingFrom(resolve(folder));
    for (const one of missing) makeOne(one, calls, one === resolve(folder) ? mode : ordinaryFolder);
    // Says what else stands there.
    calls.mkdirSync(folder, {recursive: true, mode});
    const [first] = missing;
    if (first !== undefined) syncParents(resolve(folder), first, calls);
  } catch (error) {
    throw new StorageError(folder, 'create', error);
  }
}

/** The folder and those above it that are not there, the outermost first. */
function missingFrom(folder: string): string[] {
  return fs.existsSync(folder) ? [] : [...(dirname(folder) === folder ? [] : missingFrom(dirname(folder))), folder];
}

/** One by one: where no folder can be made, as below `/proc`, Node's way to make several tries for ever. Another may be faster. */
function makeOne(folder: string, calls: FileCalls, mode: number): void {
  try {
    calls.mkdirSync(folder, {mode});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** A new folder is as durable as its entry in the one above it, so each of them counts. */
function syncParents(folder: string, first: string, calls: FileCalls): void {
  syncFolder(dirname(folder), calls);
  if (folder !== first) syncParents(dirname(folder), first, calls);
}

/** What fsync(2) says of a folder where the file system has no such thing, as some on a network. */
const notForFolders: ReadonlySet<string> = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Makes the names in a folder durable (fsync(2), NOTES); false where its file system cannot, which is no
 * reason to write nothing. Throws what open(2) and fsync(2) say else.
 */
export function syncFolder(folder: string, calls: FileCalls = fs): boolean {
  const descriptor = calls.openSync(folder, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY);
  try {
    calls.fsyncSync(descriptor);
    return true;
  } catch (error) {
    if (notForFolders.has(causeOf(error))) return false;
    throw error;
  } finally {
    calls.closeSync(descriptor);
  }
}

export type AppendMode = {
  /** `create` fails when the file exists; `extend` opens or creates it. */
  open: 'create' | 'extend';
  mode?: number;
};

/** What an operator has to know once of a file system that does not keep names by itself; undefined of any other, and where nothing can be said yet. */
export function unsynced(folder: string, calls: FileCalls = fs): Trouble | undefined {
  try {
    if (syncFolder(folder, calls)) return undefined;
    return {
      problem: `the file system of ${folder} does not confirm new names in a folder (fsync): what is written is safe once it is there, but a file made in the last seconds before a power cut may be missing`,
      next: 'Go on; where that counts, work under a folder on a local disk.',
    };
  } catch {
    const above = dirname(folder);
    return above === folder ? undefined : unsynced(above, calls);
  }
}

/**
 * A file that only grows. An append is one write(2), its count checked, then fsync(2); only then does
 * `append` return. After any failure the descriptor is poisoned: a failed fsync marks the pages
 * clean, so trying again on it would acknowledge bytes that may be gone.
 */
export class AppendOnlyFile {
  readonly path: string;
  readonly #calls: FileCalls;
  readonly #descriptor: number;
  #failure: StorageError | undefined;
  #closed = false;

  constructor(path: string, {open, mode = privateFile}: AppendMode, calls: FileCalls = fs) {
    this.path = path;
    this.#calls = calls;
    makeFolder(dirname(path), calls);
    const {O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK} = fs.constants;
    const exclusive = open === 'create' ? O_EXCL : 0;
    let descriptor: number | undefined;
    try {
      // Never through a link, and no pipe or device in the place of a record.
      descriptor = calls.openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | exclusive, mode);
      if (!fs.fstatSync(descriptor).isFile()) throw new Error('it is no regular file');
      syncFolder(dirname(path), calls);
      this.#descriptor = descriptor;
    } catch (error) {
      if (descriptor !== undefined) closeQuietly(descriptor, calls);
      throw new StorageError(path, open, error);
    }
  }

  /** Length in bytes as the disk has it now. */
  get size(): number {
    return this.#read(descriptor => this.#calls.fstatSync(descriptor).size);
  }

  /** Whether the next byte starts a line: the file is empty or its last byte is LF. */
  get endsLine(): boolean {
    const {size} = this;
    if (size === 0) return true;
    const last = Buffer.alloc(1);
    this.#read(descriptor => this.#calls.readSync(descriptor, last, 0, 1, size - 1));
    return last[0] === 0x0a;
  }

  #read<T>(read: (descriptor: number) => T): T {
    try {
      return read(this.#descriptor);
    } catch (error) {
      throw new StorageError(this.path, 'read', error);
    }
  }

  append(text: string): void {
    if (this.#failure) throw this.#failure;
    const bytes = Buffer.from(text);
    try {
      const written = this.#calls.writeSync(this.#descriptor, bytes);
      if (written !== bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes were written`);
      this.#calls.fsyncSync(this.#descriptor);
    } catch (error) {
      this.#failure = new StorageError(this.path, 'append to', error);
      throw this.#failure;
    }
  }

  /** Once; the system may give the same number to another file at once, so nothing is appended any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure ??= new StorageError(this.path, 'append to', new Error('it is closed'));
    this.#calls.closeSync(this.#descriptor);
  }
}

function closeQuietly(descriptor: number, calls: FileCalls): void {
  try {
    calls.closeSync(descriptor);
  } catch {
    // close(2) gives the descriptor back even when it fails, and another error is already being told.
  }
}

/**
 * Puts a whole file in place or leaves the old one: exclusive temporary file, write, fsync, rename,
 * fsync of the folder (rename(2)).
 */
export function writeDurably(path: string, text: string, mode: number = privateFile, calls: FileCalls = fs): void {
  const folder = dirname(path);
  makeFolder(folder, calls);
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const {O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW} = fs.constants;
  let descriptor: number | undefined;
  try {
    descriptor = calls.openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    const bytes = Buffer.from(text);
    const written = calls.writeSync(descriptor, bytes);
    if (written !== bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes were written`);
    calls.fsyncSync(descriptor);
    const finished = descriptor;
    descriptor = undefined;
    calls.closeSync(finished);
    calls.renameSync(temporary, path);
    syncFolder(folder, calls);
  } catch (error) {
    if (descriptor !== undefined) closeQuietly(descriptor, calls);
    try {
      calls.unlinkSync(temporary);
    } catch {
      // It was never created, or the disk is gone; the first error is the one to tell.
    }
    throw new StorageError(path, 'write', error);
  }
}
