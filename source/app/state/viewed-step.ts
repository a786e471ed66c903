import {branchFor} from '../../runbook/flow.ts';
import {mayRetry} from '../../walk/next-step.ts';
import type {Outcome} from '../../walk/conductor.ts';
import type {StepRecord} from '../../journal/session.ts';
import type {Step} from '../../runbook/schema.ts';
import type {Phase, Ran, State, Walk} from './state.ts';
import {whomToCall} from '../../environment/whom-to-call.ts';
import {BugError} from '../../errors.ts';

/** What the keys act on: the screen, and on the step screen its phase. */
export type Mode =
  | Exclude<State['screen']['name'], 'step'>
  | Exclude<Phase['name'], 'asking'>
  | 'waiting'
  | 'stating'
  | 'offering'
  | 'filtering'
  | 'answering'
  | 'concealing';

export function modeOf(state: State): Mode {
  if (state.screen.name === 'watching') return state.screen.walk ? 'watching' : 'opening';
  if ('filter' in state.screen && state.screen.filter?.typing) return 'filtering';
  if (state.screen.name !== 'step') return state.screen.name;
  const {phase} = openWalk(state);
  if (isLooking(openWalk(state))) return 'waiting';
  return phase.name === 'asking' ? askingModes[phase.question.kind] : phase.name;
}

/** Whether a wait looks again and again, and nobody has told it to stop. */
export function isLooking({phase, runbook, ran}: Walk): boolean {
  if (phase.name !== 'running' || phase.stopping !== 'no' || ran[phase.step]?.looked) return false;
  return runbook.steps.some(({id, kind}) => id === phase.step && kind === 'wait');
}

const askingModes = {statement: 'stating', text: 'answering', secret: 'concealing', offer: 'offering'} as const;

/** The walk that is on screen: the own one, or the one that is watched. */
export function walkOnScreen({screen, walk}: State): Walk | undefined {
  return screen.name === 'watching' ? screen.walk : walk;
}

export function openWalk(state: State): Walk {
  const walk = walkOnScreen(state);
  if (!walk) throw new BugError(`the screen ${state.screen.name} needs an open walk`);
  return walk;
}

export function viewedStep(walk: Walk): Step {
  const step = walk.runbook.steps.find(({id}) => id === walk.viewing);
  if (!step) throw new BugError(`${walk.runbook.id} has no step ${walk.viewing}`);
  return step;
}

export function stepRecord(walk: Walk, id: string): StepRecord {
  const record = walk.session.steps.find(step => step.id === id);
  if (!record) throw new BugError(`the session ${walk.session.id} has no step ${id}`);
  return record;
}

/** Why nothing can be changed from here any more. */
export function whyNoChange({unrecorded, shared}: Walk): string | undefined {
  if (unrecorded !== undefined) return 'it cannot be recorded';
  return shared?.taken === undefined ? undefined : 'the session was taken over at another console';
}

/** Whether the step on screen is the one to do next. */
export function isCurrent(walk: Walk): boolean {
  return walk.session.current === walk.viewing;
}

/** What is live of the step on screen; nothing where the walk has come to it anew, or will. */
export function shownRan(walk: Walk): Ran | undefined {
  const {viewing, phase} = walk;
  const ran = walk.ran[viewing];
  const goesOn = 'step' in phase && phase.step === viewing && phase.name !== 'over budget';
  if (stepRecord(walk, viewing).status !== 'waiting' || goesOn || ran?.unrecorded) return ran;
  return isCurrent(walk) || !ran?.turned ? undefined : ran;
}

/** What can be copied for the incident channel: of a record that was asked for, or of the step on screen. */
export function offeredSentence({screen, walk}: State): string | undefined {
  if (screen.name === 'recorded') return screen.told && 'sentence' in screen.told ? screen.told.sentence : undefined;
  if (screen.name !== 'step' || !walk) return undefined;
  const {phase} = walk;
  if (phase.name === 'asking') return phase.question.kind === 'offer' ? phase.question.text : undefined;
  const offered = shownRan(walk)?.offer;
  return phase.name === 'reading' ? offered : undefined;
}

/** The outcome of the step on screen: the one that does not count, the one of record, or the one that sent the walk elsewhere. */
export function shownOutcome(walk: Walk): Outcome | undefined {
  const ran = shownRan(walk);
  return ran?.unrecorded ?? stepRecord(walk, walk.viewing).outcome ?? ran?.turned;
}

/** Whether the page, or the operator, has called somebody at the step on screen. */
export function isCalling(walk: Walk): boolean {
  return walk.called.includes(walk.viewing) || shownOutcome(walk)?.turn === 'escalate';
}

/** Whether some step may have happened without an answer that says so. */
export function hasUnknown(walk: Walk): boolean {
  return walk.session.steps.some(({status}) => status === 'unknown');
}

/** Whether the step on screen may have happened and nobody has said yet. */
export function isUnsettled(walk: Walk): boolean {
  return isCurrent(walk) && stepRecord(walk, walk.viewing).status === 'unknown';
}

/** Whether it has to be said why the failed step on screen is run again: the page does not send it there. */
export function needsReason(walk: Walk): boolean {
  return !mayRetry(walk.runbook, stepRecord(walk, walk.viewing));
}

/** How often the page lets the failed step on screen be run again; undefined where it does not count. */
export function retriesLeft(walk: Walk): number | undefined {
  const retry = branchFor(viewedStep(walk), 'failed')?.then.find(({kind}) => kind === 'retry');
  return retry?.kind === 'retry' ? Math.max(0, retry.times + 1 - stepRecord(walk, walk.viewing).tries) : undefined;
}

export const smallest = {columns: 60, rows: 16};

export function isTooSmall({columns, rows}: State['size']): boolean {
  return columns < smallest.columns || rows < smallest.rows;
}

/** Whether the plan on screen was made too long ago to be agreed to; from then on only enter, which reads it again, and escape are of use. */
export function hasExpired({phase, time}: Walk): boolean {
  return 'plan' in phase && time.now >= phase.plan.until;
}

/** Whom to call from this walk. */
export function calledFrom({pointed: {people, environment}, session}: Walk): string {
  return whomToCall({escalate: people.escalate, environment, file: session.environment.file});
}
