import type {Step} from '../../runbook/schema.ts';
import {isAnother, lacksApproval} from '../../walk/approval.ts';
import type {Conductor, Plan} from '../../walk/conductor.ts';
import type {Decision} from '../../walk/walk.ts';
import {readWords, type PlainLines} from './terminal-lines.ts';
import {plainPlan} from './plain-report.ts';

export type Allowed = Extract<Decision, {kind: 'run' | 'approve'}>;

/**
 * Shows what a step would change and has it allowed: by the operator, who types the target's name and
 * the plan's digits, and before that by a second person where one is needed. Undefined: nothing runs.
 */
export async function allow(conductor: Conductor, step: Step, lines: PlainLines): Promise<Allowed | undefined> {
  const planning = await conductor.plan(step.id, AbortSignal.timeout(60_000));
  if (!planning.ok) {
    lines.print(`This cannot be done: ${planning.problem}`);
    lines.print(`  next: ${planning.next}`);
    return undefined;
  }
  const {plan} = planning;
  for (const line of plainPlan(plan)) lines.print(line);
  const {environment} = conductor.ports;
  if (lacksApproval(step, plan, conductor.session, environment) !== undefined) return secondPerson(conductor, plan, step, lines);
  if (step.kind === 'approve') return {kind: 'run', plan};
  const {what, word} = environment.confirmation;
  const typed = await lines.read(`Type ${what}, a space and the plan's digits, ${word} ${plan.digits}: `);
  if (typed === `${word} ${plan.digits}`) return {kind: 'run', confirmed: typed, plan};
  lines.print(`That is not ${word} ${plan.digits}; nothing was run.`);
  return undefined;
}

async function secondPerson(conductor: Conductor, plan: Plan, step: Step, lines: PlainLines): Promise<Allowed | undefined> {
  const approver = await readWords(lines, "A second person reads this plan. Their name, or nothing and enter: ");
  if (approver === undefined) return step.kind === 'approve' ? undefined : breakGlass(conductor, plan, lines);
  if (!isAnother(approver, conductor.session.operator)) {
    lines.print(`${approver} is at the keyboard already; somebody else has to agree.`);
    return undefined;
  }
  if ((await lines.read(`${approver} types the plan's digits, ${plan.digits}: `)) === plan.digits) return {kind: 'approve', approver, plan};
  lines.print("Those are not the plan's digits; nobody agreed.");
  return undefined;
}

/** Nobody can be reached and it has to be done: possible, and the first thing that the record tells. */
async function breakGlass(conductor: Conductor, plan: Plan, lines: PlainLines): Promise<Allowed | undefined> {
  const reason = await readWords(lines, 'Without a second person? Say why, or nothing and enter: ');
  if (reason === undefined) return undefined;
  const {word} = conductor.ports.environment.confirmation;
  const typed = await lines.read(`Type ${word} ${plan.digits}: `);
  if (typed === `${word} ${plan.digits}`) return {kind: 'run', confirmed: typed, plan, breakGlass: reason};
  lines.print(`That is not ${word} ${plan.digits}; nothing was run.`);
  return undefined;
}
