import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {DoctrineDocuments, LastEntry} from '../../source/connector/doctrine.ts';
import {operatorDoctrine} from '../../source/connector/doctrine.ts';
import {rotationEntry} from '../../source/connector/rotation.ts';
import {connectors} from '../../source/connector/services.ts';
import type {JsonObject} from '../../source/json.ts';
import {documentsWith, fixture, now, variablesOf} from '../worlds/grounds.ts';
import {asPythonReads} from '../worlds/python-times.ts';

const fresh: JsonObject = rotationEntry({connectorId: 'operator_api', answer: {}, now});

function failuresOf(lastEntry: LastEntry, changes: Partial<DoctrineDocuments> = {}, shell = {}): string[] {
  const documents = documentsWith(changes);
  const {ok, failures, findings} = operatorDoctrine({documents, lastEntry, variables: variablesOf(shell), now});
  assert.equal(ok, failures.length + findings.length === 0);
  return failures;
}

function entry(changes: JsonObject, without: string[] = []): LastEntry {
  const all = Object.entries({...fresh, ...changes}).filter(([name]) => !without.includes(name));
  return {kind: 'entry', entry: Object.fromEntries(all)};
}

test('shipped documents and a fresh drill pass', () => {
  assert.deepEqual(failuresOf(entry({})), []);
});

const wrongHours = 'latest rotation drill does not confirm 48-hour window';
const noWindow = 'latest rotation drill missing rotation_window metadata';
const ledgers: Array<[name: string, last: LastEntry, failures: string[]]> = [
  ['an empty ledger', {kind: 'none'}, ['no credential rotation drills recorded']],
  ['48.0 hours', entry(JSON.parse('{"window_hours": 48.0}') as JsonObject), []],
  ['hours as a text', entry({window_hours: '48'}), [wrongHours]],
  ['24 hours', entry({window_hours: 24}), [wrongHours]],
  ['no hours', entry({}, ['window_hours']), [wrongHours]],
  ['no window', entry({}, ['rotation_window']), [noWindow]],
  ['a window that is a text', entry({rotation_window: 'PT48H'}), [noWindow]],
  ['a window that is a list', entry({rotation_window: []}), [noWindow]],
  ['no hours and no window', entry({}, ['window_hours', 'rotation_window']), [wrongHours, noWindow]],
  [
    'an empty window',
    entry({rotation_window: {}}),
    ['window_id', 'started_at', 'expires_at', 'duration'].map(name => `rotation_window missing field: ${name}`),
  ],
  [
    'a window with values of any kind',
    entry({rotation_window: {window_id: null, started_at: 0, expires_at: [], duration: ''}}),
    [],
  ],
  [
    'a window without its end',
    entry({rotation_window: {window_id: 'x', started_at: 'x', duration: 'x'}}),
    ['rotation_window missing field: expires_at'],
  ],
  ['an old drill', entry({rotated_at: '2020-01-01T00:00:00Z'}), []],
  ['no time', entry({}, ['rotated_at']), []],
  ['a time that does not parse', entry({rotated_at: 'then'}), []],
  ['an unknown connector', entry({connector_id: 'somebody'}), []],
];

for (const [name, last, failures] of ledgers) {
  test(`${name} in the ledger gives ${JSON.stringify(failures)}`, () => {
    assert.deepEqual(failuresOf(last), failures);
  });
}

test('the last lines of both real ledgers are judged by their form, whatever their age', () => {
  const last = (file: string): LastEntry => {
    const line = fixture(`ledger/${file}`).trim().split('\n').at(-1) ?? '';
    return {kind: 'entry', entry: JSON.parse(line) as JsonObject};
  };
  assert.deepEqual(failuresOf(last('stage_b_rotation_drills.e98bee08.jsonl')), []);
  assert.deepEqual(failuresOf(last('stage_b_rotation_drills.a2830490.jsonl')), []);
});

/** What the gateway says, or the ledger, or a variable, and what we find in it. */
const found: Array<[name: string, grounds: {answer?: JsonObject; last?: LastEntry; shell?: Record<string, string>}, findings: string[]]> = [
  ['a healthy answer', {answer: {session: {id: 'x', credential_expiry: '2025-09-27T09:58:33Z'}, rotation: {last_rotated: '2025-09-25T09:58:33Z'}}}, []],
  ['an answer that says nothing of rotation and expiry', {answer: {session: {id: 'x'}}}, []],
  ['null for a rotation time', {answer: {rotation: {last_rotated: null, rotation_window: 'PT48H'}}}, []],
  ...['"about noon"', '""', '20250925', '["2025-09-25"]', '"2025-09-31T00:00:00Z"', '"no\\u001b[2J"'].map((text): (typeof found)[number] => [
    `the rotation time ${text}`,
    {answer: {rotation: {last_rotated: JSON.parse(text.replaceAll('\\\\', '\\')) as JsonObject}}},
    [`the gateway's rotation time cannot be read: ${text.replaceAll('\\\\', '\\')}; the ledger lines carry the time of the run in its place. Have it corrected at the gateway, then run the smoke checks again`],
  ]),
  ['a rotation time in the echo', {answer: {echo: {rotation: {last_rotated: 'then'}}}}, ['the gateway\'s rotation time cannot be read: "then"; the ledger lines carry the time of the run in its place. Have it corrected at the gateway, then run the smoke checks again']],
  ...[[{last_rotated: '2020-01-01T00:00:00Z'}], '2020-01-01T00:00:00Z', 20_200_101, true].map((rotation): (typeof found)[number] => [
    `a rotation that is ${JSON.stringify(rotation)} before an echo`,
    {answer: {rotation, echo: {rotation: {last_rotated: '2020-01-01T00:00:00Z'}}}},
    [`the gateway's rotation cannot be read: ${JSON.stringify(rotation)}; the ledger lines carry the time of the run in its place. Have it corrected at the gateway, then run the smoke checks again`],
  ]),
  ['an echo of a rotation that is none', {answer: {rotation: {}, echo: {rotation: 'P2D'}}}, ['the gateway\'s rotation cannot be read: "P2D"; the ledger lines carry the time of the run in its place. Have it corrected at the gateway, then run the smoke checks again']],
  ['a rotation that says nothing', {answer: {rotation: false}}, []],
  ...[24, 48, 0, false, ['PT24H'], {hours: 24}].map((rotation_window): (typeof found)[number] => [
    `the window ${JSON.stringify(rotation_window)}`,
    {answer: {rotation: {rotation_window}}},
    [`the gateway's rotation window cannot be read: ${JSON.stringify(rotation_window)}; the ledger lines carry 48 hours in its place. Have it corrected at the gateway, then run the smoke checks again`],
  ]),
  ['no window, said twice', {answer: {rotation: {rotation_window: null}, session: {issued_at: null}}}, []],
  ['an issue that is no time', {answer: {session: {credential_expiry: '2025-09-27T09:58:33Z', issued_at: 1_758_794_313}}}, ['the credential\'s time of issue cannot be read: 1758794313; the ledger lines carry the rotation time in its place. Have it corrected at the gateway, then run the smoke checks again']],
  ['an issue that is no time, of nothing that is recorded', {answer: {session: {issued_at: 'then'}}}, []],
  ['a rotation time less than a second ahead', {answer: {rotation: {last_rotated: '2025-09-25T09:58:33.900Z'}}}, []],
  ['a rotation time ahead', {answer: {rotation: {last_rotated: '2025-09-27T11:58:33+0200'}}}, ['the gateway\'s rotation time lies ahead of now: "2025-09-27T11:58:33+0200"']],
  ['a credential that has run out', {answer: {session: {credential_expiry: '20250925T095832Z'}}}, ['the credential of the session ran out at 2025-09-25T09:58:32Z; have it renewed at the gateway, then run the smoke checks again']],
  ['a credential that has run out by its other name', {answer: {session: {expires_at: '2025-09-24'}}}, ['the credential of the session ran out at 2025-09-24T00:00:00Z; have it renewed at the gateway, then run the smoke checks again']],
  ['a window of the same length in other words', {answer: {rotation: {rotation_window: 'P2D'}}}, []],
  ['a window that nobody here ordered', {answer: {echo: {rotation: {rotation_window: 'PT24H'}}}}, ['the gateway names a rotation window of "PT24H", not 48 hours; have it corrected there, or, where a drill orders it, walk with --set MCP_ROTATION_WINDOW=PT24H, then run the smoke checks again']],
  ['a window by order', {answer: {rotation: {rotation_window: 'PT24H'}}, shell: {MCP_ROTATION_WINDOW: 'PT24H'}}, []],
  ['an expiry that is no time', {answer: {session: {credential_expiry: 'soon'}}}, ['the credential\'s expiry cannot be read: "soon"']],
  ['a torn last line', {last: {kind: 'unreadable', reason: 'cut off\u0007'}}, ['the latest rotation drill is not readable: cut off<U+0007>']],
  ['a last line whose time is none', {last: entry({rotated_at: 'then'})}, ['the latest rotation drill\'s time cannot be read: "then"; correct what wrote it, then run the smoke checks again']],
  ['a last line in another time zone', {last: entry({rotated_at: '2025-09-25T11:58:33+02:00'})}, ['the latest rotation drill\'s time is not in UTC: "2025-09-25T11:58:33+02:00"; correct what wrote it, then run the smoke checks again']],
  ['a last line in UTC by another word', {last: entry({rotated_at: '2025-09-25T09:58:33+00:00'})}, []],
  ['a variable that lies ahead', {shell: {OPERATOR_UPLOAD_STAGE_B_LAST_ROTATED: '2025-09-25T09:58:34Z'}}, ['operator_upload_stage_b: credential rotation lies in the future by 0:00:00.750000']],
  ['a variable ahead by less than a second', {shell: {MCP_LAST_ROTATED: '2025-09-25T09:58:33.999Z'}}, []],
];

for (const [name, {answer, last = entry({}), shell = {}}, findings] of found) {
  test(`${name} leaves the original's failures alone and is ${findings.length === 0 ? 'no finding' : 'found'}`, () => {
    const doctrine = operatorDoctrine({documents: documentsWith({}), lastEntry: last, variables: variablesOf(shell), now, ...(answer && {answer})});
    assert.deepEqual(doctrine, {ok: findings.length === 0, failures: [], findings});
  });
}

for (const [text, python] of asPythonReads.filter(([, , ours]) => ours === 'refused')) {
  test(`the time ${text}, which the original reads as ${python} and we do not, is a finding wherever it stands`, () => {
    const answer = {session: {credential_expiry: text, issued_at: text}, rotation: {last_rotated: text}};
    const {ok, findings} = operatorDoctrine({documents: documentsWith({}), lastEntry: entry({rotated_at: text}), variables: variablesOf({}), now, answer});
    const said = JSON.stringify(text);
    assert.deepEqual([ok, findings], [false, [
      `the latest rotation drill's time cannot be read: ${said}; correct what wrote it, then run the smoke checks again`,
      `the gateway's rotation time cannot be read: ${said}; the ledger lines carry the time of the run in its place. Have it corrected at the gateway, then run the smoke checks again`,
      `the credential's time of issue cannot be read: ${said}; the ledger lines carry the rotation time in its place. Have it corrected at the gateway, then run the smoke checks again`,
      `the credential's expiry cannot be read: ${said}`,
    ]]);
    assert.deepEqual(failuresOf(entry({}), {}, {MCP_LAST_ROTATED: text}).filter(failure => !failure.endsWith(': rotation.last_rotated invalid: value must be an ISO-8601 timestamp')), []);
    assert.equal(failuresOf(entry({}), {}, {MCP_LAST_ROTATED: text}).length, connectors.length);
  });
}

test('everything missing is told in the order of the checks, the connectors in target order', () => {
  const failures = failuresOf(
    {kind: 'none'},
    {
      audit: {path: '/srv/docs/connectors/operator_mcp_audit.md'},
      connectorIndex: {path: '/srv/docs/connectors/CONNECTOR_INDEX.md'},
      componentIndex: {path: '/srv/component_index.json'},
    },
  );
  assert.deepEqual(failures, [
    'audit document missing: /srv/docs/connectors/operator_mcp_audit.md',
    'connector index missing: /srv/docs/connectors/CONNECTOR_INDEX.md',
    'connector index not referencing MCP audit',
    'connector index missing MCP adapter status note',
    'no credential rotation drills recorded',
    ...['operator_api_stage_b', 'operator_upload_stage_b', 'crown_handshake_stage_b'].flatMap(id => [
      `${id}: component registry missing: /srv/component_index.json`,
      `${id}: connector index missing: /srv/docs/connectors/CONNECTOR_INDEX.md`,
      `${id}: connector registry missing row for ${id}`,
    ]),
  ]);
});

test('an index that lost the status note fails with exactly that text, as the later checkout does', () => {
  const {connectorIndex} = documentsWith({});
  const text = connectorIndex.text?.replaceAll('MCP adapter stub', 'mcp adapter stub') ?? '';
  assert.deepEqual(failuresOf(entry({}), {connectorIndex: {path: 'x', text}}), [
    'connector index missing MCP adapter status note',
  ]);
});

test('an empty audit document is a document', () => {
  assert.deepEqual(failuresOf(entry({}), {audit: {path: 'x', text: ''}}), []);
});

test('a generic override fails all three services, an own one only its service', () => {
  assert.deepEqual(
    failuresOf(entry({}), {}, {MCP_ROTATION_WINDOW: 'x'}).map(failure => failure.split(':')[0]),
    ['operator_api_stage_b', 'operator_upload_stage_b', 'crown_handshake_stage_b'],
  );
  assert.deepEqual(failuresOf(entry({}), {}, {CROWN_HANDSHAKE_STAGE_B_LAST_ROTATED: ''}), [
    'crown_handshake_stage_b: rotation.last_rotated missing from handshake payload',
  ]);
});
