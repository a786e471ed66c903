import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readReceipt} from '../../source/connector/receipt.ts';
import type {Receipt} from '../../source/connector/receipt.ts';
import {rotationEntry} from '../../source/connector/rotation.ts';
import {targets} from '../../source/connector/services.ts';
import {shippedDocuments} from '../../source/connector/shipped-documents.ts';
import {smokeDocument} from '../../source/connector/smoke-document.ts';
import type {Json, JsonObject} from '../../source/json.ts';
import {fc} from '../worlds/fast-check.ts';
import {jsonFixture, now} from '../worlds/grounds.ts';

const oldest = 'stage_b/20250921T122529Z/stage_b_smoke.json';
const later = 'stage_b/20251001T093529Z-stage_b3_connector_rotation/stage_b_smoke.json';

function receiptOf(value: Json): Receipt {
  const read = readReceipt(value);
  assert(read.ok, read.ok ? '' : read.problems.join('\n'));
  return read.receipt;
}

test('the oldest real receipt is read: a failed doctrine, no endpoints, no ledger', () => {
  assert.deepEqual(receiptOf(jsonFixture(oldest)), {
    targets: ['operator_api', 'operator_upload', 'crown_handshake'],
    session: {id: 'stage-b-session', credential_expiry: '2025-09-23T12:25:30Z'},
    doctrineOk: false,
    doctrineFailures: ['connector index missing MCP adapter status note'],
    findings: [],
    acceptedContexts: [{name: 'stage-b-rehearsal', status: 'accepted'}],
    heartbeat: {payload: {event: 'stage-b-smoke'}, credentialExpiry: '2025-09-23T12:25:30Z'},
  });
});

test('the later real receipt is read with its gateway and its ledger entries', () => {
  const receipt = receiptOf(jsonFixture(later));
  assert.equal(receipt.gateway, 'http://localhost:8001');
  assert.deepEqual(Object.keys(receipt.rotationLedger ?? {}), [...targets]);
  assert.equal(receipt.rotationLedger?.operator_upload?.window_hours, 48);
  assert.deepEqual([receipt.doctrineOk, receipt.doctrineFailures], [true, []]);
});

test('a receipt of ours is read, with and without a heartbeat', () => {
  const answer = {session: {id: 7}, accepted_contexts: ['stage-b-rehearsal']};
  const entries = targets.map(connectorId => rotationEntry({connectorId, answer, now}));
  const run = {url: 'http://h/', answer, documents: shippedDocuments, entries, doctrine: {ok: true, failures: [], findings: []}};
  assert.deepEqual(receiptOf(smokeDocument(run)).session, {id: 7});
  assert.equal(receiptOf(smokeDocument(run)).heartbeat, undefined);
  const heartbeat = {event: 'x', credential_expiry: 'y'};
  const receipt = receiptOf(smokeDocument({...run, heartbeat}));
  assert.deepEqual(receipt.heartbeat, {payload: heartbeat, credentialExpiry: 'y'});
});

const whole = jsonFixture(oldest);
const session = {operator_api: {session: null}};
const rows: Array<[name: string, value: Json, problems: string[]]> = [
  ['null', null, ['the document: expected an object']],
  ['a list', [], ['the document: expected an object']],
  ['a document of Stage C', {...whole, stage: 'C'}, ['stage: expected "B"']],
  ['a target that is a number', {...whole, targets: ['a', 7]}, ['targets.1: expected a text']],
  ['no services', {...whole, services: null}, ['services: expected an object']],
  [
    'a session that is a text',
    {...whole, services: {operator_api: {session: 'x'}}},
    ['services.operator_api.session: expected an object'],
  ],
  ['a verdict that is a text', {...whole, doctrine_ok: 'true'}, ['doctrine_ok: expected true or false']],
  [
    'an entry that is a text',
    {...whole, rotation_ledger: {'a\u0007': 'x'}},
    ['rotation_ledger.a<U+0007>: expected an object'],
  ],
  ['a session that is null', {...whole, services: session}, []],
  [
    'the error document of a failed run',
    {ok: false, error: {code: 'x', message: 'y', next: 'z'}},
    [
      'stage: expected "B"',
      'targets: expected a list',
      'services: expected an object',
      'doctrine_ok: expected true or false',
      'doctrine_failures: expected a list',
    ],
  ],
];

for (const [name, value, problems] of rows) {
  test(`${name}: ${problems.join('; ') || 'readable'}`, () => {
    const read = readReceipt(value);
    assert.deepEqual(read.ok ? [] : read.problems, problems);
  });
}

test('any value, and a real receipt with any member replaced, is read or explained', () => {
  const damaged = fc
    .tuple(fc.constantFrom(...Object.keys(whole)), fc.jsonValue())
    .map(([name, value]) => ({...whole, [name]: value}) as JsonObject);
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), damaged), value => {
      const read = readReceipt(value as Json);
      return read.ok ? Array.isArray(read.receipt.targets) : read.problems.length > 0;
    }),
  );
});
