import {isMcpOn, useMcp} from '../../connector/services.ts';
import {wasCutOff} from '../../journal/just-opened.ts';
import type {StepRecord} from '../../journal/session.ts';
import type {Step} from '../../runbook/schema.ts';
import {clockOf} from '../../status/status-text.ts';
import {stepRecord} from './viewed-step.ts';
import type {Walk} from './state.ts';

/** How operators are served, as far as this walk has seen it; `says`: how that is known, or what tells. */
export type OperatorsNow = {are: 'getting errors' | 'not known' | 'on legacy' | 'on mcp' | 'still on mcp'; says: string};

/** Undefined on a page that takes nobody off MCP. */
export function operatorsNow(walk: Walk): OperatorsNow | undefined {
  const {steps} = walk.runbook;
  if (!steps.some(step => setsTo(step, '0'))) return undefined;
  const errors = errorsIn(walk);
  if (errors !== undefined) return {are: 'getting errors', says: errors};
  const reads = walk.pointed.toggles.find(({name}) => name === useMcp)?.found;
  const seen = newestRoute(walk);
  const when = seen ? `seen ${clockOf(seen.at, walk.time.now)}, step ${seen.step.number}` : '';
  if (seen?.route === 'legacy') return {are: 'on legacy', says: when};
  // A file that reads 1 says nothing of a service that may not have been restarted.
  const isOpen = steps.some(step => sets(step) && wasCutOff(stepRecord(walk, step.id)));
  if (isMcpOn(reads) && !isOpen) return onMcp(walk, seen);
  if (seen?.route === 'mcp') return {are: 'still on mcp', says: `the toggle is ${reads}, and the service does not follow: ${when}`};
  return {are: 'not known', says: `which way operators are served: ${seen?.step ? `step ${seen.step.number} has left that open` : 'this walk has not asked the service'}; ${askingText(walk, asksRoute, seen?.step)}`};
}

/** Actions that need of the gateway what operators need: their handshake is the same. */
export const needsOfGateway: ReadonlySet<string> = new Set(['handshake.try', 'smoke.run']);
const isLook = ({action}: Step): boolean => action !== undefined && needsOfGateway.has(action.name);

function onMcp(walk: Walk, seen: RouteSeen | undefined): OperatorsNow {
  const {restored, looks} = looksSince(walk);
  if (restored === undefined) return {are: 'not known', says: 'whether operators get errors: MCP is on; their reports tell'};
  const well = looks.findLast(step => hasStood(walk, step, 'done'));
  if (well) return {are: 'on mcp', says: `step ${well.number}, ${well.title}, went well`};
  return {are: 'not known', says: `whether operators are served: they are on MCP since step ${(seen?.step ?? restored).number}; ${askingText(walk, isLook)}`};
}

/** `step 8, Smoke after restore, tells`: the next one that does, or the one on screen. */
function askingText({runbook, session, viewing}: Walk, asks: (step: Step) => boolean, leftOpen?: Step): string {
  const from = runbook.steps.findIndex(({id}) => id === session.current);
  const next = from === -1 ? undefined : runbook.steps.slice(from).find(asks);
  if (!next || next === leftOpen) return 'the service itself tells';
  return next.id === viewing ? 'this step tells' : `step ${next.number}, ${next.title}, tells`;
}

/** The newest look at the gateway since this walk has brought operators back, where it went wrong. */
function errorsIn(walk: Walk): string | undefined {
  if (!walk.pointed.toggles.some(({name, found}) => name === useMcp && isMcpOn(found))) return undefined;
  const failed = looksSince(walk).looks.findLast(step => hasStood(walk, step, 'done') || hasStood(walk, step, 'failed'));
  if (failed === undefined || !hasStood(walk, failed, 'failed')) return undefined;
  const outcome = stepRecord(walk, failed.id).outcome ?? walk.ran[failed.id]?.turned;
  return outcome === undefined ? `step ${failed.number}, ${failed.title}, went wrong` : outcome.failure?.message;
}

/** The step that brought operators back in this walk, and those behind it that need of the gateway what operators need. */
function looksSince(walk: Walk): {restored: Step | undefined; looks: Step[]} {
  const {steps} = walk.runbook;
  const restored = steps.findLastIndex(step => setsTo(step, '1') && hasStood(walk, step, 'done'));
  return {restored: steps[restored], looks: restored === -1 ? [] : steps.slice(restored + 1).filter(isLook)};
}

const setsTo = ({action}: Step, value: string): boolean => action?.name === 'toggle.set' && action.parameters[0] === useMcp && action.parameters[1] === value;

/** Now, or when the walk went back before it. */
function hasStood(walk: Walk, {id}: Step, status: 'done' | 'failed'): boolean {
  const record = stepRecord(walk, id);
  return record.status === status || record.before === status;
}

/** `route`: undefined where a step may have changed it and nobody has looked. */
type RouteSeen = {at: string; step: Step; route: string | undefined; /** Its step waits to be walked again. */ again: boolean};

function newestRoute(walk: Walk): RouteSeen | undefined {
  const turned = turnedFrom(walk);
  if (turned) return turned;
  const all = walk.runbook.steps.flatMap(step => routesOf(step, stepRecord(walk, step.id)));
  return all.toSorted((one, other) => one.at.localeCompare(other.at) || Number(other.again) - Number(one.again) || one.step.number - other.step.number).at(-1);
}

/** The step that set the toggle, went wrong and led the walk back, while none has set it since: its record waits to be walked again. */
function turnedFrom(walk: Walk): RouteSeen | undefined {
  const setters = walk.runbook.steps.filter(sets).map(step => ({step, record: stepRecord(walk, step.id)}));
  const last = setters.findLast(({record: {before}}) => before === 'failed' || before === 'unknown');
  if (!last || setters.some(({record: {status}}) => status !== 'waiting')) return undefined;
  return {at: walk.session.openedAt, step: last.step, route: undefined, again: true};
}

/** A step that went well has found what its page asks for. */
function routesOf(step: Step, record: StepRecord): RouteSeen[] {
  const {ended, finishedAt, outcome, settled, started, status} = record;
  const place = step.proofs.findIndex(proof => proof.kind === 'observed' && (proof.subject.action ?? step.action)?.name === 'route.probe');
  const proof = step.proofs[place];
  const expected = proof?.kind === 'observed' && proof.test.kind === 'equals' ? proof.test.value : undefined;
  const {state, found} = outcome?.proofs[place] ?? {};
  const other = state === 'fails' && found !== 'unknown' ? found : undefined;
  const wrong = outcome !== undefined && outcome.outcome !== 'done' && (sets(step) || other !== undefined);
  const seen = {step, again: status === 'waiting'};
  return [
    ...(ended && (settled ? sets(step) : expected !== undefined) ? [{...seen, at: ended.at, route: settled ? undefined : expected}] : []),
    ...(finishedAt !== undefined && wrong ? [{...seen, at: finishedAt, route: state === 'holds' ? expected : other}] : []),
    // Who says that it was not done has not said by which way operators are served.
    ...(started && (status === 'running' || wasCutOff(record) || (settled && status === 'waiting')) && sets(step) ? [{step, again: false, at: started.at, route: undefined}] : []),
  ];
}

const sets = (step: Step): boolean => setsTo(step, '0') || setsTo(step, '1');

function asksRoute(step: Step): boolean {
  return step.action?.name === 'route.probe' || step.proofs.some(proof => proof.kind === 'observed' && proof.subject.action?.name === 'route.probe');
}
