import type {ActionResult} from '../actions/action.ts';
import {exitCode} from '../errors.ts';
import type {Ask, Conductor, Decision, Report} from './conductor.ts';
import type {StepRecord} from '../journal/step-record.ts';

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
  let last: ActionResult | undefined;
  for (;;) {
    const {current} = conductor.session;
    if (current === undefined) last = undefined;
    const over = current === undefined || stop.aborted || now.aborted;
    const decision: Decision = over ? {kind: 'leave', reason: 'interrupted'} : await driver.decide(conductor);
    const reports = decision.kind === 'run' ? conductor.perform(decision.step, decision.allowance, driver.ask, now) : conductor.record(decision);
    for await (const report of reports) {
      if (report.kind === 'acted') last = report.result;
      driver.report(report);
    }
    if (conductor.failure) return exitCode.notRecorded;
    if (decision.kind === 'leave' || conductor.session.state === 'closed') return exitOf(conductor, last);
  }
}

/** Decides by the page alone: each step once, again or elsewhere where the page says so, else the end. */
export function unattended(confirmed: string): Pick<Driver, 'decide'> {
  let asked = '';
  return {
    async decide({session, runbook}) {
      const record = session.steps.find(({id}) => id === session.current);
      const step = runbook.steps.find(({id}) => id === session.current);
      if (!record || !step) return {kind: 'end', reason: 'there is no such step'};
      // Nothing was written since the last time: it cannot be run.
      const moment = `${record.id} ${session.lines}`;
      const refused = asked === moment;
      asked = moment;
      return refused ? {kind: 'end', reason: `stopped at step ${record.id}: not run`} : next(record, step.effect.kind === 'changes' ? confirmed : undefined);
    },
  };
}

function next({id, status, outcome}: StepRecord, confirmed: string | undefined): Decision {
  // What may have happened waits for a person; it is never run again by itself.
  if (status === 'unknown' && !outcome) return {kind: 'leave', reason: `step ${id} has to be settled by a person`};
  if (status === 'unknown') return {kind: 'end', reason: `stopped at step ${id}: unknown`};
  if (status !== 'failed' || outcome?.turn === 'retry') return {kind: 'run', step: id, allowance: {confirmed}};
  return {kind: 'end', reason: outcome?.turn === 'escalate' ? `escalated at step ${id}` : `stopped at step ${id}: failed`};
}

/** Not recorded beats unknown beats failed; a walk left in good order is no failure. */
function exitOf(conductor: Conductor, last: ActionResult | undefined): number {
  const {session, failure} = conductor;
  if (failure) return exitCode.notRecorded;
  if (session.steps.some(({status}) => status === 'unknown')) return exitCode.unknown;
  if (session.state !== 'closed') return exitCode.done;
  return session.closed?.verdict === 'completed' ? exitCode.done : (last?.failure?.exit ?? exitCode.checkFailed);
}
