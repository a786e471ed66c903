import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import stringWidth from 'string-width';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {filesIn, steeringBytes} from '../worlds/working-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const page = 'print stage-b-rehearsal'.split(' ');

test('a runbook is printed with what is so at this moment, and nothing is left behind', async t => {
  const {code, stdout, stderr, cwd} = await run(t, page, {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: 'http://127.0.0.1:9'}});
  assert.deepEqual({code, stderr, left: filesIn(cwd)}, {code: 0, stderr: '', left: []});
  const lines = stdout.split('\n');
  const sha256 = createHash('sha256').update(readFileSync(join(root, 'runbooks/stage-b-rehearsal.md'))).digest('hex');
  for (const line of [
    'Stage B rehearsal',
    `sha256 ${sha256}`,
    'Class      REHEARSAL, environment console',
    'Gateway    http://127.0.0.1:9 (this shell)',
    '[ ] 1  Confirm the toggles (toggles)',
    'Now        ABZU_USE_MCP = 1 (this shell)',
    '           MCP_GATEWAY_URL = http://127.0.0.1:9 (this shell)',
    'Proof      [ ] MCP is on here (toggle.read ABZU_USE_MCP = 1)',
    '    mcp-runbook ledger review',
    'End of stage-b-rehearsal.',
  ]) assert.ok(lines.includes(line), line);
  assert.match(stdout, /^stage-b-rehearsal, version [\d.]+, \d+ steps$/m);
  assert.match(stdout, /^Printed \d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z to be done by hand\./m);
  assert.ok(stdout.replaceAll(/\s+/g, '').includes(join(cwd, 'logs/stage_b_rotation_drills.jsonl')));
  assert.deepEqual(lines.filter(line => stringWidth(line) > 80 && !line.startsWith('    ')), []);
});

test('the values are those of the environment that is named', async t => {
  const {code, stdout, cwd} = await run(t, [...page, '--env', 'practice'], {env: {ABZU_USE_MCP: '0'}});
  assert.equal(code, 0);
  assert.match(stdout, /^Class {6}PRACTICE, environment practice$/m);
  assert.match(stdout, /^Now {8}ABZU_USE_MCP = 1 \(operator\.env\)$/m);
  assert.deepEqual(filesIn(cwd).filter(file => !file.startsWith('logs/practice/')), []);
});

const token = 'hush-hush-q4x1';

/** A page that speaks of the token wherever it can. */
const nosy = `---
id: nosy
title: The nosy page
version: 1
summary: A page that wants to know a token.
---

# The nosy page

## 1. Look

Look at \`MCP_CONNECTOR_TOKEN\`, at \`SOME_SECRET\` and at \`OTHER_CONNECTOR_TOKEN\`.

- **Id:** \`look\`
- **Kind:** check
- **Effect:** reads
- **Proof:** \`toggle.read\` \`MCP_CONNECTOR_TOKEN\` present
- **Proof:** \`toggle.read\` \`PLAIN_NAME\` present
`;

test('a secret is printed in no form', async t => {
  const cwd = await temporaryFolder(t);
  mkdirSync(join(cwd, 'ours'));
  writeFileSync(join(cwd, 'ours/nosy.md'), nosy);
  const env = {MCP_CONNECTOR_TOKEN: token, SOME_SECRET: 'another', PLAIN_NAME: `before ${token} after`, MCP_GATEWAY_URL: `http://127.0.0.1:9/${token}`};
  const {code, stdout, stderr} = await run(t, ['print', 'nosy', '--runbooks', 'ours'], {cwd, env});
  assert.equal(code, 0);
  for (const hidden of [token, Buffer.from(token).toString('base64'), 'another']) assert.ok(!(stdout + stderr).includes(hidden), hidden);
  assert.match(stdout, /^Now {8}MCP_CONNECTOR_TOKEN is set and not shown \(this shell\)$/m);
  assert.match(stdout, /^ {11}PLAIN_NAME = before <redacted> after \(this shell\)$/m);
  assert.match(stdout, /^Gateway {4}http:\/\/127\.0\.0\.1:9\/<redacted>/m);
});

test('a secret that is longer than a line is not broken into readable pieces', async t => {
  const cwd = await temporaryFolder(t);
  mkdirSync(join(cwd, 'ours'));
  const long = 'abcdefghijklmnop '.repeat(12).trim();
  writeFileSync(join(cwd, 'ours/nosy.md'), nosy.replace('Look at', `${long} is what to look at:`));
  const {code, stdout} = await run(t, ['print', 'nosy', '--runbooks', 'ours'], {cwd, env: {MCP_CONNECTOR_TOKEN: long, PLAIN_NAME: long}});
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /abcdef/);
  assert.match(stdout, /^<redacted> is what to look at:/m);
});

test('what a toggle holds cannot steer the terminal', async t => {
  const hostile = '\u001B]0;owned\u0007\u202Egnp.exe\u009B31m';
  const {code, stdout, stderr} = await run(t, page, {env: {ABZU_USE_MCP: hostile, MCP_GATEWAY_URL: hostile}});
  assert.equal(code, 0);
  assert.deepEqual(steeringBytes(stdout + stderr), []);
  assert.match(stdout, /ABZU_USE_MCP = <U\+001B>/);
});

test('a page that is not there or cannot be walked is answered with exit code 2', {concurrency: 2}, async t => {
  const cwd = await temporaryFolder(t);
  mkdirSync(join(cwd, 'ours'));
  writeFileSync(join(cwd, 'ours/nosy.md'), nosy.replace('reads', 'raeds'));
  const asked: ReadonlyArray<{typed: string[]; says: RegExp}> = [
    {typed: ['stage-b-rehersal'], says: /did you mean stage-b-rehearsal\?/},
    {typed: ['nosy', '--runbooks', 'ours'], says: /^ours\/nosy\.md:16 Effect: "raeds" is not an effect/},
    {typed: ['nosy', '--runbooks', 'theirs'], says: /^the runbooks in theirs cannot be read: it does not exist \(ENOENT\)\n/},
    {typed: ['stage-b-rehearsal', '--env', 'staging'], says: /there is no environment "?staging/},
  ];
  await Promise.all(asked.map(({typed, says}) => t.test(typed.join(' '), async t => {
    const {code, stdout, stderr} = await run(t, ['print', ...typed], {cwd});
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, says);
  })));
});

test('whoever names no environment is told of those that the file names', async t => {
  const cwd = await temporaryFolder(t);
  writeFileSync(join(cwd, 'mcp-runbook.yaml'), 'environments:\n  harbour: {class: rehearsal, gateway: "http://127.0.0.1:9"}\n');
  const told = /environment console, which is this shell; --env names another one: harbour\n/;
  assert.match((await run(t, page, {cwd})).stderr, told);
  const {stderr, stdout} = await run(t, [...page, '--env', 'harbour'], {cwd});
  assert.doesNotMatch(stderr, told);
  assert.match(stdout, /^Class {6}REHEARSAL, environment harbour$/m);
});
