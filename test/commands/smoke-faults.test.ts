import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {faults, type FaultName} from '../../source/practice/faults.ts';
import {run} from '../people/program.ts';
import {documentOf, ledgerIn, theOne} from '../worlds/working-folder.ts';
import {startGateway} from '../people/running.ts';

type Expected = {
  code: string;
  says: RegExp;
  /** What the gateway saw. */
  requests: string[];
};

const handshake = 'POST /handshake';
const beat = 'POST /heartbeat';
const thrice = [handshake, handshake, handshake];

const failing: Record<Exclude<FaultName, '5xx-once' | 'stale-rotation'>, Expected> = {
  refused: {code: 'gateway-not-reached', says: /ECONNREFUSED/, requests: []},
  '5xx-always': {code: 'gateway-error-answer', says: /503.*3 attempts/, requests: thrice},
  unauthenticated: {code: 'handshake-refused', says: /MCP handshake authentication failed \(3 attempts\)/, requests: thrice},
  'context-not-acknowledged': {code: 'handshake-refused', says: /Stage B rehearsal context not acknowledged by MCP/, requests: [handshake]},
  'session-missing': {code: 'handshake-refused', says: /MCP handshake missing session information/, requests: [handshake]},
  'malformed-json': {code: 'gateway-bad-answer', says: /JSON/, requests: [handshake]},
  slow: {code: 'handshake-unknown', says: /5 s.*whether the gateway took the handshake is unknown/, requests: [handshake]},
  dripping: {code: 'gateway-bad-answer', says: /not finished in time.*15 s/, requests: [handshake]},
  endless: {code: 'gateway-bad-answer', says: /longer than 262144 bytes/, requests: [handshake]},
  'dropped-after-sending': {code: 'handshake-unknown', says: /whether the gateway took the handshake is unknown/, requests: [handshake]},
  'heartbeat-refused': {code: 'heartbeat-gateway-error-answer', says: /503/, requests: [handshake, beat]},
  'heartbeat-dropped': {code: 'heartbeat-unknown', says: /whether the gateway took the heartbeat is unknown/, requests: [handshake, beat]},
};

// All at once: most of them wait for time to pass.
test('whatever the gateway does wrong, the run ends with exit code 3, one sentence, and no ledger line', {concurrency: true}, async t => {
  await Promise.all(Object.entries(failing).map(([fault, expected]) => t.test(fault, async t => {
    const gateway = await startGateway(t, fault);
    const {code, stdout, stderr, cwd} = await run(t, ['smoke', '--json'], {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
    const {ok, error} = documentOf(stdout) as {ok: boolean; error: {code: string; message: string; next: string}};
    assert.deepEqual([code, ok, error.code], [3, false, expected.code]);
    assert.match(error.message, expected.says);
    assert.match(error.next, /No ledger line was written/);
    assert.equal(stderr, `Stage B smoke checks failed: ${error.message}\n`);
    assert.doesNotMatch(error.message, /\n/);
    assert.deepEqual(ledgerIn(join(cwd, 'logs')), []);
    assert.deepEqual(gateway.requests(), expected.requests);

    const summary = JSON.parse(readFileSync(theOne(cwd, 'summary.json'), 'utf8')) as {status: string; returncode: number};
    assert.deepEqual([summary.status, summary.returncode], ['error', 3]);
  })));
});

test('one 503 is no failure: the second attempt counts, once', async t => {
  const gateway = await startGateway(t, '5xx-once');
  const {code, stdout, stderr, cwd} = await run(t, ['smoke', '--json'], {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual((documentOf(stdout) as {doctrine_failures: string[]}).doctrine_failures, []);
  assert.equal(ledgerIn(join(cwd, 'logs')).length, 3);
  assert.deepEqual(gateway.requests(), [handshake, handshake, beat]);
});

test('an old rotation window is written as the gateway reports it, and the nightly check then says stale', async t => {
  const gateway = await startGateway(t, 'stale-rotation');
  const {code, cwd} = await run(t, ['smoke', '--json'], {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
  assert.equal(code, 0);
  assert.equal(ledgerIn(join(cwd, 'logs')).length, 3);
  const check = await run(t, ['ledger', 'check'], {cwd});
  assert.deepEqual([check.code, check.stdout], [1, 'Rotation drill stale: 72.00h old (window 48h).\n']);
});

test('every fault is walked above, and a wrong name lists them all', async t => {
  assert.deepEqual([...Object.keys(failing), '5xx-once', 'stale-rotation'].sort(), faults.map(({name}) => name).sort());
  const {code, stdout, stderr} = await run(t, ['gateway', '--fault', '5xx-onse']);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /did you mean 5xx-once\?/);
  for (const {name} of faults) assert.ok(stderr.includes(name), name);
});

test('a port that is taken is said to be, with exit code 3', async t => {
  const gateway = await startGateway(t);
  const {code, stderr} = await run(t, ['gateway', '--port', String(gateway.port)]);
  assert.equal(code, 3);
  assert.match(stderr, new RegExp(`cannot listen on 127\\.0\\.0\\.1:${gateway.port} \\(EADDRINUSE\\)`));
});

test('the gateway stops when it is told to, with the exit code of the signal', {concurrency: 2}, async t => {
  await Promise.all(([['SIGINT', 130], ['SIGTERM', 143]] as const).map(([signal, code]) => t.test(signal, async t => {
    const {process} = await startGateway(t);
    process.child.kill(signal);
    assert.deepEqual(await process.ended, {code, signal: null});
  })));
});
