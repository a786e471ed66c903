import {needsApproval} from '../../walk/approval.ts';
import {endingsFrom, waysFrom} from '../../walk/ways.ts';
import type {Departure} from './way.ts';
import {isCalling, isCurrent, stepRecord, viewedStep} from './viewed-step.ts';
import type {Walk} from './state.ts';

const breakGlass: Departure = {
  kind: 'break glass',
  label: 'without a second person: break glass',
  asks: 'Nobody else agrees to this, and that stays visible. Why can nobody be asked?',
};

/** The menu of the step on screen: what the page names first, the way out for good last. */
export function departuresFrom(walk: Walk): Departure[] {
  const ways = waysFrom(walk.runbook, walk.session, walk.viewing);
  if (!isCurrent(walk)) return ways;
  const guarded = stepRecord(walk, walk.viewing).status !== 'unknown' && needsApproval(viewedStep(walk), walk.pointed);
  const on = [...ways, ...(guarded ? [breakGlass] : [])];
  const endings = endingsFrom(walk.runbook, walk.session);
  // Once somebody is called a drill has come to its end.
  return walk.drill && isCalling(walk) ? [...endings, ...on] : [...on, ...endings];
}
