import assert from 'node:assert/strict';
import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {checks} from '../../source/doctor/checks.ts';
import type {Finding} from '../../source/doctor/examine.ts';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {documentOf} from '../worlds/working-folder.ts';

test('doctor tells each check with its remedy, as a document too, and leaves the folder as it was', async t => {
  const cwd = await temporaryFolder(t);
  writeFileSync(join(cwd, 'mcp-runbook.yaml'), 'environments:\n  eu: {class: rehersal, gateway: "http://127.0.0.1:1"}\n');
  const env = {MCP_GATEWAY_URL: 'http://127.0.0.1:1', LANG: 'C'};
  const {code, stdout} = await run(t, ['doctor', '--json'], {cwd, env});
  const {ok, findings, unknown, checks: told} = documentOf(stdout) as {ok: boolean; findings: number; unknown: number; checks: Finding[]};
  const count = (state: Finding['state']): number => told.filter(one => one.state === state).length;
  assert.deepEqual([code, ok, findings, unknown], [1, false, count('finding'), count('unknown')]);
  assert.deepEqual([...new Set(told.map(({check}) => check))], checks.map(({name}) => name));
  const stateOf = (name: string): Array<Finding['state']> => told.filter(({check}) => check === name).map(({state}) => state);
  assert.deepEqual(['terminal', 'locale', 'environment file', 'clock', 'team', 'permissions', 'lock'].map(stateOf), [['unknown'], ['finding'], ['finding'], ['unknown'], ['unknown'], ['well'], ['well']]);
  assert.ok(told.every(({state, next}) => state !== 'finding' || next !== null));

  const plain = await run(t, ['doctor', '--root', 'elsewhere'], {cwd, env: {...env, LANG: 'C.UTF-8'}});
  assert.match(plain.stdout, /^FINDING  environment file  mcp-runbook\.yaml:2 environments\.eu\.class: "rehersal";/m);
  assert.match(plain.stdout, /^ {27}Correct it; until then only practice and console can\n {27}be used\.$/m);
  assert.equal(plain.code, 1);
  assert.deepEqual(readdirSync(cwd), ['mcp-runbook.yaml']);
});
