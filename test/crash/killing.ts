import {execa} from 'execa';
import {readFileSync} from 'node:fs';
import {mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {childEnvironment} from '../helpers/child-environment.ts';
import {builtProgram} from '../helpers/program.ts';

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

/** The same record's continuation as a program of its own. */
export function resuming({root}: Place, settlement: number): string[] {
  return [join(import.meta.dirname, 'resuming.ts'), root, String(settlement)];
}

/** Starts a program and kills it as planned; answers what it had been promised by then. */
export async function runAndKill({folder, root, notes, compiled}: Place, script: readonly string[], plan: KillPlan): Promise<Witness> {
  await rm(notes, {force: true});
  const result = await execa(process.execPath, ['--import', preload, ...script], {
    cwd: root,
    env: childEnvironment(join(folder, 'home'), {NODE_COMPILE_CACHE: compiled, KILL_AT: JSON.stringify({...plan, root, notes})}),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 60_000,
  });
  if (result.timedOut || (plan.call === 0 && result.exitCode !== 0)) throw new Error(`${script.join(' ')}: ${result.stdout}\n${result.stderr}`);
  return {...readNotes(notes), killed: result.signal === 'SIGKILL'};
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
