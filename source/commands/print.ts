import {pointerText} from '../environment/toggles.ts';
import {findAction} from '../actions/registry.ts';
import type {DeploymentReading} from '../environment/toggle-change.ts';
import type {Environment} from '../environment/environment.ts';
import {toggleRules} from '../environment/toggle-table.ts';
import {exitCode, type Trouble} from '../errors.ts';
import {togglesIn} from '../runbook/named-toggles.ts';
import {printRunbook, type PrintValues, type ToggleValue} from '../runbook/print.ts';
import type {Runbook} from '../runbook/schema.ts';
import {Secret} from '../secret.ts';
import {type SecretMask} from '../secret-mask.ts';
import {loadWalkable} from '../walk/load-runbook.ts';
import {formatTimestamp} from '../time.ts';
import type {Context} from './context.ts';
import {portsOf, withTargetToRead, type TargetFlags} from './target.ts';

/** `mcp-runbook print ID`: the page with current values, for doing it by hand. Changes nothing. */
export function print(context: Context, id: string, flags: TargetFlags): Promise<number> {
  const {runbook, sha256} = loadWalkable(id, context.place.runbooks);
  return withTargetToRead(context, flags, async environment => {
    const {signal, place: {clock}} = context;
    const trouble = await environment.refresh(signal);
    const gateway = environment.gateway();
    const values: PrintValues = {
      at: formatTimestamp(clock.now()),
      sha256,
      environment: environment.name,
      class: environment.class,
      gateway: {url: pointerText(gateway), source: gateway.source.label},
      ledger: environment.places.ledger,
      escalate: environment.people.escalate,
      trouble,
      toggles: await toggleValues(environment, runbook, signal),
      plans: await plansOf(context, environment, runbook),
    };
    const mask = environment.mask();
    // Masked before it is wrapped, or a secret could be broken over two lines. Printed line by line: a
    // page may be longer than what is shown of one text.
    for (const line of printRunbook(mask.value(runbook), masked(values, mask))) context.printPage(line);
    return exitCode.done;
  });
}

function masked({toggles, plans, ...values}: PrintValues, mask: SecretMask): PrintValues {
  const entries = <T>(map: ReadonlyMap<string, T>): Map<string, T> => new Map([...map].map(([name, value]) => [name, mask.value(value)]));
  return {...mask.value(values), toggles: entries(toggles), plans: entries(plans)};
}

/** What each toggle that the page names reads now, and beside it what the deployment's own store says. */
async function toggleValues({toggles, deployment}: Environment, runbook: Runbook, signal: AbortSignal): Promise<PrintValues['toggles']> {
  const values = new Map<string, readonly ToggleValue[]>();
  for (const name of togglesIn(runbook, toggleRules.map(rule => rule.name))) {
    const reading = toggles.read(name);
    const source = reading.value === undefined ? '' : reading.source.label;
    const stored = await deployment?.read(name, signal);
    values.set(name, [{source, ...shown(reading.value)}, ...(stored ? storedValue(stored, deployment?.label ?? '', source) : [])]);
  }
  return values;
}

/** Left out where it is what wins anyway. */
function storedValue(stored: DeploymentReading, label: string, wins: string): ToggleValue[] {
  if (stored.kind === 'trouble') return [{source: label, trouble: stored}];
  return stored.source === wins ? [] : [{source: stored.source, ...shown(stored.value)}];
}

/** A token answers only that it is set: paper cannot be masked afterwards. */
function shown(value: string | Secret | undefined): {value: string | undefined} | {kept: 'secret'} {
  return value instanceof Secret ? {kept: 'secret'} : {value};
}

/** What each changing step would do now, as exact commands and edits. */
async function plansOf(context: Context, environment: Environment, {steps}: Runbook): Promise<PrintValues['plans']> {
  const ports = {...portsOf(context, environment), earlier: {}};
  const plans = new Map<string, {does: readonly string[]} | {trouble: Trouble}>();
  for (const {id, action} of steps) {
    const planned = await findAction(action?.name ?? '')?.plan?.(action?.parameters ?? [], ports, context.signal);
    if (planned !== undefined) plans.set(id, planned.ok ? {does: planned.plan.does} : {trouble: planned});
  }
  return plans;
}
