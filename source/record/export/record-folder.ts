import {constants, copyFileSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {makeFolder, syncFolder} from '../../durable-file.ts';
import {manifestName, manifestOf} from './manifest.ts';
import {signatureName} from './sign.ts';
import {hasEntry, mostOfOurs, readFile} from '../../file-door.ts';
import type {RecordPlace} from '../../record-keeper.ts';

export type Placed = 'new' | 'same' | 'different';

/** So many records of one thing as it went on are kept beside each other. */
const mostKept = 99;

/** Where records of that name lie or would lie, the first first. */
function* placesFor(out: string, name: string): Generator<string> {
  for (let number = 1; number <= mostKept; number += 1) yield join(out, number === 1 ? name : `${name}-${number}`);
}

/** The newest record of that name, and where the next one goes. */
export function recordPlaces(out: string, name: string): RecordPlace {
  let newest: string | undefined;
  for (const place of placesFor(out, name)) {
    if (!hasEntry(place)) return {newest, next: place};
    newest = place;
  }
  return {newest, next: join(out, name)};
}

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
   * Puts the folder in its place, or beside older ones that are others: nothing is replaced. The same one is not
   * kept twice; signatures do not count, and one that is lacking is added. `older`: what lies there besides, the newest last.
   */
  place(): {folder: string; already: boolean; signedBefore: boolean; older: readonly string[]} | undefined {
    const older: string[] = [];
    for (const folder of placesFor(this.#out, this.#name)) {
      const signedBefore = hasEntry(join(folder, signatureName));
      const placed = this.#placeAt(folder);
      if (placed !== 'different') return {folder, already: placed === 'same', signedBefore, older};
      older.push(folder);
    }
    return undefined;
  }


  #placeAt(place: string): Placed {
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

/** Whether it still is what its manifest says. */
export function isAsMade(folder: string): boolean {
  try {
    const named = pathsIn(folder).filter(path => path !== manifestName && path !== signatureName);
    const read = (path: string): Buffer | undefined => {
      const reading = readFile(join(folder, path), {most: mostOfOurs, whose: 'mine'});
      return reading.ok ? reading.bytes : undefined;
    };
    const files = named.map(path => [path, read(path)] as const);
    return files.every(([, bytes]) => bytes !== undefined) && read(manifestName)?.equals(manifestOf(new Map(files as ReadonlyArray<readonly [string, Buffer]>))) === true;
  } catch {
    // What cannot be read is not what it was.
    return false;
  }
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
