import type {Environment, People} from '../environment/environment.ts';
import type {Trouble} from '../errors.ts';
import {isSamePerson, nameFault} from '../person-name.ts';
import type {Step} from '../runbook/schema.ts';
import type {Allowance} from './decision.ts';
import type {Plan, Rests} from './plan.ts';
import {planAge} from './plan-age.ts';
import {formatTimestamp, parseTimestamp} from '../time.ts';
import type {Body} from '../journal/event.ts';
import type {Approval, Session} from '../journal/session.ts';
import type {Speaker} from '../journal/speaker.ts';

/** What operators are served by, and what they are let in with: a second pair of eyes where the environment wants one. */
const guarded: ReadonlySet<string> = new Set(['toggle.set', 'token.update']);

/** Whether a second person has to agree before the step may run. */
export function needsApproval(step: Step, {people}: Pick<Environment, 'people'>): boolean {
  return step.kind === 'approve' || (people.approval === 'two people' && guarded.has(step.action?.name ?? ''));
}

/** What an agreement names: one plan of one step, for as long as that plan holds. */
export function agreedTo({step, sha256, digits, until, grounds, seen}: Plan): Pick<Body<'approval.given'>, 'of' | 'sha256' | 'digits' | 'until' | 'rests_on'> {
  const rests = Object.entries(seen).map(([file, pin]) => ({file, ground: grounds[file] ?? '', ...pin}));
  return {digits, of: step, sha256, until: formatTimestamp(until), ...(rests.length > 0 && {rests_on: rests})};
}

/** What the newest agreement to a plan of a step rests on: after a restart nothing else tells whether the plan is the same. */
export function agreedGrounds(stepId: string, {approvals}: Pick<Session, 'approvals'>): Rests | undefined {
  const rests = approvals.findLast(({of, spent}) => of === stepId && !spent)?.rests_on;
  return rests && {
    grounds: Object.fromEntries(rests.map(({file, ground}) => [file, ground])),
    seen: Object.fromEntries(rests.map(({file, bytes, sha256}) => [file, {bytes, sha256}])),
  };
}

/**
 * The agreement to the plan as it was made now: an agreement opens this very plan of this step, once,
 * and not longer than it holds.
 */
function agreementTo(plan: Plan, session: Session, environment: Pick<Environment, 'people'>): Approval | undefined {
  const made = plan.until - planAge;
  return session.approvals.findLast(({of, sha256, at, until = '', spent, approver}) => {
    const holds = (parseTimestamp(at) ?? Infinity) <= made && made <= (parseTimestamp(until) ?? -Infinity);
    return !spent && holds && of === plan.step && sha256 === plan.sha256 && approverFault(approver, session.operator, environment.people) === undefined;
  });
}

/** The last agreement to the change of this step, where none was to this plan of it. */
export function agreedOtherwise({step, sha256}: Pick<Plan, 'step' | 'sha256'>, {approvals}: Pick<Session, 'approvals'>): Approval | undefined {
  const given = approvals.filter(({of}) => of === step);
  return given.some(approval => approval.sha256 === sha256) ? undefined : given.at(-1);
}

/** What of that is said before the plan is allowed. */
export function otherAgreement(plan: Pick<Plan, 'step' | 'sha256'>, session: Pick<Session, 'approvals'>): string | undefined {
  const agreed = agreedOtherwise(plan, session);
  return agreed && `${agreed.approver}, to another plan, ${agreed.digits}; nobody to this one`;
}

/** Why the step may not run yet for want of a second person; undefined when nobody is missing. */
export function lacksApproval(step: Step, plan: Plan, session: Session, environment: Pick<Environment, 'people'>): Trouble | undefined {
  const isLacking = needsApproval(step, environment) && agreementTo(plan, session, environment) === undefined;
  return !isLacking ? undefined : {problem: 'a second person has to agree to this plan first', next: 'Let somebody else read it and type its digits.'};
}

/** Whose word the answers of the step are: where it only gets agreement, that of whoever agreed here. To be asked before it begins. */
export function speakerAt(step: Step, plan: Plan | undefined, {by, breakGlass}: Allowance, session: Session, environment: Pick<Environment, 'people'>): Speaker {
  const agreement = plan && step.kind === 'approve' && breakGlass === undefined ? agreementTo(plan, session, environment) : undefined;
  return {by, said_by: agreement?.source?.where === 'another desk' ? undefined : agreement?.approver};
}

/** Why somebody cannot agree: whoever does has a name, not the operator's in another dress, and one of those that the environment names. */
export function approverFault(approver: string, operator: string, {approvers}: Pick<People, 'approvers'>): string | undefined {
  const fault = nameFault(approver);
  if (fault !== undefined) return approver.trim() === '' ? 'the name of another person is missing' : fault;
  if (isSamePerson(approver, operator)) return `${approver.toLowerCase() === operator.toLowerCase() ? approver : `${operator}, who cannot be told from ${approver},`} is at the keyboard already: another person has to agree`;
  if (!approvers || approvers.some(name => isSamePerson(name, approver))) return undefined;
  const others = approvers.filter(name => !isSamePerson(name, operator));
  return others.length === 0 ? `${approver} may not agree here, and nobody else is named who may` : `${approver} may not agree here: it takes ${others.join(' or ')}`;
}
