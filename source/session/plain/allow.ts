import type {Step} from '../../runbook/schema.ts';
import {approverFault, lacksApproval} from '../../walk/approval.ts';
import type {Allowance, Conductor, Decision, Plan} from '../../walk/conductor.ts';
import {readWords, type PlainLines} from './terminal-lines.ts';
import {plainPlan} from './plain-report.ts';

/**
 * Shows what a step would change and has it allowed: by the operator, who types the target's name and
 * the plan's digits, and before that by a second person where one is needed. Undefined: nothing runs.
 * `so`: what was said of running it before that.
 */
export async function allow(conductor: Conductor, step: Step, so: Allowance, lines: PlainLines): Promise<Decision | undefined> {
  const planning = await conductor.plan(step.id, AbortSignal.timeout(60_000));
  if (!planning.ok) {
    lines.print(`This cannot be done: ${planning.problem}`);
    lines.print(`  next: ${planning.next}`);
    return undefined;
  }
  const {plan} = planning;
  for (const line of plainPlan(plan)) lines.print(line);
  const {environment} = conductor.ports;
  if (lacksApproval(step, plan, conductor.session, environment) !== undefined) return secondPerson(conductor, plan, step, so, lines);
  if (step.kind === 'approve') return {kind: 'run', step: step.id, allowance: {...so, plan}};
  const {what, word} = environment.confirmation;
  return confirm(`${what}, a space and the plan's digits, `, word, {...so, plan}, plan, lines);
}

async function secondPerson(conductor: Conductor, plan: Plan, step: Step, so: Allowance, lines: PlainLines): Promise<Decision | undefined> {
  const {people} = conductor.ports.environment;
  conductor.notices.tell({kind: 'waiting', step: plan.step, digits: plan.digits, people: people.approvers ?? []}, conductor.session, conductor.head);
  const approver = await readWords(lines, "A second person reads this plan. Their name, or nothing and enter: ");
  if (approver === undefined) return step.kind === 'approve' ? undefined : breakGlass(conductor, plan, so, lines);
  const fault = approverFault(approver, conductor.session.operator, people);
  if (fault !== undefined) {
    lines.print(`${fault}.`);
    return undefined;
  }
  if ((await lines.read(`${approver} types the plan's digits, ${plan.digits}: `)) === plan.digits) return {kind: 'approve', step: step.id, approver, plan};
  lines.print("Those are not the plan's digits; nobody agreed.");
  return undefined;
}

/** Nobody can be reached and it has to be done: possible, and the first thing that the record tells. */
async function breakGlass(conductor: Conductor, plan: Plan, so: Allowance, lines: PlainLines): Promise<Decision | undefined> {
  const reason = await readWords(lines, 'Without a second person? Say why, or nothing and enter: ');
  return reason === undefined ? undefined : confirm('', conductor.ports.environment.confirmation.word, {...so, plan, breakGlass: reason}, plan, lines);
}

async function confirm(asked: string, word: string, allowance: Allowance, {step, digits}: Plan, lines: PlainLines): Promise<Decision | undefined> {
  const typed = await lines.read(`Type ${asked}${word} ${digits}: `);
  if (typed === `${word} ${digits}`) return {kind: 'run', step, allowance: {...allowance, confirmed: typed}};
  lines.print(`That is not ${word} ${digits}; nothing was run.`);
  return undefined;
}
