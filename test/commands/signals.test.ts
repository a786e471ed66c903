import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {pathToFileURL} from 'node:url';
import {shortStop} from '../worlds/short-stop.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {unanswered} from '../worlds/unanswered.ts';
import {documentOf, ledgerIn, readJournal, story, theOne} from '../worlds/working-folder.ts';
import {start, startGateway, type Running} from '../people/running.ts';
import {waitFor} from '../people/waiting.ts';

const signals = [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const;

function walk(t: AfterTest, cwd: string, url: string): Promise<Running> {
  return start(t, ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--confirm', 'console'], {cwd, env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: url}});
}

test('told to stop while the gateway has the handshake: exit code 6, the step is unknown, the journal ends in order', {concurrency: true}, async t => {
  await Promise.all(signals.map(([signal]) => t.test(signal, async t => {
    const gateway = await startGateway(t, 'slow');
    const cwd = await temporaryFolder(t);
    const program = await walk(t, cwd, gateway.url);
    await gateway.process.says('POST /handshake');
    program.child.kill(signal);
    assert.deepEqual(await program.ended, {code: 6, signal: null});
    const told = story(readJournal(theOne(cwd, 'journal.jsonl')));
    assert.deepEqual(told.slice(-3), ['step.started smoke', 'step.finished smoke unknown', 'session.paused smoke']);
    assert.deepEqual(ledgerIn(join(cwd, 'logs')), []);
    assert.match(program.stdout(), /whether the gateway took the handshake is unknown/);
    assert.match(program.stdout(), /1 unknown/);
    assert.equal(program.stderr(), signal === 'SIGTERM' ? '' : 'Stopping when this step is done; ctrl-c again within 2 s stops it now.\n');
  })));
});

const stopping = 'Stopping when this step is done';
const cancelled = 'cancelled after the request was sent';

test('told twice within two seconds, a walk does not wait for the running step', async t => {
  const gateway = await startGateway(t, 'dripping');
  const program = await walk(t, await temporaryFolder(t), gateway.url);
  await gateway.process.says('POST /handshake');
  program.child.kill('SIGINT');
  // Two that come at once may be delivered as one.
  await program.says(stopping);
  // Whoever is too late on a busy machine is told so again. Nobody hears a signal that comes when Node has let go of everything.
  for (let told = 1; !program.stdout().includes(cancelled); told += 1) {
    program.child.kill('SIGINT');
    await program.says(new RegExp(`${cancelled}|(?:${stopping}[^]*){${told + 1}}`));
  }
  assert.deepEqual(await program.ended, {code: 6, signal: null});
});

test('told to stop while a step only looks: the exit code is the one of the signal, and the session can be continued', {concurrency: true}, async t => {
  await Promise.all(signals.map(([signal, code]) => t.test(signal, async t => {
    const gateway = await unanswered(t);
    const cwd = await temporaryFolder(t);
    const program = await walk(t, cwd, `https://${gateway.host}`);
    await gateway.knocked;
    program.child.kill(signal);
    assert.deepEqual(await program.ended, {code, signal: null});
    const told = story(readJournal(theOne(cwd, 'journal.jsonl')));
    assert.deepEqual(told.slice(-2), ['step.finished gateway failed', 'session.paused gateway']);
    assert.match(program.stdout(), /The session is kept/);
  })));
});

test('a smoke run that is stopped says whether the gateway may have acted', {concurrency: true}, async t => {
  await Promise.all([['sent', 6], ['not sent', 130]].map(([what, code]) => t.test(`handshake ${what}`, async t => {
    const slow = await startGateway(t, 'slow');
    const silent = await unanswered(t);
    const url = what === 'sent' ? slow.url : `https://${silent.host}`;
    const program = await start(t, ['smoke', '--json'], {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: url}});
    await (what === 'sent' ? slow.process.says('POST /handshake') : silent.knocked);
    program.child.kill('SIGINT');
    assert.deepEqual(await program.ended, {code, signal: null});
    const {error} = documentOf(program.stdout()) as {error: {code: string; next: string}};
    assert.equal(error.code, what === 'sent' ? 'handshake-unknown' : 'gateway-not-reached');
    assert.match(error.next, /No ledger line was written/);
    assert.equal(program.stderr().trim().split('\n').length, 1);
  })));
});

/** So long that nobody has read it before the signal comes. */
function longLedger(cwd: string): string {
  const file = join(cwd, 'logs/stage_b_rotation_drills.jsonl');
  mkdirSync(join(cwd, 'logs'));
  writeFileSync(file, '{"connector_id": "operator_api", "rotated_at": "2025-11-20T10:00:00Z", "window_hours": 48}\n'.repeat(400_000));
  return file;
}

test('a long review that is stopped is no bug of ours', async t => {
  const cwd = await temporaryFolder(t);
  longLedger(cwd);
  // It opens the file once everything is loaded, and then reads for a while: how long, is the machine's affair.
  const stopped = pathToFileURL(resolve(import.meta.dirname, '../fixtures/programs/stopped-at-open.js')).href;
  const reviewed = await start(t, ['ledger', 'review'], {cwd, env: {NODE_OPTIONS: `--import=${stopped}`, STOPPED_AT_OPEN: 'SIGINT stage_b_rotation_drills.jsonl'}});
  assert.deepEqual(await reviewed.ended, {code: 130, signal: null});
  assert.match(reviewed.stderr(), /^stopped by SIGINT\n/);
  assert.doesNotMatch(reviewed.stderr(), /bug/);
});

test('a walk that is stopped while it reads a long ledger is kept', async t => {
  const cwd = await temporaryFolder(t);
  const ledger = longLedger(cwd);
  const gateway = await startGateway(t);
  const program = await walk(t, cwd, gateway.url);
  await program.says('Step 5 of 7');
  program.child.kill('SIGTERM');
  assert.deepEqual(await program.ended, {code: 143, signal: null});
  const told = story(readJournal(theOne(cwd, 'journal.jsonl')));
  assert.deepEqual(told.slice(-2), ['step.finished ledger failed', 'session.paused ledger']);
  assert.match(program.stdout(), /the ledger was not read to its end/);
  assert.equal(readFileSync(ledger, 'utf8').split('\n').length, 400_004, 'the three drills stay');
});

for (const [told, signal, code] of [['one SIGINT', 'SIGINT', 130], ['a line that is cut', 'SIGHUP', 129], ['SIGUSR1, which is nobody\'s', 'SIGUSR1', 0]] as const) {
  test(`${told} while a restart runs: it ends, the step is done, and nothing else says a word`, async t => {
    const cwd = await shortStop(t);
    const program = await start(t, ['run', 'short', '--runbooks', 'rb', '--env', 'lab', '--auto', '--confirm', 'lab', '--operator', 'mara'], {cwd});
    await waitFor({until: () => existsSync(join(cwd, 'applying')), changed: () => new Promise(() => {}), missing: () => program.stderr()});
    program.child.kill(signal);
    if (signal !== 'SIGUSR1') await program.says(stopping);
    writeFileSync(join(cwd, 'go'), '');
    assert.deepEqual(await program.ended, {code, signal: null});
    assert.ok(existsSync(join(cwd, 'applied')));
    assert.ok(story(readJournal(theOne(cwd, 'journal.jsonl'))).includes('step.finished stop done'));
    assert.doesNotMatch(program.stderr(), /Debugger/);
  });
}

test('a gateway that refuses goes on refusing until it is stopped', async t => {
  const gateway = await startGateway(t, 'refused');
  await assert.rejects(fetch(gateway.url));
  gateway.process.child.kill('SIGTERM');
  assert.deepEqual(await gateway.process.ended, {code: 143, signal: null});
  assert.equal(gateway.process.stderr(), '');
});
