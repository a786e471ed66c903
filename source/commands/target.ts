import type {ActionFailure} from '../actions/action.ts';
import type {Environment} from '../environment/environment.ts';
import {openTarget, type Target, type TargetOptions} from '../session/open-environment.ts';
import type {Context} from './context.ts';
import {reportFailure} from './context.ts';

export type TargetFlags = {env?: string; root?: string; config?: string; json?: boolean};

type Opening = Pick<TargetOptions, 'reads' | 'ledgerAge'>;

/** Opens the environment that the flags name, `console` unless told otherwise, and closes it afterwards. */
export function withTarget(context: Context, flags: TargetFlags, use: Use): Promise<number> {
  return open(context, flags, {}, use);
}

/** The same for a command that leaves every file as it is. `ledgerAge`: of the drills that practice begins with, milliseconds. */
export function withTargetToRead(context: Context, flags: TargetFlags, use: Use, ledgerAge?: number): Promise<number> {
  return open(context, flags, {reads: true, ledgerAge}, use);
}

type Use = (environment: Environment) => Promise<number>;

async function open(context: Context, flags: TargetFlags, opening: Opening, use: Use): Promise<number> {
  const {folder, variables, clock, signal} = context;
  const {env: name = 'console', root, config} = flags;
  const target: Target = await openTarget({name, folder, root, config, variables, clock, signal, ...opening});
  if (target.problem !== undefined) context.tell(target.environment.mask().text(target.problem));
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
