import assert from 'node:assert/strict';
import {copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {rules} from '../../source/runbook/rules.ts';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {documentOf, filesIn, steeringBytes} from '../worlds/working-folder.ts';

const fixtures = resolve(import.meta.dirname, '../fixtures/lint');
const scenarios = resolve(import.meta.dirname, '../fixtures/scenarios');

type Linted = {ok: boolean; files: string[]; problems: Array<{file: string; line: number; rule: string; level: string; message: string}>};

test('every runbook and every scenario that ships with us passes', async t => {
  const {code, stdout, stderr, cwd} = await run(t, ['lint']);
  assert.match(stdout, /^\d+ files?, no problems\n$/);
  assert.deepEqual({code, stderr, left: filesIn(cwd)}, {code: 0, stderr: '', left: []});
});

test('each page of a folder is found to break the one rule that it is named after', async t => {
  const {code, stdout, stderr} = await run(t, ['lint', '--runbooks', fixtures, '--json']);
  const {ok, files, problems} = documentOf(stdout) as Linted;
  assert.deepEqual([code, ok, stderr], [1, false, '']);
  const names = readdirSync(fixtures).sort();
  assert.deepEqual(files, names.map(name => join(fixtures, name)));
  const told = problems.map(({file, rule, level}) => [file.slice(fixtures.length + 1), rule, level].join(' '));
  const wanted = rules.map(({id, level}) => `${names.includes(`${id}.scenarios.md`) ? `${id}.scenarios.md` : `${id}.md`} ${id} ${level}`);
  assert.deepEqual(told.sort(), wanted.sort());
});

test('a file is named as it was typed, with the line, what is expected and the nearest word', async t => {
  const cwd = await temporaryFolder(t);
  mkdirSync(join(cwd, 'ours'));
  writeFileSync(join(cwd, 'ours/unknown-action.md'), readFileSync(join(fixtures, 'unknown-action.md')));
  copyFileSync(join(scenarios, 'drill.md'), join(cwd, 'drill.md'));
  copyFileSync(join(scenarios, 'drill.scenarios.md'), join(cwd, 'drill.scenarios.md'));
  const typed = await run(t, ['lint', 'ours/unknown-action.md', 'drill.md', 'drill.scenarios.md'], {cwd});
  assert.deepEqual(typed.stdout.split('\n'), [
    'ours/unknown-action.md:36: unknown-action: Action: unknown action "packet.wriet"; expected an action of the registry; did you mean packet.write?',
    '3 files, 1 problem',
    '',
  ]);
  assert.equal(typed.code, 1);
  const well = await run(t, ['lint', 'drill.md', 'drill.scenarios.md'], {cwd});
  assert.deepEqual([well.code, well.stdout], [0, '2 files, no problems\n']);
});

test('a scenario is held against the runbook beside it', async t => {
  const cwd = await temporaryFolder(t);
  copyFileSync(join(scenarios, 'drill.scenarios.md'), join(cwd, 'drill.scenarios.md'));
  const alone = await run(t, ['lint', 'drill.scenarios.md'], {cwd});
  assert.match(alone.stdout, /^drill\.scenarios\.md:2: scenario-alone: runbook: drill\.md is not beside this file/);
  writeFileSync(join(cwd, 'drill.md'), readFileSync(join(scenarios, 'drill.md'), 'utf8').replaceAll('`freeze`', '`stop-it`'));
  const renamed = await run(t, ['lint', 'drill.scenarios.md'], {cwd});
  assert.match(renamed.stdout, /unknown-step: Path: there is no step "freeze"; expected one of look, stop-it, restore, close/);
});

test('a link from a page leads from its own folder', async t => {
  const cwd = await temporaryFolder(t);
  mkdirSync(join(cwd, 'ours'));
  writeFileSync(join(cwd, 'ours/missing-link.md'), readFileSync(join(fixtures, 'missing-link.md')));
  writeFileSync(join(cwd, 'no-such-file.md'), '');
  assert.equal((await run(t, ['lint', 'ours/missing-link.md'], {cwd})).code, 1);
  writeFileSync(join(cwd, 'ours/no-such-file.md'), '');
  assert.equal((await run(t, ['lint', 'ours/missing-link.md'], {cwd})).code, 0);
});

test('what looks like a token is told by its kind and never repeated', async t => {
  const {code, stdout} = await run(t, ['lint', join(fixtures, 'secret-shape.md')]);
  assert.equal(code, 1);
  assert.match(stdout, /:30: secret-shape: this looks like an AWS access key;/);
  assert.doesNotMatch(stdout, /AKIA/);
});

const mistakes: ReadonlyArray<{typed: string[]; says: RegExp}> = [
  {typed: ['nowhere.md'], says: /^nowhere\.md: there is no such file or folder\nName files that end with \.md/},
  {typed: ['folder.md'], says: /^there is no page in folder\.md\nName a folder/},
  {typed: ['notes.txt'], says: /^notes\.txt: not a Markdown file\n/},
  {typed: ['--runbooks', 'nowhere'], says: /^the runbooks in nowhere cannot be read: it does not exist \(ENOENT\)\nName a folder/},
];

test('a name under which there is no page is a slip of the finger: exit code 2', {concurrency: 2}, async t => {
  const cwd = await temporaryFolder(t);
  mkdirSync(join(cwd, 'folder.md'));
  writeFileSync(join(cwd, 'notes.txt'), '');
  await Promise.all(mistakes.map(({typed, says}) => t.test(typed.join(' '), async t => {
    const {code, stdout, stderr} = await run(t, ['lint', ...typed], {cwd});
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, says);
  })));
});

test('a folder is looked through, and a page under a name that nobody reads is a problem', async t => {
  const cwd = await temporaryFolder(t);
  mkdirSync(join(cwd, 'rb'));
  writeFileSync(join(cwd, 'rb/drill.md'), readFileSync(join(scenarios, 'drill.md')));
  const good = await run(t, ['lint', 'rb'], {cwd});
  assert.deepEqual([good.code, good.stdout], [0, '1 file, no problems\n']);
  writeFileSync(join(cwd, 'rb/flip.markdown'), '# Flip');
  for (const typed of [['rb'], ['--runbooks', 'rb']]) {
    const {code, stdout} = await run(t, ['lint', ...typed], {cwd});
    assert.equal(code, 1);
    assert.match(stdout, /^rb\/flip\.markdown:1: file-unreadable: the file is not read under this name; expected a name that ends with \.md\n/);
  }
  const {code, stderr} = await run(t, ['run', 'flip', '--runbooks', 'rb', '--auto'], {cwd});
  assert.equal(code, 2);
  assert.match(stderr, /flip\.markdown is not read: a page's name ends with \.md/);
});

test('the rules are listed with their level and what they say', async t => {
  const {code, stdout} = await run(t, ['lint', '--rules']);
  assert.equal(code, 0);
  const rows = stdout.trimEnd().split('\n').slice(1).map(line => line.split(/ {2,}/));
  assert.deepEqual(rows, rules.map(({id, level, says}) => [id, level, says]));
  assert.ok(rows.length >= 20);
  const asked = await run(t, ['lint', '--rules', '--json']);
  assert.deepEqual(documentOf(asked.stdout), {rules});
});

test('a hostile page cannot steer the terminal of whoever lints it', async t => {
  const cwd = await temporaryFolder(t);
  const hostile = '\u001B]0;owned\u0007\u202Egnp\u009B31m';
  const page = readFileSync(join(fixtures, 'title-twice.md'), 'utf8');
  writeFileSync(join(cwd, 'hostile.md'), page.replaceAll(/One file|`write`|packet\.write|failed|title: /g, found => found + hostile));
  for (const flags of [[], ['--json']]) {
    const {code, stdout, stderr} = await run(t, ['lint', 'hostile.md', ...flags], {cwd});
    assert.equal(code, 1);
    assert.deepEqual(steeringBytes(stdout + stderr), []);
  }
});
