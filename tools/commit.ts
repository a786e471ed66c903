import {execFileSync} from 'node:child_process';
import {realpathSync} from 'node:fs';

/** From what the program was built. */
export type Commit = {id: string; /** Files are not as the commit has them. */ changed: boolean; /** When it was made, seconds since 1970. */ time: number};

/** Undefined where the folder is no checkout of its own. */
export function commitOf(root: string): Commit | undefined {
  const git = (...args: readonly string[]): string => gitOf(root, args);
  const top = git('rev-parse', '--show-toplevel');
  const [id = '', time = ''] = git('log', '-1', '--format=%H %ct').split(' ');
  if (top === '' || id === '' || realpathSync(top) !== realpathSync(root)) return undefined;
  return {id, changed: git('status', '--porcelain') !== '', time: Number(time)};
}

/** What git says; nothing where it has nothing to say, or is not there. */
function gitOf(root: string, args: readonly string[]): string {
  try {
    return execFileSync('git', ['-C', root, ...args], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim();
  } catch {
    return '';
  }
}

/** As `--version` says it. */
export function commitText(commit: Commit | undefined): string {
  return commit === undefined ? 'of an unknown commit' : `of commit ${commit.id}${commit.changed ? ', and changes' : ''}`;
}
