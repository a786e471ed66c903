import type * as fs from 'node:fs';
import type {FileCalls} from '../durable-file.ts';
import type {ConfigFile, ConfigReading} from '../environment/config/read-environments.ts';
import type {Environment} from '../environment/environment.ts';
import type {denied} from '../file-door.ts';
import type {Workplace} from '../workplace.ts';

/** One that is pointed to from here; nobody was contacted to know it. */
export type Described = Pick<Environment, 'name' | 'gateway' | 'mask'> & {/** Files of its deployment that steps change, as they lie and as they were written. */ stores: ReadonlyArray<{file: string; shown: string}>};

/** Tests pass ones of a file system that cannot, and of somebody else. */
export type DiskCalls = FileCalls & Pick<typeof fs, 'mkdtempSync' | 'linkSync' | 'rmSync' | 'statfsSync'> & {denied: typeof denied};

/** All that is looked at. */
export type Machine = {
  place: Workplace;
  /** Undefined where not both sides are one. `colours`: bits of each. */
  terminal: {columns: number; rows: number; colours: number} | undefined;
  /** The least window that the screens take. */
  smallest: {columns: number; rows: number};
  /** Undefined where there is none. */
  config: {file: ConfigFile; reading: ConfigReading} | undefined;
  environments: readonly Described[];
  /** Folders whose `logs/` are written. */
  roots: readonly string[];
  disk: DiskCalls;
  /** When nobody waits any longer. */
  signal: AbortSignal;
};

/** `unknown`: it could not be found out, which is never the same as well. `next`: where there is a better way on than that of the check. */
export type Looked = {state: 'well' | 'finding' | 'unknown'; says: string; /** Of several the one that is meant. */ where?: string | undefined; next?: string | undefined};

/** One thing that is looked at: what, how it is found out, and what to do about it. */
export type Check = {
  name: string;
  /** For people, to follow "is found out by". */
  how: string;
  remedy: string;
  /** While it looks nothing else goes on, as with a disk: it comes after those that wait for somebody, who would seem silent. */
  blocks?: true;
  look(machine: Machine): Looked[] | Promise<Looked[]>;
};

export const well = (says: string, where?: string): Looked => ({state: 'well', says, where});
export const found = (says: string, {where, next}: Pick<Looked, 'where' | 'next'> = {}): Looked => ({state: 'finding', says, where, next});
export const unknown = (says: string, {where, next}: Pick<Looked, 'where' | 'next'> = {}): Looked => ({state: 'unknown', says, where, next});
