import {randomBytes} from 'node:crypto';
import {waysOf} from '../runbook/flow.ts';
import type {Answer, Pass, Scenario} from '../runbook/scenario.ts';
import type {Ask, Conductor, Decision} from '../walk/conductor.ts';
import {lacksApproval} from '../walk/approval.ts';
import {nameAmong, type StepRecord} from '../journal/step-record.ts';
import type {Driver} from '../walk/walk.ts';

/** Who agrees where a second person is asked for and nobody is there. */
const secondPerson = 'the second person of the drill';

type OfKind<Kind extends Answer['kind']> = Extract<Answer, {kind: Kind}>;

/**
 * Walks a drill along one of its paths with the answers that its page gives. A walk that leaves the
 * path ends and says so; on a wrong path, what the path does not pass is skipped.
 */
export function scripted({answers, path: model, ends}: Scenario, wrong?: readonly Pass[]): Pick<Driver, 'decide' | 'ask'> {
  const path = wrong ?? model;
  const used = new Map<Answer, number>();
  let position = 0;
  let at = '';
  let asked = '';

  /** The next answer of that kind for the step; the last one serves from then on. */
  const answer = <Kind extends Answer['kind']>(kind: Kind, step: string): OfKind<Kind> | undefined => {
    const all = answers.filter((one): one is OfKind<Kind> => one.kind === kind && one.step === step);
    const next = all.find(one => !used.has(one)) ?? all.at(-1);
    if (next) used.set(next, (used.get(next) ?? 0) + 1);
    return next;
  };
  const unused = <Kind extends Answer['kind']>(kind: Kind, step: string): OfKind<Kind> | undefined =>
    answers.some(one => one.kind === kind && one.step === step && !used.has(one)) ? answer(kind, step) : undefined;

  const decide = async (conductor: Conductor): Promise<Decision> => {
    const {session, runbook} = conductor;
    const step = runbook.steps.find(({id}) => id === session.current);
    const record = session.steps.find(({id}) => id === session.current);
    if (!step || !record) return {kind: 'end', reason: 'there is no such step'};
    at = step.id;
    const named = nameAmong(session.steps, at);
    const pass = path[position];
    if (record.status === 'unknown' && (pass || !wrong)) {
      const given = answer('settle', at);
      if (given) return settle(conductor, record, given.settlement, given.note);
      if (pass) return settle(conductor, record, 'not done', 'the path of the drill walks it again');
    }
    const way = record.status === 'failed' ? unused('way', at) : undefined;
    const branch = way && waysOf(step).find(({when}) => when === way.way);
    if (branch) return {kind: 'take way', step: at, branch, reason: 'as the drill has it'};
    if (!pass) return {kind: 'end', reason: wrong ? 'the wrong path ends here' : `${ends.kind === 'escalated' ? 'escalated' : 'stopped'} at ${named}: ${record.status}`};
    if (pass.step !== at) {
      return wrong ? {kind: 'skip', step: at, reason: 'not on the path'} : {kind: 'end', reason: `the path of the drill goes to ${nameAmong(session.steps, pass.step)}, the walk is at ${named}`};
    }
    const skip = unused('skip', at);
    if (skip) {
      position += 1;
      return {kind: 'skip', step: at, reason: skip.reason};
    }
    const moment = `${position} ${session.lines}`;
    if (moment === asked) return {kind: 'end', reason: `${named} did not run`};
    asked = moment;
    const planned = step.kind === 'approve' || step.effect.kind === 'changes' ? await conductor.plan(at, new AbortController().signal) : undefined;
    if (step.kind === 'approve' && planned?.ok && lacksApproval(step, planned.plan, session, conductor.ports.environment) !== undefined) {
      asked = '';
      return {kind: 'approve', step: at, approver: secondPerson, plan: planned.plan};
    }
    position += 1;
    const allowance = {
      // Nobody is there to see a wait that comes to nothing.
      patience: step.kind === 'wait' && pass.fails ? 0 : undefined,
      confirmed: step.effect.kind === 'changes' ? 'the answers of the drill' : undefined,
      otherwise: unused('otherwise', at)?.reason,
      reason: record.status === 'failed' && record.outcome?.turn !== 'retry' ? 'the path of the drill walks it again' : undefined,
    };
    return {kind: 'run', step: at, allowance};
  };

  const ask: Ask = async ({kind}) => {
    if (kind === 'statement') return answer('says no', at) ? 'no' : 'yes';
    if (kind === 'offer') return undefined;
    if (kind === 'secret') return `drill-${randomBytes(12).toString('hex')}`;
    return answer('text', at)?.text;
  };
  return {decide, ask};
}

async function settle(conductor: Conductor, {id, started}: StepRecord, settlement: OfKind<'settle'>['settlement'], note: string): Promise<Decision> {
  const probe = started ? (await conductor.probe(id)).join(' ') : undefined;
  return {kind: 'settle', step: id, settlement, note, probe};
}
