import {resolve} from 'node:path';
import {configRemedy, findConfig} from '../environment/config/find-config.ts';
import {configProblemText} from '../environment/config/config-problem.ts';
import type {Trouble} from '../errors.ts';
import type {NamedEnvironment} from '../status/read-status.ts';
import {rootOf, type Workplace} from '../workplace.ts';
import {readConfig} from './open-target.ts';

/** The environments of the file with the roots of their records; `trouble`: why there may be others. */
export async function namedEnvironments(place: Workplace): Promise<{named: NamedEnvironment[]; trouble: Trouble | undefined}> {
  const file = findConfig(place);
  const reading = await readConfig(file);
  if (file && reading?.ok === false) {
    const problem = `${file.shown} cannot be used, so nobody knows which environments it names: ${reading.problems.slice(0, 1).map(configProblemText).join('')}`;
    return {named: [], trouble: {problem, next: `${configRemedy(file)}.`}};
  }
  const own = rootOf(place);
  const named = (reading?.ok ? reading.environments : []).map(({name, class: where, rooted, root}) => ({name, class: where, root: place.root === undefined && rooted ? resolve(root) : own}));
  return {named, trouble: undefined};
}
