import {mcpToggle, useMcp, type McpToggle} from '../environment/toggles.ts';
import type {Environment} from '../environment/environment.ts';
import {rotationWindowHours} from '../connector/services.ts';
import {firstEnd, firstWindowEnd, windowEnds, type WindowEnds} from '../ledger/window-end.ts';
import {formatTimestamp, hour, parseTimestamp} from '../time.ts';
import type {Runbook} from '../runbook/schema.ts';
import type {Session} from '../journal/session.ts';
import type {StepRecord} from '../journal/step-record.ts';
import {routeIn, toggleIn, type Route} from '../status/readings.ts';

export type Walked = {runbook: Runbook; session: Session};

/** The toggle of MCP where it is off and a step of this session, or of the one that it continues, has set it: what was off before that is not its freeze. */
export function frozenBy(walked: Walked, {toggles}: Pick<Environment, 'toggles'>): McpToggle | undefined {
  const toggle = mcpToggle(toggles);
  return mayHaveFrozen(walked) && !toggle.on ? toggle : undefined;
}

const mayHaveFrozen = (walked: Walked): boolean => walked.session.opened.continues !== undefined || settersIn(walked).some(({ended}) => ended);

/** While MCP is off by this session, was not seen to be back, or nobody knows: when the first connector's 48 hours end; else null. */
export function deadlineOf(walked: Walked, environment: Pick<Environment, 'toggles' | 'places'>, now: number): string | null {
  if (!frozenBy(walked, environment) && !doubtIn(walked) && !isNotBack(walked)) return null;
  const end = firstWindowEnd(environment.places.ledger, now);
  return end === undefined ? null : formatTimestamp(end);
}

/** By when MCP has to be back, as `deadlineOf`; `off` is false once it was seen to be back and no drill has been recorded since. */
export type WindowClock = {off: boolean; ends: number | undefined; /** Why no connector has one; `elsewhere`: the ledger of another console knows. */ none?: 'never drilled' | 'only lines dated ahead' | 'no drill that counts among the newest lines' | 'the ledger cannot be read' | 'elsewhere'};

/** While MCP is off by this session, and until a drill is recorded after it is back. */
export function windowClock(walked: Walked, {toggles, places}: Pick<Environment, 'toggles' | 'places'>, now: number): WindowClock | undefined {
  return windowClockBy(walked, {isOn: mcpToggle(toggles).on, ledger: places.ledger}, now);
}

/** The same by what is known of the toggle. `ledger`: its path. */
export function windowClockBy(walked: Walked, {isOn, ledger}: {isOn: boolean; ledger: string}, now: number): WindowClock | undefined {
  const off = (mayHaveFrozen(walked) && !isOn) || isNotBack(walked);
  const back = Math.max(...settersIn(walked).map(endOf));
  if (!off && (back === -Infinity || !isOn)) return undefined;
  const all = windowEnds(ledger, now);
  const ends = firstEnd(all);
  if (!off && ends !== undefined && ends >= back + rotationWindowHours * hour) return undefined;
  const none = noWindow(all, walked);
  return {off, ends, ...(none && {none})};
}

const amongNewest = 'no drill that counts among the newest lines';

function noWindow({read, ends}: WindowEnds, {session}: Walked): WindowClock['none'] {
  const found = [...ends.values()];
  const isCut = found.some(end => typeof end === 'object');
  if (found.some(end => typeof end === 'number')) return isCut ? amongNewest : undefined;
  // What was drilled is in the ledger of the console where the walk began.
  if (session.epoch > 0) return 'elsewhere';
  if (read.kind === 'unreadable') return 'the ledger cannot be read';
  if (isCut) return amongNewest;
  if (found.includes('no time')) return undefined;
  return found.includes('ahead') ? 'only lines dated ahead' : 'never drilled';
}

/** Whether this session set out to bring operators back, after its freeze, and nobody has seen them there: what the toggle reads says nothing of that. */
function isNotBack(walked: Walked): boolean {
  const setters = settersIn(walked);
  const newest = Math.max(...setters.map(endOf));
  const isTo = (value: string) => ({id}: StepRecord): boolean => walked.runbook.steps.some(step => step.id === id && step.action?.parameters[1] === value);
  const tried = setters.filter(isTo('1')).some(({status, before}) => [status, before].some(one => one === 'failed' || one === 'unknown' || one === 'running'));
  if (!tried || newest === -Infinity || !setters.filter(isTo('0')).some(step => endOf(step) === newest)) return false;
  return seenSince(walked, Math.max(newest, ...setters.filter(isTo('1')).map(beginOf))).route !== 'mcp';
}

const endOf = ({ended}: StepRecord): number => parseTimestamp(ended?.at ?? '') ?? -Infinity;
const beginOf = ({started}: StepRecord): number => parseTimestamp(started?.at ?? '') ?? -Infinity;

/** The step of this session that may have set the toggle of MCP, and nobody knows: it has no outcome, or an unknown one. */
export function doubtIn(walked: Walked): StepRecord | undefined {
  const setters = settersIn(walked);
  const doubtful = setters.findLast(({status}) => status === 'unknown' || status === 'running');
  if (!doubtful) return undefined;
  const since = beginOf(doubtful);
  // Whoever set it afterwards, and saw it, knows; so does whoever looked.
  const {isRead, route} = seenSince(walked, since);
  const known = isRead || (route ?? 'unknown') !== 'unknown' || setters.some(step => step.id !== doubtful.id && endOf(step) >= since);
  return known ? undefined : doubtful;
}

/** What steps of this session have seen since then that set nothing: whether one has read the toggle in the deployment, and the newest route. */
function seenSince(walked: Walked, since: number): {isRead: boolean; route: Route | undefined} {
  const setters = new Set(settersIn(walked));
  const timeOf = ({finishedAt}: StepRecord): number => parseTimestamp(finishedAt ?? '') ?? -Infinity;
  const looks = walked.session.steps
    .filter(step => !setters.has(step) && timeOf(step) >= since)
    .toSorted((one, other) => timeOf(other) - timeOf(one))
    .map(({id, outcome}) => ({proofs: outcome?.proofs ?? [], action: walked.runbook.steps.find(step => step.id === id)?.action}));
  return {
    isRead: looks.flatMap(({proofs, action}) => toggleIn(proofs, action, true) ?? []).some(({weak}) => !weak),
    route: looks.flatMap(({proofs, action}) => routeIn(proofs, action) ?? [])[0],
  };
}

function settersIn({runbook, session}: Walked): StepRecord[] {
  const sets = new Set(runbook.steps.filter(({action}) => action?.name === 'toggle.set' && action.parameters[0] === useMcp).map(({id}) => id));
  return session.steps.filter(({id}) => sets.has(id));
}
