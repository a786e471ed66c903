import assert from 'node:assert/strict';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {filesIn, ledgerIn} from '../worlds/working-folder.ts';
import {oddGateway, sendJson, welcome, type Request} from '../worlds/odd-gateway.ts';
import {commandLineOf, start} from '../people/running.ts';
import {spellings} from '../worlds/spellings.ts';

/** One for each variable, with characters that JSON, URLs and base64 spell in their own ways. */
const tokens = {
  MCP_CONNECTOR_TOKEN: 'generic-7f3a/one+two',
  OPERATOR_API_STAGE_B_CONNECTOR_TOKEN: 'api+"quoted"+7f3b\\back',
  OPERATOR_UPLOAD_STAGE_B_CONNECTOR_TOKEN: 'upload-gehéim-7f3c',
  CROWN_HANDSHAKE_STAGE_B_CONNECTOR_TOKEN: 'crown%7f3d&x=y',
};

const spelled = (token: string): string[] => spellings.map(([, spell]) => spell(token));

function assertNoToken(text: string, where: string): void {
  for (const [name, token] of Object.entries(tokens)) {
    for (const spelling of spelled(token)) assert.ok(!text.includes(spelling), `${name} stands in ${where} as ${spelling}`);
  }
}

/** Says back everything that it was told, in every spelling. */
const echo = ({body}: Request): object => ({
  echo: body,
  spelled: Object.values(tokens).map(spelled),
  [tokens.MCP_CONNECTOR_TOKEN]: 'as a name',
  rotation: {connector_id: 'operator_api', last_rotated: '2099-01-01T00:00:00Z', rotation_window: tokens.OPERATOR_API_STAGE_B_CONNECTOR_TOKEN},
});

const runs: ReadonlyArray<{what: string; args: string[]; status: number; code: number}> = [
  {what: 'a smoke run as a document', args: ['smoke', '--json'], status: 200, code: 1},
  {what: 'a smoke run for a person, with telemetry', args: ['smoke', '--verbose'], status: 200, code: 1},
  {what: 'a smoke run that is refused with an echo', args: ['smoke', '--json'], status: 403, code: 3},
  {what: 'an unattended walk', args: ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--confirm', 'console'], status: 200, code: 1},
  {what: 'an unattended walk that fails', args: ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--json', '--confirm', 'console', '--incident', tokens.MCP_CONNECTOR_TOKEN], status: 400, code: 3},
  {what: 'a walk of somebody who is called like the token', args: ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--confirm', 'console', '--operator', tokens.MCP_CONNECTOR_TOKEN], status: 200, code: 2},
  {what: 'the packet', args: ['packet'], status: 200, code: 0},
  {what: 'the packet as a document', args: ['packet', '--json'], status: 200, code: 0},
  {what: 'the toggles', args: ['toggles', '--all'], status: 200, code: 0},
  {what: 'the toggles as a document', args: ['toggles', '--json'], status: 200, code: 0},
  {what: 'doctrine', args: ['doctrine', '--json'], status: 200, code: 1},
];

test('a token that is set in any variable is sent to the gateway and found nowhere else, even when the gateway echoes it', {concurrency: 2}, async t => {
  await Promise.all(runs.map(({what, args, status, code}) => t.test(what, async t => {
    const gateway = await oddGateway(t, (request, response) => sendJson(response, status, welcome(echo(request))));
    // Somebody has put a token where it does not belong, too.
    const misplaced = {MCP_CONNECTOR_INSTANCE: `console of ${tokens.MCP_CONNECTOR_TOKEN}`, MCP_ROTATION_HINT: tokens.CROWN_HANDSHAKE_STAGE_B_CONNECTOR_TOKEN};
    const ended = await run(t, args, {env: {...tokens, ...misplaced, ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
    assertNoToken(ended.stdout, 'stdout');
    assertNoToken(ended.stderr, 'stderr');
    for (const file of filesIn(ended.cwd)) {
      assertNoToken(file, 'a file name');
      assertNoToken(readFileSync(join(ended.cwd, file), 'utf8'), file);
    }
    assert.equal(ended.code, code, ended.stderr + ended.stdout);
    const sent = gateway.requests.filter(({path}) => path === '/handshake');
    if (args[0] === 'smoke') assert.deepEqual(sent.map(({text}) => text.includes(JSON.stringify(tokens.OPERATOR_API_STAGE_B_CONNECTOR_TOKEN))), [true], 'the token was not sent');
    if (status === 200 && args[0] === 'smoke') assert.equal(ledgerIn(join(ended.cwd, 'logs')).length, 3);
  })));
});

test('while a run waits for the gateway, no process of it has a token on its command line', async t => {
  let release = (): void => {};
  const released = new Promise<void>(resolve => (release = resolve));
  const gateway = await oddGateway(t, async (_request, response) => {
    await released;
    sendJson(response, 200, welcome());
  });
  const cwd = await temporaryFolder(t);
  const program = await start(t, ['smoke', '--verbose'], {cwd, env: {...tokens, ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
  await program.says('handshake running');
  const {pid = 0} = program.child;
  const seen = [pid, ...childrenOf(pid)].map(commandLineOf);
  assert.match(seen[0] ?? '', / smoke --verbose $/);
  for (const line of seen) assertNoToken(line, 'a command line');
  release();
  assert.deepEqual(await program.ended, {code: 0, signal: null});
});

test('a password that is spelt like a name of a document masks no name, and neither a word of ours nor a user name in a URL masks anything', {concurrency: 2}, async t => {
  for (const env of [{DOCKER_HOST: 'ssh://operator@build01'}, {PGPASSWORD: 'operator'}, {PGPASSWORD: 'accepted_contexts'}]) {
    await t.test(Object.entries(env).join(), async t => {
      const {code, stdout, stderr, cwd} = await run(t, ['run', 'stage-b-rehearsal', '--env', 'practice', '--auto', '--json'], {env});
      assert.equal(code, 0, stderr);
      const texts = [stdout, ...filesIn(cwd).map(file => readFileSync(join(cwd, file), 'utf8'))];
      for (const text of texts) assert.doesNotMatch(text, /"[^"]*<redacted>[^"]*" ?:|<redacted>_|_<redacted>/);
      for (const word of ['operator_api', 'accepted_contexts']) assert.ok(texts.some(text => text.includes(word)), word);
    });
  }
});

/** Of other programs, as somebody's shell has them; `lab` passes them on, and what it runs prints all that it got. */
const others = {GITHUB_TOKEN: 'ghp_q4z91mk77xw0v8u6t5s3r2p1o0n9m8l7k6j5', DATABASE_URL: 'postgres://svc:hunter2-q4z9@db:5432/x', PGPASSWORD: 'correct-horse-q4x1'};
const inClear = [others.GITHUB_TOKEN, 'hunter2-q4z9', others.PGPASSWORD];

const flip = `---
id: flip
title: Flip
version: 1
summary: Sets one toggle.
---

## 1. Freeze

Sets it.

- **Id:** \`freeze\`
- **Kind:** action
- **Effect:** changes: the toggle
- **Action:** \`toggle.set\` \`ABZU_USE_MCP\` = \`0\`
- **Confirm:** the name
- **Proof:** \`value\` = \`0\`
- **Undo:** none
`;

const lab = `environments:
  lab:
    class: rehearsal
    gateway: http://127.0.0.1:8001
    token: {file: mcp_token}
    pass: [${Object.keys(others).join(', ')}]
    toggles:
      file: operator.env
      apply: [env]
`;

async function labIn(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await temporaryFolder(t);
  for (const folder of ['rb', 'logs']) mkdirSync(join(cwd, folder));
  for (const [name, text] of Object.entries({'mcp-runbook.yaml': lab, ...files})) writeFileSync(join(cwd, name), text);
  return cwd;
}

test('secrets of the shell that a command of the deployment prints are on no screen, in no file and in no record', async t => {
  const cwd = await labIn(t, {'rb/flip.md': flip, 'operator.env': 'ABZU_USE_MCP=1\n'});
  const walked = await run(t, ['run', 'flip', '--runbooks', 'rb', '--env', 'lab', '--auto', '--confirm', 'lab', '--operator', 'mara'], {cwd, env: others});
  assert.equal(walked.code, 0, walked.stderr);
  assert.match(walked.stdout, /apply: GITHUB_TOKEN=<redacted>\n[^]*apply: DATABASE_URL=postgres:\/\/<redacted>@db:5432\/x\n/);
  const [session = ''] = readdirSync(join(cwd, 'logs/sessions')).filter(name => !name.startsWith('.'));
  const recorded = await run(t, ['sessions', 'record', session], {cwd, env: others});
  assert.equal(recorded.code, 0, recorded.stdout + recorded.stderr);
  const texts = [walked, recorded].flatMap(({stdout, stderr}) => [stdout, stderr]).concat(filesIn(cwd).map(file => readFileSync(join(cwd, file), 'utf8')));
  assert.ok(texts.filter(text => text.includes('<redacted>@db:5432')).length >= 3, 'the evidence and its copy have the rest of what was printed');
  for (const secret of inClear) assert.deepEqual(texts.filter(text => text.includes(secret)), []);
});

test('the newest lines of a ledger are shown without the token of the environment that was named', async t => {
  const token = 'lab-q4x1zz0pp83k';
  const line = (seconds: number): string => `{"connector_id": "operator_api", "rotated_at": "2025-09-25T09:00:0${seconds}Z", "window_hours": 48, "context": "as ${token} said"}\n`;
  const cwd = await labIn(t, {mcp_token: `${token}\n`, 'logs/stage_b_rotation_drills.jsonl': line(1) + line(2)});
  const {code, stdout, stderr} = await run(t, ['ledger', 'tail', '--env', 'lab'], {cwd});
  assert.equal(code, 0, stderr);
  assert.equal(stdout.match(/"as <redacted> said"/g)?.length, 2);
  assert.doesNotMatch(stdout + stderr, new RegExp(token));
});

function childrenOf(pid: number): number[] {
  const direct = readdirSync(`/proc/${pid}/task`).flatMap(task => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
  return direct.flatMap(child => [child, ...childrenOf(child)]);
}
