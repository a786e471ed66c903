import type {ActionResult, Ports} from '../actions/action.ts';
import {findAction} from '../actions/registry.ts';
import {BugError} from '../errors.ts';
import type {Json, JsonObject} from '../json.ts';
import {evaluate, valueAt} from '../runbook/proof.ts';
import type {Proof} from '../runbook/schema.ts';
import type {Body} from './event.ts';

export type ProofRecord = Body<'step.finished'>['proofs'][number];

/** Looks at every observable condition and asks for the others. What already failed need not be vouched for. */
export async function prove(
  proofs: readonly Proof[],
  result: ActionResult,
  ports: Ports,
  signal: AbortSignal,
): Promise<ProofRecord[]> {
  const records: ProofRecord[] = [];
  for (const proof of proofs) {
    if (proof.kind === 'observed') {
      records.push(await observe(proof, result.facts, ports, signal));
      continue;
    }
    const asked = result.outcome === 'done' && !records.some(({state}) => state === 'fails');
    const statement = asked ? await ports.ask({kind: 'statement', text: proof.text}, signal) : undefined;
    records.push({text: proof.text, expected: 'stated by the operator', ...judgeStatement(statement)});
  }
  return records;
}

function judgeStatement(answer: string | undefined): Pick<ProofRecord, 'state' | 'found'> {
  if (answer === 'yes') return {state: 'stated', found: 'stated, not verified'};
  if (answer === 'no') return {state: 'fails', found: 'denied by the operator'};
  return {state: 'not stated', found: 'nobody stated it'};
}

/** Looks at one observable condition, running the action that it names where it names one. */
async function observe(
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
