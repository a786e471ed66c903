import type {Step} from '../../runbook/schema.ts';
import type {FromDesks} from '../../team/other-desks.ts';
import {approverFault, lacksApproval, otherAgreement} from '../../walk/approval.ts';
import {askAgreement} from '../../walk/ask-agreement.ts';
import type {Allowance, Conductor, Decision, Plan} from '../../walk/conductor.ts';
import {bothYourself} from '../../walk/in-practice.ts';
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
  for (const line of plainPlan(plan, conductor.runbook)) lines.print(line);
  const {environment} = conductor.ports;
  if (lacksApproval(step, plan, conductor.session, environment) !== undefined) return secondPerson(conductor, plan, step, so, lines);
  if (step.kind === 'approve') return {kind: 'run', step: step.id, allowance: {...so, plan}};
  const agreed = otherAgreement(plan, conductor.session);
  if (agreed !== undefined) lines.print(`  agreed: ${agreed}`);
  const {what, word} = environment.confirmation;
  return confirm(step, `${what}, a space and the plan's digits, `, word, {...so, plan}, lines);
}

/** Here, or at another desk of the team: whoever is first. */
async function secondPerson(conductor: Conductor, plan: Plan, step: Step, so: Allowance, lines: PlainLines): Promise<Decision | undefined> {
  const {people} = conductor.ports.environment;
  conductor.notices.tell({kind: 'waiting', step: plan.step, digits: plan.digits, people: people.approvers ?? []}, conductor.session, conductor.head);
  if (conductor.sharing) lines.print('Or, at another desk: mcp-runbook approve');
  const [elsewhere, over] = [new AbortController(), new AbortController()];
  let agreed: Decision | undefined;
  const hear = (from: FromDesks): void => {
    if (from.state === 'asked') return;
    if (from.state !== 'agreed') return lines.print(`\n${deskText(from)}`);
    const {by, at, address} = from;
    const fault = approverFault(by, conductor.session.operator, people);
    if (fault !== undefined) return lines.print(`Agreed at another desk, but ${fault}.`);
    agreed = {kind: 'approve', step: step.id, approver: by, plan, source: {where: 'another desk', user: by, at, address}};
    elsewhere.abort();
  };
  const asking = askAgreement(conductor, {step: step.id, plan, allowance: so}, hear, over.signal);
  try {
    const here = await secondPersonHere(conductor, plan, step, so, {lines, until: elsewhere.signal});
    return here ?? agreed;
  } finally {
    over.abort();
    await asking;
  }
}

/** Ends without an answer once somebody has agreed at another desk. */
async function secondPersonHere(conductor: Conductor, plan: Plan, step: Step, so: Allowance, {lines, until}: {lines: PlainLines; until: AbortSignal}): Promise<Decision | undefined> {
  const {people} = conductor.ports.environment;
  if (conductor.session.class === 'practice') lines.print(`  ${bothYourself}`);
  const approver = await readWords(lines, 'A second person reads this plan. Their name, or nothing and enter to go on alone: ', until);
  if (until.aborted) return undefined;
  if (approver === undefined) return breakGlass(conductor, step, {...so, plan}, lines);
  const fault = approverFault(approver, conductor.session.operator, people);
  if (fault !== undefined) {
    lines.print(`${fault}.`);
    return undefined;
  }
  const digits = await lines.type(`${approver} types the plan's digits, ${plan.digits}: `, until);
  if (digits === plan.digits) return {kind: 'approve', step: step.id, approver, plan};
  if (digits !== undefined) lines.print("Those are not the plan's digits; nobody agreed.");
  return undefined;
}

function deskText(from: Extract<FromDesks, {state: 'away' | 'late'}>): string {
  return from.state === 'late' ? 'The plan has run out; read it again.' : `Only at this keyboard: the team's database cannot be asked, ${from.why}`;
}

type Planned = Allowance & {plan: Plan};

/** Nobody can be reached and it has to be done: possible, and the first thing that the record tells. */
async function breakGlass(conductor: Conductor, step: Step, so: Planned, lines: PlainLines): Promise<Decision | undefined> {
  const reason = await readWords(lines, 'Without a second person? Say why, or nothing and enter: ');
  return reason === undefined ? undefined : confirm(step, '', conductor.ports.environment.confirmation.word, {...so, breakGlass: reason}, lines);
}

/** A plan that is only agreed to is another step's. */
async function confirm({id: step}: Step, asked: string, word: string, allowance: Planned, lines: PlainLines): Promise<Decision | undefined> {
  const {digits} = allowance.plan;
  const typed = await lines.type(`Type ${asked}${word} ${digits}: `);
  if (typed === `${word} ${digits}`) return {kind: 'run', step, allowance: {...allowance, confirmed: typed}};
  lines.print(`That is not ${word} ${digits}; nothing was run.`);
  return undefined;
}
