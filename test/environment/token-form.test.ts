import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {buildHandshake} from '../../source/connector/handshake.ts';
import {operatorApi} from '../../source/connector/services.ts';
import {tokenFormFault} from '../../source/environment/token-form.ts';
import {toggleRows, tokenNames} from '../../source/environment/toggle-table.ts';
import {openToggles, shellLayer, type ToggleLayer} from '../../source/environment/toggles.ts';
import {atWork, byCommands, inFile, signal, type Setting} from '../worlds/deployment-at-work.ts';

const name = 'MCP_CONNECTOR_TOKEN';
const good = 'tok-q4x1.abc_~+/=';

const slips: ReadonlyArray<readonly [token: string, fault: RegExp]> = [
  [`\uFEFF${good}`, /byte order mark/],
  [`${good} `, /a blank in front or behind/],
  [` ${good}`, /a blank in front or behind/],
  [`${good}\t`, /a blank in front or behind/],
  [`${good}\u00A0`, /a blank in front or behind/],
  [`tok q4x1`, /a blank in it/],
  [`"${good}"`, /quotation marks around it/],
  [`'${good}'`, /quotation marks around it/],
  [`\`${good}\``, /quotation marks around it/],
  [`\u201C${good}\u201D`, /quotation marks around it/],
  [`"${good}`, /quotation marks around it/],
  [`${good}\u200B`, /cannot be seen/],
  [`tok\u0000q4x1`, /cannot be seen/],
  [`tok\u001B[2Jq4x1`, /cannot be seen/],
  [`${good}\u202E`, /cannot be seen/],
  [`${good}\r`, /line break/],
  [`${good}\nsecond`, /line break/],
  ['\uD800abcdefgh', /half a character/],
];

/** What `toggles` says of the token, and what a handshake is made of it. */
function judged(layers: readonly ToggleLayer[]) {
  const toggles = openToggles(layers, tokenNames);
  const row = toggleRows(toggles, () => 'f00').find(one => one.name === name);
  const built = buildHandshake(operatorApi, toggles.variables, 0);
  return {verdict: row?.verdict, reason: row?.reason ?? '', refused: built.ok ? undefined : built.reason};
}

describe('a token as it is read', () => {
  it('is taken as it was issued', () => assert.deepEqual(judged([shellLayer({[name]: good})]), {verdict: 'ok', reason: '', refused: undefined}));

  for (const [token, fault] of slips) {
    it(`is wrong, and never sent, as ${JSON.stringify(token)}`, () => {
      assert.match(tokenFormFault(token) ?? '', fault);
      const {verdict, reason, refused} = judged([shellLayer({[name]: token})]);
      assert.equal(verdict, 'wrong');
      assert.match(reason, fault);
      assert.match(refused ?? '', new RegExp(`^${name} .*${fault.source}`));
      assert.ok(!`${reason} ${refused}`.includes(good));
    });
  }

  const places: ReadonlyArray<readonly [about: string, setting: Setting, token: string, fault: RegExp]> = [
    ['a file of its own', {toggles: inFile, token: folder => ({kind: 'file', file: join(folder, 'token'), shown: 'token'})}, `\uFEFF${good}\n`, /byte order mark/],
    ['a file of its own', {toggles: inFile, token: folder => ({kind: 'file', file: join(folder, 'token'), shown: 'token'})}, `"${good}"\n`, /quotation marks/],
    ['a file with nothing in it', {toggles: inFile, token: folder => ({kind: 'file', file: join(folder, 'token'), shown: 'token'})}, '\n', /is empty/],
    ['a file of several lines', {toggles: inFile, token: folder => ({kind: 'file', file: join(folder, 'token'), shown: 'token'})}, `${good}\nx\n`, /token holds more than a token/],
    ['a dotenv file, quoted twice', {toggles: inFile, content: `${name}='"${good}"'\n`}, '', /quotation marks/],
    ['a dotenv file, with a comment', {toggles: inFile, content: `${name}=${good} # since May\n`}, '', /in line 1 a comment stands behind the value/],
    ['a command that prints quotes', {toggles: byCommands(), content: `${name}="${good}"\n`}, '', /quotation marks/],
    ['a command that prints it twice', {toggles: byCommands(), content: `${name}=${good}\n${name}=${good}2\n`}, '', /prints MCP_CONNECTOR_TOKEN twice/],
  ];
  for (const [about, setting, token, fault] of places) {
    it(`is wrong, and never sent, from ${about}`, async t => {
      const {layers, folder, refresh} = await atWork(t, setting);
      writeFileSync(join(folder, 'token'), token);
      await refresh(signal);
      const {verdict, reason, refused} = judged(layers);
      assert.equal(verdict, 'wrong');
      assert.match(reason, fault);
      assert.match(refused ?? '', fault);
    });
  }

  it('that cannot be read is not none', async t => {
    const {layers, folder} = await atWork(t, {token: () => ({kind: 'file', file: '/dev/null', shown: 'the token'})});
    assert.ok(folder);
    const {verdict, refused} = judged(layers);
    assert.deepEqual([verdict, refused], ['wrong', `${name} cannot be told: the token cannot be used: it is no ordinary file`]);
  });
});

describe('ABZU_USE_MCP', () => {
  it('in a file that cannot be read is no weaker value', async t => {
    const {layers} = await atWork(t, {toggles: () => ({store: {kind: 'file', file: '/dev/null', shown: 'operator.env'}})});
    const toggles = openToggles([...layers, shellLayer({ABZU_USE_MCP: '1', [name]: good})], tokenNames);
    for (const variable of ['ABZU_USE_MCP', name]) {
      const {value, fault} = toggles.read(variable);
      assert.deepEqual([value, fault], [undefined, 'cannot be told: operator.env cannot be used: it is no ordinary file']);
    }
  });

  for (const value of [' 1', '1 ', '1\r', '"1"', "'1'", '\uFEFF1', '1\u200B', '\u00A01']) {
    it(`is wrong as ${JSON.stringify(value)}, and it is said why`, () => {
      const row = toggleRows(openToggles([shellLayer({ABZU_USE_MCP: value})], tokenNames), () => undefined).find(one => one.name === 'ABZU_USE_MCP');
      assert.equal(row?.verdict, 'wrong');
      assert.match(row?.reason ?? '', /a blank, a quotation mark or a character that cannot be seen beside the 1; .* exactly 1$/);
    });
  }
});
