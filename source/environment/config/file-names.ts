import {readlinkSync, realpathSync, statSync, type BigIntStats} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';

/** By which a file could be met again: its path without links, and which file it is: a second hard link, or a mount, has another path. */
export function fileNames(path: string): string[] {
  const found = lookAt(path);
  return [`path ${withoutLinks(path)}`, ...(found ? [`file ${found.dev}:${found.ino}`] : [])];
}

export function isSameFile(one: string, other: string): boolean {
  const names = fileNames(other);
  return fileNames(one).some(name => names.includes(name));
}

/** As many as the system itself follows (path_resolution(7)). */
const mostLinks = 40;

/** Of what is not there yet, the place where it will be made counts, which a link may name. */
export function withoutLinks(path: string, left: number = mostLinks): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    if (folder === path || left === 0) return path;
    const target = targetOf(path);
    return target === undefined ? join(withoutLinks(folder, left), basename(path)) : withoutLinks(resolve(folder, target), left - 1);
  }
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

export function isFile(path: string): boolean {
  return lookAt(path)?.isFile() ?? false;
}

/** What cannot be looked at has no other name that could be known here. */
function lookAt(path: string): BigIntStats | undefined {
  try {
    return statSync(path, {bigint: true});
  } catch {
    return undefined;
  }
}

/** Whether it is for anybody to run. */
export function isExecutable(path: string): boolean {
  return ((lookAt(path)?.mode ?? 0n) & 0o111n) !== 0n;
}
