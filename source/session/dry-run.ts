import type {ActionResult, Ports} from '../actions/action.ts';
import {inOneText, type Trouble} from '../errors.ts';
import type {JsonObject} from '../json.ts';
import {ledgerSize} from '../ledger/pin.ts';
import type {Proof, Runbook, Step} from '../runbook/schema.ts';
import {formatTimestamp} from '../time.ts';
import {makePlan, type Plan} from '../walk/plan.ts';
import {prove, type ProofRecord} from '../walk/prove.ts';
import {notRun, runAction} from '../walk/run-action.ts';
import {plainPlan, plainProgress, plainProof} from './plain/plain-report.ts';
import {afterStep, nothingPlanned, projected, unforeseenText, type Projection} from './projection.ts';

/** The one who reads along: what is printed, where it looks, and when it is told to stop. */
type Reading = {runbook: Runbook; ports: Ports; print: (text: string) => void; signal: AbortSignal; so: Projection};

type ToldProof = Pick<ProofRecord, 'text' | 'expected' | 'found'> & {state: ProofRecord['state'] | 'asked' | 'not foreseen'};

/** What a dry run finds of one step. */
type DryStep = {before: ToldProof[]; proofs: ToldProof[]; plan?: Plan; refused?: Trouble; found?: ActionResult; unforeseen?: string | undefined};

/**
 * Walks a whole runbook without changing anything and without a journal: what must hold before a step
 * is looked at, what reads is run, of what changes the plan is told. Each step is looked at as the planned
 * ones before it would leave things; what cannot be foreseen says so. Answers the steps as one document.
 */
export async function dryRun(runbook: Runbook, standing: Omit<Ports, 'earlier' | 'ask'>, print: (text: string) => void, signal: AbortSignal): Promise<JsonObject[]> {
  const steps: JsonObject[] = [];
  const ended = new Map<string, {at: string; ledgerBytes: number}>();
  let so = nothingPlanned;
  for (const step of runbook.steps) {
    if (signal.aborted) {
      print('Stopped. Nothing was changed.');
      return steps;
    }
    print(`Step ${step.number} of ${runbook.steps.length}: ${step.title}`);
    const environment = projected(standing.environment, so);
    const reading: Reading = {runbook, ports: {...standing, environment, earlier: {ended}, ask: async () => undefined}, print, signal, so};
    const before = await tellProofs('before', step.before, notRun, reading);
    const told = step.effect.kind === 'changes' ? await tellChange(step, reading) : await read(step, reading);
    if (step.ask !== undefined) print(`  would ask: ${step.ask}`);
    steps.push(documentOf(step, {before, ...told}));
    ended.set(step.id, {at: formatTimestamp(standing.clock.now()), ledgerBytes: ledgerSize(environment.places.ledger)});
    if (!told.refused) so = afterStep(so, step);
  }
  print('Nothing was changed.');
  return steps;
}

function documentOf({number, id, title, effect, ask}: Step, {before, proofs, plan, refused, found, unforeseen}: DryStep): JsonObject {
  return {
    number, id, title,
    effect: effect.kind,
    before,
    plan: plan ? {items: plan.items.map(item => ({...item})), does: [...plan.does], undo: plan.undo, by_hand: plan.byHand} : null,
    refused: refused ? {problem: refused.problem, next: refused.next} : null,
    unforeseen: unforeseen ?? null,
    failure: found?.failure ? {code: found.failure.code, message: found.failure.problem, next: found.failure.next} : null,
    proofs,
    asks: ask ?? null,
  };
}

async function tellChange(step: Step, {runbook, ports, print, signal, so}: Reading): Promise<Omit<DryStep, 'before'>> {
  const proofs = step.proofs.map(({text}): ToldProof => ({text, state: 'not foreseen', expected: '', found: ''}));
  const tellTheProofs = (): void => {
    for (const {text} of proofs) print(`  would prove: ${text}`);
  };
  const unforeseen = unforeseenText(so, step.action);
  if (unforeseen !== undefined) {
    print(`  the plan ${unforeseen}`);
    tellTheProofs();
    return {proofs, unforeseen};
  }
  const planning = await makePlan(step, ports, signal);
  if (!planning.ok) {
    print(`  would not run: ${inOneText(planning)}`);
    return {proofs, refused: {problem: planning.problem, next: planning.next}};
  }
  for (const line of plainPlan(planning.plan, runbook)) print(`  ${line}`);
  tellTheProofs();
  return {proofs, plan: planning.plan};
}

async function read(step: Step, reading: Reading): Promise<Omit<DryStep, 'before'>> {
  const {ports, print, signal, so} = reading;
  const unforeseen = unforeseenText(so, step.action);
  if (unforeseen !== undefined) print(`  ${unforeseen}`);
  const mask = ports.environment.mask();
  const found = step.action && unforeseen === undefined ? mask.value(await runAction(step.action, ports, signal, progress => plainProgress(mask.value(progress), print))) : undefined;
  if (found?.failure) print(`  ${found.outcome}: ${found.failure.problem}`);
  return {proofs: await tellProofs('proof', step.proofs, found, reading, unforeseen), ...(found && {found}), unforeseen};
}

/** How each stands, as far as it can be seen; the others would be asked for, or nobody can know yet. `unforeseen`: so is the step's own result. */
async function tellProofs(what: 'before' | 'proof', proofs: readonly Proof[], result: ActionResult | undefined, {ports, print, signal, so}: Reading, unforeseen?: string): Promise<ToldProof[]> {
  const mask = ports.environment.mask();
  const told: ToldProof[] = [];
  for (const proof of proofs) {
    const why = proof.kind === 'stated' ? undefined : proof.subject.action ? unforeseenText(so, proof.subject.action) : unforeseen;
    if (why !== undefined) {
      print(`  would prove: ${proof.text}; ${why}`);
      told.push({text: proof.text, state: 'not foreseen', expected: '', found: ''});
      continue;
    }
    for (const record of mask.value(await prove([proof], result, ports, signal))) {
      const asked = record.state === 'not stated';
      print(asked ? `  would ask whether it is so: ${record.text}` : plainProof(record, what));
      if (what === 'before' && record.state === 'fails') print('  would not run before that holds');
      told.push({text: record.text, state: asked ? 'asked' : record.state, expected: record.expected, found: record.found});
    }
  }
  return told;
}
