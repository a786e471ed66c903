import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {documentOf, filesIn, ledgerIn, readJournal, story, theOne, verifyEvidence} from '../worlds/working-folder.ts';
import {startGateway} from '../people/running.ts';

const steps = ['toggles', 'gateway', 'smoke', 'receipt', 'ledger', 'packet', 'close'];
const wholeStory = ['session.opened', ...steps.flatMap(step => [`step.started ${step}`, `step.finished ${step} done`]), 'session.closed completed'];

type Step = {id: string; status: string; attempts: number; proofs: Array<{text: string; state: string}>; failure: null | {code: string}};
type Run = {
  ok: boolean;
  session: string;
  verdict: string;
  class: string;
  environment: string;
  gateway: string;
  journal: string;
  head: string;
  receipt: string;
  counts: Record<string, number>;
  steps: Step[];
};

test('the practice rehearsal walks itself: one document on stdout, everything below logs/practice, each proof held', async t => {
  const {code, stdout, stderr, cwd} = await run(t, ['run', 'stage-b-rehearsal', '--env', 'practice', '--auto', '--json']);
  const document = documentOf(stdout) as Run;
  assert.deepEqual([code, document.ok, document.verdict, document.class, document.environment], [0, true, 'completed', 'practice', 'practice']);
  assert.deepEqual(document.counts, {done: 7, failed: 0, skipped: 0, unknown: 0, open: 0});
  assert.deepEqual(document.steps.map(({id, status, attempts}) => [id, status, attempts]), steps.map(id => [id, 'done', 1]));
  const proofs = document.steps.flatMap(step => step.proofs);
  assert.ok(proofs.length > 15, `${proofs.length} proofs`);
  for (const {text, state} of proofs) assert.equal(state, /stated:|is the one this rehearsal|are archived together/.test(text) ? 'not stated' : 'holds', text);
  assert.match(stderr, /^practice, http:\/\/127\.0\.0\.1:\d+/);
  for (const [index, title] of ['Confirm the toggles', 'Confirm the gateway', 'Run the smoke checks'].entries()) {
    assert.ok(stderr.includes(`Step ${index + 1} of 7: ${title}`));
  }

  const folder = `logs/practice/${document.session}/`;
  for (const file of filesIn(cwd)) assert.ok(file.startsWith(folder) || file === 'logs/practice/.fingerprint-key', file);
  assert.equal(ledgerIn(join(cwd, folder)).length, 3);
  const journal = readJournal(resolve(cwd, document.journal));
  assert.equal(journal.path, join(cwd, folder, 'journal.jsonl'));
  assert.equal(journal.head, document.head);
  assert.deepEqual(story(journal), wholeStory);
  assert.ok(verifyEvidence(journal) >= 6);
  assert.equal(statSync(journal.path).mode & 0o777, 0o600);
  assert.equal(resolve(cwd, document.receipt), theOne(cwd, 'stage_b_smoke.json'));
});

test('the chain can be checked without us: sha256sum over each line gives what the next one names', async t => {
  const {cwd} = await run(t, ['run', 'stage-b-rehearsal', '--env', 'practice', '--auto', '--json']);
  const script = `
    want=${'0'.repeat(64)}
    while IFS= read -r line; do
      case $line in *'"prev":"'"$want"'"'*) ;; *) echo "broken before: $line"; exit 1;; esac
      want=$(printf %s "$line" | sha256sum | cut -d' ' -f1)
    done <"$1"
    echo "$want"`;
  const journal = theOne(cwd, 'journal.jsonl');
  assert.equal(execFileSync('sh', ['-c', script, 'sh', journal], {encoding: 'utf8'}).trim(), readJournal(journal).head);
});

test('outside practice nothing runs unattended until somebody has named the environment', {concurrency: 2}, async t => {
  const words: string[][] = [[], ['--confirm', 'practice'], ['--confirm', 'Console'], ['--confirm', '']];
  await Promise.all(words.map(confirm => t.test(confirm.join(' ') || 'no --confirm', async t => {
    const gateway = await startGateway(t);
    const {code, stdout, stderr, cwd} = await run(t, ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--json', ...confirm], {
      env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url},
    });
    const {ok, error} = documentOf(stdout) as {ok: boolean; error: {code: string; next: string}};
    assert.deepEqual([code, ok, error.code], [2, false, 'not-confirmed']);
    assert.equal(error.next, 'Add --confirm console to allow it unattended. Nothing was run.');
    assert.equal(stderr.trim().split('\n').length, 1);
    assert.deepEqual(gateway.requests(), []);
    assert.deepEqual(ledgerIn(join(cwd, 'logs')), []);
    assert.deepEqual(filesIn(cwd).filter(path => path.includes('journal')), [], 'a refused walk writes no session');
  })));
});

test('on a live gateway the word is its host, and the name of the environment is not enough', async t => {
  const args = ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--confirm', 'console'];
  const {code, stderr} = await run(t, args, {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: 'http://gw.invalid:8001'}});
  assert.equal(code, 2);
  assert.match(stderr, /--confirm is not the gateway's host\nAdd --confirm gw\.invalid:8001 to allow it unattended\. Nothing was run\./);
});

test('confirmed, the console rehearsal leaves journal, ledger, archive and packet where the nightly job looks for them', async t => {
  const gateway = await startGateway(t);
  const {code, stdout, cwd} = await run(t, ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--json', '--confirm', 'console', '--incident', 'INC-204', '--operator', 'night job'], {
    env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url},
  });
  const document = documentOf(stdout) as Run;
  assert.deepEqual([code, document.verdict, document.class, document.gateway], [0, 'completed', 'rehearsal', gateway.url]);
  assert.deepEqual(gateway.requests(), ['POST /handshake', 'POST /heartbeat']);

  const journal = readJournal(join(cwd, 'logs/sessions', document.session, 'journal.jsonl'));
  assert.deepEqual(story(journal), wholeStory);
  const [opened] = journal.lines;
  assert.deepEqual([opened?.operator, opened?.class, opened?.body.incident], ['night job', 'rehearsal', 'INC-204']);
  const confirmed = Object.fromEntries(journal.lines.filter(({type}) => type === 'step.started').map(({body}) => [body.step, body.confirmed]));
  assert.deepEqual(confirmed, {toggles: null, gateway: null, smoke: 'console', receipt: null, ledger: null, packet: 'console', close: null});

  const [runFolder] = filesIn(cwd).filter(file => file.endsWith('/summary.json')).map(file => file.replace('/summary.json', ''));
  assert.match(runFolder ?? '', /^logs\/stage_b\/\d{8}T\d{6}Z-stage_b3_connector_rotation$/);
  const others = filesIn(cwd).filter(file => !/\/evidence\/|\/\.[a-z]+$/.test(file));
  assert.deepEqual(others, [
    `logs/sessions/${document.session}/journal.jsonl`,
    `${runFolder}/stage_b3_connector_rotation.stderr.log`,
    `${runFolder}/stage_b3_connector_rotation.stdout.log`,
    `${runFolder}/stage_b_rotation_drills.jsonl`,
    `${runFolder}/stage_b_smoke.json`,
    `${runFolder}/summary.json`,
    `${runFolder}/telemetry.jsonl`,
    'logs/stage_b_rehearsal_packet.json',
    'logs/stage_b_rotation_drills.jsonl',
  ]);
  assert.equal(ledgerIn(join(cwd, 'logs')).length, 3);
  assert.ok(verifyEvidence(journal) >= 6);
});

test('a session names the heads of the sessions before it, so that removing one is noticed', async t => {
  const cwd = await temporaryFolder(t);
  const args = ['run', 'stage-b-rehearsal', '--env', 'practice', '--auto', '--json'];
  const first = documentOf((await run(t, args, {cwd})).stdout) as Run;
  const second = documentOf((await run(t, args, {cwd})).stdout) as Run;
  const {lines} = readJournal(resolve(cwd, second.journal));
  assert.deepEqual(lines[0]?.body.earlier, [{session: first.session, head: first.head}]);
});

const failures = [
  {fault: 'refused', exit: 3, steps: ['toggles done', 'gateway failed'], handshakes: 0},
  {fault: 'unauthenticated', exit: 3, steps: ['toggles done', 'gateway done', 'smoke failed', 'smoke failed', 'smoke failed'], handshakes: 9},
  {fault: 'dropped-after-sending', exit: 6, steps: ['toggles done', 'gateway done', 'smoke unknown'], handshakes: 1},
];

test('a gateway that fails stops the walk: retried as the runbook says, an unknown outcome never', {concurrency: 2}, async t => {
  await Promise.all(failures.map(({fault, exit, steps: expected, handshakes}) => t.test(fault, async t => {
    const gateway = await startGateway(t, fault);
    const {code, stdout, cwd} = await run(t, ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--json', '--confirm', 'console'], {
      env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url},
    });
    const {ok, verdict} = documentOf(stdout) as Run;
    // What may have happened is left open, so that somebody can settle it.
    const left = exit === 6;
    assert.deepEqual([code, ok, verdict], [exit, false, left ? 'unfinished' : 'stopped']);
    const told = story(readJournal(theOne(cwd, 'journal.jsonl')));
    assert.deepEqual(told.filter(line => line.startsWith('step.finished')).map(line => line.replace('step.finished ', '')), expected);
    assert.match(told.at(-1) ?? '', left ? /^session\.paused/ : /^session\.closed stopped$/);
    assert.deepEqual(gateway.requests(), Array.from({length: handshakes}, () => 'POST /handshake'));
    assert.deepEqual(ledgerIn(join(cwd, 'logs')), []);
    assert.ok(!existsSync(join(cwd, 'logs/stage_b_rehearsal_packet.json')), 'no step after the failure');
  })));
});

test('toggles that are off stop the walk at its first step, before anything is sent', async t => {
  const gateway = await startGateway(t);
  const {code, stdout, cwd} = await run(t, ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--json', '--confirm', 'console'], {env: {MCP_GATEWAY_URL: gateway.url}});
  const {verdict, counts} = documentOf(stdout) as Run;
  assert.deepEqual([code, verdict, counts], [1, 'stopped', {done: 0, failed: 1, skipped: 0, unknown: 0, open: 6}]);
  assert.deepEqual(gateway.requests(), []);
  assert.deepEqual(ledgerIn(join(cwd, 'logs')), []);
});

test('without a command and without a terminal the practice rehearsal is walked in plain text, and the last line leads to the receipt', async t => {
  const {code, stdout, stderr, cwd} = await run(t, [], {env: {ABZU_USE_MCP: '0', MCP_GATEWAY_URL: 'http://gw.invalid'}});
  const lines = stdout.trimEnd().split('\n');
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(lines[0] ?? '', /unattended.*practice|practice.*unattended/);
  const receipt = resolve(cwd, (lines.at(-1) ?? '').split(' ').at(-1) ?? '');
  assert.equal(receipt, theOne(cwd, 'stage_b_smoke.json'));
  assert.equal((JSON.parse(readFileSync(receipt, 'utf8')) as {doctrine_ok: boolean}).doctrine_ok, true);
  for (const title of ['Step 1 of 7', 'Step 7 of 7']) assert.ok(stdout.includes(title), title);
  assert.match(stdout, new RegExp(`^head +${readJournal(theOne(cwd, 'journal.jsonl')).head.slice(0, 8)}$`, 'm'));
});

test('where the journal cannot be written nothing is run, and the exit code is 5', async t => {
  const gateway = await startGateway(t);
  const cwd = await temporaryFolder(t);
  mkdirSync(join(cwd, 'logs'));
  writeFileSync(join(cwd, 'logs/sessions'), 'a file in the way');
  const {code, stdout, stderr} = await run(t, ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--json', '--confirm', 'console'], {
    cwd,
    env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url},
  });
  const {error} = documentOf(stdout) as {error: {code: string; message: string; next: string}};
  assert.deepEqual([code, error.code], [5, 'not-recorded']);
  assert.match(error.message, /^the journal cannot be written: /);
  assert.match(error.next, /^Nothing was run\./);
  assert.equal(stderr, `${error.message}\n`);
  assert.deepEqual(gateway.requests(), []);
  assert.deepEqual(filesIn(cwd), ['logs/sessions']);
});
