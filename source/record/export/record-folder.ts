import {constants, copyFileSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {makeFolder, syncFolder} from '../../durable-file.ts';
import {signatureName} from './sign.ts';
import {hasEntry, mostOfOurs, readFile} from '../../file-door.ts';

export type Placed = 'new' | 'same' | 'different';

/**
 * A folder that is either whole or not there: built beside its place under another name, then renamed.
 * Files and folders are private, as the journal is.
 */
export class RecordFolder {
  readonly path: string;
  readonly #out: string;
  readonly #name: string;
  readonly #madeOut: boolean;

  /** @throws StorageError or what mkdtemp(3) says. */
  constructor(out: string, name: string) {
    this.#madeOut = !hasEntry(out);
    makeFolder(out);
    this.#out = out;
    this.#name = name;
    this.path = mkdtempSync(join(out, `.${name}.`));
  }

  /** Each on disk when this returns. @throws what open(2), write(2) and fsync(2) say */
  add(files: ReadonlyMap<string, Buffer>): void {
    for (const [path, bytes] of files) {
      const file = join(this.path, path);
      makeFolder(dirname(file));
      writeFileSync(file, bytes, {flag: 'wx', mode: 0o600, flush: true});
    }
  }

  /**
   * Puts the folder in its place. One that is there already stays as it is, and is told to be the same
   * or not; signatures do not count, and one that is lacking is added.
   */
  place(name: string = this.#name): Placed {
    const place = join(this.#out, name);
    if (lstatSync(place, {throwIfNoEntry: false})) {
      if (!sameFiles(this.path, place)) return 'different';
      const [made, kept] = [join(this.path, signatureName), join(place, signatureName)];
      if (hasEntry(made) && !hasEntry(kept)) copyFileSync(made, kept, constants.COPYFILE_EXCL);
      return 'same';
    }
    for (const folder of new Set(pathsIn(this.path).map(path => dirname(join(this.path, path))))) syncFolder(folder);
    renameSync(this.path, place);
    syncFolder(this.#out);
    return 'new';
  }

  /** Takes away what was not put in place. */
  drop(): void {
    rmSync(this.path, {recursive: true, force: true});
    if (!this.#madeOut) return;
    try {
      rmdirSync(this.#out);
    } catch {
      // The record is in it, or somebody else's file.
    }
  }
}

/** Paths of all files in it, relative and sorted. */
export function pathsIn(folder: string): string[] {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function sameFiles(one: string, other: string): boolean {
  try {
    const [mine, theirs] = [one, other].map(folder => pathsIn(folder).filter(path => path !== signatureName));
    if (String(mine) !== String(theirs)) return false;
    return (mine ?? []).every(path => equal(join(one, path), join(other, path)));
  } catch {
    // What cannot be read is not the same.
    return false;
  }
}

function equal(one: string, other: string): boolean {
  const [mine, theirs] = [one, other].map(path => readFile(path, {most: mostOfOurs, whose: 'mine'}));
  return mine?.ok === true && theirs?.ok === true && mine.bytes.equals(theirs.bytes);
}
