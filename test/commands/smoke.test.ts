import assert from 'node:assert/strict';
import {cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {run} from '../people/program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {unanswered} from '../worlds/unanswered.ts';
import {documentOf, filesIn, ledgerIn, theOne} from '../worlds/working-folder.ts';
import {startGateway} from '../people/running.ts';

const targets = ['operator_api', 'operator_upload', 'crown_handshake'];

type Entry = {connector_id: string; rotated_at: string; window_hours: number; rotation_window: Record<string, string>; stage_b_summary_path: string};
type Smoke = {
  services: Record<string, Record<string, unknown>>;
  endpoints: Record<string, string>;
  handshake: {session: {id: string}};
  heartbeat: {payload: Record<string, unknown>; credential_expiry: string};
  rotation_ledger: Record<string, Entry>;
  doctrine_ok: boolean;
  doctrine_failures: string[];
};

/** The seed's keys that a real receipt of the time already had, in its order. */
function keysOfRealReceipt(): string[] {
  const file = new URL('../fixtures/stage_b/20250921T122529Z/stage_b_smoke.json', import.meta.url);
  return Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object);
}

test('a smoke run against a healthy gateway prints one document with the members automation knows, in their order', async t => {
  const gateway = await startGateway(t);
  const {code, stdout, stderr, cwd} = await run(t, ['smoke', '--json'], {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
  const document = documentOf(stdout) as Smoke;
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(gateway.requests(), ['POST /handshake', 'POST /heartbeat']);

  const keys = Object.keys(document);
  assert.deepEqual(keys, ['stage', 'targets', 'services', 'endpoints', 'handshake', 'heartbeat', 'rotation_ledger', 'doctrine_ok', 'doctrine_failures', 'findings']);
  assert.deepEqual(keys.filter(key => keysOfRealReceipt().includes(key)), keysOfRealReceipt());
  assert.deepEqual(Object.keys(document.services), targets);
  assert.deepEqual(Object.keys(document.services.operator_api ?? {}), ['session', 'accepted_contexts']);
  assert.deepEqual(document.services.operator_upload, {session_reused: true, notes: 'Upload operations share the operator MCP session.'});
  assert.deepEqual(document.services.crown_handshake, {version: '0.2.5', module: 'razar/crown_handshake.py'});
  assert.deepEqual(document.endpoints, {gateway: gateway.url, handshake: `${gateway.url}/handshake`, heartbeat: `${gateway.url}/heartbeat`});
  assert.deepEqual(Object.keys(document.heartbeat), ['payload', 'credential_expiry']);
  assert.deepEqual(Object.keys(document.heartbeat.payload), ['event', 'chakra', 'cycle_count', 'context', 'credential_expiry', 'emitted_at']);
  assert.deepEqual([document.doctrine_ok, document.doctrine_failures], [true, []]);

  const ledger = ledgerIn(join(cwd, 'logs')).map(line => JSON.parse(line) as Entry);
  assert.deepEqual(ledger.map(entry => entry.connector_id), targets);
  assert.deepEqual(document.rotation_ledger, Object.fromEntries(ledger.map(entry => [entry.connector_id, entry])));
  for (const entry of ledger) {
    assert.deepEqual(Object.keys(entry).slice(0, 4), ['connector_id', 'rotated_at', 'window_hours', 'rotation_window']);
    assert.deepEqual(Object.keys(entry.rotation_window), ['window_id', 'started_at', 'expires_at', 'duration']);
    assert.equal(join(cwd, entry.stage_b_summary_path), theOne(cwd, 'summary.json'));
  }
  assert.equal(readFileSync(theOne(cwd, 'stage_b_smoke.json'), 'utf8'), stdout, 'the receipt is what was printed');
});

test('without --json there is one line for a person, then the same document; progress is on stderr', async t => {
  const gateway = await startGateway(t);
  const {code, stdout, stderr} = await run(t, ['smoke', '--verbose'], {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: `${gateway.url}/`}});
  const [first = '', ...rest] = stdout.split('\n');
  assert.equal(code, 0);
  assert.equal(first, 'Stage B smoke checks completed.');
  const {endpoints, handshake} = JSON.parse(rest.join('\n')) as Smoke;
  assert.equal(endpoints.handshake, `${gateway.url}/handshake`, 'one slash');
  assert.deepEqual(gateway.requests(), ['POST /handshake', 'POST /heartbeat']);
  assert.match(stderr, /^handshake ok: /m);
  assert.match(stderr, /^heartbeat ok: /m);
  assert.match(stderr, /^ledger ok: /m);
  const telemetry = stderr.split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(telemetry.find(({event}) => event === 'mcp.handshake'), {
    level: 'INFO',
    message: 'Stage B rehearsal handshake acknowledged',
    event: 'mcp.handshake',
    stage: 'B',
    session_id: handshake.session.id,
    connector_id: 'operator_api',
    accepted_contexts: ['stage-b-rehearsal'],
  });
});

test('with --skip-heartbeat the gateway gets a handshake only, and the document has no heartbeat', async t => {
  const gateway = await startGateway(t);
  const {code, stdout, cwd} = await run(t, ['smoke', '--json', '--skip-heartbeat'], {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
  assert.equal(code, 0);
  assert.ok(!('heartbeat' in documentOf(stdout)));
  assert.deepEqual(gateway.requests(), ['POST /handshake']);
  assert.equal(ledgerIn(join(cwd, 'logs')).length, 3);
});

test('a second run adds three lines below the first and touches nothing that was there', async t => {
  const gateway = await startGateway(t);
  const env = {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url};
  const {cwd} = await run(t, ['smoke', '--json'], {env});
  const file = join(cwd, 'logs/stage_b_rotation_drills.jsonl');
  const first = readFileSync(file, 'utf8');
  await run(t, ['smoke', '--json'], {env, cwd});
  assert.ok(readFileSync(file, 'utf8').startsWith(first));
  assert.equal(ledgerIn(join(cwd, 'logs')).length, 6);
  assert.equal(filesIn(cwd).filter(name => name.endsWith('stage_b_smoke.json')).length, 2);
});

test('unless ABZU_USE_MCP is exactly 1 nothing is sent and nothing is written', {concurrency: 2}, async t => {
  await Promise.all([undefined, '', '0', 'true', '1 ', ' 1', '01', 'yes'].map(value => t.test(`ABZU_USE_MCP ${value === undefined ? 'absent' : JSON.stringify(value)}`, async t => {
    const gateway = await unanswered(t, {shut: true});
    const {code, stdout, stderr, cwd} = await run(t, ['smoke', '--json'], {env: {ABZU_USE_MCP: value, MCP_GATEWAY_URL: `http://${gateway.host}`}});
    const {ok, error} = documentOf(stdout) as {ok: boolean; error: {code: string; message: string; next: string}};
    assert.deepEqual([code, ok, error.code], [4, false, 'toggles-forbid']);
    assert.match(error.message, /^ABZU_USE_MCP=1 required for Stage B smoke checks; /);
    assert.match(error.next, /Nothing was sent/);
    assert.equal(stderr, `Stage B smoke checks failed: ${error.message}\n`);
    assert.equal(gateway.knocks(), 0);
    assert.deepEqual(filesIn(cwd), []);
  })));
});

test('settings that cannot be used are refused before anything is sent or written', {concurrency: 2}, async t => {
  const settings = [
    {MCP_GATEWAY_URL: ''},
    {MCP_GATEWAY_URL: 'localhost:8001'},
    {MCP_GATEWAY_URL: 'http://mara:geheim-5521@localhost:8001'},
    {MCP_SUPPORTED_CONTEXTS: '{broken'},
    {OPERATOR_API_STAGE_B_SUPPORTED_CONTEXTS: '{}'},
  ];
  await Promise.all(settings.map(given => t.test(Object.keys(given).join() + Object.values(given).join().replace(/geheim-\d+/, 'PASSWORD'), async t => {
    const gateway = await unanswered(t, {shut: true});
    const {code, stdout, stderr, cwd} = await run(t, ['smoke', '--json'], {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: `http://${gateway.host}`, ...given}});
    assert.deepEqual([code, (documentOf(stdout) as {ok: boolean}).ok], [2, false]);
    assert.equal(gateway.knocks(), 0);
    assert.deepEqual(filesIn(cwd), []);
    assert.ok(!(stdout + stderr).includes('geheim-5521'), 'a password was printed');
  })));
});

/** The connector documents of a checkout, from the reduced real ones. */
async function checkout(t: AfterTest): Promise<string> {
  const root = await temporaryFolder(t);
  const fixtures = join(import.meta.dirname, '../fixtures/');
  mkdirSync(join(root, 'docs/connectors'), {recursive: true});
  mkdirSync(join(root, 'schemas'));
  cpSync(join(fixtures, 'CONNECTOR_INDEX.reduced.md'), join(root, 'docs/connectors/CONNECTOR_INDEX.md'));
  cpSync(join(fixtures, 'component_index.reduced.json'), join(root, 'component_index.json'));
  cpSync(join(fixtures, 'schemas/mcp_heartbeat_payload.schema.json'), join(root, 'schemas/mcp_heartbeat_payload.schema.json'));
  writeFileSync(join(root, 'docs/connectors/operator_mcp_audit.md'), '# Audit\n');
  return root;
}

test('with --root the documents and the ledger are those of the checkout', async t => {
  const gateway = await startGateway(t);
  const root = await checkout(t);
  const {code, stdout, stderr, cwd} = await run(t, ['smoke', '--json', '--root', root], {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
  assert.deepEqual([code, stderr, (documentOf(stdout) as Smoke).doctrine_failures], [0, '', []]);
  assert.equal(ledgerIn(join(root, 'logs')).length, 3);
  assert.deepEqual(filesIn(cwd), [], 'nothing beside the checkout');
});

test('a checkout that lacks its documents fails doctrine: the document is printed all the same, the exit code is 1', async t => {
  const gateway = await startGateway(t);
  const root = await temporaryFolder(t);
  const {code, stdout, stderr} = await run(t, ['smoke', '--json', '--root', root], {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
  const {doctrine_ok: ok, doctrine_failures: failures} = documentOf(stdout) as Smoke;
  assert.deepEqual([code, ok], [1, false]);
  assert.equal(failures[0], `audit document missing: ${join(root, 'docs/connectors/operator_mcp_audit.md')}`);
  assert.ok(failures.includes(`operator_api_stage_b: component registry missing: ${join(root, 'component_index.json')}`));
  assert.match(stderr, /^Doctrine failed: .*\n$/);
  assert.equal(ledgerIn(join(root, 'logs')).length, 3, 'the drills were earned');

  const report = await run(t, ['doctrine', '--json', '--root', root]);
  assert.deepEqual([report.code, documentOf(report.stdout)], [1, {ok: false, failures, findings: []}]);
});
