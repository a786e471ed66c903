import {join, posix} from 'node:path';
import {getAssetKeys, getRawAsset, isSea} from 'node:sea';
import {hasEntry, meaningOf, namesIn, readText, type FolderReading, type TextReading} from './file-door.ts';
import {packageFolder} from './package-folder.ts';

/**
 * What the program brings along: pages, manuals, the database's schema. It lies beside the program, or inside, where
 * that is one file. Paths are those from the root of the project, on every system with `/`.
 */
export function carriedText(path: string): TextReading {
  const most = 1024 * 1024;
  if (!isSea()) return readText(join(packageFolder(), path), {most});
  if (!getAssetKeys().includes(path)) return notThere;
  const bytes = Buffer.from(getRawAsset(path));
  return {ok: true, bytes, text: bytes.toString('utf8')};
}

/** Sorted; of folders too. */
export function carriedNames(folder: string): FolderReading {
  if (!isSea()) return namesIn(join(packageFolder(), folder));
  const inside = getAssetKeys().filter(path => path.startsWith(`${folder}/`));
  if (inside.length === 0) return notThere;
  return {ok: true, names: [...new Set(inside.map(path => path.slice(folder.length + 1).split('/', 1)[0] ?? ''))].sort()};
}

const notThere = {ok: false, missing: true, reason: meaningOf(Object.assign(new Error('not there'), {code: 'ENOENT'}))} as const;

/** Whether it is one of them, or a folder of some. */
export function isCarried(path: string): boolean {
  const wanted = posix.normalize(path);
  return isSea() ? getAssetKeys().some(one => `${one}/`.startsWith(`${wanted}/`)) : hasEntry(join(packageFolder(), wanted));
}

/** All of it but the program itself, sorted: what `files` of package.json names, as far as it is there. */
export function carriedPaths(): string[] {
  if (isSea()) return getAssetKeys().filter(path => !path.startsWith(programFolder)).sort();
  const {files} = manifest();
  return [...files, 'package.json', 'README.md', 'LICENSE'].flatMap(path => filesBelow(path)).filter(path => !path.startsWith(programFolder)).sort();
}

const programFolder = 'dist/';

function filesBelow(path: string): string[] {
  const inside = namesIn(join(packageFolder(), path));
  if (inside.ok) return inside.names.flatMap(name => filesBelow(`${path}/${name}`));
  return hasEntry(join(packageFolder(), path)) ? [path] : [];
}

type Manifest = {name: string; version: string; files: string[]};

function manifest(): Manifest {
  const reading = carriedText('package.json');
  if (!reading.ok) throw new Error(`package.json cannot be read: ${reading.reason}`);
  return JSON.parse(reading.text);
}

export type Tool = {name: string; version: string};

export function tool(): Tool {
  const {name, version} = manifest();
  return {name, version};
}
