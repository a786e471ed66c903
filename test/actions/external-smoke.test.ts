import assert from 'node:assert/strict';
import {appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import type {ActionResult, Ports, Progress} from '../../source/actions/action.ts';
import {findAction} from '../../source/actions/registry.ts';
import {runSmoke} from '../../source/actions/smoke/own-run.ts';
import type {JsonObject} from '../../source/json.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {act, atConsole, filesBelow, linesOf, readJson, runFolder, toEnd, type AtConsole} from './at-console.ts';
import {goodPlan, noPlan, probeOf, within} from './circumstances.ts';

const program = join(import.meta.dirname, '../fixtures/programs/smoke-command.js');
const archived = (name: string): string => join(import.meta.dirname, `../fixtures/stage_b/${name}`);

/** As it can be pasted. */
const shown = [process.execPath, program].map(path => (path.includes(' ') ? `'${path}'` : path)).join(' ');

type Standing = Omit<Ports, 'earlier'>;

/** A console whose environment does its smoke run by a command, in its own folder. */
async function withCommand(t: Parameters<typeof atConsole>[0], args: string[], {limit = 60_000, variables = {}}: {limit?: number; variables?: NodeJS.ProcessEnv} = {}): Promise<AtConsole & {ports: Standing}> {
  const console = await atConsole(t, {variables});
  return {...console, ports: within(console.ports, {smoke: {command: [process.execPath, program, ...args], limit, folder: console.folder}})};
}

const summaryOf = ({folder}: AtConsole): JsonObject => readJson(folder, runFolder, 'summary.json');
const eventsOf = ({folder}: AtConsole): unknown[] => linesOf(join(folder, runFolder, 'telemetry.jsonl')).map(line => (JSON.parse(line) as JsonObject).event);

describe('a smoke command of the environment', () => {
  it('gives the same facts, the same receipt and the same folder as our own run', async t => {
    const console = await withCommand(t, ['good']);
    const {result, progress} = await act('smoke.run', console.ports);
    const {facts} = result;
    assert.deepEqual([result.outcome, (facts.session as JsonObject).id, facts.heartbeat, facts.ledger, facts.doctrine_failures], ['done', 'op-77aa', {sent: true, ok: true}, {appended: 3, missing: []}, []]);
    const receipt = join(console.folder, runFolder, 'stage_b_smoke.json');
    assert.deepEqual([facts.receipt, result.earlier, facts.run_id], [receipt, {receipt}, '20251120T090000Z-stage_b3_connector_rotation']);
    assert.equal(readFileSync(receipt, 'utf8'), result.attachments[0]?.text);
    const own = await act('smoke.run', (await atConsole(t)).ports);
    assert.deepEqual(Object.keys(facts), Object.keys(own.result.facts));
    assert.equal(console.gateway.seen.length, 0, 'we spoke with the gateway ourselves');
    assert.deepEqual(eventsOf(console), ['smoke.started', 'smoke.command.started', 'mcp.handshake', 'smoke.command.ended']);
    const {status, returncode, command} = summaryOf(console) as {status: string; returncode: number; command: string[]};
    assert.deepEqual([status, returncode, command.slice(0, 2), command.at(-1)], ['success', 0, ['env', 'ABZU_USE_MCP=1'], 'good']);
    assert.deepEqual(progress.filter(({state}) => state === 'running').map(({text}) => text.slice(0, 30)), [
      `${shown} good`.slice(0, 30),
      'speaking with the gateway',
      '{"level": "INFO", "event": "mc',
    ], 'what it says is shown as it comes, its document is not');
    assert.deepEqual(progress.filter(({state}) => state !== 'running').map(({stage, state}) => [stage, state]), [['ledger', 'ok'], ['command', 'ok'], ['handshake', 'ok'], ['doctrine', 'ok']]);
  });

  it('gets the toggles of the environment, and no token', async t => {
    const console = await withCommand(t, ['good'], {variables: {MCP_ROTATION_WINDOW: 'PT24H', OPERATOR_API_STAGE_B_ROTATION_HINT: '', MCP_CONNECTOR_TOKEN: 'token-q4x1'}});
    const {result} = await act('smoke.run', console.ports);
    const {seen} = JSON.parse(result.attachments[0]?.text ?? '') as {seen: JsonObject};
    assert.deepEqual(seen, {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: console.gateway.url, MCP_ROTATION_WINDOW: 'PT24H', OPERATOR_API_STAGE_B_ROTATION_HINT: '', OPERATOR_API_STAGE_B_ROTATION_WINDOW: 'PT24H', OPERATOR_UPLOAD_STAGE_B_ROTATION_WINDOW: 'PT24H', CROWN_HANDSHAKE_STAGE_B_ROTATION_WINDOW: 'PT24H'});
  });

  it('gets the gateway of the environment, and no other that a toggle names', async t => {
    const console = await withCommand(t, ['good']);
    const {source} = console.ports.environment.gateway();
    const {result} = await act('smoke.run', within(console.ports, {gateway: () => ({url: 'http://localhost:9', source, proxy: {kind: 'direct'}})}));
    assert.equal((JSON.parse(result.attachments[0]?.text ?? '') as {seen: JsonObject}).seen.MCP_GATEWAY_URL, 'http://localhost:9');
  });

  it('leaves no token in what is kept', async t => {
    const console = await withCommand(t, ['good'], {variables: {MCP_CONNECTOR_TOKEN: 'token-q4x1', MCP_ROTATION_HINT: 'it is token-q4x1'}});
    const {result, progress} = await act('smoke.run', console.ports);
    assert.equal((readJson(console.folder, runFolder, 'stage_b_smoke.json').seen as JsonObject).MCP_ROTATION_HINT, 'it is <redacted>');
    const kept = filesBelow(console.folder).map(file => readFileSync(join(console.folder, file), 'utf8')).join('\n');
    assert.ok(!`${kept}${JSON.stringify({result, progress})}`.includes('q4x1'));
  });

  it('leaves no token in what is kept beside a failure', async t => {
    const console = await atConsole(t, {variables: {MCP_CONNECTOR_TOKEN: 'token-q4x1'}});
    const smoke = {command: ['sh', '-c', 'echo "the gateway said token-q4x1"; echo "and token-q4x1 again" >&2; exit 3'], limit: 60_000, folder: console.folder};
    const {result} = await act('smoke.run', within(console.ports, {smoke}));
    assert.deepEqual(result.attachments.map(({name, text}) => [name, text]), [['smoke-stdout.txt', 'the gateway said <redacted>\n'], ['smoke-stderr.txt', 'and <redacted> again']]);
  });

  for (const name of ['20250921T122529Z/stage_b_smoke.json', '20251001T093529Z-stage_b3_connector_rotation/stage_b_smoke.json']) {
    it(`may print a receipt of an older generation: ${name}`, async t => {
      const console = await withCommand(t, ['prints', archived(name)]);
      const {result} = await act('smoke.run', console.ports);
      assert.deepEqual([result.outcome, result.facts.ledger, typeof result.facts.doctrine_ok], ['done', {appended: 0, missing: ['operator_api', 'operator_upload', 'crown_handshake']}, 'boolean']);
      const {result: review} = await act('receipt.review', console.ports, {earlier: result.earlier ?? {}});
      assert.deepEqual([review.outcome, review.facts.targets], ['done', ['operator_api', 'operator_upload', 'crown_handshake']]);
    });
  }

  it('may end with 1 where doctrine failed: the document counts', async t => {
    const console = await withCommand(t, ['doctrine-fails']);
    const {result} = await act('smoke.run', console.ports);
    assert.deepEqual([result.outcome, result.facts.doctrine_failures, result.facts.ledger], ['done', ['audit document missing: x'], {appended: 3, missing: []}]);
    const {result: smoke} = await toEnd(runSmoke(console.ports, {command: []}, new AbortController().signal));
    assert.equal(smoke.kind === 'completed' && smoke.doctrine.ok, false);
  });
});

type Bad = {what: string; args: string[]; outcome?: 'unknown'; code: string; exit: number; message: RegExp; next: RegExp; ledger: number; returncode: number};

const prints = (text: string) => (folder: string): string[] => {
  const file = join(folder, 'printed');
  writeFileSync(file, text);
  return ['prints', file];
};

const bad: Array<Omit<Bad, 'args'> & {args: string[] | ((folder: string) => string[])}> = [
  {what: 'fails as the original does', args: ['refuses'], code: 'smoke-exit', exit: 1, message: /ended with exit code 1: Stage B smoke checks failed: MCP handshake authentication failed$/, next: /The ledger gained no entry\.$/, ledger: 0, returncode: 1},
  {what: 'fails as ours does', args: ['tells-error'], code: 'smoke-failed', exit: 1, message: /: MCP handshake authentication failed$/, next: /^Check the token\. The ledger gained no entry\.$/, ledger: 0, returncode: 3},
  {what: 'ends badly after a good document', args: ['ends-badly'], outcome: 'unknown', code: 'smoke-exit', exit: 6, message: /exit code 3: the log could not be closed; what it sent before is unknown$/, next: /The ledger gained 3 entries: operator_api, operator_upload, crown_handshake\.$/, ledger: 3, returncode: 3},
  {what: 'ends as if it were forbidden after a good document', args: ['ends-badly', 'Stage B smoke checks failed: MCP is not enabled'], outcome: 'unknown', code: 'smoke-exit', exit: 6, message: /MCP is not enabled; what it sent before is unknown$/, next: /The ledger gained no entry\.$/, ledger: 0, returncode: 3},
  {what: 'prints no JSON', args: prints('Hello.\n'), outcome: 'unknown', code: 'smoke-no-receipt', exit: 6, message: /it printed no JSON document;/, next: /--json/, ledger: 0, returncode: 0},
  {what: 'prints nothing', args: prints(''), outcome: 'unknown', code: 'smoke-no-receipt', exit: 6, message: /it printed nothing;/, next: /--json/, ledger: 0, returncode: 0},
  {what: 'prints half a document', args: prints('{"stage": "B", '), outcome: 'unknown', code: 'smoke-no-receipt', exit: 6, message: /printed no smoke document: /, next: /--json/, ledger: 0, returncode: 0},
  {what: 'prints a name twice', args: prints('{"stage": "B", "stage": "B"}'), outcome: 'unknown', code: 'smoke-no-receipt', exit: 6, message: /printed no smoke document: .*stage/, next: /--json/, ledger: 0, returncode: 0},
  {what: 'prints another document', args: prints('{"stage": "C"}'), outcome: 'unknown', code: 'smoke-no-receipt', exit: 6, message: /stage: expected "B"; targets: /, next: /--json/, ledger: 0, returncode: 0},
  {what: 'prints too much', args: ['floods'], outcome: 'unknown', code: 'smoke-no-receipt', exit: 6, message: /it printed more than 1 MiB;/, next: /--json/, ledger: 0, returncode: 0},
];

describe('a smoke command that', () => {
  for (const {what, args, outcome = 'failed', code, exit, message, next, ledger, returncode} of bad) {
    it(`${what} has ${outcome === 'failed' ? 'failed' : 'ended nobody knows how'}, and says why`, async t => {
      const console = await withCommand(t, []);
      const command = [process.execPath, program, ...(typeof args === 'function' ? args(console.folder) : args)];
      const {result, progress} = await act('smoke.run', within(console.ports, {smoke: {command, limit: 60_000, folder: console.folder}}));
      assert.deepEqual([result.outcome, result.failure?.code, result.failure?.exit, result.facts], [outcome, code, exit, {}]);
      assert.match(result.failure?.problem ?? '', message);
      assert.match(result.failure?.next ?? '', next);
      assert.equal(console.ledger().length, ledger);
      assert.deepEqual([summaryOf(console).status, summaryOf(console).returncode], ['error', returncode]);
      assert.equal(progress.at(-1)?.state, 'failed');
    });
  }

  for (const [what, command] of [
    ['is not there', ['no-such-program-of-anybody', '--json']],
    ['may not be executed', [program]],
  ] as const) {
    it(`${what} was not started, and nothing was sent`, async t => {
      const console = await withCommand(t, []);
      const {result} = await act('smoke.run', within(console.ports, {smoke: {command, limit: 60_000, folder: console.folder}}));
      assert.deepEqual([result.outcome, result.failure?.code, result.failure?.exit], ['failed', 'smoke-not-started', 2]);
      assert.match(result.failure?.next ?? '', /Nothing was sent\. The ledger gained no entry\.$/);
    });
  }

  it('has no folder to run in was not started', async t => {
    const console = await withCommand(t, []);
    const smoke = {command: [process.execPath, program, 'good'], limit: 60_000, folder: join(console.folder, 'none')};
    const {result} = await act('smoke.run', within(console.ports, {smoke}));
    assert.deepEqual([result.outcome, result.failure?.code, summaryOf(console).returncode], ['failed', 'smoke-not-started', null]);
    assert.match(String(summaryOf(console).error), /^failed to spawn command: .*working folder/);
  });

  it('hangs is stopped, and what it sent is unknown', async t => {
    const console = await withCommand(t, ['hangs'], {limit: 300});
    const {result} = await act('smoke.run', console.ports);
    assert.deepEqual([result.outcome, result.failure?.code, result.failure?.exit], ['unknown', 'smoke-unknown', 6]);
    assert.match(result.failure?.problem ?? '', /did not end within its limit of 300 ms and was stopped with everything it had started; what it sent before is unknown$/);
    assert.deepEqual([summaryOf(console).returncode, summaryOf(console).status], [-15, 'error']);
  });

  it('is killed, and keeps us from writing that down, is unknown all the same', async t => {
    const console = await atConsole(t);
    const smoke = {command: ['sh', '-c', 'cd logs/stage_b/* && mkdir summary.json && kill -9 $$'], limit: 60_000, folder: console.folder};
    const {result} = await act('smoke.run', within(console.ports, {smoke}));
    assert.deepEqual([result.outcome, result.failure?.code, result.failure?.exit], ['unknown', 'not-recorded', 5]);
    assert.match(result.failure?.next ?? '', /The command has run; look at the gateway and at the ledger before it runs again\.$/);
  });

  it('prints very much that is no document has the beginning of it kept', async t => {
    const console = await withCommand(t, prints('x'.repeat(100_000))(await temporaryFolder(t)));
    const {result} = await act('smoke.run', console.ports);
    assert.deepEqual(result.attachments.map(({name, text}) => [name, text.length]), [['smoke-stdout.txt', 65_536]]);
  });

  it('the operator stops in the middle is unknown too, and its traces are told', async t => {
    const console = await withCommand(t, ['hangs']);
    const stopping = new AbortController();
    const running = findAction('smoke.run')?.run([], {...console.ports, earlier: {}}, stopping.signal) as AsyncGenerator<Progress, ActionResult>;
    let result: ActionResult | undefined;
    while (!result) {
      const {done, value} = await running.next();
      if (done) result = value;
      else if (value.text === 'sent the handshake') stopping.abort();
    }
    assert.deepEqual([result.outcome, result.failure?.code], ['unknown', 'smoke-unknown']);
    assert.match(result.failure?.next ?? '', /The ledger gained 3 entries: operator_api, operator_upload, crown_handshake\.$/);
    assert.deepEqual(result.attachments, [{name: 'smoke-stderr.txt', mediaType: 'text/plain', text: 'sent the handshake'}]);
    const [gained, run] = await probeOf('smoke.run', console.ports, undefined);
    assert.equal(gained, 'The ledger gained 3 lines since the step began: operator_api, operator_upload, crown_handshake.');
    assert.match(run ?? '', /it recorded smoke\.started, smoke\.command\.started, smoke\.command\.ended\.$/);
    appendFileSync(join(console.folder, runFolder, 'telemetry.jsonl'), '{"at": "2025-11-20T0');
    assert.match((await probeOf('smoke.run', console.ports, undefined))[1] ?? '', /smoke\.command\.ended, a torn line\.$/);
  });

  it('is killed from elsewhere is unknown too', async t => {
    const console = await withCommand(t, ['dies']);
    const {result} = await act('smoke.run', console.ports);
    assert.deepEqual([result.outcome, result.failure?.code, summaryOf(console).returncode], ['unknown', 'smoke-unknown', -9]);
  });
});

/** A shell script that ends with 1, and whether its run is one of which nobody knows what it sent. */
const endings: ReadonlyArray<[what: string, script: string, outcome: 'failed' | 'unknown']> = [
  ['says that the toggle is off', 'echo "Stage B smoke checks failed: ABZU_USE_MCP=1 required for Stage B smoke checks" >&2; exit 1', 'failed'],
  ['was refused at the handshake', 'echo "Stage B smoke checks failed: Stage B rehearsal context not acknowledged by MCP" >&2; exit 1', 'failed'],
  ['found nobody', 'echo "Stage B smoke checks failed: All connection attempts failed" >&2; echo "Traceback (most recent call last):" >&2; echo "httpx.ConnectError: All connection attempts failed" >&2; exit 1', 'failed'],
  ['found nobody, and who did not find whom is not said', 'echo "Stage B smoke checks failed: [Errno 111] Connection refused" >&2; exit 1', 'unknown'],
  ['could not reach a database', 'echo "Stage B smoke checks failed: could not reach :5432: Connection refused" >&2; echo "httpx.ConnectError: Connection refused" >&2; exit 1', 'unknown'],
  ['lacks a module of what comes after the heartbeat', "echo \"Stage B smoke checks failed: No module named 'agents.crown.mission_brief'\" >&2; exit 1", 'unknown'],
  ['lacks a module in the middle', "echo 'Traceback (most recent call last):' >&2; echo \"ModuleNotFoundError: No module named 'agents'\" >&2; exit 1", 'unknown'],
  ['speaks of a refusal in passing', 'echo "Stage B smoke checks failed: no brief: MCP is not enabled for crown" >&2; exit 1', 'unknown'],
  ['was refused once, and then had no answer', 'echo "Stage B smoke checks failed: MCP handshake authentication failed" >&2; echo "Stage B smoke checks failed: Server disconnected" >&2; exit 1', 'unknown'],
  ['speaks as its shell would that finds no command, and ran before', 'echo "sent both" >&2; echo "env: x: No such file or directory" >&2; exit 127', 'unknown'],
  ['got 503 for the handshake', `echo "Stage B smoke checks failed: Server error '503 Service Unavailable' for url 'http://gw/handshake'" >&2; exit 1`, 'failed'],
  ['is not there for Python', "echo \"/usr/bin/python: No module named 'scripts'\" >&2; exit 1", 'failed'],
  ['is not there for Python, nor what it lies in', "echo \"/usr/bin/python3.12: Error while finding module specification for 'scripts.stage_b_smoke' (ModuleNotFoundError: No module named 'scripts')\" >&2; exit 1", 'failed'],
  ['is a file that is not there', "echo \"python3: can't open file '/srv/smoke.py': [Errno 2] No such file or directory\" >&2; exit 2", 'failed'],
  ['was called wrongly', 'echo "usage: smoke [--json]" >&2; echo "smoke: error: unrecognized arguments: --jsn" >&2; exit 2', 'failed'],
  ['got 503 for the heartbeat', `echo "Stage B smoke checks failed: Server error '503 Service Unavailable' for url 'http://gw/heartbeat'" >&2; exit 1`, 'unknown'],
  ['had no answer', 'echo "Stage B smoke checks failed: Server disconnected without sending a response." >&2; exit 1', 'unknown'],
  ['timed out, which leaves no word', 'echo "Stage B smoke checks failed: " >&2; exit 1', 'unknown'],
  ['says nothing', 'exit 1', 'unknown'],
  ['ends as if it were not there, after it has run', 'true; exit 127', 'unknown'],
  ['was refused, and yet the ledger grew', 'echo "{\\"connector_id\\": \\"operator_api\\", \\"rotated_at\\": \\"2025-11-20T08:59:59Z\\"}" >> logs/stage_b_rotation_drills.jsonl; echo "Stage B smoke checks failed: MCP is not enabled" >&2; exit 1', 'unknown'],
  ['was refused, and yet a line was begun', 'printf "{\\"conn" >> logs/stage_b_rotation_drills.jsonl; echo "Stage B smoke checks failed: MCP is not enabled" >&2; exit 1', 'unknown'],
  ['was refused while the live service wrote', 'echo "{\\"connector_id\\": \\"operator_api\\", \\"rotated_at\\": \\"2025-11-22T09:00:00Z\\"}" >> logs/stage_b_rotation_drills.jsonl; echo "Stage B smoke checks failed: MCP is not enabled" >&2; exit 1', 'failed'],
];

describe('a smoke command that ends badly and', () => {
  for (const [what, script, outcome] of endings) {
    it(`${what} is ${outcome}`, async t => {
      const console = await atConsole(t);
      const {result} = await act('smoke.run', within(console.ports, {smoke: {command: ['sh', '-c', script], limit: 60_000, folder: console.folder}}));
      assert.deepEqual([result.outcome, result.failure?.exit === 6], [outcome, outcome === 'unknown'], JSON.stringify(result.failure));
    });
  }

  it('leaves an archive in which every path exists and every count is true', async t => {
    const console = await atConsole(t);
    const command = ['sh', '-c', 'echo a; echo b; echo c; echo d >&2; echo e >&2; exit 1'];
    await act('smoke.run', within(console.ports, {smoke: {command, limit: 60_000, folder: console.folder}}));
    const {stdout_path, stderr_path, stdout_lines, stderr_lines, stderr_tail} = summaryOf(console);
    assert.deepEqual([stdout_lines, stderr_lines, stderr_tail, readFileSync(String(stdout_path), 'utf8'), readFileSync(String(stderr_path), 'utf8')], [3, 2, ['d', 'e'], 'a\nb\nc\n', 'd\ne']);
  });

  it('was glued to a torn line has its lines counted all the same', async t => {
    const console = await withCommand(t, ['good']);
    mkdirSync(join(console.folder, 'logs'));
    writeFileSync(join(console.folder, 'logs', 'stage_b_rotation_drills.jsonl'), '{"connector_id": "oper');
    const {result} = await act('smoke.run', console.ports);
    assert.deepEqual([result.outcome, result.facts.ledger], ['done', {appended: 2, missing: ['operator_api']}]);
  });
});

describe('nothing is started', () => {
  it('where the toggle forbids it', async t => {
    const console = await withCommand(t, ['good'], {variables: {ABZU_USE_MCP: '0'}});
    const {result} = await act('smoke.run', console.ports);
    assert.deepEqual([result.outcome, result.failure?.code, result.failure?.exit, console.ledger()], ['failed', 'toggles-forbid', 4, []]);
    assert.equal(existsSync(join(console.folder, 'logs')), false);
    assert.equal(await noPlan('smoke.run', console.ports), 'ABZU_USE_MCP=1 required for Stage B smoke checks; it reads "0" (this shell). Set ABZU_USE_MCP to exactly 1 and run again. Nothing was sent.');
  });

  it('where the environment has no gateway to be used any more, as after it was pointed elsewhere', async t => {
    const console = await withCommand(t, ['good']);
    const {source} = console.ports.environment.gateway();
    const {result} = await act('smoke.run', within(console.ports, {gateway: () => ({url: '', source, proxy: {kind: 'direct'}})}));
    assert.deepEqual([result.outcome, result.failure?.code, console.ledger()], ['failed', 'gateway-address', []]);
    assert.equal(existsSync(join(console.folder, 'logs')), false);
  });

  it('where a heartbeat is to be spared that only the command decides about', async t => {
    const console = await withCommand(t, ['good']);
    const {result} = await toEnd(runSmoke(within(console.ports, {noHeartbeat: '--skip-heartbeat'}), {command: []}, new AbortController().signal));
    assert.deepEqual([result.kind === 'failed' && result.failure.code, console.ledger()], ['usage', []]);
  });

  it('where the run cannot be recorded', async t => {
    const console = await withCommand(t, ['good']);
    mkdirSync(join(console.folder, 'logs'));
    writeFileSync(join(console.folder, 'logs', 'stage_b'), 'a file where a folder should be');
    const {result} = await act('smoke.run', console.ports);
    assert.deepEqual([result.failure?.code, console.ledger()], ['not-recorded', []]);
  });

  it('by a plan, which shows the very command', async t => {
    const console = await withCommand(t, ['good']);
    const {items, does} = await goodPlan('smoke.run', console.ports);
    assert.deepEqual(items.map(({what, to}) => [what, to]), [
      ['heartbeat', `what ${shown} good sends`],
      ['rotation ledger', 'expected: 3 lines more'],
      ['run archive', 'one folder: its document as the receipt'],
    ]);
    assert.deepEqual(does, [
      `in ${console.folder}: env ABZU_USE_MCP=1 MCP_GATEWAY_URL=${console.gateway.url} ${shown} good`,
      'it brings its own token, its way through a proxy and whatever else it needs: of the variables it is given these alone',
      'stop it with everything it has started when it does not end within 1m 0s',
      'keep its document as the receipt in a new folder of logs/stage_b',
    ]);
    assert.deepEqual(console.ledger(), []);
  });
});
