import {execFileSync, spawnSync} from 'node:child_process';
import {cpSync, existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

/** Where a user finds Node, and a path of this project. */
export type Place = {node: string; at(path: string): string};

const root = resolve(import.meta.dirname, '../..');
const here: Place = {node: process.execPath, at: path => resolve(root, path)};

/** Here, or a copy where they may not look, such as below the home of root. */
export async function placeFor(t: AfterTest, who: {uid?: number; gid?: number}): Promise<Place> {
  const {status, error} = spawnSync('sh', ['-c', 'test -x "$0" && test -r "$1"', here.node, here.at('source/cli.ts')], {...who, cwd: '/'});
  // Whoever may not be somebody else copies for nobody.
  if (error || status === 0) return here;
  const folder = await temporaryFolder(t);
  const paths = ['dist', 'docs', 'package.json', 'runbooks', 'source', 'test', 'tools', ...packages()];
  for (const path of paths.filter(path => existsSync(here.at(path)))) cpSync(here.at(path), join(folder, path), {recursive: true});
  cpSync(here.node, join(folder, 'node'));
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  return {node: join(folder, 'node'), at: path => here.at(path).replace(root, folder)};
}

/** Those that the program needs where it is not built, each with what is in it. */
function packages(): string[] {
  const lock = JSON.parse(readFileSync(here.at('package-lock.json'), 'utf8')) as {packages: Record<string, {dev?: boolean; optional?: boolean}>};
  return Object.entries(lock.packages).flatMap(([path, {dev, optional}]) => (/^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path) && !dev && !optional ? [path] : []));
}
