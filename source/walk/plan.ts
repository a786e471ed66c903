import {pointerText} from '../environment/toggles.ts';
import {createHash} from 'node:crypto';
import type {ActionPlan, Ports} from '../actions/action.ts';
import type {PlanItem} from '../journal/step-record.ts';
import {findAction} from '../actions/registry.ts';
import type {Refused, Trouble} from '../errors.ts';
import {fingerprintWith} from '../environment/fingerprint.ts';
import {toggleRows} from '../environment/toggle-table.ts';
import {jsonLine} from '../json.ts';
import {pinLedger, type LedgerPin} from '../ledger/pin.ts';
import type {Step} from '../runbook/schema.ts';
import {formatTimestamp} from '../time.ts';
import {planAge} from './plan-age.ts';
import type {Body} from '../journal/event.ts';

/** What a changing step would do, read before it is allowed. All texts raw and masked. */
export type Plan = {
  step: string;
  items: readonly PlanItem[];
  /** Exact commands and edits, in their order. */
  does: readonly string[];
  undo: string;
  /** The tool has no hands there: the operator does it. */
  byHand: boolean;
  /** After this instant, milliseconds since 1970, it has to be read again. */
  until: number;
  /** When it was made, on the monotonic clock: somebody may set the other one back. */
  since: number;
  /** Everything that it rests on, by name: toggles, what commands get of the shell, gateway, receipt, and of its action the files that only grow. */
  grounds: Readonly<Record<string, string>>;
  /** Those files as they were looked at for it. */
  seen: Readonly<Record<string, LedgerPin>>;
  sha256: string;
  /** The last four digits of the digest, which are typed. */
  digits: string;
};

export type Planning = {ok: true; plan: Plan} | Refused;

/** What an earlier plan rests on. */
export type Rests = Pick<Plan, 'grounds' | 'seen'>;

/** Makes the plan of a step by reading only. With the one `before` it, it is the same plan where files that only grow have grown. */
export async function makePlan(step: Step, ports: Ports, signal: AbortSignal, before?: Rests): Promise<Planning> {
  const {environment, clock} = ports;
  const unreadable = await environment.refresh(signal);
  if (unreadable !== undefined) return {ok: false, ...unreadable};
  const action = step.action && findAction(step.action.name);
  const made = await action?.plan?.(step.action?.parameters ?? [], ports, signal);
  if (made?.ok === false) return environment.mask().value(made);
  const {grows = {}, ...planned} = made?.plan ?? unplanned(step, environment.name);
  const {items, does, byHand, basis} = environment.mask().value(planned);
  const {grown, seen} = lookAt(grows, before);
  const grounds = environment.mask().value({...groundsOf(ports), ...grown});
  const sha256 = createHash('sha256').update(jsonLine({step: step.id, items, does, byHand, basis, grounds})).digest('hex');
  const undo = step.undo ?? 'no way back is known';
  return {ok: true, plan: {step: step.id, items, does, undo, byHand, until: clock.now() + planAge, since: clock.monotonic(), grounds, seen, sha256, digits: sha256.slice(-4)}};
}

/** Why a plan must not be followed any more; undefined while it holds. `fresh` is the same plan, made now. */
export function staleBecause(plan: Plan, fresh: Plan): Trouble | undefined {
  const stale = (problem: string): Trouble => ({problem, next: 'Read the plan again, as it is now.'});
  const age = Math.max(fresh.until - plan.until, fresh.since - plan.since);
  if (age > planAge) return stale('the plan is older than five minutes');
  if (fresh.sha256 === plan.sha256) return undefined;
  const names = [...new Set([...Object.keys(plan.grounds), ...Object.keys(fresh.grounds)])];
  const changed = names.filter(name => plan.grounds[name] !== fresh.grounds[name]);
  return stale(changed.length === 0 ? 'what it would change is no longer as it was' : `changed since the plan was made: ${changed.join(', ')}`);
}

/** As the journal keeps it. */
export function recordedPlan({sha256, digits, until, byHand, items}: Plan, fit: (text: string, bytes: number) => string): Body<'step.started'>['plan'] {
  const share = Math.floor(1200 / Math.max(items.length, 3) / 4);
  return {
    sha256,
    digits,
    until: formatTimestamp(until),
    by_hand: byHand,
    items: items.slice(0, 8).map(({what, where, from, to}) => ({
      what: fit(what, share),
      where: fit(where, share),
      from: from === null ? null : fit(from, share),
      to: fit(to, share),
    })),
  };
}

function unplanned(step: Step, environment: string): ActionPlan {
  const what = step.effect.kind === 'changes' ? step.effect.what : step.title;
  return {items: [{what, where: environment, from: null, to: 'done'}], does: [], byHand: step.action === undefined, basis: ''};
}

/** While all that was seen of a file before is still there, a plan rests on it as the one before did: others may append to it at any time. */
function lookAt(files: Readonly<Record<string, string>>, before: Rests | undefined): {grown: Record<string, string>; seen: Record<string, LedgerPin>} {
  const grown: Record<string, string> = {};
  const seen: Record<string, LedgerPin> = {};
  for (const [name, path] of Object.entries(files)) {
    const earlier = before?.seen[name];
    const {bytes, sha256, verdict} = pinLedger(path, earlier);
    const holds = earlier !== undefined && (verdict === 'unchanged' || verdict === 'grown');
    grown[name] = (holds ? before?.grounds[name] : undefined) ?? (verdict === 'unreadable' ? verdict : `${bytes} bytes, ${sha256}`);
    if (verdict !== 'unreadable') seen[name] = {bytes, sha256};
  }
  return {grown, seen};
}

function groundsOf({environment, earlier}: Ports): Record<string, string> {
  const rows = toggleRows(environment.toggles, fingerprintWith(environment.places.fingerprintKey)).filter(({verdict}) => verdict !== 'not set');
  return {
    ...Object.fromEntries(rows.map(({name, found, source}) => [name, `${found ?? ''} (${source})`])),
    ...Object.fromEntries(environment.terms.given().map(({name, found}) => [`${name} of this shell`, jsonLine(found)])),
    gateway: pointerText(environment.gateway()),
    "the gateway's session": earlier.receipt ?? '',
  };
}
