import {spawnSync} from 'node:child_process';
import * as fs from 'node:fs';
import {dirname} from 'node:path';

/** What a rename is judged by beside the file itself. */
export type Renamed = {file: string; /** How many names it has (hard links). */ names: number; uid: number};

/**
 * Whether another file can be renamed into the place of this one without a loss that can be seen before:
 * a second name would stay with the old content, a sticky folder keeps others' files (inode(7)), and a
 * folder that only takes new files (append-only, ioctl_iflags(2)) would keep our draft for ever.
 */
export function isReplaceable({file, names, uid}: Renamed): boolean {
  const folder = fs.statSync(dirname(file));
  const user = process.geteuid?.() ?? 0;
  const isKept = (folder.mode & 0o1000) !== 0 && ![0, uid, folder.uid].includes(user);
  return names === 1 && !isKept && flagsOf(dirname(file))[0]?.includes('a') !== true;
}

/**
 * Gives a new file mode, owner, access lists and extended attributes of another, with cp(1) of GNU
 * coreutils: Node has no calls for them. False where that cannot be done, or not be told.
 */
export function carryOver(from: string, to: string): boolean {
  const {status} = run('cp', ['--attributes-only', '--preserve=mode,ownership,xattr', '--', from, to]);
  if (status !== 0) return false;
  const [old, fresh] = [fs.statSync(from), fs.statSync(to)];
  const [oldFlags, freshFlags] = flagsOf(from, to);
  return old.uid === fresh.uid && old.gid === fresh.gid && old.mode === fresh.mode && oldFlags === freshFlags;
}

/** The letters of lsattr(1) for each; none where the file system or the machine has no such thing. */
function flagsOf(...paths: readonly string[]): string[] {
  let {stdout: rest} = run('lsattr', ['-d', '--', ...paths]);
  return paths.map(path => {
    const [letters = ''] = rest.split(' ', 1);
    // What cannot be told of is left out of the list.
    if (!rest.startsWith(` ${path}\n`, letters.length)) return '';
    rest = rest.slice(letters.length + path.length + 2);
    return letters.replaceAll(/[-eIN]/g, '');
  });
}

function run(program: string, args: readonly string[]): {status: number | null; stdout: string} {
  const ended: {status: number | null; stdout: string | null} = spawnSync(program, args, {env: {PATH: process.env.PATH, LC_ALL: 'C'}, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000});
  // Where there is no such program it has printed nothing, not even an empty text.
  return {status: ended.status, stdout: ended.stdout ?? ''};
}
