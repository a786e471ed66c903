import type {Clock} from '../clock.ts';
import {consoleEnvironment} from '../environment/console.ts';
import type {Environment} from '../environment/environment.ts';
import {exitCode, OperatorError} from '../errors.ts';
import type {FaultName} from '../practice/faults.ts';
import {openPracticeWorld} from '../practice/world.ts';

export type TargetOptions = {
  /** `practice` or `console`. */
  name: string;
  /** Working folder; holds `logs/` unless a root is named. */
  folder: string;
  root?: string | undefined;
  variables: NodeJS.ProcessEnv;
  clock: Clock;
  session?: string | undefined;
  fault?: FaultName | undefined;
};

export type Target = {environment: Environment; close(): Promise<void>};

/** The environments that are there without a file (design, section 6). */
export const environmentNames = ['practice', 'console'] as const;

/** Opens an environment by its name; practice starts its gateway. @throws OperatorError */
export async function openTarget({name, folder, root, variables, clock, session, fault}: TargetOptions): Promise<Target> {
  if (name === 'practice') return openPracticeWorld({root: root ?? folder, session, fault, clock});
  if (name === 'console') return {environment: consoleEnvironment({folder, root, variables}), close: async () => {}};
  throw new OperatorError(`there is no environment ${JSON.stringify(name)}`, {
    code: 'unknown-environment',
    next: `Choose one of: ${environmentNames.join(', ')}.`,
    exit: exitCode.usage,
  });
}
