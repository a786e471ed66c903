import {retriesAllowed} from '../session/step-order.ts';
import type {StepRecord} from '../session/session.ts';
import type {Step} from '../runbook/schema.ts';
import type {Phase, State, Walk} from './state.ts';
import {BugError} from '../errors.ts';

/** What the keys act on: the screen, and on the step screen its phase. */
export type Mode =
  | Exclude<State['screen']['name'], 'step'>
  | Exclude<Phase['name'], 'asking'>
  | 'stating'
  | 'filtering'
  | 'answering';

export function modeOf(state: State): Mode {
  if (state.screen.name === 'history' && state.screen.typing) return 'filtering';
  if (state.screen.name !== 'step') return state.screen.name;
  const {phase} = openWalk(state);
  if (phase.name !== 'asking') return phase.name;
  return phase.question.kind === 'statement' ? 'stating' : 'answering';
}

export function openWalk(state: State): Walk {
  if (!state.walk) throw new BugError(`the screen ${state.screen.name} needs an open walk`);
  return state.walk;
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

/** Whether the step on screen is the one to do next. */
export function isCurrent(walk: Walk): boolean {
  return walk.session.current === walk.viewing;
}

/** Whether some step may have happened without an answer that says so. */
export function hasUnknown(walk: Walk): boolean {
  return walk.session.steps.some(({status}) => status === 'unknown');
}

/** Whether the step on screen may have happened and nobody has said yet. */
export function isUnsettled(walk: Walk): boolean {
  return isCurrent(walk) && stepRecord(walk, walk.viewing).status === 'unknown';
}

/** How often the step may still be run again after it failed. */
export function retriesLeft(walk: Walk): number {
  return retriesAllowed(walk.runbook, walk.viewing) + 1 - stepRecord(walk, walk.viewing).attempts;
}

export const smallest = {columns: 60, rows: 16};

export function isTooSmall({columns, rows}: State['size']): boolean {
  return columns < smallest.columns || rows < smallest.rows;
}
