import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** A package as package-lock.json has it. */
export type Locked = {version: string; integrity: string; license?: string; dependencies?: Readonly<Record<string, string>>; optionalDependencies?: Readonly<Record<string, string>>};

/** By the path at which it is installed. */
export type Lock = Readonly<Record<string, Locked>>;

/** A package of which something is in what we ship. */
export type Bundled = {path: string; /** Where it is on this machine. */ folder: string; name: string; version: string; licence: string; integrity: string};

export const readLock = (root: string): Lock => (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {packages: Lock}).packages;

/** What is installed at a path. */
export const nameAt = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** One that is installed at a path of the lock, or unpacked in another folder. */
export function bundled(lock: Lock, path: string, folder: string): Bundled {
  const locked = lock[path];
  if (!locked) throw new Error(`${path} is not in package-lock.json`);
  return {path, folder, name: nameAt(path), version: locked.version, licence: locked.license ?? 'unknown', integrity: locked.integrity};
}

const titleOf = ({name, version}: Bundled): string => `${name}@${version}`;

/** Each once, by name and version, though it may be installed in two places; sorted by both. */
export function distinct(packages: readonly Bundled[]): Bundled[] {
  return [...new Map(packages.map(one => [titleOf(one), one])).values()].sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1));
}

/** Where a package finds another one, as Node looks for it: in its own folder, then one level up, and so on; '' is the root. */
export function foundFrom(lock: Lock, path: string, name: string): string | undefined {
  const at = `${path === '' ? '' : `${path}/`}node_modules/${name}`;
  if (lock[at]) return at;
  return path === '' ? undefined : foundFrom(lock, path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name);
}

const licenceFile = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** The words under which each of them may be passed on, one after the other. */
export function licenceTexts(packages: readonly Bundled[]): string {
  const rule = '='.repeat(88);
  const texts = packages.map(({folder, name, version, licence}) => {
    const files = readdirSync(folder).filter(file => licenceFile.test(file)).sort();
    const words = files.map(file => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
    return [rule, `${name} ${version}: ${licence}`, rule, '', ...(words.length > 0 ? words : ['It comes without a text of its licence, and names it as above.']), ''].join('\n');
  });
  return `mcp-runbook is under the Apache License 2.0, see LICENSE. It holds parts of what follows.\n\n${texts.join('\n')}`;
}
