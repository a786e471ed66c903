import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
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
  {what: 'an unattended walk that fails', args: ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--json', '--confirm', 'console', '--incident', tokens.MCP_CONNECTOR_TOKEN, '--operator', tokens.MCP_CONNECTOR_TOKEN], status: 400, code: 3},
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

function childrenOf(pid: number): number[] {
  const direct = readdirSync(`/proc/${pid}/task`).flatMap(task => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
  return direct.flatMap(child => [child, ...childrenOf(child)]);
}
