import type {ActionResult, Ports} from '../actions/action.ts';
import {findAction} from '../actions/registry.ts';
import {BugError} from '../errors.ts';
import type {Runbook, Step} from '../runbook/schema.ts';
import {plainPlan, plainProof, plainProgress} from './plain/report.ts';
import {makePlan} from './plan.ts';
import {prove} from './proofs.ts';

/**
 * Walks a whole runbook without changing anything and without a journal: what reads is run, of what
 * changes the plan is told. Steps that rest on a change before them say what they miss.
 */
export async function dryRun(runbook: Runbook, standing: Omit<Ports, 'earlier' | 'ask'>, print: (text: string) => void, signal: AbortSignal): Promise<void> {
  const ports: Ports = {...standing, earlier: {}, ask: async () => undefined};
  for (const step of runbook.steps) {
    if (signal.aborted) return print('Stopped. Nothing was changed.');
    print(`Step ${step.number} of ${runbook.steps.length}: ${step.title}`);
    if (step.effect.kind === 'changes') await tellChange(step, ports, print, signal);
    else await read(step, ports, print, signal);
    if (step.ask !== undefined) print(`  would ask: ${step.ask}`);
  }
  print('Nothing was changed.');
}

async function tellChange(step: Step, ports: Ports, print: (text: string) => void, signal: AbortSignal): Promise<void> {
  const planning = await makePlan(step, ports, signal);
  if (!planning.ok) return print(`  would not run: ${planning.reason}`);
  for (const line of plainPlan(planning.plan)) print(`  ${line}`);
  for (const proof of step.proofs) print(`  would prove: ${proof.text}`);
}

async function read(step: Step, ports: Ports, print: (text: string) => void, signal: AbortSignal): Promise<void> {
  const result = step.action ? await act(step, ports, print, signal) : undefined;
  if (result?.failure) print(`  ${result.outcome}: ${result.failure.message}`);
  const mask = ports.environment.mask();
  const stated = step.proofs.filter(({kind}) => kind === 'stated');
  const observed = step.proofs.filter(({kind}) => kind === 'observed');
  const looked = await prove(observed, result, ports, signal);
  for (const proof of looked.filter(({state}) => state !== 'not stated')) print(plainProof(mask.value(proof)));
  for (const {text} of [...looked.filter(({state}) => state === 'not stated'), ...stated]) print(`  would ask whether it is so: ${text}`);
}

async function act({action: call}: Step, ports: Ports, print: (text: string) => void, signal: AbortSignal): Promise<ActionResult> {
  const action = call && findAction(call.name);
  if (!call || !action) throw new BugError(`the runbook names the unknown action ${call?.name}`);
  const mask = ports.environment.mask();
  const running = action.run(call.parameters, ports, signal);
  for (;;) {
    const {done, value} = await running.next();
    if (done) return mask.value(value);
    plainProgress(mask.value(value), print);
  }
}
