import {branchFor} from '../runbook/flow.ts';
import type {Step, Turn} from '../runbook/schema.ts';
import type {Outcome} from '../session/conductor.ts';
import {turnText} from '../session/ways.ts';
import {label} from './label.ts';
import {segment, wrap, type Line} from './line.ts';
import {needsReason, retriesLeft, stepRecord} from './mode.ts';
import type {Walk} from './state.ts';
import type {View} from './view.ts';

/** Where the runbook says to go when it went wrong, where the walk went, and whom to call. */
export function courseLines(walk: Walk, step: Step, outcome: Outcome | undefined, {columns}: View): Line[] {
  const calls = walk.called.includes(step.id) || outcome?.turn === 'escalate';
  return [
    ...(outcome === undefined || outcome.outcome === 'done' ? [] : [
      ...step.branches
        .filter(({when}) => when !== 'done')
        .flatMap(({when, then}) => wrap([segment(`${when}: ${then.map(turnText).join(', then ')}`)], columns, label('IF'))),
      ...thenLines(walk, step, outcome, columns),
    ]),
    ...(calls ? wrap([segment(walk.pointed.people.escalate ?? 'whoever is on call: the environment names nobody'), segment('  it is in the record', 'faint')], columns, label('CALL', 'bad')) : []),
  ];
}

function thenLines(walk: Walk, step: Step, {turn, next}: Outcome, columns: number): Line[] {
  const told = turn === 'step' ? elsewhere(walk, step, next) : here(walk, turn ?? undefined);
  return told === undefined ? [] : wrap([segment(told, 'strong')], columns, label('THEN', 'warning'));
}

/** `to step 1: Freeze MCP traffic, time 2 of 2`. */
function elsewhere({runbook, session}: Walk, step: Step, next: string | null): string | undefined {
  const to = runbook.steps.find(({id}) => id === next);
  if (!to) return undefined;
  const turn = branchFor(step, 'failed')?.then.find(({kind}) => kind === 'step');
  const upTo = turn?.kind === 'step' ? turn.upTo : undefined;
  const times = session.steps.find(({id}) => id === step.id)?.turned ?? 1;
  return `to step ${to.number}: ${to.title}${upTo === undefined ? '' : `, time ${times} of ${upTo}`}`;
}

function here(walk: Walk, turn: Turn['kind'] | undefined): string | undefined {
  if (stepRecord(walk, walk.viewing).status !== 'failed') return undefined;
  if (turn === 'retry' && !needsReason(walk)) return `run it again, ${retriesLeft(walk) ?? 0} left`;
  return turn === 'stop' ? 'stop here: w offers the ways on, q leaves and keeps' : undefined;
}
