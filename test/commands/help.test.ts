import assert from 'node:assert/strict';
import {cpSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {commandTable} from '../../source/commands/table.ts';
import {builtProgram, run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {documentOf, filesIn, steeringBytes} from '../worlds/working-folder.ts';

const tooWide = (text: string): string[] => text.split('\n').filter(line => line.length > 80);

test('a stranger who asks for help sees every command, the exit codes, and what happens without a command', async t => {
  for (const words of [['--help'], ['-h'], ['help']]) {
    const {code, stdout, stderr} = await run(t, words);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    for (const {name, summary} of commandTable) {
      assert.match(stdout, new RegExp(`^  ${name}\\b`, 'm'), name);
      assert.ok(stdout.replaceAll(/\s+/g, ' ').includes(summary), summary);
    }
    assert.match(stdout, /^Exit codes:/m);
    for (const meaning of ['0 done', '2 usage', '3 gateway', '4 toggles', '5 could not record', '6 interrupted with', '70 our bug', '130 interrupted']) {
      assert.ok(stdout.includes(meaning), meaning);
    }
    assert.match(stdout, /without a terminal: the practice rehearsal/);
    assert.deepEqual(tooWide(stdout), []);
  }
});

test('the help of each command begins with examples that could be typed, and names each of its options', {concurrency: 2}, async t => {
  await Promise.all(commandTable.map(({name, options, examples}) => t.test(`help ${name}`, async t => {
    const asked = await run(t, [name, '--help']);
    const looked = await run(t, ['help', name]);
    assert.equal(asked.code, 0);
    assert.equal(asked.stdout, looked.stdout);
    const [first, ...rest] = asked.stdout.split('\n');
    assert.equal(first, 'Examples:');
    assert.deepEqual(tooWide(asked.stdout), []);
    const shown = rest.slice(0, rest.indexOf('')).join('\n').replaceAll(/ \\\n +/g, ' ').split('\n').map(line => line.trim());
    assert.deepEqual(shown, examples.map(example => (/^[A-Z]/.test(example) ? example : `mcp-runbook ${example}`)));
    for (const example of shown) assert.match(example, new RegExp(`^(?:[A-Z_]+=\\S+ )?mcp-runbook ${name}\\b`));
    for (const {flags} of options) assert.ok(asked.stdout.includes(flags), flags);
  })));
});

test('the version is the one of the package, with the commit that it was built from and what it carries', async t => {
  const {version} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {version: string};
  const {code, stdout, stderr} = await run(t, ['--version']);
  assert.deepEqual({code, stderr}, {code: 0, stderr: ''});
  const [first, commit, runtime, carried] = stdout.split('\n');
  assert.equal(first, `mcp-runbook ${version}`);
  assert.match(commit ?? '', /^of commit [\da-f]{40}(?:, and changes)?$|^of an unknown commit$/);
  assert.equal(runtime, `on Node ${process.versions.node}, ${process.platform} ${process.arch}`);
  assert.match(carried ?? '', /^with 7 runbooks, 7 files of drills, \d\d pages, \d\d manual pages, \d steps of the database's schema$/);
});

const mistakes: ReadonlyArray<{typed: string[]; says: RegExp}> = [
  {typed: ['smok'], says: /there is no command smok; did you mean smoke\?/},
  {typed: ['ledgr', 'review'], says: /did you mean ledger\?/},
  {typed: ['help', 'toggels'], says: /did you mean toggles\?/},
  {typed: ['--runbooks', 'pages', '--config', 'x.yaml', 'smok'], says: /there is no command smok; did you mean smoke\?/},
  {typed: ['deploy'], says: /there is no command deploy\nChoose one of: run, resume, status, doctor, smoke, packet/},
  {typed: ['smoke', '--jsn'], says: /unknown option '--jsn'\n\(Did you mean --json\?\)/},
  {typed: ['smoke', 'twice'], says: /too many arguments for 'smoke'/},
  {typed: ['run'], says: /missing required argument 'runbook'/},
  {typed: ['run', 'stage-b-rehearsal'], says: /needs somebody at a terminal\nAdd --auto/},
  {typed: ['run', 'stage-x', '--auto'], says: /stage-x/},
  {typed: ['run', '../../etc/passwd', '--auto'], says: /is no runbook id/},
  {typed: ['ledger', 'repair'], says: /no such view\nUse: ledger review, ledger tail -n COUNT, or ledger check/},
  {typed: ['ledger', 'tail', '-n', '0'], says: /--lines 0: not a count/},
  {typed: ['ledger', 'tail', '-n', '3x'], says: /--lines 3x: not a count/},
  {typed: ['gateway', '--port', 'http'], says: /--port http: not a port/},
  {typed: ['gateway', '--port', '65536'], says: /--port 65536: not a port/},
  {typed: ['gateway', '--port'], says: /option '--port <port>' argument missing/},
  {typed: ['smoke', '--env', 'staging'], says: /there is no environment "staging"; there is no mcp-runbook\.yaml in \S+\nChoose one of: practice, console/},
];

test('a typing mistake is answered with one sentence, a hint and exit code 2, and nothing else happens', {concurrency: 2}, async t => {
  await Promise.all(mistakes.map(({typed, says}) => t.test(typed.join(' '), async t => {
    const {code, stdout, stderr, cwd} = await run(t, typed);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, says);
    assert.ok(stderr.split('\n').length <= 3, `more than two lines:\n${stderr}`);
    assert.deepEqual(filesIn(cwd), []);
  })));
});

test('with --json the same mistakes are one document on stdout', {concurrency: 2}, async t => {
  await Promise.all([['smok', '--json'], ['smoke', '--jsn', '--json'], ['ledger', 'repair', '--json'], ['run', 'stage-x', '--json']].map(words => t.test(words.join(' '), async t => {
    const {code, stdout} = await run(t, words);
    const {ok, error} = documentOf(stdout) as {ok: boolean; error: Record<string, string>};
    assert.equal(code, 2);
    assert.equal(ok, false);
    assert.deepEqual(Object.keys(error), ['code', 'message', 'next']);
    assert.doesNotMatch(error.message ?? '', /^error:/);
  })));
});

test('what somebody was made to type cannot steer their terminal', {concurrency: 2}, async t => {
  const hostile = '\u001B]0;owned\u0007\u202Egnp.exe\u009B31m';
  const places = [[hostile], ['smoke', `--${hostile}`], ['smoke', hostile], ['run', hostile, '--auto'], ['ledger', hostile], ['gateway', '--fault', hostile], ['smoke', '--env', hostile], ['packet', '--out', `${hostile}/x/y`]];
  await Promise.all(places.map(words => t.test(words.map(word => (word.includes(hostile) ? 'HOSTILE' : word)).join(' '), async t => {
    const {code, stdout, stderr} = await run(t, words);
    assert.deepEqual(steeringBytes(stdout + stderr), []);
    if (words[0] !== 'packet') assert.equal(code, 2);
    assert.match(stdout + stderr, /<U\+001B>|\\u001b/);
  })));
});

test('a program that was copied out of its folder says what it misses, in two lines', async t => {
  const folder = await temporaryFolder(t);
  cpSync(dirname(builtProgram), folder, {recursive: true});
  const {code, stderr} = await run(t, ['lint'], {program: join(folder, 'cli.js')});
  assert.equal(code, 2);
  assert.match(stderr, /^the program was taken out of its folder: [^\n]+\nKeep dist\/, runbooks\/ and package\.json together[^\n]+\n$/);
});
