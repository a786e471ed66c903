import assert from 'node:assert/strict';
import {it} from 'node:test';
import {askAgreement} from '../../source/walk/ask-agreement.ts';
import type {Conductor} from '../../source/walk/conductor.ts';
import {practiceSession} from '../worlds/practice-session.ts';

it('what is typed of a step goes to other desks as the journal will have it: without the secret in its sentence', async t => {
  const {conductor} = await practiceSession(t);
  const {signal} = new AbortController();
  const planning = await conductor.plan('smoke', signal);
  assert.ok(planning.ok);
  const sent: string[] = [];
  const sharing = {ask: async ({plan}: {plan: string}): Promise<void> => void sent.push(plan)};
  const shared = Object.create(conductor, {sharing: {value: sharing}}) as Conductor;
  Object.defineProperties(shared, {session: {value: conductor.session}, runbook: {value: conductor.runbook}, ports: {value: conductor.ports}});
  await askAgreement(shared, {step: 'smoke', plan: planning.plan, allowance: {reason: 'Lena set the admin password to Winter24x', otherwise: 'with token abc123def456, by hand'}}, () => {}, signal);
  const {allowance} = JSON.parse(sent[0] ?? '') as {allowance: unknown};
  assert.deepEqual(allowance, {reason: 'Lena set the admin password to <redacted>', otherwise: 'with token <redacted>, by hand'});
});
