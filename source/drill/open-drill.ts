import type {Environment} from '../environment/environment.ts';
import {BugError, exitCode, OperatorError} from '../errors.ts';
import type {Scenario} from '../runbook/scenario.ts';
import type {Walkable} from '../walk/load-runbook.ts';
import {findDrill} from './find-drill.ts';

/** The drill that was asked for. @throws OperatorError outside practice, where nothing is made to break. */
export function drillIn({runbook}: Walkable, {drill = '', environment, runbooks}: {drill?: string | undefined; environment: string; runbooks?: string | undefined}): Scenario {
  const scenario = findDrill(runbook, drill, runbooks);
  if (environment === 'practice') return scenario;
  throw new OperatorError(`the drill ${drill} cannot be walked in ${environment}`, {
    code: 'drill-outside-practice',
    next: 'Leave out --env, or name practice: nothing is made to break anywhere else.',
    exit: exitCode.usage,
  });
}

/** Sets what the drill wants otherwise, as an operator would: in the deployment. */
export async function setOverrides({overrides}: Scenario, {deployment}: Environment): Promise<void> {
  const {signal} = new AbortController();
  for (const {name, value} of overrides) {
    const planned = await deployment?.plan(name, value, signal);
    const set = planned?.ok ? await deployment?.set(planned.change, value, () => {}, signal) : undefined;
    if (set?.outcome !== 'done') throw new BugError(`the drill could not set ${name}: ${set?.problem ?? ''}`);
  }
}
