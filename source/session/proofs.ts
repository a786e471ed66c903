import type {Ports} from '../actions/action.ts';
import {findAction} from '../actions/registry.ts';
import {BugError} from '../errors.ts';
import type {Json, JsonObject} from '../json.ts';
import {evaluate, valueAt} from '../runbook/proof.ts';
import type {Proof} from '../runbook/schema.ts';
import type {Body} from './event.ts';

export type ProofRecord = Body<'step.finished'>['proofs'][number];

/** Looks at one observable condition, running the action that it names where it names one. */
export async function observe(
  proof: Extract<Proof, {kind: 'observed'}>,
  facts: JsonObject,
  ports: Ports,
  signal: AbortSignal,
): Promise<ProofRecord> {
  const {action, path} = proof.subject;
  const looked = action ? await factsOf(action, ports, signal) : facts;
  const found = valueAt(looked, path ?? 'value');
  const verdict = evaluate(proof.test, found, ports.clock.now());
  return {
    text: proof.text,
    state: verdict.holds ? 'holds' : 'fails',
    expected: verdict.expected,
    found: verdict.found,
  };
}

async function factsOf(call: {name: string; parameters: string[]}, ports: Ports, signal: AbortSignal): Promise<Json> {
  const action = findAction(call.name);
  if (!action) throw new BugError(`the runbook names the unknown action ${call.name}`);
  const running = action.run(call.parameters, ports, signal);
  for (;;) {
    const {done, value} = await running.next();
    if (done) return value.facts;
  }
}
