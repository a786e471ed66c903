import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {alone} from '../../source/environment/undescribed.ts';
import type {Approval, Session} from '../../source/journal/session.ts';
import {agreedTo, lacksApproval} from '../../source/walk/approval.ts';
import type {Plan} from '../../source/walk/plan.ts';
import {formatTimestamp, minute} from '../../source/time.ts';
import {smallRollback, togglePlan} from '../app/small-rollback.ts';

const people = {people: {...alone, approval: 'two people'}} as const;
const [freeze] = smallRollback.steps;
const now = Date.parse('2025-11-20T09:00:00Z');

/** A plan that is made so many milliseconds after nine. */
const plan = (after: number, change: Partial<Plan> = {}): Plan => togglePlan('freeze', {until: now + after + 5 * minute, ...change});

const agreement = (change: Partial<Approval> = {}): Approval => ({step: 'freeze', approver: 'ines', ...agreedTo(plan(0)), at: formatTimestamp(now), spent: false, ...change});

const lacks = (approval: Approval, wanted: Plan): boolean => {
  assert.ok(freeze);
  return lacksApproval(freeze, wanted, {operator: 'mara', approvals: [approval]} as unknown as Session, people) !== undefined;
};

const rows: ReadonlyArray<[what: string, agreement: Approval, plan: Plan, opens: boolean]> = [
  ['the plan that was read', agreement(), plan(0), true],
  ['the same plan four minutes later', agreement(), plan(4 * minute), true],
  ['the same plan when the one that was read has run out', agreement(), plan(5 * minute + 1000), false],
  ['a plan before it, since the clock was set back', agreement(), plan(-minute), false],
  ['another plan with the same digits', agreement(), plan(0, {sha256: `${'ab'.repeat(30)}4507`}), false],
  ['the plan of another step', agreement(), plan(0, {step: 'restore'}), false],
  ['the same change once more', agreement({spent: true}), plan(0), false],
  ['a plan, by the operator in another dress', agreement({approver: 'MARA'}), plan(0), false],
  ['a plan, from a journal that names digits alone', {step: 'freeze', approver: 'ines', digits: '4507', at: formatTimestamp(now), spent: false}, plan(0), false],
];

describe('an agreement opens', () => {
  for (const [what, given, wanted, opens] of rows) it(`${opens ? '' : 'not '}${what}`, () => assert.equal(!lacks(given, wanted), opens));
});
