import type {ActionResult} from '../actions/action.ts';
import {exitCode} from '../errors.ts';
import type {Ask, Conductor, Decision, Report} from './conductor.ts';
import {Lateness} from './lateness.ts';

export type Driver = {
  decide(conductor: Conductor): Promise<Decision>;
  ask: Ask;
  /** Every report, as it comes. */
  report(report: Report): void;
};

/**
 * Walks a session to its end or until somebody leaves, with the same conductor as the app. The result
 * is the exit code: how the last thing that happened must look to a script. `stop` ends the walk when
 * the running step is done, `now` also ends the step, which may leave it unknown.
 */
export async function walk(conductor: Conductor, driver: Driver, stop: AbortSignal, now: AbortSignal = stop): Promise<number> {
  const late = new Lateness(conductor);
  try {
    return await steps(conductor, driver, stop, now, late);
  } finally {
    late.over();
  }
}

async function steps(conductor: Conductor, driver: Driver, stop: AbortSignal, now: AbortSignal, late: Lateness): Promise<number> {
  let last: ActionResult | undefined;
  for (;;) {
    const {current} = conductor.session;
    late.at(current);
    if (current === undefined) last = undefined;
    const over = current === undefined || stop.aborted || now.aborted;
    const decision: Decision = over ? {kind: 'leave', reason: 'interrupted'} : await driver.decide(conductor);
    const reports = decision.kind === 'run' ? conductor.perform(decision.step, decision.allowance, driver.ask, now, stop) : conductor.record(decision);
    for await (const report of reports) {
      if (report.kind === 'acted') last = report.result;
      driver.report(report);
    }
    if (conductor.failure) return exitCode.notRecorded;
    if (decision.kind === 'leave' || conductor.session.state === 'closed') return exitOf(conductor, last);
  }
}

/** Not recorded beats unknown beats failed; a walk left in good order is no failure. */
function exitOf(conductor: Conductor, last: ActionResult | undefined): number {
  const {session, failure} = conductor;
  if (failure) return exitCode.notRecorded;
  if (session.steps.some(({status}) => status === 'unknown')) return exitCode.unknown;
  if (session.state !== 'closed') return exitCode.done;
  return session.closed?.verdict === 'completed' ? exitCode.done : (last?.failure?.exit ?? exitCode.checkFailed);
}
