import assert from 'node:assert/strict';
import {test} from 'node:test';
import {operatorApi, operatorUpload, template} from '../../source/connector/services.ts';
import {findFilledSetting, findSetting, findToken, variableNames} from '../../source/connector/variables.ts';
import {variablesOf} from '../worlds/grounds.ts';

test('a service reads its own variable first and the generic one next', () => {
  assert.deepEqual(variableNames(operatorUpload, 'ROTATION_HINT'), [
    'OPERATOR_UPLOAD_STAGE_B_ROTATION_HINT',
    'MCP_ROTATION_HINT',
  ]);
  assert.deepEqual(variableNames(template, 'ROTATION_HINT'), ['MCP_ROTATION_HINT']);
});

const own = 'OPERATOR_API_STAGE_B_ROTATION_HINT';
const generic = 'MCP_ROTATION_HINT';
const rows: Array<{name: string; shell: Record<string, string>; found?: string; filled?: string}> = [
  {name: 'nothing is set', shell: {}},
  {name: 'only the generic one is set', shell: {[generic]: 'g'}, found: 'g', filled: 'g'},
  {name: 'both are set', shell: {[own]: 'o', [generic]: 'g'}, found: 'o', filled: 'o'},
  {name: 'the own one is empty', shell: {[own]: '', [generic]: 'g'}, found: '', filled: 'g'},
  {name: 'the other service has one', shell: {OPERATOR_UPLOAD_STAGE_B_ROTATION_HINT: 'u'}},
];

for (const {name, shell, found, filled} of rows) {
  test(`when ${name}, the setting is ${found === undefined ? 'not found' : `"${found}"`}`, () => {
    assert.equal(findSetting(operatorApi, variablesOf(shell), 'ROTATION_HINT')?.value, found);
    assert.equal(findFilledSetting(operatorApi, variablesOf(shell), 'ROTATION_HINT')?.value, filled);
  });
}

const tokens: Array<[name: string, shell: Record<string, string>, token: string | undefined]> = [
  ['no token is set', {}, undefined],
  ['only the generic one is set', {MCP_CONNECTOR_TOKEN: 'generic'}, 'generic'],
  ['both are set', {OPERATOR_API_STAGE_B_CONNECTOR_TOKEN: 'own', MCP_CONNECTOR_TOKEN: 'generic'}, 'own'],
  [
    'the own one is set to nothing',
    {OPERATOR_API_STAGE_B_CONNECTOR_TOKEN: '', MCP_CONNECTOR_TOKEN: 'generic'},
    undefined,
  ],
  ['the own one is blank', {OPERATOR_API_STAGE_B_CONNECTOR_TOKEN: '  '}, '  '],
];

for (const [name, shell, token] of tokens) {
  test(`when ${name}, the token is ${token === undefined ? 'absent' : `"${token}"`}`, () => {
    assert.equal(findToken(operatorApi, variablesOf(shell))?.reveal(), token);
  });
}
