import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {childEnvironment} from '../people/child-environment.ts';
import {builtProgram} from '../people/program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {readJournal, story, theOne, ledgersBelow} from '../worlds/working-folder.ts';
import {startGateway} from '../people/running.ts';

/** Runs words of a shell in which `program` is the program, with the words `before` in front of it. */
async function shell(t: AfterTest, script: string, {cwd, env, before = ''}: {cwd: string; env?: Record<string, string>; before?: string}): Promise<{code: number; stdout: string; stderr: string}> {
  const home = join(await temporaryFolder(t), 'home');
  return new Promise(resolve => {
    const words = ['-c', `program() { ${before} "$NODE" "$PROGRAM" "$@"; }\n${script}`];
    execFile('sh', words, {cwd, env: {...childEnvironment(home, env), NODE: process.execPath, PROGRAM: builtProgram}}, (error, stdout, stderr) => {
      resolve({code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr});
    });
  });
}

test('a reader that has seen enough is no error: the run goes on to its end and says nothing', {concurrency: 2}, async t => {
  const readers = [
    {script: 'program --help', reader: 'head -1'},
    {script: 'program smoke --env practice --json', reader: 'head -c 1'},
    {script: 'program run stage-b-rehearsal --env practice --auto', reader: 'head -1'},
    {script: 'program', reader: 'true'},
  ];
  await Promise.all(readers.map(({script, reader}) => t.test(`${script} | ${reader}`, async t => {
    const cwd = await temporaryFolder(t);
    const {code, stderr} = await shell(t, `{ ${script}; echo "$?" >code; } | ${reader}`, {cwd});
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, /EPIPE|bug|at /);
    assert.equal(readFileSync(join(cwd, 'code'), 'utf8'), '0\n');
    const ledgers = ledgersBelow(cwd);
    assert.equal(ledgers.length, script.includes('--help') ? 0 : 1);
  })));
});

const walk = 'program run stage-b-rehearsal --env console --auto --confirm console';

// A limit on the size of files (prlimit(1)) refuses the very write that a full disk would, and needs no rights.
test('however early there is no more room: exit code 5, no step without its intent on disk, no line lost', {concurrency: 2}, async t => {
  const gateway = await startGateway(t);
  const env = {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url};
  const cwd = await temporaryFolder(t);
  assert.equal((await shell(t, walk, {cwd, env})).code, 0);
  const journal = theOne(join(cwd, 'logs/sessions'), 'journal.jsonl');
  const kinds = story(readJournal(journal));
  const lengths = readFileSync(journal, 'utf8').split('\n').map(line => line.length + 1);
  // Every call of a walk is tried in crash/failing-disk.test.ts: here the start and the end of steps, with the whole program.
  const tried = [...kinds.entries()].filter(([index]) => index % 3 === 0);
  await Promise.all(tried.map(([index, kind]) => t.test(`the disk is full in the middle of ${kind}`, async t => {
    const before = lengths.slice(0, index).reduce((sum, length) => sum + length, 0);
    await walkWithin(t, before + Math.floor((lengths[index] ?? 0) / 2));
  })));
});

async function walkWithin(t: AfterTest, bytes: number): Promise<void> {
  const gateway = await startGateway(t);
  const cwd = await temporaryFolder(t);
  const {code, stdout, stderr} = await shell(t, walk, {cwd, before: `prlimit --fsize=${bytes}`, env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
  assert.equal(code, 5, stdout + stderr);
  assert.match(stdout + stderr, /: (?:EFBIG|only \d+ of \d+ bytes were written)/);

  const told = toldByWholeLines(join(cwd, 'logs/sessions'));
  const handshakes = gateway.requests().filter(line => line === 'POST /handshake').length;
  const intents = told.filter(line => line === 'step.started smoke').length;
  assert.ok(handshakes <= intents, `${handshakes} handshakes for ${intents} intents`);
  assert.ok(told.includes('step.started smoke') || !existsSync(join(cwd, 'logs/stage_b_rotation_drills.jsonl')));
  assert.ok(told.includes('step.started packet') || !existsSync(join(cwd, 'logs/stage_b_rehearsal_packet.json')));
  assert.ok(!told.includes('session.closed completed'));
}

/** What the journal tells in the lines that were written whole; their chain must hold. */
function toldByWholeLines(sessions: string): string[] {
  const path = theOne(sessions, 'journal.jsonl');
  const text = readFileSync(path, 'utf8');
  return story(readJournal(path, text.slice(0, text.lastIndexOf('\n') + 1)));
}
