import assert from 'node:assert/strict';
import {test} from 'node:test';
import {connectorRow} from '../../source/connector/connector-index.ts';
import type {DoctrineDocuments, Reading} from '../../source/connector/doctrine.ts';
import {connectorDoctrine} from '../../source/connector/doctrine.ts';
import type {Connector} from '../../source/connector/services.ts';
import {connectors, operatorApi, template} from '../../source/connector/services.ts';
import {shippedDocuments} from '../../source/connector/shipped-documents.ts';
import type {JsonObject} from '../../source/json.ts';
import {fc} from '../worlds/fast-check.ts';
import {documentsWith, fixture, now, variablesOf} from '../worlds/grounds.ts';

const id = 'operator_api_stage_b';
const link = '../../schemas/mcp_heartbeat_payload.schema.json';
const day = 86_400_000;

function failuresOf(changes: Partial<DoctrineDocuments>, connector: Connector = operatorApi): string[] {
  return connectorDoctrine(connector, documentsWith(changes), variablesOf(), now);
}

function reading(text?: string): Reading {
  return {path: '/srv/root/file', ...(text !== undefined && {text})};
}

test('the shipped documents satisfy every connector, the template too', () => {
  for (const connector of [...connectors, template]) assert.deepEqual(failuresOf({}, connector), []);
});

test('the documents of a real checkout satisfy every connector, the template too', () => {
  const checkout = {
    connectorIndex: reading(fixture('CONNECTOR_INDEX.reduced.md')),
    componentIndex: reading(fixture('component_index.reduced.json')),
    schema: (asked: string) => {
      assert.equal(asked, link);
      return reading(fixture('schemas/mcp_heartbeat_payload.schema.json'));
    },
  };
  for (const connector of [...connectors, template]) assert.deepEqual(failuresOf(checkout, connector), []);
});

const entry = {path: 'connectors/operator_api_stage_b.py', id, version: '0.1.0'};
const registries: Array<[text: string | undefined, failures: string[], connector?: Connector]> = [
  [undefined, ['component registry missing: /srv/root/file']],
  ['', ['component registry invalid JSON: the document is empty']],
  ['{"components": [', ['component registry invalid JSON: the text is not JSON']],
  ['[]', ['component registry invalid JSON: expected an object, found a list']],
  ['null', ['component registry invalid JSON: expected an object, found null']],
  ['7', ['component registry invalid JSON: expected an object, found a number']],
  ['{}', [`component registry missing entry for ${id}`]],
  ['{"components": {}}', [`component registry missing entry for ${id}`]],
  ['{"components": [null, 7, "x", [], {}]}', [`component registry missing entry for ${id}`]],
  ['{"components": []}', ['component registry missing neo_apsu_connector_template entry'], template],
  [registry({...entry, id: 'x'}), [`component registry id mismatch for ${id}`]],
  [registry({...entry, version: '0.1.1'}), [`component registry version mismatch for ${id}`]],
  [
    registry({path: entry.path}),
    [`component registry id mismatch for ${id}`, `component registry version mismatch for ${id}`],
  ],
  [registry(entry, {...entry, id: 'second'}), []],
  [registry({...entry, id: 'first'}, entry), [`component registry id mismatch for ${id}`]],
];

function registry(...components: JsonObject[]): string {
  return JSON.stringify({components});
}

for (const [text, failures, connector] of registries) {
  test(`the registry ${String(text).slice(0, 70)} gives ${JSON.stringify(failures)}`, () => {
    assert.deepEqual(failuresOf({componentIndex: reading(text)}, connector), failures);
  });
}

function row(version: string, schema: string): string {
  return `| \`${id}\` | p | ${version} | a | e | l | s | c | d | ${schema} |`;
}

const good = `[schema](${link})`;
const indexes: Array<[text: string | undefined, failures: string[], connector?: Connector]> = [
  [undefined, ['connector index missing: /srv/root/file', `connector registry missing row for ${id}`]],
  ['', [`connector registry missing row for ${id}`]],
  [`${id} | \`${id}\``, [`connector registry missing row for ${id}`]],
  [`| ${id} |`, [`connector registry missing row for ${id}`]],
  [`| \`${id}\` | 0.1.0 | a | e | l | s | c | d | ${good} |`, [`connector registry row malformed for ${id}`]],
  [`| \`${id}\` | too | few |`, [`connector registry row malformed for ${id}`]],
  [row('0.1.0', good), []],
  [`\ufeff\r\n   ${row('0.1.0', good)}   \r\n`, []],
  [row('`0.1.0`', good), []],
  [row(' ` 0.1.0 (pinned) ` ', good), []],
  [row('', good), []],
  [row('``', good), []],
  [row('0.1.1', good), [`connector registry version mismatch for ${id}`]],
  [row('v0.1.0', good), [`connector registry version mismatch for ${id}`]],
  [row('0.1.0', 'N/A'), [`connector registry schema link missing for ${id}`]],
  [row('0.1.0', '[schema]()'), [`connector registry schema link missing for ${id}`]],
  [
    row('9', 'none'),
    [`connector registry version mismatch for ${id}`, `connector registry schema link missing for ${id}`],
  ],
  [row('0.1.0', `${good} (second)`), []],
  [row('0.1.0', '(elsewhere.json)'), ['schema reference not found: elsewhere.json']],
  [row('0.1.0', '(\u202eevil)'), ['schema reference not found: <U+202E>evil']],
  [`${row('0.1.1', good)}\n${row('0.1.0', good)}`, [`connector registry version mismatch for ${id}`]],
  [`| neo_apsu_connector_template | p | 0.2.0 | a | e | l | s | c | d | ${good} |`, [], template],
];

for (const [text, failures, connector] of indexes) {
  test(`the index ${JSON.stringify(text ?? 'that is missing').slice(0, 90)} gives ${JSON.stringify(failures)}`, () => {
    assert.deepEqual(failuresOf({connectorIndex: reading(text)}, connector), failures);
  });
}

const contextRule = {context: {const: 'stage-b-rehearsal'}};
const all = ['chakra', 'cycle_count', 'context', 'credential_expiry', 'emitted_at'];
const notEnforced = 'schema context const does not enforce stage-b-rehearsal';
const nothingRequired =
  'schema missing required fields: chakra, context, credential_expiry, cycle_count, emitted_at';
const schemas: Array<[text: string, failures: string[]]> = [
  [JSON.stringify({required: all, properties: contextRule}), []],
  [JSON.stringify({required: [...all, 'more', 7], properties: contextRule}), []],
  [
    JSON.stringify({required: ['cycle_count', 'chakra', 'emitted_at'], properties: contextRule}),
    ['schema missing required fields: context, credential_expiry'],
  ],
  [JSON.stringify({required: all, properties: {context: {const: 'stage-c'}}}), [notEnforced]],
  [JSON.stringify({required: all, properties: {context: 'stage-b-rehearsal'}}), [notEnforced]],
  [JSON.stringify({required: all.join(' '), properties: []}), [nothingRequired, notEnforced]],
  ['{}', [nothingRequired, notEnforced]],
  ['[]', [`schema ${link} invalid JSON: expected an object, found a list`]],
  ['"text"', [`schema ${link} invalid JSON: expected an object, found a string`]],
  ['{', [`schema ${link} invalid JSON: the text is not JSON`]],
];

for (const [text, failures] of schemas) {
  test(`the schema ${text.slice(0, 80)} gives ${JSON.stringify(failures)}`, () => {
    assert.deepEqual(failuresOf({schema: () => reading(text)}), failures);
  });
}

const handshakes: Array<[shell: Record<string, string>, failures: string[], at?: number]> = [
  [{}, []],
  [
    {MCP_SUPPORTED_CONTEXTS: '{'},
    ['failed to build handshake payload: Invalid JSON supplied via MCP_SUPPORTED_CONTEXTS'],
  ],
  [{MCP_LAST_ROTATED: '', MCP_ROTATION_WINDOW: ''}, ['rotation.last_rotated missing from handshake payload']],
  [
    {MCP_LAST_ROTATED: 'then', MCP_ROTATION_WINDOW: ''},
    ['rotation.last_rotated invalid: value must be an ISO-8601 timestamp'],
  ],
  [{MCP_ROTATION_WINDOW: ''}, ['rotation.rotation_window missing from handshake payload']],
  [{MCP_ROTATION_WINDOW: 'P1W'}, ['rotation_window invalid: unsupported ISO-8601 duration: P1W']],
  [
    {MCP_ROTATION_WINDOW: 'P99999999999D'},
    ['rotation_window invalid: unsupported ISO-8601 duration: P99999999999D'],
  ],
  [{MCP_ROTATION_WINDOW: '\u001b[2J'}, ['rotation_window invalid: unsupported ISO-8601 duration: <U+001B>[2J']],
  [{MCP_ROTATION_WINDOW: 'PT0S'}, ['credential rotation stale by 0:00:00.250000']],
  [{MCP_ROTATION_WINDOW: 'PT0S'}, [], now - 250],
  [{MCP_LAST_ROTATED: '2025-09-23T09:58:33.25Z'}, ['credential rotation stale by 0:00:00.250000']],
  [{MCP_LAST_ROTATED: '2025-09-23T09:58:34.999Z'}, []],
  [{MCP_LAST_ROTATED: '20250923T115832+02'}, ['credential rotation stale by 0:00:01.250000']],
  [{MCP_LAST_ROTATED: '2025-09-23T09:58:33Z'}, ['credential rotation stale by 0:00:00.250000']],
  [{MCP_LAST_ROTATED: '2025-09-23T09:58:32Z'}, ['credential rotation stale by 0:00:01.250000']],
  [{MCP_LAST_ROTATED: '2025-09-22T07:55:30Z'}, ['credential rotation stale by 1 day, 2:03:03.250000']],
  [
    {MCP_LAST_ROTATED: '2025-09-23T09:58:33Z'},
    ['credential rotation stale by 363 days, 0:00:00.250000'],
    now + 363 * day,
  ],
  [{MCP_LAST_ROTATED: '2025-09-24', MCP_ROTATION_WINDOW: 'PT24H'}, ['credential rotation stale by 9:58:33.250000']],
  [{OPERATOR_API_STAGE_B_ROTATION_WINDOW: 'P3D', MCP_LAST_ROTATED: '2025-09-23T00:00:00Z'}, []],
  [{MCP_LAST_ROTATED: '2025-09-25T09:58:34Z'}, []],
  [{MCP_LAST_ROTATED: '2025-10-25T09:58:33.250Z', MCP_ROTATION_WINDOW: 'x'}, ['rotation_window invalid: unsupported ISO-8601 duration: x']],
];

for (const [shell, failures, at = now] of handshakes) {
  test(`${JSON.stringify(shell)} gives ${JSON.stringify(failures)}`, () => {
    assert.deepEqual(connectorDoctrine(operatorApi, shippedDocuments, variablesOf(shell), at), failures);
  });
}

test('the template words a bad list of contexts in its own way', () => {
  assert.deepEqual(connectorDoctrine(template, shippedDocuments, variablesOf({MCP_SUPPORTED_CONTEXTS: '{}'}), now), [
    'failed to build handshake payload: MCP_SUPPORTED_CONTEXTS must be a list',
  ]);
});

test('every failure of one connector is told at once, in the order of the checks', () => {
  const nothing: DoctrineDocuments = {
    audit: reading(),
    connectorIndex: {path: '/srv/index.md'},
    componentIndex: {path: '/srv/components.json'},
    schema: () => reading(),
  };
  assert.deepEqual(connectorDoctrine(operatorApi, nothing, variablesOf({MCP_LAST_ROTATED: ''}), now), [
    'component registry missing: /srv/components.json',
    'connector index missing: /srv/index.md',
    'connector registry missing row for operator_api_stage_b',
    'rotation.last_rotated missing from handshake payload',
  ]);
});

test('any text in any document gives failures, never a crash', () => {
  const text = fc.oneof(fc.string(), fc.json(), fc.constant(row('0.1.0', good)), fc.constant(registry(entry)));
  fc.assert(
    fc.property(text, text, text, (componentIndex, connectorIndex, schema) => {
      const failures = failuresOf({
        componentIndex: reading(componentIndex),
        connectorIndex: reading(connectorIndex),
        schema: () => reading(schema),
      });
      return failures.every(failure => failure.length > 0);
    }),
  );
});

test('any ten cells without pipes are found again in their row', () => {
  const cell = fc.string().map(value => value.replaceAll(/[|\s]/g, ''));
  fc.assert(
    fc.property(fc.array(cell, {minLength: 9, maxLength: 9}), cells => {
      const all = [`\`${id}\``, ...cells];
      assert.deepEqual(connectorRow(`| a |\n| ${all.join(' | ')} |\n`, operatorApi), all);
    }),
  );
});
