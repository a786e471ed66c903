import {runByHand} from '../../pasted.ts';
import {shown} from '../command/command-line.ts';
import {passAdvice} from '../command/command-variables.ts';
import type {ToggleOutcome} from '../toggle-change.ts';
import {runProblem} from './command-store.ts';
import type {Hand, Store, StoreTerms, StoreValue, StoreChange} from './toggle-store.ts';

export type ChangeTerms = {
  name: string;
  value: StoreValue;
  /** What the change was planned from. */
  basis: string;
  apply: readonly string[] | undefined;
  hand: Hand;
  tell: StoreTerms['tell'];
};

/** Writes, brings into force, reads back: done is only what the store itself shows afterwards. */
export async function makeChange(store: Store, terms: ChangeTerms): Promise<ToggleOutcome> {
  const {name, value, basis, hand} = terms;
  const steps = [() => store.write(name, value, basis, hand), () => bringIntoForce(store, terms), () => readBack(store, terms)];
  for (const step of steps) {
    const result = await step();
    if (result.outcome !== 'done') return {...result, output: hand.output};
  }
  return {outcome: 'done', output: hand.output};
}

async function bringIntoForce(store: Store, {name, apply, hand, tell}: ChangeTerms): Promise<StoreChange> {
  if (apply === undefined) return {outcome: 'done'};
  const line = tell(shown(apply)) ?? '';
  const run = await hand.run(apply, 'apply');
  const {ending} = run;
  if (ending.kind === 'ended' && ending.exit === 0) return {outcome: 'done'};
  const written = `the new value of ${name} is written (${store.label})`;
  const byHand = runByHand(line, `set ${name} back. ${passAdvice}`);
  if (ending.kind === 'ended' || ending.kind === 'not started' || (ending.kind === 'cancelled' && !ending.started)) {
    return {outcome: 'failed', problem: `${written}, but not in force: ${runProblem(run)}`, next: byHand};
  }
  const message = `${written}, but whether it is in force is not known: ${runProblem(run)}`;
  return {outcome: 'unknown', problem: message, next: `Look what the deployment does now. ${byHand}`};
}

async function readBack(store: Store, {name, value, hand, tell}: ChangeTerms): Promise<StoreChange> {
  const view = await store.look(name, hand.signal);
  if (view.ok && view.is(value)) return {outcome: 'done'};
  // A store that only takes has said all it can by ending well; the gateway is asked next.
  if (!view.ok && view.onlyTakes) return {outcome: 'done'};
  if (!view.ok) {
    return {outcome: 'unknown', problem: `${name} was set, but cannot be read back: ${view.problem}`, next: `Look at ${name} in the deployment. ${view.next}`};
  }
  return {
    outcome: 'failed',
    problem: `${name} was set, but ${store.label} reads ${tell(view.value) ?? 'not set'}, not ${tell(value) ?? ''}`,
    next: 'Find out who else sets it, then look again.',
  };
}
