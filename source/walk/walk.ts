import type {ActionResult} from '../actions/action.ts';
import {exitCode} from '../errors.ts';
import type {Branch} from '../runbook/schema.ts';
import type {Allowance, Ask, Conductor, Plan, Report, Settlement} from './conductor.ts';
import {turnOf} from './next-step.ts';
import type {StepRecord} from '../journal/step-record.ts';

/** What is decided about the step that is due. */
export type Decision =
  | ({kind: 'run'} & Allowance)
  | {kind: 'approve'; approver: string; plan: Plan}
  | {kind: 'skip'; reason: string}
  | {kind: 'note'; text: string}
  /** The next hint of a drill; `number` counts those of its page from 1. */
  | {kind: 'hint'; number: number; text: string}
  | {kind: 'settle'; settlement: Settlement; note: string; probe: string | undefined}
  /** One of the ways that the page names. */
  | {kind: 'way'; branch: Branch; reason: string}
  | {kind: 'out of order'; step: string; reason: string}
  /** Kept, to be continued. */
  | {kind: 'leave'; reason: string}
  /** Closed for good. */
  | {kind: 'end'; reason: string};

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
  while (conductor.session.current !== undefined) {
    const stepId = conductor.session.current;
    const decision = stop.aborted || now.aborted ? ({kind: 'leave', reason: 'interrupted'} as const) : await driver.decide(conductor);
    if (decision.kind === 'run') last = await runStep(conductor, stepId, decision, driver, now);
    else driver.report(written(conductor, stepId, decision));
    const stops = decision.kind === 'way' && turnOf(decision.branch).kind === 'stop';
    if (stops && !conductor.failure) driver.report(conductor.finish(decision.reason));
    if (conductor.failure) return exitCode.notRecorded;
    if (stops || decision.kind === 'leave' || decision.kind === 'end') return exitOf(conductor, last);
  }
  driver.report(conductor.finish(undefined));
  return exitOf(conductor, undefined);
}

function written(conductor: Conductor, step: string, decision: Exclude<Decision, {kind: 'run'}>): Report {
  switch (decision.kind) {
    case 'approve':
      return conductor.approve(step, decision.approver, decision.plan);
    case 'skip':
      return conductor.skip(step, decision.reason);
    case 'note':
      return conductor.note(step, decision.text);
    case 'hint':
      return conductor.takeHint(step, decision.number, decision.text);
    case 'settle':
      return conductor.settle(step, decision.settlement, decision.note, decision.probe);
    case 'way':
      return conductor.takeWay(step, decision.branch, decision.reason);
    case 'out of order':
      return conductor.goTo(decision.step, decision.reason);
    case 'leave':
      return conductor.pause(decision.reason);
    case 'end':
      return conductor.finish(decision.reason);
  }
}

async function runStep(conductor: Conductor, stepId: string, allowance: Allowance, driver: Driver, signal: AbortSignal): Promise<ActionResult | undefined> {
  let result: ActionResult | undefined;
  for await (const report of conductor.perform(stepId, allowance, driver.ask, signal)) {
    if (report.kind === 'acted') result = report.result;
    driver.report(report);
  }
  return result;
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
  if (status !== 'failed' || outcome?.turn === 'retry') return {kind: 'run', confirmed};
  return {kind: 'end', reason: outcome?.turn === 'escalate' ? `escalated at step ${id}` : `stopped at step ${id}: failed`};
}

/** Not recorded beats unknown beats failed; a walk left in good order is no failure. */
export function exitOf(conductor: Conductor, last: ActionResult | undefined): number {
  const {session, failure} = conductor;
  if (failure) return exitCode.notRecorded;
  if (session.steps.some(({status}) => status === 'unknown')) return exitCode.unknown;
  if (session.state !== 'closed') return exitCode.done;
  return session.closed?.verdict === 'completed' ? exitCode.done : (last?.failure?.exit ?? exitCode.checkFailed);
}
