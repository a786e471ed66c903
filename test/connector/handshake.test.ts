import assert from 'node:assert/strict';
import {test} from 'node:test';
import {inspect} from 'node:util';
import type {HandshakeBody} from '../../source/connector/handshake.ts';
import {buildHandshake, handshakeAttempts, handshakeWaits, redactHandshake} from '../../source/connector/handshake.ts';
import type {Connector} from '../../source/connector/services.ts';
import {connectors, crownHandshake, operatorApi, template} from '../../source/connector/services.ts';
import {fc} from '../worlds/fast-check.ts';
import {at, jsonFixture, now, variablesOf} from '../worlds/grounds.ts';

function bodyOf(connector: Connector, shell: Record<string, string> = {}): HandshakeBody {
  const built = buildHandshake(connector, variablesOf(shell), now);
  assert(built.ok);
  return built.body;
}

test('without any variable each body equals the archived rehearsal, byte for byte but for the time', () => {
  const packet = jsonFixture('packet/stage_b_rehearsal_packet.a2830490.json');
  for (const connector of connectors) {
    const archived = JSON.stringify(at(packet, `connectors.${connector.id}.handshake_request`));
    assert.equal(JSON.stringify(bodyOf(connector)), archived.replace('2025-10-01T21:43:59Z', '2025-09-25T09:58:33Z'));
  }
});

test('the template announces 24 hours and its own name', () => {
  assert.deepEqual(bodyOf(template), {
    identity: {connector_id: 'neo_apsu_connector_template', version: '0.2.0', instance: 'local'},
    supported_contexts: [
      {name: 'stage-b-rehearsal', channels: ['handshake', 'heartbeat'], capabilities: ['register', 'telemetry']},
    ],
    rotation: {
      last_rotated: '2025-09-25T09:58:33Z',
      rotation_window: 'PT24H',
      supports_hot_swap: true,
      token_hint: 'local',
    },
  });
});

const overrides: Array<[variable: string, value: string, path: string, expected: unknown]> = [
  ['CONNECTOR_ID', 'drill', 'identity.connector_id', 'drill'],
  ['CONNECTOR_ID', '', 'identity.connector_id', ''],
  ['CONNECTOR_INSTANCE', 'eu-1', 'identity.instance', 'eu-1'],
  ['CONNECTOR_INSTANCE', '', 'identity.instance', ''],
  ['LAST_ROTATED', 'yesterday', 'rotation.last_rotated', 'yesterday'],
  ['LAST_ROTATED', '', 'rotation.last_rotated', ''],
  ['ROTATION_WINDOW', 'banana', 'rotation.rotation_window', 'banana'],
  ['ROTATION_HINT', 'spare', 'rotation.token_hint', 'spare'],
  ['SUPPORTED_CONTEXTS', '', 'supported_contexts.0.name', 'stage-b-rehearsal'],
  ['SUPPORTED_CONTEXTS', '["other", 7, null]', 'supported_contexts', ['other', 7, null]],
  ['SUPPORTED_CONTEXTS', '[]', 'supported_contexts', []],
  ['SUPPORTED_CONTEXTS', nested(32), 'supported_contexts', JSON.parse(nested(32))],
  ...['1', 'true', 'TRUE', 'Yes', 'oN'].map(value => hotSwap(value, true)),
  ...['', '0', 'false', ' true', 'true ', 'true\n', 'y', '01'].map(value => hotSwap(value, false)),
];

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

function hotSwap(value: string, expected: boolean): [string, string, string, unknown] {
  return ['SUPPORTS_HOT_SWAP', value, 'rotation.supports_hot_swap', expected];
}

for (const [variable, value, path, expected] of overrides) {
  test(`${variable}=${JSON.stringify(value)} makes ${path} ${JSON.stringify(expected)}`, () => {
    for (const prefix of ['OPERATOR_API_STAGE_B_', 'MCP_']) {
      assert.deepEqual(at(bodyOf(operatorApi, {[`${prefix}${variable}`]: value}), path), expected);
    }
    assert.deepEqual(at(bodyOf(template, {[`MCP_${variable}`]: value}), path), expected);
  });
}

test('a variable of another service changes nothing', () => {
  assert.deepEqual(bodyOf(crownHandshake, {OPERATOR_API_STAGE_B_CONNECTOR_ID: 'x'}), bodyOf(crownHandshake));
});

const tooDeep = nested(33);
const badContexts: Array<[connector: Connector, shell: Record<string, string>, error: string]> = [
  [
    operatorApi,
    {OPERATOR_API_STAGE_B_SUPPORTED_CONTEXTS: '[broken'},
    'Invalid JSON supplied via OPERATOR_API_STAGE_B_SUPPORTED_CONTEXTS',
  ],
  [operatorApi, {MCP_SUPPORTED_CONTEXTS: '{'}, 'Invalid JSON supplied via MCP_SUPPORTED_CONTEXTS'],
  [
    crownHandshake,
    {CROWN_HANDSHAKE_STAGE_B_SUPPORTED_CONTEXTS: '{"name": "x"}'},
    'CROWN_HANDSHAKE_STAGE_B_SUPPORTED_CONTEXTS must be a JSON list',
  ],
  [template, {MCP_SUPPORTED_CONTEXTS: 'nope'}, 'Invalid MCP_SUPPORTED_CONTEXTS JSON'],
  [template, {MCP_SUPPORTED_CONTEXTS: '"stage-b-rehearsal"'}, 'MCP_SUPPORTED_CONTEXTS must be a list'],
  [operatorApi, {MCP_SUPPORTED_CONTEXTS: tooDeep}, 'MCP_SUPPORTED_CONTEXTS cannot be sent as it is written: nested deeper than 32 levels'],
  [operatorApi, {MCP_SUPPORTED_CONTEXTS: '[{"name": "a", "id": 9007199254740993}]'}, 'MCP_SUPPORTED_CONTEXTS cannot be sent as it is written: the number 9007199254740993 cannot be kept as it is written'],
  [operatorApi, {MCP_SUPPORTED_CONTEXTS: '[{"name": "a", "name": "b"}]'}, 'MCP_SUPPORTED_CONTEXTS cannot be sent as it is written: the name "name" stands twice in one object'],
];

for (const [connector, shell, error] of badContexts) {
  test(`${connector.id} says: ${error}`, () => {
    assert.deepEqual(buildHandshake(connector, variablesOf(shell), now), {ok: false, reason: error});
  });
}

test('a token is in the body, after the hint, but never in what the body prints', () => {
  const body = bodyOf(operatorApi, {MCP_CONNECTOR_TOKEN: 'tok-5150-secret'});
  assert.deepEqual(Object.keys(body.rotation).slice(-2), ['token_hint', 'credentials']);
  assert.equal(body.rotation.credentials?.token.reveal(), 'tok-5150-secret');
  for (const printed of [JSON.stringify(body), inspect(body, {depth: 9}), JSON.stringify(redactHandshake(body))]) {
    assert.doesNotMatch(printed, /tok-5150/);
    assert.match(printed, /<redacted>/);
  }
});

test('documents show the redacted token and, when there is one, its fingerprint', () => {
  const body = bodyOf(operatorApi, {MCP_CONNECTOR_TOKEN: 'tok-5150-secret'});
  assert.deepEqual(at(redactHandshake(body), 'rotation.credentials'), {type: 'bearer', token: '<redacted>'});
  assert.deepEqual(at(redactHandshake(body, '0a1b2c3d'), 'rotation.credentials'), {
    type: 'bearer',
    token: '<redacted>',
    fingerprint: '0a1b2c3d',
  });
  assert.deepEqual(redactHandshake(bodyOf(operatorApi), '0a1b2c3d'), bodyOf(operatorApi));
});

test('the gateway is asked three times, half a second and a second apart', () => {
  assert.deepEqual([handshakeAttempts, ...handshakeWaits], [3, 500, 1000]);
});

test('any text for the contexts gives a list or one of the three sentences', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), value => {
      const built = buildHandshake(operatorApi, variablesOf({MCP_SUPPORTED_CONTEXTS: value}), now);
      if (built.ok) return Array.isArray(built.body.supported_contexts);
      return /^(Invalid JSON supplied via )?MCP_SUPPORTED_CONTEXTS( must be| is nested|$)/.test(built.reason);
    }),
  );
});
