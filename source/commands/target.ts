import type {ActionFailure} from '../actions/action.ts';
import type {Environment} from '../environment/environment.ts';
import {openTarget, type Target} from '../session/target.ts';
import type {Context} from './context.ts';
import {reportFailure} from './context.ts';

export type TargetFlags = {env?: string; root?: string; json?: boolean};

/** Opens the environment that the flags name, `console` unless told otherwise, and closes it afterwards. */
export async function withTarget(context: Context, flags: TargetFlags, use: (environment: Environment) => Promise<number>): Promise<number> {
  const {folder, variables, clock} = context;
  const target: Target = await openTarget({name: flags.env ?? 'console', folder, root: flags.root, variables, clock});
  try {
    return await use(target.environment);
  } finally {
    await target.close();
  }
}

/** The ports of actions that run outside a session. */
export function portsOf(context: Context, environment: Environment) {
  return {environment, documents: environment.documents, clock: context.clock, ask: async () => undefined};
}

export function fail(context: Context, failure: ActionFailure, json: boolean | undefined, prefix?: string): number {
  reportFailure(context, failure, json ?? false, prefix);
  return failure.exit;
}
