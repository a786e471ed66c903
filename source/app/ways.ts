import {needsApproval} from '../session/approval.ts';
import {waysFrom} from '../session/ways.ts';
import type {Departure} from './departure.ts';
import {isCurrent, stepRecord, viewedStep} from './mode.ts';
import type {Walk} from './state.ts';

const breakGlass: Departure = {
  kind: 'break glass',
  label: 'without a second person: break glass',
  asks: 'Nobody else agrees to this, and that stays visible. Why can nobody be asked?',
};

const end: Departure = {kind: 'end', label: 'end the session here, for good', asks: 'Why does it end here?'};

/** The menu of the step on screen: what the page names first. A drill may be given up anywhere: its debrief comes at the end. */
export function departuresFrom(walk: Walk): Departure[] {
  const ways = waysFrom(walk.runbook, walk.session, walk.viewing);
  if (!isCurrent(walk)) return ways;
  const {status} = stepRecord(walk, walk.viewing);
  const guarded = status !== 'unknown' && needsApproval(viewedStep(walk), walk.pointed);
  return [...ways, ...(guarded ? [breakGlass] : []), ...(status === 'failed' || walk.drill ? [end] : [])];
}
