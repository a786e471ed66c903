import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {FaultName} from '../../source/practice/faults.ts';
import {act, atConsole, filesBelow} from './at-console.ts';
import {goodPlan} from './circumstances.ts';

const off = {ABZU_USE_MCP: '0'};

describe('handshake.try', () => {
  it('makes one handshake while MCP is off, and nothing else', async t => {
    const console = await atConsole(t, {variables: off});
    const {host} = new URL(console.gateway.url);
    const before = filesBelow(console.folder);
    const plan = await goodPlan('handshake.try', console.ports);
    assert.deepEqual(plan.items, [{what: 'handshake', where: host, from: null, to: 'a session of operator_api; no heartbeat, no ledger line, nobody is routed'}]);
    assert.deepEqual(console.gateway.seen, []);
    const {result} = await act('handshake.try', console.ports);
    assert.deepEqual(result, {outcome: 'done', facts: {session: {id: 'op-6f1c'}, accepted_contexts: ['stage-b-rehearsal'], attempts: 1, findings: []}, attachments: []});
    assert.deepEqual(console.gateway.seen.map(({path}) => path), ['/handshake']);
    assert.deepEqual(filesBelow(console.folder), before, 'something was written');
  });

  const outcomes: ReadonlyArray<[FaultName, 'done' | 'failed' | 'unknown', string | undefined]> = [
    ['5xx-once', 'done', undefined],
    ['5xx-always', 'failed', 'gateway-error-answer'],
    ['refused', 'failed', 'gateway-not-reached'],
    ['unauthenticated', 'failed', 'gateway-refused'],
    ['dropped-after-sending', 'unknown', 'handshake-unknown'],
    ['heartbeat-refused', 'done', undefined],
  ];
  for (const [fault, outcome, code] of outcomes) {
    it(`is ${outcome} with ${fault}`, async t => {
      const {ports} = await atConsole(t, {variables: off, fault});
      const {result} = await act('handshake.try', ports);
      assert.deepEqual([result.outcome, result.failure?.code], [outcome, code]);
    });
  }

  it('leaves the smoke run refused as before', async t => {
    const console = await atConsole(t, {variables: off});
    const {result} = await console.smoke();
    assert.equal(result.kind === 'failed' && result.failure.code, 'toggles-forbid');
    assert.deepEqual(console.gateway.seen, []);
  });
});

describe('step.ended', () => {
  it('says when a step last ended well, and nothing where it never did', async t => {
    const {ports} = await atConsole(t);
    const earlier = {ended: new Map([['try', {at: '2025-11-20T08:55:00Z', ledgerBytes: 0}]])};
    assert.deepEqual((await act('step.ended', ports, {parameters: ['try'], earlier})).result.facts, {step: 'try', at: '2025-11-20T08:55:00Z'});
    assert.deepEqual((await act('step.ended', ports, {parameters: ['freeze'], earlier})).result.facts, {step: 'freeze', at: null});
  });
});
