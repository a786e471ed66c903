import {dirname, join} from 'node:path';
import {hasEntry, meaningOf, statusOf} from '../file-door.ts';
import {sessionFolders} from '../journal/session-folders.ts';
import {unknown, type Looked, type Machine} from './check.ts';

/** Where a root's records go: its folders as far as they are there, else the one in which they would be made. */
export function recordFolders({roots}: Pick<Machine, 'roots'>): string[] {
  return [...new Set(roots.flatMap(root => [nearest(join(root, 'logs')), ...below(root).filter(folder => statusOf(folder)?.isDirectory())]))];
}

/** What lies in the place of one of them and is none: a pipe, a file, a link that leads nowhere. */
export function noFolders({roots}: Pick<Machine, 'roots'>): string[] {
  return roots.flatMap(below).filter(path => hasEntry(path) && !statusOf(path)?.isDirectory());
}

const below = (root: string): string[] => [...sessionFolders(root), join(root, 'logs', 'stage_b')];

/** What is no folder stays what it is, so that it is told. */
function nearest(path: string): string {
  const above = dirname(path);
  return hasEntry(path) || above === path ? path : nearest(above);
}

/** One of the folders above for each file system. */
export function fileSystems(machine: Pick<Machine, 'roots'>): string[] {
  return [...new Map(recordFolders(machine).toReversed().map(folder => [statusOf(folder)?.dev ?? folder, folder])).values()].toReversed();
}

/** On each file system, in a folder that is made for it and is gone afterwards. */
export function inScratch({roots, disk}: Pick<Machine, 'roots' | 'disk'>, look: (scratch: string) => Looked): Looked[] {
  return fileSystems({roots}).map(where => {
    let scratch: string | undefined;
    try {
      scratch = disk.mkdtempSync(join(where, scratchName));
      return {...look(scratch), where};
    } catch (error) {
      return unknown(`nothing could be tried there: ${meaningOf(error)}`, {where});
    } finally {
      if (scratch !== undefined) disk.rmSync(scratch, {recursive: true, force: true});
    }
  });
}

/** No reader of sessions takes it for one. */
const scratchName = '.mcp-runbook-doctor-';
