import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {PacketGrounds, RehearsalPacket} from '../../source/connector/packet.ts';
import {rehearsalPacket} from '../../source/connector/packet.ts';
import {shippedDocuments} from '../../source/connector/shipped-documents.ts';
import type {JsonObject} from '../../source/json.ts';
import {at, documentsWith, jsonFixture, keyPaths, now, variablesOf} from '../worlds/grounds.ts';

function packetOf(shell: Record<string, string> = {}, changes: Partial<PacketGrounds> = {}): RehearsalPacket {
  return rehearsalPacket({
    variables: variablesOf(shell),
    documents: shippedDocuments,
    now,
    fingerprintOf: token => (token.reveal() === 'tok-5150-secret' ? '0a1b2c3d' : undefined),
    ...changes,
  });
}

function documentOf(packet: RehearsalPacket): JsonObject {
  assert(packet.ok);
  return packet.packet;
}

test('the packet equals the later real one but for its times and dependencies', () => {
  const {dependencies: _, ...real} = jsonFixture('packet/stage_b_rehearsal_packet.a2830490.json');
  const expected = JSON.stringify(real)
    .replaceAll('2025-10-01T21:43:59Z', '2025-09-25T09:58:33Z')
    .replaceAll(/2025-1[12]-\d\dT00:00:00Z/g, '2025-09-27T09:58:33Z');
  assert.equal(JSON.stringify(documentOf(packetOf())), expected);
});

test('the packet has the members of the seed one, without those that were added to it by hand', () => {
  const {rehearsal_runs: _, ...real} = jsonFixture('packet/stage_b_rehearsal_packet.e98bee08.json');
  const byHand = /\.rotation\.(window_id|window_expires_at|rotation_log)/;
  assert.deepEqual(keyPaths(documentOf(packetOf())), keyPaths(real).filter(path => !byHand.test(path)));
});

test('a packet from good grounds has no failures', () => {
  const packet = packetOf({ABZU_USE_MCP: '1'});
  assert(packet.ok);
  assert.deepEqual(packet.failures, []);
});

test('a token appears only as a fingerprint', () => {
  const packet = documentOf(packetOf({CROWN_HANDSHAKE_STAGE_B_CONNECTOR_TOKEN: 'tok-5150-secret'}));
  assert.doesNotMatch(JSON.stringify(packet), /tok-5150/);
  assert.deepEqual(at(packet, 'connectors.crown_handshake.handshake_request.rotation.credentials'), {
    type: 'bearer',
    token: '<redacted>',
    fingerprint: '0a1b2c3d',
  });
  assert.equal(at(packet, 'connectors.operator_api.handshake_request.rotation.credentials'), undefined);
});

test('without a key for fingerprints the token is redacted all the same', () => {
  const packet = documentOf(packetOf({MCP_CONNECTOR_TOKEN: 'other-token'}));
  assert.deepEqual(at(packet, 'connectors.operator_api.handshake_request.rotation.credentials'), {
    type: 'bearer',
    token: '<redacted>',
  });
});

test('a handshake that cannot be built stops the packet with its reason', () => {
  assert.deepEqual(packetOf({OPERATOR_UPLOAD_STAGE_B_SUPPORTED_CONTEXTS: '{}'}), {
    ok: false,
    reason: 'OPERATOR_UPLOAD_STAGE_B_SUPPORTED_CONTEXTS must be a JSON list',
  });
});

test('doctrine failures stand with their connector, and with its registry id in the list', () => {
  const shell = {OPERATOR_UPLOAD_STAGE_B_LAST_ROTATED: 'then'};
  const packet = packetOf(shell, {documents: documentsWith({audit: {path: 'not looked at'}})});
  assert(packet.ok);
  const failure = 'rotation.last_rotated invalid: value must be an ISO-8601 timestamp';
  assert.deepEqual(packet.failures, [`operator_upload_stage_b: ${failure}`]);
  const {doctrine_ok, doctrine_failures} = at(packet.packet, 'connectors.operator_upload') as JsonObject;
  assert.deepEqual([doctrine_ok, doctrine_failures], [false, [failure]]);
  assert.equal(at(packet.packet, 'connectors.operator_api.doctrine_ok'), true);
});
