import type {Clock} from '../clock.ts';
import {StorageError} from '../durable-file.ts';
import {consoleEnvironment} from '../environment/console.ts';
import type {Environment} from '../environment/environment.ts';
import {exitCode, OperatorError} from '../errors.ts';
import type {FaultName} from '../practice/faults.ts';

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
  if (name === 'practice') {
    const {openPracticeWorld} = await import('../practice/world.ts');
    return openPracticeWorld({root: root ?? folder, session, fault, clock}).catch(notRecorded);
  }
  if (name === 'console') return {environment: consoleEnvironment({folder, root, variables}), close: async () => {}};
  throw new OperatorError(`there is no environment ${JSON.stringify(name)}`, {
    code: 'unknown-environment',
    next: `Choose one of: ${environmentNames.join(', ')}.`,
    exit: exitCode.usage,
  });
}

function notRecorded(error: unknown): never {
  if (!(error instanceof StorageError)) throw error;
  throw new OperatorError(`practice has no place to write to: ${error.message}`, {
    code: 'not-recorded',
    next: 'Nothing was run. Make room or correct the permissions, then start again.',
    exit: exitCode.notRecorded,
    cause: error,
  });
}
