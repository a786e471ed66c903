import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {commandTable} from '../../source/commands/table.ts';
import {openSession} from '../../source/session/open-session.ts';
import {childEnvironment} from '../people/child-environment.ts';
import {builtProgram} from '../people/program.ts';
import {waitFor} from '../people/waiting.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';
import {readJournal, story, theOne, ledgersBelow} from '../worlds/working-folder.ts';

type Ended = {cwd: string; code: number; stdout: string; stderr: string};

/** The words of a shell in which `program` is the program. */
async function shell(t: AfterTest, script: string, cwd?: string): Promise<Ended> {
  const folder = cwd ?? (await temporaryFolder(t));
  const home = join(await temporaryFolder(t), 'home');
  return new Promise(resolve => {
    const env = {...childEnvironment(home), NODE: process.execPath, PROGRAM: builtProgram};
    execFile('sh', ['-c', `program() { "$NODE" "$PROGRAM" "$@"; }\n${script}`], {cwd: folder, env}, (error, stdout, stderr) => {
      resolve({cwd: folder, code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr});
    });
  });
}

const isStack = /^\s+at .+:\d+:\d+|bug in mcp-runbook/m;

const commands = [
  '--help', '--version', 'help smoke', 'drills', 'toggles', 'toggles --json', 'lint', 'doctrine', 'ledger review', 'sessions list',
  'status', 'docs', 'docs audit', 'watch', 'team init --print', 'approve --json', 'drills report --csv', 'completion bash', 'gateway --port 0', 'doctor',
  'print stage-b-rehearsal', 'packet', 'smoke --env practice --json', 'run stage-b-rehearsal --dry-run', 'run stage-b-rehearsal --auto', '',
];

/** Without a session and a terminal there is nothing but what is wrong. */
const silent = ['resume', 'take x', 'sessions show x'];

test('every command is tried', () => {
  const tried = new Set([...commands, ...silent].map(words => words.split(' ')[0]));
  assert.deepEqual(commandTable.map(({name}) => name).filter(name => !tried.has(name)), []);
});

test('a full disk behind standard output is nothing to who says nothing there', {concurrency: 2}, async t => {
  await Promise.all(silent.map(words => t.test(words, async t => {
    const {code, stderr} = await shell(t, `program ${words} >/dev/full`);
    assert.deepEqual([code, /standard output/.test(stderr)], [2, false], stderr);
  })));
});

test('a full disk behind standard output is one sentence on the other stream, and exit code 5', {concurrency: 2}, async t => {
  await Promise.all(commands.map(words => t.test(words || 'no command', async t => {
    const {code, stderr} = await shell(t, `program ${words} >/dev/full`);
    assert.equal(code, 5, stderr);
    assert.equal(stderr.match(/standard output cannot be written: ENOSPC/g)?.length, 1, stderr);
    assert.doesNotMatch(stderr, isStack);
  })));
});

test('a full disk behind standard error costs no result: it stands on standard output, and the exit code says 5', {concurrency: 2}, async t => {
  await Promise.all(['smoke --env practice', 'smoke --env practice --json', 'run no-such-page --auto', 'no-such-command'].map(words => t.test(words, async t => {
    const {code, stdout, cwd} = await shell(t, `program ${words} 2>/dev/full`);
    assert.doesNotMatch(stdout, isStack);
    if (words.includes('--json')) assert.ok(JSON.parse(stdout));
    else assert.match(stdout, /standard error cannot be written: ENOSPC/);
    // With its document nothing is said there, and nothing lost.
    assert.equal(code, words.includes('--json') ? 0 : 5, stdout);
    const ledgers = ledgersBelow(cwd);
    assert.equal(ledgers.length, words.startsWith('smoke') ? 1 : 0);
  })));
});

test('with nowhere left to speak the exit code still says it', async t => {
  assert.equal((await shell(t, 'program drills >/dev/full 2>/dev/full')).code, 5);
});

const walk = 'program run stage-b-rehearsal --auto';

// A limit on the size of files (prlimit(1)) above all that a walk records: only the long file that takes its words meets it.
test('wherever in a walk the disk becomes full: what runs ends, the session is kept or closed, exit code 5', {concurrency: 2}, async t => {
  const whole = await shell(t, walk);
  assert.equal(whole.code, 0);
  const long = 4_000_000;
  const lines = whole.stdout.split('\n');
  // In the middle of each step's title.
  const moments = lines.flatMap((line, index) => (line.startsWith('Step') ? [lines.slice(0, index).join('\n').length + 3] : []));
  assert.equal(moments.length, 7);
  await Promise.all(moments.map(bytes => t.test(`after ${bytes} bytes`, async t => {
    const cwd = await temporaryFolder(t);
    writeFileSync(join(cwd, 'said'), Buffer.alloc(long));
    const {code, stderr} = await shell(t, `prlimit --fsize=${long + bytes} sh -c '"$NODE" "$PROGRAM" run stage-b-rehearsal --auto' >>said`, cwd);
    assert.equal(code, 5, stderr);
    assert.match(stderr, /^standard output cannot be written: EFBIG\. .*\n$/);
    const told = story(readJournal(theOne(cwd, 'journal.jsonl')));
    assert.match(told.at(-1) ?? '', /^session\.(?:paused|closed)/);
    const count = (what: string): number => told.filter(line => line.startsWith(what)).length;
    assert.equal(count('step.started'), count('step.finished'));
  })));
});

test('wherever in a walk its reader leaves: it goes on to its end and says nothing', {concurrency: 2}, async t => {
  const count = (await shell(t, walk)).stdout.split('\n').length;
  await Promise.all([1, 30, count - 2].map(lines => t.test(`after ${lines} lines`, async t => {
    const {cwd, stderr} = await shell(t, `{ ${walk}; echo "$?" >code; } | head -n ${lines}`);
    assert.equal(stderr, '');
    assert.equal(readFileSync(join(cwd, 'code'), 'utf8'), '0\n');
    assert.match(story(readJournal(theOne(cwd, 'journal.jsonl'))).at(-1) ?? '', /^session\.closed completed/);
    assert.ok(!existsSync(join(cwd, 'core')));
  })));
});

test('whoever watches a walk for a reader that has left ends with the next line of it', async t => {
  const cwd = await temporaryFolder(t);
  const {conductor, close} = await openSession(workplace(cwd), {runbook: 'learn-the-keys', environment: 'practice', operator: 'mara', mode: 'plain'});
  t.after(close);
  let ended: Ended | undefined;
  const watching = shell(t, `{ program watch ${conductor.session.id} --plain; echo "$?" >code; } | head -n 1`, cwd).then(result => {
    ended = result;
  });
  // Each note is a line for whoever watches.
  const until = (): boolean => {
    if (!ended) conductor.record({kind: 'note', step: undefined, text: 'still here'});
    return ended !== undefined;
  };
  await waitFor({until, changed: () => watching, missing: () => 'it watches for nobody'});
  assert.deepEqual([ended?.stderr, readFileSync(join(cwd, 'code'), 'utf8')], ['', '0\n']);
});
