import {listNotes} from '../../../journal/notes.ts';
import {branchFor} from '../../../runbook/flow.ts';
import {stepName} from '../../../runbook/step-name.ts';
import type {Step, Turn} from '../../../runbook/schema.ts';
import type {Outcome} from '../../../walk/conductor.ts';
import {canBeSo, turnText} from '../../../walk/ways.ts';
import {label} from '../line.ts';
import {segment, wrap, type Line} from '../line.ts';
import {calledFrom, isCalling, needsReason, retriesLeft, stepRecord} from '../../state/viewed-step.ts';
import type {Walk} from '../../state/state.ts';
import type {View} from '../view.ts';

/** What the runbook says about a step that went wrong. */
export function branchLines({runbook, session}: Walk, step: Step, outcome: Outcome | undefined, {columns}: View): Line[] {
  if (outcome === undefined || outcome.outcome === 'done') return [];
  return step.branches
    .filter(branch => branch.when !== 'done' && canBeSo(branch, runbook, session))
    .flatMap(({when, then}) => wrap([segment(`${when}: ${then.map(turn => turnText(turn, runbook)).join(', then ')}`)], columns, label('IF')));
}

/** What is due now: whom to call or where the walk went; else what the action advises. An advice to try again would gainsay the page. */
export function courseLines(walk: Walk, step: Step, outcome: Outcome | undefined, {columns}: View): Line[] {
  if (isCalling(walk)) return callLines(walk, columns);
  const then = outcome === undefined || outcome.outcome === 'done' ? [] : thenLines(walk, step, outcome, columns);
  const advice = outcome?.failure && outcome.turn !== 'step' ? wrap([segment(outcome.failure.next)], columns, label('NEXT')) : [];
  return [...advice, ...then];
}

function callLines(walk: Walk, columns: number): Line[] {
  const on = walk.drill ? inDrill(walk) : 'w offers the ways on, q leaves and keeps';
  return [
    ...wrap([segment(`${calledFrom(walk)};`, 'strong'), segment(hasNoted(walk) ? ' a note of it is recorded' : ' recorded as due: n notes that you called', 'faint')], columns, label('CALL', 'bad')),
    ...wrap([segment(on)], columns, label('THEN', 'warning')),
  ];
}

/** Whether somebody has noted something at the step since it ended; what was said to the next operator is no such note. */
function hasNoted(walk: Walk): boolean {
  const {notes, handed} = walk.session;
  const {finishedAt} = stepRecord(walk, walk.viewing);
  return finishedAt !== undefined && listNotes(notes).some(({step, text, at, by}) => step === walk.viewing && at >= finishedAt && !(text === handed?.note && by === handed.from));
}

/** Whoever runs it again where the page has no try left is told so before, not in the debrief alone. */
function inDrill(walk: Walk): string {
  const noTry = stepRecord(walk, walk.viewing).outcome?.turn === 'escalate';
  return `w, then "end the drill here", leads to the debrief${noTry ? '; the page has no try left, and one more is a wrong turn' : ''}`;
}

function thenLines(walk: Walk, step: Step, {turn, next}: Outcome, columns: number): Line[] {
  const told = turn === 'step' ? elsewhere(walk, step, next) : here(walk, turn ?? undefined);
  return told === undefined ? [] : wrap([segment(told, 'strong')], columns, label('THEN', 'warning'));
}

/** `to step 1: Freeze MCP traffic, time 2 of 2`. */
function elsewhere({runbook, session}: Walk, step: Step, next: string | null): string | undefined {
  if (next === null) return undefined;
  const turn = branchFor(step, 'failed')?.then.find(({kind}) => kind === 'step');
  const upTo = turn?.kind === 'step' ? turn.upTo : undefined;
  const times = session.steps.find(({id}) => id === step.id)?.turned ?? 1;
  return `to ${stepName(runbook, next)}${upTo === undefined ? '' : `, time ${times} of ${upTo}`}`;
}

function here(walk: Walk, turn: Turn['kind'] | undefined): string | undefined {
  if (stepRecord(walk, walk.viewing).status !== 'failed') return undefined;
  if (turn === 'retry' && !needsReason(walk)) return `run it again, ${retriesLeft(walk) ?? 0} left`;
  if (turn === 'stop') return 'stop here: w offers the ways on, q leaves and keeps';
  return turn === undefined ? 'run it again and say why, or w: other ways' : undefined;
}
