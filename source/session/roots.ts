import {realpathSync} from 'node:fs';
import {configProblemText} from '../environment/config/config-problem.ts';
import {configRemedy, findConfig} from '../environment/config/find-config.ts';
import type {Trouble} from '../errors.ts';
import {rootOf, type Workplace} from '../workplace.ts';
import {readConfig} from './open-target.ts';

export type Roots = {
  /** Every folder whose `logs/` may hold sessions of this place; its own is the first. */
  roots: readonly string[];
  /** Why there may be more. */
  trouble: Trouble | undefined;
};

/**
 * Where whoever looks for a session looks: under the place's own root, and under those that the
 * environment file names. A root that is named on the command line is stronger than the file's.
 * @throws OperatorError when the file that was asked for is not there.
 */
export async function rootsOf(place: Workplace): Promise<Roots> {
  const own = rootOf(place);
  const file = place.root === undefined ? findConfig(place) : undefined;
  const reading = await readConfig(file);
  if (file && reading?.ok === false) {
    const [first] = reading.problems;
    const problem = `${file.shown} cannot be used, so nobody looked under the roots that it names${first ? `: ${configProblemText(first)}` : ''}`;
    return {roots: [own], trouble: {problem, next: `${configRemedy(file)}, or name the folder with --root.`}};
  }
  const named = (reading?.ok ? reading.environments : []).filter(({rooted}) => rooted).map(({root}) => root);
  return {roots: [...new Map([own, ...named].toReversed().map(root => [withoutLinks(root), root])).values()].toReversed(), trouble: undefined};
}

function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there yet: its sessions are none.
    return path;
  }
}
