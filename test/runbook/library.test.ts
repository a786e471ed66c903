import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, relative, resolve} from 'node:path';
import {test} from 'node:test';
import {actionSignatures} from '../../source/actions/registry.ts';
import {OperatorError} from '../../source/errors.ts';
import {listRunbooks, loadRunbook, loadScenarios} from '../../source/runbook/library.ts';
import {listTitles, readPageFile} from '../../source/runbook/page-files.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {actions, note, page} from '../worlds/registry.ts';

const fixtures = resolve(import.meta.dirname, '../fixtures/scenarios');
const faults = {faults: ['5xx-once', 'toggle-ignored', 'token-not-accepted']};

const problemsOf = (loaded: {ok: true} | {ok: false; problems: string[]}): string[] => (loaded.ok ? [] : loaded.problems);

test('a runbook of another folder is loaded with its text and digest', () => {
  const loaded = loadRunbook('drill', actions, fixtures);
  assert.ok(loaded.ok);
  const bytes = readFileSync(join(fixtures, 'drill.md'));
  assert.equal(loaded.text, bytes.toString());
  assert.equal(loaded.sha256, createHash('sha256').update(bytes).digest('hex'));
  assert.equal(loaded.runbook.file, join(fixtures, 'drill.md'));
});

test('without a folder it is one of ours, and is called by its path in the project', () => {
  const loaded = loadRunbook('stage-b-rehearsal', actions);
  assert.ok(loaded.ok);
  assert.equal(loaded.runbook.file, 'runbooks/stage-b-rehearsal.md');
});

test('every page of a folder is listed but scenarios and the README, in order, also those that cannot be walked', async t => {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'x.md'), page(note(1, 'one')));
  writeFileSync(join(folder, 'a-b.md'), '');
  writeFileSync(join(folder, 'Odd_Name.md'), '');
  for (const other of ['README.md', 'x.scenarios.md', 'x.md~', 'notes.txt']) writeFileSync(join(folder, other), 'anything');
  assert.deepEqual(listRunbooks(actions, folder).map(({id, ok}) => [id, ok]), [['Odd_Name', false], ['a-b', false], ['x', true]]);
});

test('a list can show the titles before the pages are read in full, those of ours as their pages have them', async t => {
  assert.deepEqual(listTitles(), listRunbooks(actionSignatures).map(loaded => ({id: loaded.id, title: loaded.ok ? loaded.runbook.title : loaded.id})));
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'a.md'), '---\ntitle: other\n---\n\n## 1. A step\n# 夜 \u001B[31m title  \n# second\n');
  writeFileSync(join(folder, 'b.md'), 'nothing');
  assert.deepEqual(listTitles(folder), [{id: 'a', title: '夜 \u001B[31m title'}, {id: 'b', title: 'b'}]);
  assert.throws(() => listTitles(join(folder, 'gone')), OperatorError);
});

test('a name that no page has is answered with the nearest, and a folder without pages says so', async t => {
  const folder = await temporaryFolder(t);
  assert.deepEqual(problemsOf(loadRunbook('drlil', actions, fixtures)), ['there is no runbook drlil; known: drill; did you mean drill?']);
  assert.deepEqual(problemsOf(loadRunbook('drill', actions, folder)), ['there is no runbook drill; known: none']);
  assert.match(problemsOf(loadRunbook('../drill', actions, folder))[0] ?? '', /is no runbook id/);
});

test('a folder that cannot be read is told to the operator', async t => {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'file'), '');
  for (const [path, cause] of [[join(folder, 'none'), '(ENOENT)'], [join(folder, 'file'), '(ENOTDIR)']] as const) {
    for (const use of [() => listRunbooks(actions, path), () => loadRunbook('drill', actions, path).ok || listRunbooks(actions, path)]) {
      assert.throws(use, (error: unknown) => error instanceof OperatorError && error.exit === 2 && error.message.includes(path) && error.message.endsWith(cause));
    }
  }
});

test('what is no text of a page is refused with the name of its file', async t => {
  const folder = await temporaryFolder(t);
  const path = (name: string): string => join(folder, `${name}.md`);
  writeFileSync(path('long'), page(note(1, 'one')) + ' '.repeat(256 * 1024));
  writeFileSync(path('latin'), Buffer.from('caf\u00e9', 'latin1'));
  mkdirSync(path('folder'));
  execFileSync('mkfifo', [path('pipe')]);
  writeFileSync(path('other'), page(note(1, 'one')));
  const causes = {long: 'it is longer than 256 KiB', latin: 'it is not UTF-8 text', folder: 'it is a folder', pipe: 'it is no regular file', other: "its id is x; expected the file's name, other"};
  for (const [id, cause] of Object.entries(causes)) assert.deepEqual(problemsOf(loadRunbook(id, actions, folder)), [`${path(id)}: ${cause}`]);
  writeFileSync(path('long'), page(note(1, 'one')).padEnd(256 * 1024));
  assert.ok(readPageFile(folder, 'long.md').ok);
});

test('a problem names the file by the folder that was given', async t => {
  const folder = relative(process.cwd(), await temporaryFolder(t));
  writeFileSync(join(folder, 'x.md'), page(note(2, 'one')));
  assert.deepEqual(problemsOf(loadRunbook('x', actions, folder)), [`${folder}/x.md:8 the step is numbered 2; expected number 1`]);
});

test('the scenarios beside a runbook are loaded and held against it', async t => {
  const loaded = loadRunbook('drill', actions, fixtures);
  assert.ok(loaded.ok);
  const found = loadScenarios(loaded.runbook, faults, fixtures);
  assert.ok(found.ok);
  assert.deepEqual(found.scenarios.map(({id, file}) => [id, file]), [['quiet', join(fixtures, 'drill.scenarios.md')], ['deaf-deployment', join(fixtures, 'drill.scenarios.md')]]);
  assert.match(problemsOf(loadScenarios(loaded.runbook, {faults: []}, fixtures))[0] ?? '', /drill\.scenarios\.md:\d+ Fault: unknown fault/);

  const folder = await temporaryFolder(t);
  assert.deepEqual(loadScenarios(loaded.runbook, faults, folder), {ok: true, scenarios: []});
  mkdirSync(join(folder, 'drill.scenarios.md'));
  assert.deepEqual(problemsOf(loadScenarios(loaded.runbook, faults, folder)), [`${join(folder, 'drill.scenarios.md')}: it is a folder`]);
  assert.throws(() => loadScenarios(loaded.runbook, faults, join(folder, 'none')), OperatorError);
});
