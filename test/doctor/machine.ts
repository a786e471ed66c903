import * as fs from 'node:fs';
import type {Check, DiskCalls, Looked, Machine} from '../../source/doctor/check.ts';
import {checks} from '../../source/doctor/checks.ts';
import {denied} from '../../source/file-door.ts';
import {workplace} from '../worlds/workplace.ts';

/** A machine on which nothing is wrong, at a folder, and what is otherwise there. */
export function machineAt(folder: string, change: Partial<Machine> = {}, variables: NodeJS.ProcessEnv = {}): Machine {
  return {
    place: workplace(folder, {variables: {TERM: 'xterm-256color', LANG: 'C.UTF-8', ...variables}}),
    terminal: {columns: 80, rows: 24, colours: 8},
    smallest: {columns: 60, rows: 16},
    config: undefined,
    environments: [],
    roots: [folder],
    disk: diskWith(),
    signal: new AbortController().signal,
    ...change,
  };
}

/** A disk with room, whatever lies below the folder of the test; `change`: what it does otherwise. */
export function diskWith(change: Partial<DiskCalls> = {}, kind: Partial<fs.StatsFs> = {}): DiskCalls {
  const statfsSync = (() => ({type: 0xef53, bsize: 4096, blocks: 1e6, bfree: 1e6, bavail: 1e6, files: 1e6, ffree: 1e6, ...kind})) as unknown as typeof fs.statfsSync;
  return {...fs, denied, statfsSync, ...change};
}

export const named = (name: string): Check => checks.find(check => check.name === name) ?? missing(name);

function missing(name: string): never {
  throw new Error(`there is no check ${name}`);
}

/** What one check says, a row each: `finding: what`. */
export async function says(name: string, machine: Machine): Promise<string[]> {
  return ((await named(name).look(machine)) as Looked[]).map(({state, says: text}) => `${state}: ${text}`);
}
