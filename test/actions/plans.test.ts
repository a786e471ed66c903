import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {actions} from '../../source/actions/registry.ts';
import {act, atConsole, filesBelow} from './at-console.ts';
import {goodPlan, noPlan} from './circumstances.ts';

describe('every action that changes something', () => {
  it('has a plan and a probe, and no other has', () => {
    for (const {signature: {name, effect}, plan, probe} of actions) {
      assert.deepEqual([name, plan !== undefined, probe !== undefined], [name, effect === 'changes', effect === 'changes']);
    }
  });
});

describe('the plan of a smoke run', () => {
  it('says what is sent where, what is written, and does none of it', async t => {
    const {ports, gateway, folder} = await atConsole(t);
    const plan = await goodPlan('smoke.run', ports);
    assert.deepEqual(plan.items, [
      {what: 'heartbeat', where: `127.0.0.1:${gateway.port}`, from: null, to: 'one, after a handshake'},
      {what: 'rotation ledger', where: 'logs/stage_b_rotation_drills.jsonl', from: 'what it has', to: '3 lines more: operator_api, operator_upload, crown_handshake'},
      {what: 'run archive', where: 'logs/stage_b', from: null, to: 'one folder: receipt, telemetry, summary'},
    ]);
    assert.deepEqual(plan.does, [
      `POST ${gateway.url}/handshake as operator_api, without a token`,
      `POST ${gateway.url}/heartbeat, once`,
      'append 3 lines to logs/stage_b_rotation_drills.jsonl: operator_api, operator_upload, crown_handshake',
      'keep receipt, telemetry and summary in a new folder of logs/stage_b',
    ]);
    assert.deepEqual([plan.byHand, gateway.seen.length, filesBelow(folder)], [false, 0, []]);
  });

  it('rests on the token, and on nothing that changes by itself or grows by the hands of others', async t => {
    const console = await atConsole(t);
    const plan = await goodPlan('smoke.run', console.ports);
    const {basis} = plan;
    console.clock.advance(60_000);
    assert.equal((await goodPlan('smoke.run', console.ports)).basis, basis);
    await console.smoke();
    assert.deepEqual(await goodPlan('smoke.run', console.ports), plan);
    const other = await atConsole(t, {variables: {MCP_CONNECTOR_TOKEN: 'token-q4x1', MCP_GATEWAY_URL: console.gateway.url}});
    const {basis: withToken, does} = await goodPlan('smoke.run', other.ports);
    assert.match(does[0] ?? '', /with the token of fingerprint [0-9a-f]{8} \(MCP_CONNECTOR_TOKEN\)$/);
    assert.notEqual(withToken, basis);
  });

  for (const [what, variables, reason] of [
    ['the toggle is off', {ABZU_USE_MCP: 'true'}, /^ABZU_USE_MCP=1 required for Stage B smoke checks; it reads "true" \(this shell\)\. Set /],
    ['the address cannot be used', {MCP_GATEWAY_URL: 'gateway'}, /Nothing was sent\.$/],
    ['an override is no JSON', {MCP_SUPPORTED_CONTEXTS: '{'}, /^Invalid JSON supplied via MCP_SUPPORTED_CONTEXTS\. /],
  ] as const) {
    it(`says why there is none where ${what}`, async t => {
      const {ports} = await atConsole(t, {variables});
      assert.match(await noPlan('smoke.run', ports), reason);
    });
  }
});

describe('the plan of a packet', () => {
  it('says which packet is replaced, by its time and digest', async t => {
    const {ports, folder, clock} = await atConsole(t);
    const path = join(folder, 'logs', 'stage_b_rehearsal_packet.json');
    const first = await goodPlan('packet.write', ports);
    assert.deepEqual(first.items, [{what: 'rehearsal packet', where: 'logs/stage_b_rehearsal_packet.json', from: null, to: 'a new one, made now'}]);
    assert.deepEqual([first.does[0], filesBelow(folder)], ['make the packet of operator_api, operator_upload, crown_handshake without contacting the gateway', []]);
    await act('packet.write', ports);
    clock.advance(3_600_000);
    const second = await goodPlan('packet.write', ports);
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 8);
    assert.equal(second.items[0]?.from, `made at 2025-11-20T09:00:00Z, sha256 ${digest}`);
    assert.notEqual(second.basis, first.basis);
    clock.advance(1000);
    assert.equal((await goodPlan('packet.write', ports)).basis, second.basis);
    writeFileSync(path, 'no packet');
    assert.match((await goodPlan('packet.write', ports)).items[0]?.from ?? '', /^without a time, sha256 [0-9a-f]{8}$/);
  });

  it('says why there is none where the toggle is off, and what stands in the way', async t => {
    const {ports} = await atConsole(t, {variables: {ABZU_USE_MCP: '0'}});
    assert.match(await noPlan('packet.write', ports), /Set ABZU_USE_MCP to 1, or leave it unset/);
    const other = await atConsole(t);
    mkdirSync(other.ports.environment.places.packet, {recursive: true});
    assert.equal((await goodPlan('packet.write', other.ports)).items[0]?.from, 'not readable: it is a folder');
  });
});
