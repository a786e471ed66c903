import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {carriedPaths} from '../../source/carried.ts';
import type {Built} from '../build.ts';
import {billOf, type Shipped} from './bill.ts';
import {bundled, distinct, licenceTexts, readLock, type Bundled} from './bundled.ts';
import type {Entry} from './tar.ts';

export type Packing = {
  /** Where the program was built for it. */
  dist: string;
  built: Pick<Built, 'files' | 'packages'>;
  /** As `--version` says it. */
  commit: string;
  /** Of one file: for which machine, and the Node that is in it. */
  platform?: string;
  node?: Bundled;
};

/** What is handed out, before it becomes an archive. */
export type Packed = {name: string; contents: Entry[]; bill: Buffer};

type Manifest = Shipped & Readonly<Record<'description' | 'type' | 'bin' | 'files', unknown>> & {devEngines: {runtime: {version: string}}};

/** The program, what it carries, and what is to be known of both; sorted by path. Nothing of it has to be installed beside it. */
export function packed(root: string, {dist, built, commit, platform, node}: Packing): Packed {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const lock = readLock(root);
  const packages = distinct([...built.packages.map(path => bundled(lock, path, join(root, path))), ...(node ? [node] : [])]);
  const bill = Buffer.from(billOf(manifest, commit, packages, lock));
  const carried = carriedPaths().filter(path => !['licences.txt', 'package.json', 'sbom.cdx.json'].includes(path));
  const made: ReadonlyArray<readonly [path: string, text: string | Buffer]> = [
    ['licences.txt', licenceTexts(packages)],
    ['package.json', `${JSON.stringify(handedOut(manifest, carried), null, 2)}\n`],
    ['sbom.cdx.json', bill],
  ];
  const contents = [
    ...built.files.map((file): Entry => ({path: `dist/${file}`, bytes: readFileSync(join(dist, file)), executable: file === 'cli.js'})),
    ...carried.map((path): Entry => ({path, bytes: readFileSync(join(root, path))})),
    ...made.map(([path, text]): Entry => ({path, bytes: Buffer.from(text)})),
  ];
  return {
    name: [manifest.name, manifest.version, ...(platform === undefined ? [] : [platform])].join('-'),
    contents: contents.sort((a, b) => (a.path < b.path ? -1 : 1)),
    bill,
  };
}

/** What npm has to know to install it: what is bundled is none of its affair. Manual pages it takes one by one. */
const handedOut = ({name, version, description, license, type, bin, files, devEngines}: Manifest, carried: readonly string[]): Readonly<Record<string, unknown>> => ({
  name, version, description, license, type, bin, files, man: carried.filter(path => path.startsWith('docs/man/')), engines: {node: devEngines.runtime.version},
});
