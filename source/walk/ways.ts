import type {Branch, Runbook, Step, Turn} from '../runbook/schema.ts';
import {waysOf} from '../runbook/flow.ts';
import {stepName} from '../runbook/step-name.ts';
import {turnOf} from './next-step.ts';
import type {Session} from '../journal/session.ts';
import type {StepRecord} from '../journal/step-record.ts';

/**
 * A way to go on that is not just running the step that is due. Each but those that the page names is
 * a deviation, and each needs a reason.
 */
export type Way = {
  /** What the operator chooses. */
  label: string;
  /** The question whose answer is the reason. */
  asks: string;
} & ({kind: 'branch'; branch: Branch} | {kind: 'otherwise' | 'accept' | 'skip' | 'out of order'});

/** The way out for good, and the question whose answer is the reason. */
export type Ending = {kind: 'end' | 'throw away'; label: string; asks: string};

const ending: Ending = {kind: 'end', label: 'end the session here, for good', asks: 'Why does it end here?'};
const away: Ending = {kind: 'throw away', label: 'throw this session away: nothing was changed in it', asks: 'Why was it opened?'};
const drillEnding: Ending = {kind: 'end', label: 'end the drill here, to its debrief', asks: 'Why does it end here?'};

/** Where the walk can be given up for good: at a step that failed, once something was changed, where nothing was, and anywhere in a drill, whose debrief comes at the end. */
export function endingsFrom({steps: page}: Runbook, {steps, opened, current}: Session): Ending[] {
  const failed = steps.some(({id, status}) => id === current && status === 'failed');
  if (opened.drill) return [drillEnding];
  const changed = mayHaveChanged({steps: page}, {steps});
  return [...(failed || changed ? [ending] : []), ...(changed ? [] : [away])];
}

/** Whether a step that changes something was begun in this session; nothing may have come of it. */
function mayHaveChanged({steps: page}: Pick<Runbook, 'steps'>, {steps}: Pick<Session, 'steps'>): boolean {
  const changes = new Set(page.filter(({effect}) => effect.kind === 'changes').map(({id}) => id));
  return steps.some(({id, attempts}) => attempts > 0 && changes.has(id));
}

/** Whether a branch can be true in this walk; of what it does not know, the operator judges. One that goes on with another has changed what that one did. */
export function canBeSo({while: holds}: Branch, runbook: Runbook, session: Session): boolean {
  const changed = session.opened.continues !== undefined || mayHaveChanged(runbook, session);
  switch (holds?.kind) {
    case undefined:
      return true;
    case 'nothing was changed':
      return !changed;
    case 'something was changed':
      return changed;
    case 'step is not done':
      return session.steps.every(({id, status}) => id !== holds.id || status !== 'done');
  }
}

/** The ways from the step on screen, in the order of the menu: the page's own first. */
export function waysFrom(runbook: Runbook, session: Session, stepId: string): Way[] {
  const step = runbook.steps.find(({id}) => id === stepId);
  const record = session.steps.find(({id}) => id === stepId);
  if (!step || !record || (record.status === 'running' && !record.waits)) return [];
  if (session.current !== stepId) return [...acceptable(record), ...elsewhere(record)];
  return [
    ...waysOf(step).filter(branch => canBeSo(branch, runbook, session)).map((branch): Way => ({kind: 'branch', branch, label: `${branch.when}: ${turnText(turnOf(branch), runbook)}`, asks: 'What makes you say so?'})),
    ...acceptable(record),
    ...(step.kind === 'approve' ? [] : [otherwise(step)]),
    {kind: 'skip', label: 'skip the step', asks: 'Skipping is a deviation and stays visible. Why?'},
  ];
}

function otherwise({effect}: Step): Way {
  const label = effect.kind === 'changes' ? 'it was done by other means' : 'it was checked by other means';
  return {kind: 'otherwise', label, asks: 'How, and by whom?'};
}

function acceptable({status, outcome}: StepRecord): Way[] {
  const overrides = status === 'failed' && outcome?.outcome === 'failed';
  return overrides ? [{kind: 'accept', label: 'accept it as done, in spite of what failed', asks: 'Why may it count as done?'}] : [];
}

function elsewhere({status}: StepRecord): Way[] {
  const label = status === 'waiting' ? 'do this step now, out of order' : 'go back to this step and walk on from here';
  return [{kind: 'out of order', label, asks: 'Why now?'}];
}

/** Where a turn leads, for a person. */
export function turnText(turn: Turn | undefined, runbook: Runbook): string {
  switch (turn?.kind) {
    case 'step':
      return `go to ${stepName(runbook, turn.id)}${turn.upTo === undefined ? '' : `, ${turn.upTo} ${turn.upTo === 1 ? 'time' : 'times'} at most`}`;
    case 'retry':
      return `try again, ${turn.times} ${turn.times === 1 ? 'time' : 'times'} at most`;
    case 'escalate':
      return 'call somebody';
    case 'stop':
    case undefined:
      return 'stop here';
  }
}
