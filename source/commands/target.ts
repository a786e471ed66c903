import type {ActionFailure} from '../actions/action.ts';
import type {Environment} from '../environment/environment.ts';
import {namedEnvironments} from '../session/named-environments.ts';
import {openTarget, type WantedTarget, type Target} from '../session/open-target.ts';
import type {Workplace} from '../workplace.ts';
import {reportFailure, tellTrouble, type Context} from './context.ts';

export type TargetFlags = {env?: string; json?: boolean; skipHeartbeat?: boolean};

/** Opens the environment that the flags name, `console` unless told otherwise, and closes it afterwards. */
export function withTarget(context: Context, flags: TargetFlags, use: Use): Promise<number> {
  return open(context, context.place, flags, {skipHeartbeat: flags.skipHeartbeat}, use);
}

/** The same for a command that leaves every file as it is. `ledgerAge`: of the drills that practice begins with, milliseconds. */
export function withTargetToRead(context: Context, flags: TargetFlags, use: Use, {place = context.place, ...opening}: {place?: Workplace} & Pick<WantedTarget, 'ledgerAge' | 'set' | 'skipHeartbeat'> = {}): Promise<number> {
  return open(context, place, flags, {reads: true, ...opening}, use);
}

type Use = (environment: Environment) => Promise<number>;

async function open(context: Context, place: Workplace, {env}: TargetFlags, opening: Omit<WantedTarget, 'name'>, use: Use): Promise<number> {
  const name = env ?? usual;
  if (env === undefined) await tellOthers(context, place);
  const target: Target = await openTarget(place, {...opening, name, signal: context.signal});
  if (target.trouble) tellTrouble(context, target.environment.mask().value(target.trouble));
  try {
    return await use(target.environment);
  } finally {
    await target.close();
  }
}

const usual = 'console';

/** Whoever names no environment may mean one of the file's. */
async function tellOthers(context: Context, place: Workplace): Promise<void> {
  const others = (await namedEnvironments(place)).named.map(({name}) => name).filter(name => name !== usual);
  if (others.length > 0) context.tell(`in the environment ${usual}, which is this shell; --env names another one: ${others.join(', ')}`);
}

/** The ports of actions that run outside a session. */
export function portsOf(context: Context, environment: Environment) {
  return {environment, documents: environment.documents, clock: context.place.clock, records: context.place.records, ask: async () => undefined};
}

export function fail(context: Context, failure: ActionFailure, json: boolean | undefined, prefix?: string): number {
  reportFailure(context, failure, json ?? false, prefix);
  return failure.exit;
}
