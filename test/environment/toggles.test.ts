import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {tokenNames} from '../../source/environment/toggle-table.ts';
import {
  defaultLayer,
  isTokenName,
  openToggles,
  shellLayer,
  type ToggleLayer,
} from '../../source/environment/toggles.ts';

const layer = (
  label: string,
  values: Record<string, string>,
  kind: ToggleLayer['kind'] = 'deployment',
): ToggleLayer => ({
  kind,
  label,
  now: () => ({read: name => (Object.hasOwn(values, name) ? values[name] : undefined)}),
});

const flag = layer('--set', {ABZU_USE_MCP: '1'}, 'flag');
const shell = shellLayer({ABZU_USE_MCP: 'true', MCP_ROTATION_HINT: '', MCP_CONNECTOR_TOKEN: 'shell-token'});
const deployment = layer('deploy/operator.env', {
  ABZU_USE_MCP: '0',
  MCP_GATEWAY_URL: 'http://gw',
  MCP_ROTATION_HINT: 'crown',
  MCP_CONNECTOR_TOKEN: 'deployed-token',
});

describe('a toggle', () => {
  for (const [name, layers, value, label] of [
    ['ABZU_USE_MCP', [flag, shell, deployment, defaultLayer], '1', '--set'],
    ['ABZU_USE_MCP', [shell, deployment, defaultLayer], 'true', 'this shell'],
    ['ABZU_USE_MCP', [deployment, defaultLayer], '0', 'deploy/operator.env'],
    ['ABZU_USE_MCP', [defaultLayer], undefined, 'not set'],
    ['MCP_GATEWAY_URL', [flag, shell, deployment, defaultLayer], 'http://gw', 'deploy/operator.env'],
    ['MCP_GATEWAY_URL', [flag, shell, defaultLayer], 'http://localhost:8001', 'default'],
    ['MCP_ROTATION_HINT', [shell, deployment], '', 'this shell'],
    ['toString', [shell, deployment, defaultLayer], undefined, 'not set'],
    ['__proto__', [deployment, defaultLayer], undefined, 'not set'],
  ] as ReadonlyArray<[string, ToggleLayer[], string | undefined, string]>) {
    it(`${name} among ${layers.map(({label: from}) => from).join(', ')} is ${JSON.stringify(value)}, from ${label}`, () => {
      const reading = openToggles(layers, tokenNames).read(name);
      assert.deepEqual([reading.kind, reading.value, reading.source.label], ['text', value, label]);
    });
  }

  it('says what kind of source it came from', () => {
    const kinds = [flag, shell, deployment, defaultLayer].map(
      one => openToggles([one], []).read(one === defaultLayer ? 'MCP_GATEWAY_URL' : 'ABZU_USE_MCP').source,
    );
    assert.deepEqual(kinds, [
      {kind: 'flag', label: '--set'},
      {kind: 'process environment', label: 'this shell'},
      {kind: 'deployment', label: 'deploy/operator.env'},
      {kind: 'default', label: 'default'},
    ]);
  });

  it('is read anew at each use', () => {
    const variables: NodeJS.ProcessEnv = {};
    const toggles = openToggles([shellLayer(variables), defaultLayer], tokenNames);
    const read = (): unknown => toggles.read('ABZU_USE_MCP').value;
    assert.equal(read(), undefined);
    variables.ABZU_USE_MCP = '1';
    assert.equal(read(), '1');
    delete variables.ABZU_USE_MCP;
    assert.equal(read(), undefined);
  });
});

describe('a token', () => {
  const toggles = openToggles([shell, deployment, defaultLayer], tokenNames);

  it('is never text', () => {
    const reading = toggles.read('MCP_CONNECTOR_TOKEN');
    assert.ok(reading.kind === 'secret');
    assert.equal(String(reading.value), '<redacted>');
    assert.equal(reading.value?.reveal(), 'shell-token');
    assert.equal(toggles.variables.text('MCP_CONNECTOR_TOKEN'), undefined);
    assert.equal(toggles.variables.secret('MCP_CONNECTOR_TOKEN')?.reveal(), 'shell-token');
  });

  it('is masked wherever it is set, also where a stronger source covers it', () => {
    assert.deepEqual(
      toggles.tokens().map(secret => secret.reveal()),
      ['shell-token', 'deployed-token'],
    );
  });

  it('set to nothing is present, and no secret', () => {
    const empty = openToggles([shellLayer({MCP_CONNECTOR_TOKEN: ''}), deployment], tokenNames);
    const reading = empty.read('MCP_CONNECTOR_TOKEN');
    assert.deepEqual([reading.kind, reading.value, reading.source.label], ['secret', undefined, 'this shell']);
    assert.equal(empty.variables.text('MCP_CONNECTOR_TOKEN'), '');
    assert.equal(empty.variables.secret('MCP_CONNECTOR_TOKEN'), undefined);
    assert.deepEqual(
      empty.tokens().map(secret => secret.reveal()),
      ['deployed-token'],
    );
  });

  it('is found in each of the four variables that may hold one', () => {
    assert.deepEqual(tokenNames, [
      'MCP_CONNECTOR_TOKEN',
      'OPERATOR_API_STAGE_B_CONNECTOR_TOKEN',
      'OPERATOR_UPLOAD_STAGE_B_CONNECTOR_TOKEN',
      'CROWN_HANDSHAKE_STAGE_B_CONNECTOR_TOKEN',
    ]);
    const variables = Object.fromEntries(tokenNames.map(name => [name, `in ${name}`]));
    assert.deepEqual(
      openToggles([shellLayer(variables)], tokenNames)
        .tokens()
        .map(secret => secret.reveal()),
      Object.values(variables),
    );
    assert.ok([...tokenNames, 'VIDEO_TOKEN'].every(isTokenName));
    assert.ok(!['MCP_TOKEN_HINT', 'TOKEN', 'MCP_CONNECTOR_ID'].some(isTokenName));
  });
});
