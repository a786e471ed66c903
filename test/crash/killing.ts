import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {copyFile, mkdir, rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {build} from '../../tools/build.ts';
import {childEnvironment} from '../people/child-environment.ts';
import {builtProgram} from '../people/program.ts';

/** Where a program is to die: at its n-th file call below the root, counted from 1; 0 lets it live. */
export type KillPlan = {call: number; how: 'before' | 'after' | 'part'; part?: number};

/** One file call as kill-at.js saw it. */
export type Call = {call: number; name: string; path: string};

export type Witness = {
  calls: Call[];
  /** By file name of the segment: what a returned fsync vouches for. */
  kept: Record<string, string>;
  killed: boolean;
};

const preload = join(import.meta.dirname, 'kill-at.js');

/** One place for one victim: its root, its home, and the notes that outlive it. */
export type Place = {folder: string; root: string; notes: string; compiled: string};

export async function freshPlace(parent: string, name: string): Promise<Place> {
  const folder = join(parent, name);
  await rm(folder, {recursive: true, force: true});
  const place = {folder, root: join(folder, 'root'), notes: join(folder, 'notes'), compiled: join(parent, 'compiled')};
  await mkdir(place.root, {recursive: true});
  return place;
}

/** The real program, walking a whole rehearsal unattended. */
export const rehearsing = [builtProgram, 'run', 'stage-b-rehearsal', '--env', 'practice', '--auto'];

/** resuming.ts as a program, built as ours is: its sources would take longer to load than what it does. */
export async function builtResuming(parent: string): Promise<string> {
  const folder = join(parent, 'resuming');
  await build({entry: join(import.meta.dirname, 'resuming.ts'), folder: join(folder, 'dist')});
  await copyFile(resolve(import.meta.dirname, '../../package.json'), join(folder, 'package.json'));
  return join(folder, 'dist/resuming.js');
}

/** Starts a program and kills it as planned; answers what it had been promised by then. Throws where it ended by itself and not well. */
export async function runAndKill({folder, root, notes, compiled}: Place, script: readonly string[], plan: KillPlan): Promise<Witness> {
  await rm(notes, {force: true});
  const child = spawn(process.execPath, ['--import', preload, ...script], {
    cwd: root,
    env: childEnvironment(join(folder, 'home'), {NODE_COMPILE_CACHE: compiled, KILL_AT: JSON.stringify({...plan, root, notes})}),
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 60_000,
    // Nobody handles it.
    killSignal: 'SIGALRM',
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  const ending = await new Promise<number | string>((ended, failed) => {
    child.once('error', failed);
    child.once('close', (code, signal) => ended(signal ?? code ?? ''));
  });
  if (ending !== 'SIGKILL' && ending !== 0) throw new Error(`${script.join(' ')} ended with ${ending}: ${told}`);
  return {...readNotes(notes), killed: ending === 'SIGKILL'};
}

function readNotes(file: string): Pick<Witness, 'calls' | 'kept'> {
  const calls: Call[] = [];
  const kept: Record<string, string> = {};
  for (const line of readFileSync(file, 'utf8').split('\n').slice(0, -1)) {
    const noted = JSON.parse(line) as Call | {kept: string; bytes: string};
    if ('call' in noted) calls.push(noted);
    else kept[noted.kept] = (kept[noted.kept] ?? '') + noted.bytes;
  }
  return {calls, kept};
}
