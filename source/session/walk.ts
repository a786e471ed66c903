import type {ActionResult} from '../actions/action.ts';
import {exitCode} from '../errors.ts';
import type {Ask, Conductor, Report, Settlement} from './conductor.ts';
import {retriesAllowed} from './step-order.ts';

/** What a person decides about the step in front of them; unattended runs decide by the runbook alone. */
export type Decision =
  | {kind: 'run'; confirmed: string | undefined}
  | {kind: 'skip'; reason: string}
  | {kind: 'note'; text: string}
  | {kind: 'settle'; settlement: Settlement; note: string; probe: string}
  | {kind: 'leave'; reason: string};

export type Driver = {
  decide(conductor: Conductor): Promise<Decision>;
  ask: Ask;
  /** Every report, as it comes. */
  report(report: Report): void;
};

/**
 * Walks a session to its end or until somebody leaves, with the same conductor as the app. The result
 * is the exit code: how the last thing that happened must look to a script.
 */
export async function walk(conductor: Conductor, driver: Driver, signal: AbortSignal): Promise<number> {
  while (conductor.session.current !== undefined) {
    const stepId = conductor.session.current;
    const decision = signal.aborted ? ({kind: 'leave', reason: 'interrupted'} as const) : await driver.decide(conductor);
    switch (decision.kind) {
      case 'leave':
        driver.report(conductor.pause(decision.reason));
        return exitOf(conductor, undefined);
      case 'skip':
        driver.report(conductor.skip(stepId, decision.reason));
        break;
      case 'note':
        driver.report(conductor.note(stepId, decision.text));
        break;
      case 'settle':
        driver.report(conductor.settle(stepId, decision.settlement, decision.note, decision.probe));
        break;
      case 'run':
        await runStep(conductor, stepId, decision.confirmed, driver, signal);
        break;
    }
    if (conductor.failure) return exitCode.notRecorded;
  }
  driver.report(conductor.finish(undefined));
  return exitOf(conductor, undefined);
}

/** Runs every step once, and again where the runbook allows it; stops at the first that stays failed. */
export async function walkUnattended(conductor: Conductor, confirmed: string, driver: Omit<Driver, 'decide'>, signal: AbortSignal): Promise<number> {
  while (conductor.session.current !== undefined) {
    const stepId = conductor.session.current;
    // What may have happened waits for a person.
    const unknown = conductor.session.steps.some(({id, status}) => id === stepId && status === 'unknown');
    if (signal.aborted || unknown) {
      driver.report(conductor.pause(unknown ? `step ${stepId} has to be settled by a person` : 'interrupted'));
      return exitOf(conductor, undefined);
    }
    const step = conductor.runbook.steps.find(({id}) => id === stepId);
    const result = await runStep(conductor, stepId, step?.effect.kind === 'changes' ? confirmed : undefined, driver, signal);
    if (conductor.failure) return exitCode.notRecorded;
    const record = conductor.session.steps.find(({id}) => id === stepId);
    if (record?.status === 'done') continue;
    const allowed = retriesAllowed(conductor.runbook, stepId);
    // An unknown outcome is never run again by itself: the gateway may have acted.
    if (record?.status === 'failed' && Number.isFinite(allowed) && record.attempts <= allowed && !signal.aborted) continue;
    driver.report(signal.aborted ? conductor.pause('interrupted') : conductor.finish(`stopped at step ${stepId}: ${record?.status ?? 'not run'}`));
    return exitOf(conductor, result);
  }
  driver.report(conductor.finish(undefined));
  return exitOf(conductor, undefined);
}

async function runStep(conductor: Conductor, stepId: string, confirmed: string | undefined, driver: Omit<Driver, 'decide'>, signal: AbortSignal): Promise<ActionResult | undefined> {
  let result: ActionResult | undefined;
  for await (const report of conductor.perform(stepId, confirmed, driver.ask, signal)) {
    if (report.kind === 'acted') result = report.result;
    driver.report(report);
  }
  return result;
}

/** Not recorded beats unknown beats failed; a walk left in good order is no failure. */
export function exitOf(conductor: Conductor, last: ActionResult | undefined): number {
  const {session, failure} = conductor;
  if (failure) return exitCode.notRecorded;
  if (session.steps.some(({status}) => status === 'unknown')) return exitCode.unknown;
  if (session.state !== 'closed') return exitCode.done;
  return session.closed?.verdict === 'completed' ? exitCode.done : (last?.failure?.exit ?? exitCode.checkFailed);
}
