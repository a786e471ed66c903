import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {HeartbeatRequest} from '../../source/connector/heartbeat.ts';
import {credentialExpiry, prepareHeartbeat, smokePayload} from '../../source/connector/heartbeat.ts';
import {connectors, crownHandshake, operatorApi, template} from '../../source/connector/services.ts';
import type {Json, JsonObject} from '../../source/json.ts';
import {fc} from '../worlds/fast-check.ts';
import {at, jsonFixture, now} from '../worlds/grounds.ts';

const expiry = '2025-12-01T00:00:00Z';
const badExpiry = 'credential_expiry must be an ISO-8601 timestamp';
const noExpiry = 'heartbeat payload requires credential_expiry via session data or override';

function prepare(changes: Partial<HeartbeatRequest>): ReturnType<typeof prepareHeartbeat> {
  return prepareHeartbeat({payload: {}, connector: operatorApi, now, ...changes});
}

function errorOf(changes: Partial<HeartbeatRequest>): string | undefined {
  const prepared = prepare(changes);
  return prepared.ok ? undefined : prepared.reason;
}

function payloadOf(changes: Partial<HeartbeatRequest>): JsonObject {
  const prepared = prepare(changes);
  assert(prepared.ok);
  return prepared.payload;
}

test('what smoke sends carries the canonical members after its own', () => {
  const payload = payloadOf({payload: smokePayload, expiryOverride: credentialExpiry(now)});
  assert.equal(
    JSON.stringify(payload),
    '{"event":"stage-b-smoke","chakra":"operator","cycle_count":0,"context":"stage-b-rehearsal",' +
      '"credential_expiry":"2025-09-27T09:58:33Z","emitted_at":"2025-09-25T09:58:33Z"}',
  );
  assert.deepEqual(smokePayload, {event: 'stage-b-smoke'});
});

test('the heartbeats of the archived rehearsal come out byte for byte but for the time', () => {
  const packet = jsonFixture('packet/stage_b_rehearsal_packet.e98bee08.json');
  for (const connector of connectors) {
    const archived = at(packet, `connectors.${connector.id}`);
    const {status, credential_expiry} = at(archived, 'heartbeat_payload') as JsonObject;
    assert(status !== undefined && credential_expiry !== undefined);
    const payload = payloadOf({payload: {status}, session: {credential_expiry}, connector});
    const expected = JSON.stringify(at(archived, 'heartbeat_payload'));
    assert.equal(JSON.stringify(payload), expected.replace('2025-09-22T10:15:54Z', '2025-09-25T09:58:33Z'));
  }
});

test('each connector has its own default chakra', () => {
  const chakras = [...connectors, template].map(connector => payloadOf({connector, expiryOverride: expiry}).chakra);
  assert.deepEqual(chakras, ['operator', 'operator', 'crown', 'neo']);
  const own = payloadOf({connector: crownHandshake, payload: {chakra: '  solar '}, expiryOverride: expiry});
  assert.equal(own.chakra, 'solar');
});

const goodPayload = {credential_expiry: expiry};
const wrongContext = "context must be 'stage-b-rehearsal'";
const noInteger = 'cycle_count must be an integer';

const failures: Array<[name: string, changes: Partial<HeartbeatRequest>, error: string]> = [
  ['a list as payload', {payload: []}, 'heartbeat payload must be a dictionary'],
  ['null as payload', {payload: null}, 'heartbeat payload must be a dictionary'],
  ['a session that is a text', {session: 'op-6f1c'}, 'session must be a mapping when supplied'],
  ['a session that is a list', {session: []}, 'session must be a mapping when supplied'],
  ['a session that is false', {session: false}, 'session must be a mapping when supplied'],
  ['a bad expiry in the session', {session: {credential_expiry: 'soon'}}, badExpiry],
  ['a number as expiry', {session: {credential_expiry: 20250121}}, badExpiry],
  ['an empty override', {expiryOverride: ''}, badExpiry],
  ['a bad override beside a good payload', {payload: goodPayload, expiryOverride: 'soon'}, badExpiry],
  ['a bad session beside a good payload', {payload: goodPayload, session: {expires_at: 'x'}}, badExpiry],
  ['chakra null', {payload: {chakra: null}, expiryOverride: expiry}, 'chakra must be a non-empty string'],
  ['chakra blank', {payload: {chakra: ' \t'}, expiryOverride: expiry}, 'chakra must be a non-empty string'],
  ['chakra a number', {payload: {chakra: 7}, expiryOverride: expiry}, 'chakra must be a non-empty string'],
  ['cycle_count null', {payload: {cycle_count: null}, expiryOverride: expiry}, noInteger],
  ['cycle_count true', {payload: {cycle_count: true}, expiryOverride: expiry}, noInteger],
  ['cycle_count a text', {payload: {cycle_count: '1'}, expiryOverride: expiry}, noInteger],
  ['cycle_count 1.5', {payload: {cycle_count: 1.5}, expiryOverride: expiry}, noInteger],
  ['cycle_count too large', {payload: {cycle_count: 2 ** 53}, expiryOverride: expiry}, noInteger],
  ['cycle_count -1', {payload: {cycle_count: -1}, expiryOverride: expiry}, 'cycle_count must be non-negative'],
  ['context null', {payload: {context: null}, expiryOverride: expiry}, 'context must be a string'],
  ['context of Stage C', {payload: {context: 'stage-c-prep'}, expiryOverride: expiry}, wrongContext],
  ['no expiry anywhere', {}, noExpiry],
  ['an expiry that says nothing', {session: {credential_expiry: '', expires_at: null}}, noExpiry],
  ['a null session and payload value', {payload: {credential_expiry: null}, session: null}, noExpiry],
  ['a bad expiry in the payload', {payload: {credential_expiry: 'soon'}, expiryOverride: expiry}, badExpiry],
  ['an empty expiry in the payload', {payload: {credential_expiry: ''}, expiryOverride: expiry}, badExpiry],
];

for (const [name, changes, error] of failures) {
  test(`${name} is refused: ${error}`, () => {
    assert.equal(errorOf(changes), error);
  });
}

test('the checks run in order: each repair uncovers the next failure', () => {
  const broken = {chakra: '', cycle_count: -1, context: 'x', credential_expiry: 'x'};
  const repairs: Array<[repair: Partial<HeartbeatRequest>, error: string]> = [
    [{payload: broken, session: 7}, 'session must be a mapping when supplied'],
    [{payload: broken, session: {expires_at: 'x'}}, badExpiry],
    [{payload: broken}, 'chakra must be a non-empty string'],
    [{payload: {...broken, chakra: 'neo'}}, 'cycle_count must be non-negative'],
    [{payload: {...broken, chakra: 'neo', cycle_count: 3}}, wrongContext],
    [{payload: {credential_expiry: 'x'}}, badExpiry],
  ];
  assert.deepEqual(repairs.map(([repair]) => errorOf(repair)), repairs.map(([, error]) => error));
});

const precedence: Array<[name: string, changes: Partial<HeartbeatRequest>, expected: string]> = [
  [
    'the payload wins over everything',
    {
      payload: {credential_expiry: '2025-01-01'},
      expiryOverride: '2025-01-02',
      session: {credential_expiry: '2025-01-03'},
    },
    '2025-01-01T00:00:00Z',
  ],
  [
    'the override wins over the session',
    {expiryOverride: '2025-01-02', session: {credential_expiry: '2025-01-03'}},
    '2025-01-02T00:00:00Z',
  ],
  ['an override spares a wrong session', {expiryOverride: '2025-01-02', session: 7}, '2025-01-02T00:00:00Z'],
  [
    'credential_expiry wins over expires_at',
    {session: {credential_expiry: '2025-01-03', expires_at: '2025-01-04'}},
    '2025-01-03T00:00:00Z',
  ],
  ['an empty one gives way', {session: {credential_expiry: '', expires_at: '2025-01-04'}}, '2025-01-04T00:00:00Z'],
  ['a null override gives way', {expiryOverride: null, session: {expires_at: '2025-01-04'}}, '2025-01-04T00:00:00Z'],
  ['the past is accepted', {expiryOverride: '1999-12-31T23:59:59Z'}, '1999-12-31T23:59:59Z'],
  ['offsets are converted', {expiryOverride: '2025-01-21T01:30:00+02:00'}, '2025-01-20T23:30:00Z'],
  ['a time without offset is UTC', {expiryOverride: '2025-01-21T01:30:00'}, '2025-01-21T01:30:00Z'],
  ['fractions are cut, not rounded', {expiryOverride: '2025-01-21T01:30:00.999Z'}, '2025-01-21T01:30:00Z'],
];

for (const [name, changes, expected] of precedence) {
  test(`${name}: ${expected}`, () => {
    assert.equal(payloadOf(changes).credential_expiry, expected);
  });
}

test('context and chakra are stored trimmed, unknown members are kept, the caller keeps its payload', () => {
  const payload = {context: ' stage-b-rehearsal\n', note: [1], chakra: ' neo ', cycle_count: 3};
  const before = structuredClone(payload);
  const sent = payloadOf({payload, expiryOverride: expiry});
  assert.deepEqual(Object.keys(sent), ['context', 'note', 'chakra', 'cycle_count', 'credential_expiry', 'emitted_at']);
  assert.deepEqual([sent.context, sent.note, sent.chakra, sent.cycle_count], ['stage-b-rehearsal', [1], 'neo', 3]);
  assert.deepEqual(payload, before);
});

for (const emitted of [null, 'nonsense', 0] as Json[]) {
  test(`an emitted_at of ${JSON.stringify(emitted)} is left alone`, () => {
    assert.equal(payloadOf({payload: {emitted_at: emitted}, expiryOverride: expiry}).emitted_at, emitted);
  });
}

test('any payload, session and override give a canonical heartbeat or a sentence', () => {
  const json = fc.jsonValue() as fc.Arbitrary<Json>;
  const some = fc.oneof(fc.constant<Json>({credential_expiry: expiry}), json);
  fc.assert(
    fc.property(some, some, fc.oneof(fc.constant<Json>(expiry), json), (payload, session, expiryOverride) => {
      const prepared = prepare({payload, session, expiryOverride});
      if (!prepared.ok) return prepared.reason.length > 0;
      const {credential_expiry, context} = prepared.payload;
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(credential_expiry)) && context === 'stage-b-rehearsal';
    }),
  );
});
