import assert from 'node:assert/strict';
import {test} from 'node:test';
import {compareTelemetry, sampleNames, telemetrySamples, type ComparedField} from '../../source/connector/telemetry.ts';
import type {Json, JsonObject} from '../../source/json.ts';
import {fc} from '../worlds/fast-check.ts';

const {handshake, heartbeat, drill} = telemetrySamples;

test('the samples themselves are the same, member for member', () => {
  const compared = compareTelemetry(telemetrySamples);
  assert.equal(compared.differences, 0);
  for (const name of sampleNames) {
    assert.equal(compared[name].verdict, 'same');
    assert.deepEqual(compared[name].fields.map(({name: member}) => member), Object.keys(telemetrySamples[name]));
    assert.ok(compared[name].fields.every(({verdict, expected, seen}) => verdict === 'same' && expected === seen));
  }
});

test('what was not seen shows what was expected, and counts as no difference', () => {
  const compared = compareTelemetry({handshake});
  assert.deepEqual([compared.handshake.verdict, compared.heartbeat.verdict, compared.drill.verdict, compared.differences], ['same', 'not seen', 'not seen', 0]);
  assert.deepEqual(compared.drill.fields[0], {name: 'connector_id', expected: 'operator_api', seen: null, verdict: 'missing', why: null});
});

type Case = [what: string, seen: Parameters<typeof compareTelemetry>[0], member: string, verdict: ComparedField['verdict'], differences: number];

const without = (sample: JsonObject, name: string): JsonObject => Object.fromEntries(Object.entries(sample).filter(([member]) => member !== name));

const cases: Case[] = [
  ['a session id of its own', {handshake: {...handshake, session_id: 'op-0001'}}, 'session_id', 'differs as it may', 0],
  ['an empty session id', {handshake: {...handshake, session_id: ''}}, 'session_id', 'different', 1],
  ['a session id that is no text', {handshake: {...handshake, session_id: 7}}, 'session_id', 'different', 1],
  ['one more context', {handshake: {...handshake, accepted_contexts: ['stage-b-rehearsal', 'stage-c-prep']}}, 'accepted_contexts', 'differs as it may', 0],
  ['no stage context', {handshake: {...handshake, accepted_contexts: ['stage-c-prep']}}, 'accepted_contexts', 'different', 1],
  ['contexts as one text', {handshake: {...handshake, accepted_contexts: 'stage-b-rehearsal'}}, 'accepted_contexts', 'different', 1],
  ['another stage', {handshake: {...handshake, stage: 'C'}}, 'stage', 'different', 1],
  ['no stage at all', {handshake: without(handshake, 'stage')}, 'stage', 'missing', 1],
  ['a member of a name that objects have', {handshake: {...handshake, constructor: 'x'}}, 'constructor', 'extra', 0],
  ['a connector id besides', {handshake: {...handshake, connector_id: 'operator_api'}}, 'connector_id', 'extra', 0],
  ['the chakra of operator_api', {heartbeat: {...heartbeat, chakra: 'operator'}}, 'chakra', 'differs as it may', 0],
  ['the chakra of another connector', {heartbeat: {...heartbeat, chakra: 'crown'}}, 'chakra', 'different', 1],
  ['a later cycle', {heartbeat: {...heartbeat, cycle_count: 12}}, 'cycle_count', 'differs as it may', 0],
  ['a negative cycle', {heartbeat: {...heartbeat, cycle_count: -1}}, 'cycle_count', 'different', 1],
  ['a cycle that is text', {heartbeat: {...heartbeat, cycle_count: '0'}}, 'cycle_count', 'different', 1],
  ['another context', {heartbeat: {...heartbeat, context: 'stage-c-prep'}}, 'context', 'different', 1],
  ['an expiry of its own', {heartbeat: {...heartbeat, credential_expiry: '2025-11-22T09:00:00Z'}}, 'credential_expiry', 'differs as it may', 0],
  ['an expiry that is no time', {heartbeat: {...heartbeat, credential_expiry: 'tomorrow'}}, 'credential_expiry', 'different', 1],
  ['an emission without a time', {heartbeat: {...heartbeat, emitted_at: null}}, 'emitted_at', 'different', 1],
  ['a drill of now', {drill: {...drill, rotated_at: '2025-11-20T09:00:00Z'}}, 'rotated_at', 'differs as it may', 0],
  ['a window of 24 hours', {drill: {...drill, window_hours: 24}}, 'window_hours', 'different', 1],
  ['48 as text', {drill: {...drill, window_hours: '48'}}, 'window_hours', 'different', 1],
  ['a window besides', {drill: {...drill, rotation_window: {duration: 'PT48H'}}}, 'rotation_window', 'extra', 0],
];

for (const [what, seen, member, verdict, differences] of cases) {
  test(`${what}: ${verdict}`, () => {
    const compared = compareTelemetry(seen);
    const name = sampleNames.find(candidate => seen[candidate] !== undefined) ?? 'drill';
    const field = compared[name].fields.find(candidate => candidate.name === member);
    assert.deepEqual([field?.verdict, compared.differences, compared[name].verdict], [verdict, differences, differences > 0 ? 'different' : 'same']);
    if (verdict === 'different' && member !== 'stage' && member !== 'context' && member !== 'window_hours') assert.match(field?.why ?? '', /^must be /);
  });
}

test('whatever was seen, each member of a sample is told once, and nothing breaks', () => {
  fc.assert(fc.property(fc.record({handshake: fc.jsonValue(), heartbeat: fc.jsonValue(), drill: fc.jsonValue()}), given => {
    const compared = compareTelemetry(given as {handshake: Json; heartbeat: Json; drill: Json});
    let differences = 0;
    for (const name of sampleNames) {
      const {fields, verdict} = compared[name];
      const names = fields.map(({name: member}) => member);
      assert.equal(new Set(names).size, names.length);
      for (const member of Object.keys(telemetrySamples[name])) assert.ok(names.includes(member));
      const wrong = fields.filter(field => field.verdict === 'different' || field.verdict === 'missing').length;
      assert.equal(verdict, wrong > 0 ? 'different' : 'same');
      differences += wrong;
    }
    assert.equal(compared.differences, differences);
  }));
});
