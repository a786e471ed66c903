import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, relative, resolve} from 'node:path';
import {buffer} from 'node:stream/consumers';
import {parseArgs} from 'node:util';
import {gzipSync} from 'node:zlib';
import {build} from './build.ts';
import {commitOf, commitText, type Commit} from './commit.ts';
import type {Bundled} from './package/bundled.ts';
import {writeChecksums} from './package/checksums.ts';
import {packed, type Packed} from './package/contents.ts';
import {nodeFor, oneFile, platforms, thisPlatform} from './package/one-file.ts';
import {tarOf} from './package/tar.ts';

const root = resolve(import.meta.dirname, '..');

const usage = `usage: npm run package -- [PLATFORM ...] [--out FOLDER] [--key KEY]

  PLATFORM  ${Object.keys(platforms).join(', ')} (default: this machine's)
  --out     where to put it (default: release/)
  --key     an SSH key that signs the checksums
`;

type Say = (text: string) => void;

/** Everything that is handed out, in a folder: the npm package, one file for each platform, their bills, the checksums. */
export async function makePackages(wanted: readonly string[], out: string, key: string | undefined, say: Say): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'mcp-runbook-package-'));
  try {
    const commit = commitOf(root);
    say(`mcp-runbook ${commitText(commit)}`);
    const built = await build({entry: join(root, 'source/cli.ts'), folder: join(work, 'dist')});
    const made: Record<string, Uint8Array> = {};
    const plain = packed(root, {dist: join(work, 'dist'), built, commit: commitText(commit)});
    made[`${plain.name}.tgz`] = gzipSync(tarOf(plain.contents.map(one => ({...one, path: `package/${one.path}`})), timeOf(commit)), {level: 9});
    made[`${plain.name}.cdx.json`] = plain.bill;
    for (const platform of wanted) {
      const node = await nodeFor(root, platform, join(work, platform));
      const inside = packed(root, {dist: join(work, 'dist'), built, commit: commitText(commit), platform, node});
      Object.assign(made, await forPlatform(inside, platform, node, join(work, platform), commit));
    }
    rmSync(out, {recursive: true, force: true});
    mkdirSync(out, {recursive: true});
    for (const [name, bytes] of Object.entries(made)) writeFileSync(join(out, name), bytes);
    writeChecksums(out, made, key);
    for (const [name, {length}] of Object.entries(made)) say(`${relative(process.cwd(), join(out, name))}  ${(length / 1024 / 1024).toFixed(1)} MB`);
  } finally {
    rmSync(work, {recursive: true, force: true});
  }
}

/** npm gives its archives the same time always; with a commit there is a better one. */
const timeOf = (commit: Commit | undefined): number => commit?.time ?? 0;

async function forPlatform({name, contents, bill}: Packed, platform: string, node: Bundled, work: string, commit: Commit | undefined): Promise<Record<string, Uint8Array>> {
  mkdirSync(work, {recursive: true});
  const bytes = await oneFile(contents, platform, node, work);
  const file = platform.startsWith('win32') ? 'mcp-runbook.exe' : 'mcp-runbook';
  const words = contents.filter(({path}) => path === 'LICENSE' || path === 'licences.txt');
  const archive = tarOf([...words, {path: file, bytes, executable: true}].map(one => ({...one, path: `${name}/${one.path}`})), timeOf(commit));
  return {[`${name}.tar.xz`]: await compressed(archive, platform), [`${name}.cdx.json`]: bill};
}

/** In one thread, since several would make other bytes; the filter makes machine code smaller. */
async function compressed(archive: Buffer, platform: string): Promise<Buffer> {
  const filter = platform.endsWith('arm64') ? '--arm64' : '--x86';
  const xz = spawn('xz', ['--compress', '--stdout', '--threads=1', '--check=crc64', filter, '--lzma2=preset=6,dict=32MiB'], {stdio: ['pipe', 'pipe', 'inherit']});
  xz.stdin.end(archive);
  return buffer(xz.stdout);
}

async function main(): Promise<number> {
  const {values, positionals} = parseArgs({allowPositionals: true, options: {out: {type: 'string', default: join(root, 'release')}, key: {type: 'string'}, help: {type: 'boolean'}}});
  const wanted = positionals.length > 0 ? positionals : [thisPlatform];
  const say: Say = text => process.stdout.write(`${text}\n`);
  const unknown = wanted.filter(name => !platforms[name]);
  if (values.help || unknown.length > 0) {
    say(unknown.length > 0 ? `there is no Node of ours for ${unknown.join(', ')}\n\n${usage}` : usage);
    return values.help ? 0 : 2;
  }
  if (wanted.some(name => name.startsWith('darwin')) && process.platform !== 'darwin') {
    say('a program for macOS has to be signed there: run this on a Mac for it');
    return 2;
  }
  await makePackages(wanted, resolve(values.out), values.key, say);
  return 0;
}

if (import.meta.main) process.exitCode = await main();
