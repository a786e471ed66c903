import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {readJournal} from '../../source/journal/read-journal.ts';
import {verifySession} from '../../source/verify/verify-session.ts';
import {start, startGateway} from '../people/running.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {unanswered} from '../worlds/unanswered.ts';

type Gateway = {url: string; busy: Promise<void>};

/** Whoever asks only waits. */
async function silent(t: AfterTest): Promise<Gateway> {
  const {host, knocked} = await unanswered(t);
  return {url: `https://${host}`, busy: knocked};
}

/** Takes the handshake and lets it hang. */
async function slow(t: AfterTest): Promise<Gateway> {
  const {url, process} = await startGateway(t, 'slow');
  return {url, busy: process.says('POST /handshake')};
}

const cases = [
  ['a step that only reads', silent, 129, 'failed'],
  ['a step that changes something, after its request was sent', slow, 6, 'unknown'],
] as const;

for (const [what, open, code, outcome] of cases) {
  test(`hung up during ${what}: exit code ${code}, and the journal ends with a whole line`, async t => {
    const gateway = await open(t);
    const cwd = await temporaryFolder(t);
    const args = ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--confirm', 'console'];
    const program = await start(t, args, {cwd, env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
    await gateway.busy;
    program.child.kill('SIGHUP');
    assert.deepEqual(await program.ended, {code, signal: null});

    const sessions = join(cwd, 'logs', 'sessions');
    const [session = ''] = readdirSync(sessions).filter(name => !name.startsWith('.'));
    const folder = join(sessions, session);
    assert.ok(readFileSync(join(folder, 'journal.jsonl'), 'utf8').endsWith('}\n'));
    assert.equal(verifySession(folder, {sessionsFolder: sessions}).verdict, 'unfinished');
    const reading = readJournal(folder);
    assert.ok(reading.ok);
    const {session: told, end} = reading;
    assert.deepEqual([told.state, end.last, end.torn], ['paused', 'session.paused', undefined]);
    assert.equal(told.steps.find(({id}) => id === told.current)?.status, outcome);
  });
}
