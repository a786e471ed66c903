import {needsApproval} from '../../walk/approval.ts';
import {endingsFrom, waysFrom} from '../../walk/ways.ts';
import type {Departure} from './departure.ts';
import {isCurrent, stepRecord, viewedStep} from './viewed-step.ts';
import type {Walk} from './state.ts';

const breakGlass: Departure = {
  kind: 'break glass',
  label: 'without a second person: break glass',
  asks: 'Nobody else agrees to this, and that stays visible. Why can nobody be asked?',
};

/** The menu of the step on screen, in one order at every step: what the page names first, the way out for good last; that of a drill is always there. */
export function departuresFrom(walk: Walk): Departure[] {
  const ways = waysFrom(walk.runbook, walk.session, walk.viewing);
  const endings = endingsFrom(walk.runbook, walk.session);
  if (!isCurrent(walk)) return [...ways, ...(walk.drill ? endings : [])];
  const guarded = stepRecord(walk, walk.viewing).status !== 'unknown' && needsApproval(viewedStep(walk), walk.pointed);
  return [...ways, ...(guarded ? [breakGlass] : []), ...endings];
}
