import type {ActionResult, Ports} from '../actions/action.ts';
import {inOneText} from '../errors.ts';
import type {Proof, Runbook, Step} from '../runbook/schema.ts';
import {plainPlan, plainProgress, plainProof} from './plain/plain-report.ts';
import {makePlan} from '../walk/plan.ts';
import {prove} from '../walk/proofs.ts';
import {notRun, runAction} from '../walk/run-action.ts';

/** The one who reads along: what is printed, where it looks, and when it is told to stop. */
type Reading = {ports: Ports; print: (text: string) => void; signal: AbortSignal};

/**
 * Walks a whole runbook without changing anything and without a journal: what must hold before a step
 * is looked at, what reads is run, of what changes the plan is told. Steps that rest on a change before
 * them say what they miss.
 */
export async function dryRun(runbook: Runbook, standing: Omit<Ports, 'earlier' | 'ask'>, print: (text: string) => void, signal: AbortSignal): Promise<void> {
  const reading: Reading = {ports: {...standing, earlier: {}, ask: async () => undefined}, print, signal};
  for (const step of runbook.steps) {
    if (signal.aborted) return print('Stopped. Nothing was changed.');
    print(`Step ${step.number} of ${runbook.steps.length}: ${step.title}`);
    await tellProofs('before', step.before, notRun, reading);
    if (step.effect.kind === 'changes') await tellChange(step, reading);
    else await read(step, reading);
    if (step.ask !== undefined) print(`  would ask: ${step.ask}`);
  }
  print('Nothing was changed.');
}

async function tellChange(step: Step, {ports, print, signal}: Reading): Promise<void> {
  const planning = await makePlan(step, ports, signal);
  if (!planning.ok) return print(`  would not run: ${inOneText(planning)}`);
  for (const line of plainPlan(planning.plan)) print(`  ${line}`);
  for (const proof of step.proofs) print(`  would prove: ${proof.text}`);
}

async function read(step: Step, reading: Reading): Promise<void> {
  const {ports, print, signal} = reading;
  const mask = ports.environment.mask();
  const result = step.action ? mask.value(await runAction(step.action, ports, signal, progress => plainProgress(mask.value(progress), print))) : undefined;
  if (result?.failure) print(`  ${result.outcome}: ${result.failure.problem}`);
  await tellProofs('proof', step.proofs, result, reading);
}

/** How each stands, as far as it can be seen; the others would be asked for. */
async function tellProofs(what: 'before' | 'proof', proofs: readonly Proof[], result: ActionResult | undefined, {ports, print, signal}: Reading): Promise<void> {
  const mask = ports.environment.mask();
  for (const proof of mask.value(await prove(proofs, result, ports, signal))) {
    print(proof.state === 'not stated' ? `  would ask whether it is so: ${proof.text}` : plainProof(proof, what));
    if (what === 'before' && proof.state === 'fails') print('  would not run before that holds');
  }
}
