import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {toggleRows, toggleRules, type ToggleVerdict} from '../../source/environment/toggle-table.ts';
import {defaultLayer, openToggles, shellLayer} from '../../source/environment/toggles.ts';
import {tokenNames} from '../../source/environment/toggle-table.ts';

function rowsOf(variables: NodeJS.ProcessEnv, fingerprint: string | undefined = '3f9a12c4') {
  return toggleRows(openToggles([shellLayer(variables), defaultLayer], tokenNames), () => fingerprint);
}

function rowOf(name: string, value: string | undefined) {
  const row = rowsOf({[name]: value}).find(candidate => candidate.name === name);
  assert.ok(row, name);
  return row;
}

const cases: ReadonlyArray<[name: string, value: string | undefined, verdict: ToggleVerdict, reason?: RegExp]> = [
  ['ABZU_USE_MCP', '1', 'ok'],
  ['ABZU_USE_MCP', undefined, 'wrong', /only when this is exactly 1/],
  ['ABZU_USE_MCP', '', 'wrong', /exactly 1/],
  ['ABZU_USE_MCP', '1 ', 'wrong', /exactly 1/],
  ['ABZU_USE_MCP', 'true', 'wrong', /exactly 1/],
  ['MCP_GATEWAY_URL', undefined, 'ok'],
  ['MCP_GATEWAY_URL', 'https://gateway.example/mcp/', 'ok'],
  ['MCP_GATEWAY_URL', '', 'wrong', /not an http or https URL/],
  ['MCP_GATEWAY_URL', 'localhost:8001', 'wrong', /not an http/],
  ['MCP_GATEWAY_URL', 'http://mara:secret@gw', 'wrong', /without user/],
  ['MCP_GATEWAY_URL', 'http://gw/?a=b', 'wrong', /query/],
  ['MCP_GATEWAY_URL', 'http://gw/#a', 'wrong', /fragment/],
  ['MCP_CONNECTOR_TOKEN', undefined, 'not set'],
  ['MCP_CONNECTOR_TOKEN', 'anything', 'ok'],
  ['MCP_CONNECTOR_ID', 'another', 'ok'],
  ['MCP_CONNECTOR_ID', '', 'wrong', /empty is used as empty/],
  ['MCP_CONNECTOR_INSTANCE', '', 'wrong', /empty is used as empty/],
  ['MCP_LAST_ROTATED', '2025-11-20T09:00:00Z', 'ok'],
  ['MCP_LAST_ROTATED', '2025-11-20', 'ok'],
  ['MCP_LAST_ROTATED', '2026-333T10:00Z', 'wrong', /not a time such as 2026-11-29T10:00:00Z/],
  ['MCP_LAST_ROTATED', '2026-11-29T24:00Z', 'wrong', /not a time such as/],
  ['MCP_LAST_ROTATED', 'yesterday', 'wrong', /not a time such as 2026-11-29T10:00:00Z/],
  ['MCP_LAST_ROTATED', '', 'wrong', /not a time such as 2026-11-29T10:00:00Z/],
  ['MCP_ROTATION_WINDOW', 'PT48H', 'ok'],
  ['MCP_ROTATION_WINDOW', '48h', 'wrong', /such as PT48H/],
  ['MCP_SUPPORTS_HOT_SWAP', 'TRUE', 'ok'],
  ['MCP_SUPPORTS_HOT_SWAP', 'off', 'ok'],
  ['MCP_SUPPORTS_HOT_SWAP', 'y', 'wrong', /read as false/],
  ['MCP_SUPPORTS_HOT_SWAP', '', 'wrong', /read as false/],
  ['MCP_ROTATION_HINT', '', 'ok'],
  ['MCP_SUPPORTED_CONTEXTS', '', 'ok'],
  ['MCP_SUPPORTED_CONTEXTS', '["stage-b-rehearsal"]', 'ok'],
  ['MCP_SUPPORTED_CONTEXTS', '{"name": "stage-b-rehearsal"}', 'wrong', /not a JSON list/],
  ['MCP_SUPPORTED_CONTEXTS', 'stage-b-rehearsal', 'wrong', /not a JSON list/],
  ['MCP_SUPPORTED_CONTEXTS', '[{"name":"stage-b-rehearsal","name":"x"}]', 'wrong', /^not a JSON list that can be sent as it is written: line 1, column 30: the name "name" stands twice in one object$/],
  ['MCP_SUPPORTED_CONTEXTS', '["stage-b-rehearsal", 9007199254740993]', 'wrong', /the number 9007199254740993 cannot be kept as it is written$/],
  ['MCP_SUPPORTED_CONTEXTS', `${'['.repeat(33)}${']'.repeat(33)}`, 'wrong', /nested deeper than 32 levels$/],
  ['CROWN_HANDSHAKE_STAGE_B_ROTATION_WINDOW', 'two days', 'wrong', /such as PT48H/],
];

describe('the table of toggles', () => {
  for (const [name, value, verdict, reason] of cases) {
    it(`calls ${name} ${verdict} when it is ${value === undefined ? 'not set' : JSON.stringify(value)}`, () => {
      const row = rowOf(name, value);
      assert.equal(row.verdict, verdict);
      if (reason) assert.match(row.reason ?? '', reason);
      else assert.equal(row.reason, null);
    });
  }

  it('has the two that every run needs, then eight for everybody and for each connector', () => {
    const names = toggleRules.map(({name}) => name);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(names.slice(0, 2), ['ABZU_USE_MCP', 'MCP_GATEWAY_URL']);
    for (const prefix of ['MCP_', 'OPERATOR_API_STAGE_B_', 'OPERATOR_UPLOAD_STAGE_B_', 'CROWN_HANDSHAKE_STAGE_B_']) {
      assert.equal(names.slice(2).filter(name => name.startsWith(prefix)).length, 8, prefix);
    }
    assert.equal(names.length, 2 + 4 * 8);
  });

  it('shows what was found and who set it', () => {
    const {found, source} = rowOf('MCP_LAST_ROTATED', 'yesterday');
    assert.deepEqual([found, source], ['yesterday', 'this shell']);
    assert.deepEqual(
      [rowOf('MCP_GATEWAY_URL', undefined).found, rowOf('MCP_GATEWAY_URL', undefined).source],
      ['http://localhost:8001', 'default'],
    );
    assert.deepEqual(
      [rowOf('MCP_CONNECTOR_ID', undefined).found, rowOf('MCP_CONNECTOR_ID', undefined).source],
      [null, 'not set'],
    );
  });

  it('shows a token by its fingerprint alone', () => {
    const tokens = Object.fromEntries(tokenNames.map(name => [name, 'token-q4x1']));
    assert.deepEqual(
      rowsOf(tokens)
        .filter(({name}) => tokenNames.includes(name))
        .map(({found}) => found),
      Array(4).fill('fingerprint 3f9a12c4'),
    );
    assert.ok(!JSON.stringify(rowsOf(tokens)).includes('q4x1'));
    const unavailable = toggleRows(openToggles([shellLayer(tokens)], tokenNames), () => undefined);
    assert.deepEqual(
      unavailable.filter(({name}) => tokenNames.includes(name)).map(({found}) => found),
      Array(4).fill('fingerprint unavailable'),
    );
  });
});
