import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {RotationDrill} from '../../source/connector/rotation.ts';
import {rotationEntry, rotationMetadata} from '../../source/connector/rotation.ts';
import type {Json, JsonObject} from '../../source/json.ts';
import {ledgerJson} from '../../source/json.ts';
import {fc} from '../worlds/fast-check.ts';
import {at, fixture, jsonFixture, keyPaths, now} from '../worlds/grounds.ts';

function entryOf(answer: JsonObject = {}, changes: Partial<RotationDrill> = {}): JsonObject {
  return rotationEntry({connectorId: 'operator_api', answer, now, ...changes});
}

const metadataRows: Array<[name: string, answer: JsonObject, metadata: JsonObject]> = [
  ['nothing', {}, {}],
  ['rotation', {rotation: {a: 1}, echo: {rotation: {b: 2}}}, {a: 1}],
  ['an empty rotation and an echo', {rotation: {}, echo: {rotation: {b: 2}}}, {b: 2}],
  ['a null rotation and an echo', {rotation: null, echo: {rotation: {b: 2}}}, {b: 2}],
  ['a wrong rotation, which hides the echo', {rotation: 'x', echo: {rotation: {b: 2}}}, {}],
  ['an echo that is no object', {echo: ['rotation']}, {}],
  ['an echo with a wrong rotation', {echo: {rotation: [1]}}, {}],
];

for (const [name, answer, metadata] of metadataRows) {
  test(`an answer with ${name} says ${JSON.stringify(metadata)} about the rotation`, () => {
    assert.deepEqual(rotationMetadata(answer), metadata);
  });
}

test('real lines of the second generation come out byte for byte', () => {
  const lines = fixture('ledger/stage_b_rotation_drills.e98bee08.jsonl').trim().split('\n').slice(11);
  assert(lines.length > 10);
  for (const line of lines) {
    const {connector_id, rotated_at, rotation_window} = JSON.parse(line) as JsonObject;
    const duration = at(rotation_window, 'duration');
    const answer = {rotation: {last_rotated: rotated_at, rotation_window: duration}} as JsonObject;
    assert.equal(ledgerJson(entryOf(answer, {connectorId: String(connector_id)})), line);
  }
});

test('a real session gives the credential window that the real ledger has', () => {
  const receipt = jsonFixture('stage_b/20251001T093529Z-stage_b3_connector_rotation/stage_b_smoke.json');
  const real = at(receipt, 'rotation_ledger.operator_api.credential_window') as JsonObject;
  const answer = at(receipt, 'handshake') as JsonObject;
  assert.equal(JSON.stringify(entryOf(answer).credential_window), JSON.stringify(real));
});

test('all members stand in the order of the ledger', () => {
  const answer = {session: {credential_expiry: '2025-09-27T09:58:33Z'}, rotation: {window_id: 'w'}};
  const entry = entryOf(answer, {runId: 'run', summaryPath: 'logs/stage_b/run/summary.json'});
  assert.deepEqual(keyPaths(entry), [
    'connector_id', 'rotated_at', 'window_hours', 'rotation_window',
    ...['window_id', 'started_at', 'expires_at', 'duration'].map(name => `rotation_window.${name}`),
    'stage_b_run_id', 'stage_b_summary_path', 'credential_window',
    ...['issued_at', 'expires_at', 'duration', 'rotation_window_id'].map(name => `credential_window.${name}`),
  ]);
});

const nowText = '2025-09-25T09:58:33Z';
const times: Array<[name: string, answer: JsonObject, rotatedAt: string | undefined, expected: string]> = [
  ['nothing is known', {}, undefined, nowText],
  ['the gateway tells', {rotation: {last_rotated: '2025-09-24T00:00:00+02:00'}}, undefined, '2025-09-23T22:00:00Z'],
  ['only the echo tells', {echo: {rotation: {last_rotated: '2025-09-24'}}}, undefined, '2025-09-24T00:00:00Z'],
  ['the gateway tells nonsense', {rotation: {last_rotated: 'then'}}, undefined, nowText],
  ['the gateway tells a number', {rotation: {last_rotated: 20250924}}, undefined, nowText],
  ['it is given', {rotation: {last_rotated: '2025-09-24'}}, '2025-09-23T01:02:03.9Z', '2025-09-23T01:02:03Z'],
  ['nonsense is given', {rotation: {last_rotated: '2025-09-24'}}, 'then', nowText],
  ['an empty text is given', {rotation: {last_rotated: '2025-09-24'}}, '', nowText],
  ['the gateway is ahead', {rotation: {last_rotated: '2026-01-01'}}, undefined, '2026-01-01T00:00:00Z'],
  ['the window would end after year 9999', {rotation: {last_rotated: '9999-12-31'}}, undefined, nowText],
];

for (const [name, answer, rotatedAt, expected] of times) {
  test(`when ${name}, the drill is dated ${expected}`, () => {
    const entry = entryOf(answer, rotatedAt === undefined ? {} : {rotatedAt});
    assert.equal(entry.rotated_at, expected);
    assert.equal(at(entry, 'rotation_window.started_at'), expected);
  });
}

const hints: Array<[hint: Json, duration: string]> = [
  ['PT24H', 'PT24H'],
  ['P2D', 'P2D'],
  ['banana', 'banana'],
  [' ', ' '],
  ['x'.repeat(300), 'x'.repeat(300)],
  ['', 'PT48H'],
  [null, 'PT48H'],
  [48, 'PT48H'],
  [['PT1H'], 'PT48H'],
];

for (const [hint, duration] of hints) {
  test(`a window hint ${JSON.stringify(hint).slice(0, 20)} names the window but does not move its end`, () => {
    assert.deepEqual(entryOf({rotation: {rotation_window: hint}}).rotation_window, {
      window_id: `20250925T095833Z-${duration}`,
      started_at: nowText,
      expires_at: '2025-09-27T09:58:33Z',
      duration,
    });
  });
}

test('another number of hours moves the end and names the window', () => {
  const entry = entryOf({}, {windowHours: 24});
  assert.equal(entry.window_hours, 24);
  assert.equal(at(entry, 'rotation_window.expires_at'), '2025-09-26T09:58:33Z');
  assert.equal(at(entry, 'rotation_window.window_id'), '20250925T095833Z-PT24H');
});

const expires_at = '2025-09-27T09:58:34Z';
const windows: Array<[name: string, answer: JsonObject, window: JsonObject | undefined]> = [
  ['no session', {}, undefined],
  ['a session without expiry', {session: {id: 'x', expires_at, issued_at: nowText}}, undefined],
  ['an expiry that is no text', {session: {credential_expiry: 7}}, undefined],
  [
    'only an expiry',
    {session: {credential_expiry: expires_at}},
    {issued_at: nowText, expires_at, duration: 'P2DT1S'},
  ],
  [
    'its own issue time',
    {session: {credential_expiry: expires_at, issued_at: '2025-09-26T09:58:34.5Z'}},
    {issued_at: '2025-09-26T09:58:34Z', expires_at, duration: 'P1D'},
  ],
  [
    'an issue time that does not parse, beside a rotation',
    {session: {credential_expiry: expires_at, issued_at: 'x'}, rotation: {last_rotated: nowText, window_id: 'w'}},
    {issued_at: nowText, expires_at, duration: 'P2DT1S', rotation_window_id: 'w'},
  ],
  [
    'rotation metadata without a window id',
    {session: {credential_expiry: expires_at}, rotation: {last_rotated: '2025-09-27T09:58:34Z'}},
    {issued_at: expires_at, expires_at, duration: 'PT0S', rotation_window_id: null},
  ],
  [
    'an expiry before the issue',
    {session: {credential_expiry: '2025-01-01T00:00:00Z'}},
    {issued_at: nowText, expires_at: '2025-01-01T00:00:00Z'},
  ],
  ['an expiry that does not parse', {session: {credential_expiry: 'soon'}}, {issued_at: nowText, expires_at: 'soon'}],
];

for (const [name, answer, window] of windows) {
  test(`with ${name} the credential window is ${window ? JSON.stringify(window) : 'left out'}`, () => {
    assert.equal(JSON.stringify(entryOf(answer).credential_window), JSON.stringify(window));
  });
}

test('any answer gives an entry with canonical times', () => {
  const json = fc.jsonValue() as fc.Arbitrary<Json>;
  const answers = fc.record({rotation: json, echo: json, session: json});
  const told = fc.record({
    rotation: fc.record({last_rotated: fc.oneof(json, fc.date({noInvalidDate: true}).map(date => date.toISOString()))}),
    session: fc.record({credential_expiry: json, issued_at: json}),
  });
  fc.assert(
    fc.property(fc.oneof(answers, told) as fc.Arbitrary<JsonObject>, answer => {
      const entry = entryOf(answer);
      const window = entry.rotation_window as JsonObject;
      for (const time of [entry.rotated_at, window.started_at, window.expires_at]) {
        assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      }
    }),
  );
});
