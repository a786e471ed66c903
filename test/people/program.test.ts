import assert from 'node:assert/strict';
import {resolve} from 'node:path';
import {test} from 'node:test';
import {run} from './program.ts';

const program = resolve(import.meta.dirname, '../fixtures/programs/echo.js');

test('a run gives code, signal, both outputs and how long it took', async t => {
  const {code, signal, stdout, stderr, milliseconds, cwd} = await run(t, ['fail', 'a b'], {program});
  assert.equal(code, 3);
  assert.equal(signal, undefined);
  assert.equal(stderr, 'it failed\n');
  assert.ok(milliseconds > 0);
  const told = JSON.parse(stdout);
  assert.deepEqual(told.args, ['fail', 'a b']);
  assert.equal(told.cwd, cwd);
});

test('a run that is killed tells the signal', async t => {
  const {code, signal} = await run(t, ['kill'], {program});
  assert.equal(code, undefined);
  assert.equal(signal, 'SIGTERM');
});

test('standard input is what the test gives, or nothing', async t => {
  assert.equal(JSON.parse((await run(t, ['read'], {program, input: 'héllo\n'})).stdout).said, 'héllo\n');
  assert.equal(JSON.parse((await run(t, ['read'], {program})).stdout).said, '');
});

test('the environment is the test’s own, with a home of its own', async t => {
  process.env.MCP_GATEWAY_URL = 'http://elsewhere.example';
  process.env.CI = '1';
  t.after(() => {
    delete process.env.MCP_GATEWAY_URL;
    delete process.env.CI;
  });
  const {env} = JSON.parse((await run(t, [], {program, env: {ABZU_USE_MCP: '1', LANG: undefined}})).stdout);
  assert.equal(env.ABZU_USE_MCP, '1');
  for (const name of ['MCP_GATEWAY_URL', 'CI', 'LANG']) assert.equal(env[name], undefined, name);
  for (const name of ['XDG_CONFIG_HOME', 'XDG_STATE_HOME']) assert.ok(env[name].startsWith(env.HOME), name);
});

test('a run that does not end fails the test', async t => {
  await assert.rejects(run(t, ['stay'], {program, limit: 300}), /still running after 300 ms: stay/);
});
