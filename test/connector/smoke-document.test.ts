import assert from 'node:assert/strict';
import {test} from 'node:test';
import {credentialExpiry, prepareHeartbeat, smokePayload} from '../../source/connector/heartbeat.ts';
import {rotationEntry} from '../../source/connector/rotation.ts';
import {operatorApi, targets} from '../../source/connector/services.ts';
import {shippedDocuments} from '../../source/connector/shipped-documents.ts';
import type {SmokeRun} from '../../source/connector/smoke-document.ts';
import {endpoints, smokeDocument} from '../../source/connector/smoke-document.ts';
import type {JsonObject} from '../../source/json.ts';
import {at, fixture, jsonFixture, now} from '../worlds/grounds.ts';

const answer: JsonObject = {
  authenticated: true,
  session: {id: 'stage-b-session'},
  accepted_contexts: [{name: 'stage-b-rehearsal', status: 'accepted'}],
};

const prepared = prepareHeartbeat({
  payload: smokePayload,
  expiryOverride: credentialExpiry(now),
  connector: operatorApi,
  now,
});
assert(prepared.ok);
const heartbeat = prepared.payload;

function document(changes: Partial<SmokeRun> = {}): JsonObject {
  return smokeDocument({
    url: 'http://localhost:8001',
    answer,
    documents: shippedDocuments,
    entries: targets.map(connectorId => rotationEntry({connectorId, answer, now})),
    doctrine: {ok: true, failures: [], findings: []},
    ...changes,
  });
}

test('the members stand in the order of a real receipt, without what Stage C adds and with what is ours', () => {
  const real = Object.keys(jsonFixture('stage_b/20251001T093529Z-stage_b3_connector_rotation/stage_b_smoke.json'));
  const expected = real.filter(name => name !== 'context_promotions' && name !== 'trial_traces');
  assert.deepEqual(Object.keys(document({heartbeat})), [...expected, 'findings']);
});

test('its services part equals the real one but for the path of the Crown module', () => {
  const real = at(jsonFixture('stage_b/20250921T122529Z/stage_b_smoke.json'), 'services') as JsonObject;
  const {session, accepted_contexts} = real.operator_api as JsonObject;
  assert(session !== undefined && accepted_contexts !== undefined);
  const ours = document({answer: {...answer, session, accepted_contexts}}).services;
  assert.equal(JSON.stringify(ours), JSON.stringify(real).replace('/workspace/ABZU/', ''));
});

test('the heartbeat is the body that was sent', () => {
  assert.equal(heartbeat.emitted_at, '2025-09-25T09:58:33Z');
  assert.deepEqual(document({heartbeat}).heartbeat, {
    payload: heartbeat,
    credential_expiry: '2025-09-27T09:58:33Z',
  });
});

test('a skipped heartbeat leaves no member', () => {
  assert.equal('heartbeat' in document(), false);
});

test('the ledger part maps each target to the entry that was written', () => {
  const ledger = document().rotation_ledger as JsonObject;
  assert.deepEqual(Object.keys(ledger), [...targets]);
  assert.deepEqual(ledger.crown_handshake, rotationEntry({connectorId: 'crown_handshake', answer, now}));
});

test('doctrine failures are told', () => {
  const {doctrine_ok, doctrine_failures} = document({doctrine: {ok: false, failures: ['x'], findings: []}});
  assert.deepEqual([doctrine_ok, doctrine_failures], [false, ['x']]);
});

test('what the answer does not tell is null', () => {
  assert.deepEqual(at(document({answer: {}}), 'services.operator_api'), {session: null, accepted_contexts: null});
});

const crowns: Array<[name: string, text: string | undefined, expected: JsonObject]> = [
  ['the real index', fixture('component_index.reduced.json'), {version: '0.2.5', module: 'razar/crown_handshake.py'}],
  ['no index', undefined, {version: null, module: null}],
  ['a broken index', '[', {version: null, module: null}],
  ['an index without the module', '{"components": []}', {version: null, module: null}],
  ['an entry without a version', '{"components": [{"id": "crown_handshake"}]}', {version: null, module: null}],
];

for (const [name, text, expected] of crowns) {
  test(`with ${name} the Crown module is ${JSON.stringify(expected)}`, () => {
    const componentIndex = {path: 'x', ...(text !== undefined && {text})};
    assert.deepEqual(at(document({documents: {componentIndex}}), 'services.crown_handshake'), expected);
  });
}

for (const slashes of ['', '/', '///']) {
  const url = `http://gw.rehearsal:8001/mcp${slashes}`;
  test(`the endpoints of ${url} have one slash`, () => {
    assert.deepEqual(endpoints(url), {
      gateway: 'http://gw.rehearsal:8001/mcp',
      handshake: 'http://gw.rehearsal:8001/mcp/handshake',
      heartbeat: 'http://gw.rehearsal:8001/mcp/heartbeat',
    });
  });
}
