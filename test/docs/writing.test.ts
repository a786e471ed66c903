import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {actions, actionSignatures} from '../../source/actions/registry.ts';
import {isJsonObject, type Json} from '../../source/json.ts';
import {verifyFact} from '../../source/runbook/fact-path.ts';
import {valueAt} from '../../source/runbook/proof.ts';
import {run} from '../people/program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {documentOf, filesIn, readJournal, theOne} from '../worlds/working-folder.ts';
import {fencesIn, pageAt} from './page.ts';

const runbookPage = pageAt('docs/writing-a-runbook.md');
const drillPage = pageAt('docs/writing-a-drill.md');

/** The two pages of the guide in a folder, under the names that the guide gives them. */
async function guide(t: AfterTest): Promise<string> {
  const folder = await temporaryFolder(t);
  const [page = ''] = fencesIn(runbookPage, 'markdown');
  const [drills = ''] = fencesIn(drillPage, 'markdown');
  const [, id = ''] = /^id: (.*)$/m.exec(page) ?? [];
  for (const [name, content] of [[`${id}.md`, page], [`${id}.scenarios.md`, drills]] as const) {
    assert.ok(`${runbookPage}${drillPage}`.includes(`${name}\``), `${name} is not named`);
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

test('the runbook and the drill of the guide are in order, and walked as they say', async t => {
  const folder = await guide(t);
  const id = (filesIn(folder)[0] ?? '').replace(/\..*/, '');
  const linted = await run(t, ['lint', '--runbooks', folder]);
  assert.deepEqual([linted.code, linted.stdout], [0, '2 files, no problems\n']);
  const dry = await run(t, ['run', id, '--runbooks', folder, '--env', 'practice', '--dry-run']);
  assert.equal(dry.code, 0, dry.stdout + dry.stderr);
  assert.match(dry.stdout, /\nNothing was changed\.\n$/);
  assert.doesNotMatch(dry.stdout, /would not run|proof fails/);
  const walked = await run(t, ['run', id, '--runbooks', folder, '--env', 'practice', '--auto']);
  assert.equal(walked.code, 2, walked.stdout + walked.stderr);
  assert.match(walked.stderr, /cannot end with nobody there:\n.*: a person does it by hand/);
  const [, drill = ''] = /\*\*Id:\*\* `(.*)`/.exec(fencesIn(drillPage, 'markdown')[0] ?? '') ?? [];
  const drilled = documentOf((await run(t, ['run', id, '--runbooks', folder, '--drill', drill, '--auto', '--json'])).stdout);
  assert.equal((drilled.drill as {expected?: boolean}).expected, true);
});

/** A step that runs one action and proves nothing about it. */
function stepWith(name: string, number: number): string {
  const {effect, parameters} = actionSignatures.get(name) ?? assert.fail(name);
  const given = {name: '`ABZU_USE_MCP`', value: '`1`', step: '`smoke-run`'};
  const call = [`\`${name}\``, ...parameters.map(parameter => given[parameter as keyof typeof given])].join(' ');
  const changes = ['- **Effect:** changes: something', '- **Confirm:** the name', '- **Undo:** none: it is a test', '- **Budget:** 5m', '- **If:** failed -> stop'];
  const fields = [`- **Id:** \`${name.replaceAll('.', '-')}\``, '- **Kind:** action', `- **Action:** ${call}`, '- **Proof:** stated: it ran'];
  return [`## ${number}. Run ${name}`, '', 'Runs it.', '', ...fields, ...(effect === 'changes' ? changes : ['- **Effect:** reads']), ''].join('\n');
}

/** Where something is that is no object, from the outermost in. */
function pathsIn(value: Json, before: readonly string[] = []): string[] {
  return isJsonObject(value) ? Object.entries(value).flatMap(([name, member]) => pathsIn(member, [...before, name])) : [before.join('.')];
}

test('each action finds the facts that it promises, and no others', async t => {
  const folder = await temporaryFolder(t);
  const first = ['token.update', 'token.prove', 'gap.note', 'smoke.run'];
  const order = [...first, ...[...actionSignatures.keys()].filter(name => !first.includes(name))];
  const page = ['---', 'id: every-action', 'title: Every action', 'version: 1', 'summary: Runs each action once.', '---', '', ...order.map((name, index) => stepWith(name, index + 1))];
  const ids = order.map(name => `\`${name.replaceAll('.', '-')}\``);
  const drill = ['---', 'runbook: every-action', '---', '', '## 1. All', '', 'Run them.', '', '- **Id:** `all`', '- **Level:** easy', '- **Teaches:** Nothing.'];
  const answers = ['- **Answer:** `token-update` secret: generated', '- **Answer:** `gap-note`: a test', '- **Ends:** completed', ''];
  writeFileSync(join(folder, 'every-action.md'), page.join('\n'));
  writeFileSync(join(folder, 'every-action.scenarios.md'), [...drill, `- **Path:** ${ids.join(', ')}`, ...answers].join('\n'));
  const {cwd, code, stdout, stderr} = await run(t, ['run', 'every-action', '--runbooks', folder, '--drill', 'all', '--auto']);
  assert.equal(code, 0, stdout + stderr);
  const journal = theOne(cwd, 'journal.jsonl');
  const facts = new Map(readJournal(journal).lines.filter(({type}) => type === 'step.finished').map(({body}) => {
    const [result] = (body.evidence as Array<{name: string; sha256: string}>).filter(({name}) => name === 'result.json');
    const found = JSON.parse(readFileSync(join(dirname(journal), 'evidence', result?.sha256 ?? ''), 'utf8')) as Json;
    return [String(body.step), found] as const;
  }));
  for (const {signature: {name}, facts: promised} of actions) {
    const found = facts.get(name.replaceAll('.', '-'));
    assert.ok(found !== undefined, name);
    for (const path of Object.keys(promised)) assert.notEqual(valueAt(found, path.replace(/\.\*$/, '')), undefined, `${name} finds no ${path}`);
    for (const path of pathsIn(found)) assert.equal(verifyFact({name, facts: Object.keys(promised)}, path), undefined, `${name} does not list ${path}`);
  }
});
