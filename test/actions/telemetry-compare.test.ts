import assert from 'node:assert/strict';
import {appendFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import type {JsonObject} from '../../source/json.ts';
import {lineAt} from '../worlds/scratch-ledger.ts';
import {act, atConsole} from './at-console.ts';

type Field = {name: string; expected: unknown; seen: unknown; verdict: string};
type Facts = Record<'handshake' | 'heartbeat' | 'drill', {verdict: string; fields: Field[]}> & {differences: number};

const verdicts = ({handshake, heartbeat, drill, differences}: Facts): unknown[] => [handshake.verdict, heartbeat.verdict, drill.verdict, differences];

describe('telemetry.compare', () => {
  it('lays what a good smoke run left beside what the runbook expects', async t => {
    const console = await atConsole(t);
    const {earlier} = (await act('smoke.run', console.ports)).result;
    const {result, progress} = await act('telemetry.compare', console.ports, {earlier: earlier ?? {}});
    const facts = result.facts as Facts;
    assert.deepEqual(verdicts(facts), ['same', 'same', 'same', 0]);
    const told = (name: 'handshake' | 'heartbeat' | 'drill') => facts[name].fields.map(({name: member, verdict}) => `${member} ${verdict}`);
    assert.deepEqual(told('handshake').slice(0, 5), ['level same', 'event same', 'stage same', 'session_id same', 'accepted_contexts same']);
    assert.deepEqual(told('heartbeat'), ['event same', 'chakra differs as it may', 'cycle_count same', 'context same', 'credential_expiry differs as it may', 'emitted_at differs as it may']);
    assert.deepEqual(told('drill').slice(0, 3), ['connector_id same', 'rotated_at differs as it may', 'window_hours same']);
    assert.deepEqual(facts.drill.fields[1], {name: 'rotated_at', expected: '2025-01-17T22:00:06Z', seen: '2025-11-20T09:00:00Z', verdict: 'differs as it may', why: 'the time of this run'});
    assert.deepEqual(progress.map(({stage, state}) => [stage, state]), [['handshake', 'ok'], ['heartbeat', 'ok'], ['drill', 'ok']]);
  });

  it('has seen nothing before the first smoke run', async t => {
    const {ports} = await atConsole(t);
    const {result, progress} = await act('telemetry.compare', ports);
    assert.deepEqual([result.outcome, ...verdicts(result.facts as Facts)], ['done', 'not seen', 'not seen', 'not seen', 0]);
    assert.ok(progress.every(({state}) => state === 'skipped'));
  });

  it('judges the newest line of operator_api, wherever others stand after it', async t => {
    const {ports} = await atConsole(t);
    const {ledger} = ports.environment.places;
    mkdirSync(dirname(ledger), {recursive: true});
    writeFileSync(ledger, `${lineAt('2025-11-19T09:00:00Z')}\n{"connector_id": "operator_api", "rotated_at": "at noon", "window_hours": 24}\n${lineAt('2025-11-20T09:00:00Z', 'crown_handshake')}\n${lineAt('2025-11-22T09:00:00Z')}\n{"torn`);
    const {result, progress} = await act('telemetry.compare', ports);
    assert.deepEqual(verdicts(result.facts as Facts), ['not seen', 'not seen', 'different', 2]);
    assert.deepEqual(progress.at(-1), {stage: 'drill', state: 'failed', text: 'rotated_at is "at noon", must be an ISO-8601 timestamp; window_hours is 24, expected 48'});
  });

  it('takes the heartbeat from the receipt where the telemetry has none', async t => {
    const {ports, folder} = await atConsole(t);
    const receipt = join(folder, 'stage_b_smoke.json');
    const payload: JsonObject = {event: 'stage-b-smoke', chakra: 'neo', cycle_count: 0, context: 'stage-b-rehearsal', credential_expiry: '2025-11-22T09:00:00Z'};
    writeFileSync(receipt, JSON.stringify({heartbeat: {payload}}));
    writeFileSync(join(folder, 'telemetry.jsonl'), 'no line\n{"event": "mcp.handshake", "level": "INFO", "stage": "C", "session_id": "x", "accepted_contexts": []}\n');
    const {result, progress} = await act('telemetry.compare', ports, {earlier: {receipt}});
    assert.deepEqual(verdicts(result.facts as Facts), ['different', 'different', 'not seen', 3]);
    assert.deepEqual(progress.map(({text}) => text), ['stage is "C", expected "B"; accepted_contexts is [], must be a list with stage-b-rehearsal', 'emitted_at is missing', 'not seen']);
    for (const file of [receipt, join(folder, 'telemetry.jsonl')]) rmSync(file);
    const gone = await act('telemetry.compare', ports, {earlier: {receipt}});
    assert.deepEqual(verdicts(gone.result.facts as Facts), ['not seen', 'not seen', 'not seen', 0]);
  });

  it('masks a token that came back', async t => {
    const {ports, folder} = await atConsole(t, {variables: {MCP_CONNECTOR_TOKEN: 'token-q4x1'}});
    appendFileSync(join(folder, 'telemetry.jsonl'), '{"event": "mcp.handshake", "session_id": "token-q4x1"}\n');
    const {result, progress} = await act('telemetry.compare', ports, {earlier: {receipt: join(folder, 'stage_b_smoke.json')}});
    assert.ok(!JSON.stringify({result, progress}).includes('q4x1'));
  });
});
