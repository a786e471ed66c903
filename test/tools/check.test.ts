import assert from 'node:assert/strict';
import {execa} from 'execa';
import {existsSync, readdirSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {describe, test} from 'node:test';
import {inProcesses, testFiles, placesToWait} from '../../tools/check.ts';
import {nothingHeard, ownFailure, temporaryFiles} from '../../tools/check/test-process.ts';
import {addTallies, closingLine, emptyTally, type Tally} from '../../tools/check/tally.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

const header = "import {test} from 'node:test';\n";

type Texts = Readonly<Record<string, string>>;

async function runTree(t: AfterTest, files: Texts, limit = 120_000): Promise<{tally: Tally; said: string}> {
  const root = await temporaryFolder(t);
  await mkdir(join(root, 'test'), {recursive: true});
  await mkdir(join(root, 'tools'));
  await writeFile(join(root, 'package.json'), '{"type": "module"}');
  await writeFile(join(root, 'tools/loader.js'), '');
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, 'test', name)), {recursive: true});
    await writeFile(join(root, 'test', name), text);
  }
  // In a process of its own, since node:test runs no files within a test.
  const program = `
    const {runTests} = await import(${JSON.stringify(new URL('../../tools/check.ts', import.meta.url).href)});
    const said = [];
    const tally = await runTests({root: ${JSON.stringify(root)}, limit: ${limit}, say: text => said.push(text)});
    process.stdout.write(JSON.stringify({tally, said: said.join('\\n')}));
  `;
  await writeFile(join(root, 'run.js'), program);
  const {stdout} = await execa(process.execPath, [join(root, 'run.js')], {env: {NODE_TEST_CONTEXT: undefined}});
  return JSON.parse(stdout) as {tally: Tally; said: string};
}

test('a failure is counted once, with the names above it; a parent that fails by itself counts, one that is skipped is no failure', async t => {
  const {tally} = await runTree(t, {
    'a.test.ts': `${header}import {describe} from 'node:test';
      describe('suite', () => { test('one', () => { throw new Error('why'); }); test('two', () => {}); });
      test('parent', async t => { await t.test('below', () => {}); throw new Error('itself'); });
      test('later', {skip: true}, () => {});\n`,
  });
  assert.deepEqual(tally.failures.map(({name}) => name), ['test/a.test.ts > suite > one', 'test/a.test.ts > parent']);
  assert.match(tally.failures[0]?.text ?? '', /^Error: why\n/);
  assert.equal(closingLine(tally), '2 passed, 2 failed, 1 skipped');
});

test('the closing line counts, and tells of skipped tests only when there are some', () => {
  assert.equal(closingLine(emptyTally), '0 passed, 0 failed');
  const one = {passed: 2, skipped: 1, failures: [{name: 'a', text: ''}]};
  assert.equal(closingLine(addTallies(one, one)), '4 passed, 2 failed, 2 skipped');
});

const ticking = `${header}setInterval(() => {}, 1000);\n`;

test('the files of a room run in one process, those at the disk or of the tools apart; all are counted together', async t => {
  const tells = "console.log(`process ${process.pid}`);\n";
  const {tally, said} = await runTree(t, {
    'app/a.test.ts': `${header}test('one', t => t.diagnostic(String(process.pid)));\ntest('two', async t => { await t.test('inner', () => {}); });\n`,
    'app/b.test.ts': `${header}test('three', t => t.diagnostic(String(process.pid)));\n`,
    'people/c.test.ts': `${header}import {equal} from 'node:assert';\ntest('wrong', () => equal(1, 2));\n${tells}`,
    'people/d.test.ts': `${header}test('four', t => t.diagnostic(String(process.pid)));\n`,
    'not-a-test.ts': 'throw new Error();\n',
  });
  assert.equal(closingLine(tally), '5 passed, 1 failed');
  const [, one, three] = /ok     test\/app \(2 files\)  4 passed, 0 failed[^\n]*\n    (\d+)\n    (\d+)\n/.exec(`${said}\n`) ?? [];
  assert.ok(one !== undefined && one === three, said);
  const [, four] = /ok     test\/people\/d\.test\.ts  1 passed, 0 failed[^\n]*\n    (\d+)/.exec(said) ?? [];
  assert.ok(four !== undefined && four !== one, said);
  const wrong = /FAILED test\/people\/c\.test\.ts[^]*test\/people\/c\.test\.ts > wrong\n[^]*1 == 2[^]*printed:\n    process (\d+)/.exec(said)?.[1];
  assert.ok(wrong !== undefined && wrong !== four, said);
});

test('each process has a folder of its own for temporary files, gone with it', async t => {
  const makes = `${header}import {mkdtempSync} from 'node:fs';\nimport {tmpdir} from 'node:os';\ntest('x', t => t.diagnostic(mkdtempSync(tmpdir() + '/left-')));\n`;
  const {said} = await runTree(t, {'people/a.test.ts': makes, 'people/b.test.ts': makes});
  const [a, b] = said.match(/\S+\/left-\w+/g) ?? [];
  assert.ok(a !== undefined && b !== undefined, said);
  assert.notEqual(dirname(a), dirname(b));
  assert.deepEqual([existsSync(dirname(a)), existsSync(dirname(b))], [false, false]);
});

test('temporary files are in the first place where a program can be started, and where there is none it says why', async t => {
  const [folder, gone] = [await temporaryFolder(t), '/proc/no/such'];
  const chosen = temporaryFiles([gone, folder]);
  assert.deepEqual([dirname(chosen), readdirSync(chosen)], [folder, []]);
  assert.throws(() => temporaryFiles([gone]), /no place for that: .*\/proc\/no\/such\/tests-.* Name one in TMPDIR/);
});

/** The limit is short where it is what ends the file. */
const broken: ReadonlyArray<[about: string, text: string, says: RegExp, limit?: number]> = [
  ['stops in the middle', `${header}test('ends', () => process.exit(0));\n`, /ended with code 0 and no word on its tests/],
  ['throws before its tests', "throw new Error('too early');\n", /ended with code 1 and no word on its tests[^]*printed:[^]*too early/],
  ['throws after its tests', `${header}test('fine', () => {});\nsetTimeout(() => { throw new Error('too late'); }, 50);\n`, /ended with code 1/],
  ['has no tests', 'export {};\n', /no word on its tests: it has none/],
  ['is killed', `${header}test('dies', () => process.kill(process.pid, 'SIGKILL'));\n`, /ended by SIGKILL and no word/],
  ['waits for ever', `${ticking}test('waits', () => new Promise(() => {}));\n`, /killed after 8 s/, 8000],
  ['leaves something open', `${ticking}test('fine', () => {});\n`, /killed after 8 s/, 8000],
];

describe('a broken test file', {concurrency: true}, () => {
  for (const [about, text, says, limit] of broken) {
    test(`that ${about} has failed`, async t => {
      const {tally, said} = await runTree(t, {'a.test.ts': text}, limit);
      assert.equal(tally.failures.length, 1);
      assert.match(said, says);
    });
  }
});

test('a file is not killed for how long all its tests take, as long as it says something', async t => {
  const slow = `${header}import {setTimeout} from 'node:timers/promises';\nfor (const name of ['a', 'b', 'c', 'd', 'e']) test(name, () => setTimeout(4000));\n`;
  const {tally, said} = await runTree(t, {'a.test.ts': slow}, 18_000);
  assert.equal(closingLine(tally), '5 passed, 0 failed', said);
});

test('what is killed says in which test, or that something was left open', () => {
  const killed = (open: string[]): string | undefined => ownFailure({...nothingHeard, open, error: {failureType: 'testAborted'}}, 8000)[0]?.text;
  assert.equal(killed(['a', 'b']), 'killed after 8 s without a word in a > b');
  assert.equal(killed([]), 'killed after 8 s without a word: something was left open');
});

test('no tests at all is a failure', async t => {
  const {tally} = await runTree(t, {});
  assert.equal(closingLine(tally), '0 passed, 1 failed');
});

test('files of one room go together, those at the disk or of the tools alone, those that start programs a few at a time, in the order in which they came', () => {
  const alone = [['test/people/a.test.ts'], ['test/tools/b.test.ts'], ['test/crash/c.test.ts']];
  const rooms = [['test/a.test.ts', 'test/b.test.ts'], ['test/app/a.test.ts', 'test/app/b.test.tsx']];
  const few = ['commands', 'e2e', 'journeys'].flatMap(room => [['a', 'b', 'c', 'd'], ['e', 'f']].map(names => names.map(name => `test/${room}/${name}.test.ts`)));
  const long = [['test/commands/drills.test.ts', 'test/commands/signals.test.ts']];
  const wanted = [...alone, ...long, ...few, ...rooms];
  assert.deepEqual(inProcesses(wanted.flat()), wanted);
});

test('what takes longest starts first: of what waits, and of what works', async t => {
  const root = await temporaryFolder(t);
  const names = ['team/a.test.ts', 'journeys/taking-over.test.ts', 'e2e/window.test.ts', 'e2e/a.test.ts', 'app/a.test.tsx', 'crash/kill-before-calls.test.ts', 'walk/a.test.ts', 'commands/signals.test.ts', 'commands/a.test.ts', 'a.test.ts', 'crash/a.test.ts'];
  for (const name of [...names, 'app/b.ts']) {
    await mkdir(dirname(join(root, 'test', name)), {recursive: true});
    await writeFile(join(root, 'test', name), '');
  }
  assert.deepEqual(testFiles(root), names.map(name => `test/${name}`));
});

test('what waits does not keep what works from starting: they have places of their own', async t => {
  // As many as there are places for waiting, each of which waits until a file that works has run.
  const waits = (mark: string): string => `${header}import {existsSync} from 'node:fs';\nimport {setTimeout} from 'node:timers/promises';\ntest('x', async () => { while (!existsSync(${JSON.stringify(mark)})) await setTimeout(20); });\n`;
  const mark = join(await temporaryFolder(t), 'ran');
  const waiting = Array.from({length: placesToWait}, (_, index): [string, string] => [`people/${index}.test.ts`, waits(mark)]);
  const {tally} = await runTree(t, {...Object.fromEntries(waiting), 'app/a.test.ts': `${header}import {writeFileSync} from 'node:fs';\ntest('y', () => writeFileSync(${JSON.stringify(mark)}, ''));\n`});
  assert.equal(closingLine(tally), `${waiting.length + 1} passed, 0 failed`);
});
