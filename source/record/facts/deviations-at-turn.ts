import {formatElapsed} from '../../time.ts';
import type {Body} from '../../journal/event.ts';
import type {Session} from '../../journal/session.ts';
import {budgetsOver, openFor} from '../../journal/step-clock.ts';
import type {StepRecord} from '../../journal/step-record.ts';
import {isBack, noOutcome, recordOf, stepNamed, tell, without, type Course, type Reader} from './expected-course.ts';
import type {Deviation, Stamp} from './incident-record.ts';

export const readSkip: Reader<'step.skipped'> = ({body: {step, reason, next}}, stamp, {seen}) => ({
  course: {due: next, seen: new Set(seen).add(step)},
  told: [tell(stamp, 'skipped', step, 'not run', reason)],
});

export const readSettlement: Reader<'step.settled'> = ({body}, stamp, {open, session}) => {
  const {step, settlement, next} = body;
  const begun = open.get(step);
  return {
    course: {due: settlement === 'not done' ? step : next, open: without(open, step)},
    told: [...(begun ? [noOutcome(begun, step)] : []), toldSettlement(body, stamp, recordOf(session, step))],
  };
};

function toldSettlement({step, settlement, note, probe}: Body<'step.settled'>, stamp: Stamp, record: StepRecord | undefined): Deviation {
  const looked = probe === null ? '' : ` (looked at first: ${probe})`;
  return settlement === 'accepted'
    ? tell(stamp, 'proof overridden', step, `accepted as done in spite of: ${failedIn(record)}${looked}`, note)
    : tell(stamp, 'settled', step, `settled as ${settlement}${looked}`, note);
}

function failedIn(record: StepRecord | undefined): string {
  const {proofs = [], failure} = record?.outcome ?? {};
  const failed = proofs.filter(({state}) => state === 'fails').map(({text}) => text);
  return failed.length > 0 ? failed.join('; ') : (failure?.message ?? 'what failed');
}

/** Another way than on: one that the page names, or one that only the operator knows. */
export const readLeaving: Reader<'step.left'> = ({body}, stamp, {session}) => ({course: {due: body.next}, told: [toldLeaving(body, stamp, session)]});

function toldLeaving({step, way, turn, next, reason}: Body<'step.left'>, stamp: Stamp, session: Session | undefined): Deviation {
  const back = isBack(session, step, next);
  if (turn === 'out of order') return tell(stamp, 'out of order', next, back ? `gone back to from ${stepNamed(session, step)}` : `taken up while ${stepNamed(session, step)} was due`, reason);
  return tell(stamp, 'left by a way of the page', step, `${way}: ${whereTo(turn, stepNamed(session, next), back)}`, reason);
}

/** Where a turn leads, for a person; `next` as people know that step. */
export function whereTo(turn: 'retry' | 'step' | 'stop' | 'escalate', next: string, back: boolean): string {
  return {retry: 'to be tried again', step: `${back ? 'back' : 'on'} to ${next}`, stop: 'the walk stops here', escalate: 'somebody is called'}[turn];
}

export const readBudget: Reader<'budget.exceeded'> = ({body: {step, milliseconds, budget, choice, note}}, stamp) => ({
  told: [tell(stamp, 'over budget', step, `not over after ${formatElapsed(milliseconds)}, where ${formatElapsed(budget)} are allowed; chosen: ${choice}`, note)],
});

/** A step that is over and took longer than its page allows, where nobody was asked how to go on: an older journal does not say what was allowed. */
export function toldLate(before: Session | undefined, after: Session | undefined, budgets: ReadonlyMap<string, number>, stamp: Stamp): Deviation[] {
  const step = before?.current;
  const budget = step === undefined ? undefined : budgets.get(step);
  const over = after !== undefined && (after.current !== step || after.state === 'closed');
  if (!before || step === undefined || budget === undefined || !over || budgetsOver(before.clock, budget).answered > 0) return [];
  const took = openFor(before.clock, stamp.at);
  return took < budget ? [] : [tell(stamp, 'over budget', step, `${formatElapsed(took)} where ${formatElapsed(budget)} are allowed; nobody was asked`)];
}

/** Steps that are not over when the session is closed, and those that the walk went past. */
export function toldNotWalked({session, seen}: Course, stamp: Stamp): Deviation[] {
  return (session?.steps ?? []).flatMap(record => {
    const why = whyNotWalked(record, seen.has(record.id));
    return why === undefined ? [] : [tell(stamp, 'not walked', record.id, why)];
  });
}

function whyNotWalked({status, tries, skipped, settled, unanswered}: StepRecord, seen: boolean): string | undefined {
  if (status === 'skipped' && tries === 0 && skipped?.startsWith('passed over: ')) return skipped;
  if (unanswered) return 'a question of it was left open';
  if (!seen) return 'neither run nor skipped when the session was closed';
  return status === 'waiting' && tries === 0 && !settled ? 'not walked again since the walk went back before it' : undefined;
}
