import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it, test} from 'node:test';
import {actionSignatures} from '../source/actions/registry.ts';
import {configProblemText} from '../source/environment/config/config-problem.ts';
import {readEnvironments, type ConfigReading} from '../source/environment/config/read-environments.ts';
import {rehearseWithin} from '../source/environment/undescribed.ts';
import type {Json} from '../source/json.ts';
import {practiceFaults} from '../source/practice/faults.ts';
import {fieldKeys} from '../source/runbook/field-key.ts';
import {valueAt} from '../source/runbook/proof.ts';
import {rules} from '../source/runbook/rules.ts';
import {runbookForm} from '../source/runbook/runbook-facts.ts';
import {levels} from '../source/runbook/scenario.ts';
import {scenarioKeys} from '../source/runbook/scenario/keys.ts';
import {stepKinds} from '../source/runbook/schema.ts';
import {ruleText} from '../source/drill/debrief-text.ts';
import {scoreRules} from '../source/drill/score.ts';
import {documentOf, filesIn, readJournal, theOne} from './worlds/working-folder.ts';
import {run} from './people/program.ts';
import {codeIn, fencesIn, names, root, rowsOf, section, tableOf, tablesOf} from './people/readme.ts';
import {temporaryFolder, type AfterTest} from './worlds/temp-folder.ts';

const environments = 'Environments';

const readFile = (text: string): ConfigReading => readEnvironments(text, {path: '/srv/mcp-runbook.yaml', shown: 'mcp-runbook.yaml'});

function environmentsIn(text: string) {
  const reading = readFile(text);
  if (!reading.ok) assert.fail(reading.problems.map(configProblemText).join('\n'));
  return reading.environments;
}

describe('What the README says of environments', () => {
  const [example = ''] = fencesIn(environments, 'yaml');
  const fields = tableOf(environments, 'Field');
  const rowOf = (name: string): string => fields.find(([cell = '']) => codeIn(cell).includes(name))?.join(' ') ?? '';

  it('the example is one that is read', () => {
    assert.deepEqual(environmentsIn(example).map(({name, class: given}) => [name, given]), [['rehearsal-eu', 'rehearsal'], ['production', 'live']]);
  });

  /** The reader itself names every key that it knows, where it finds one that it does not. */
  const places = {
    '': 'q: 1',
    toggles: 'toggles: {file: a, q: 1}',
    token: 'token: {q: 1}',
    route: 'route: {q: 1}',
    smoke: 'smoke: {q: 1}',
  };
  for (const [place, wrong] of Object.entries(places)) {
    it(`every field of ${place || 'an environment'} is in it or in the table`, () => {
      const reading = readFile(`environments:\n  a:\n    class: live\n    gateway: http://a\n    ${wrong}\n`);
      const told = reading.ok ? undefined : reading.problems.find(({message}) => message === 'unknown key')?.expected;
      const names = told?.replace('one of ', '').split(', ') ?? [];
      assert.ok(names.length > 1);
      for (const name of names) {
        if (place === '') assert.ok(rowOf(name) !== '' && new RegExp(`^ {4}${name}:`, 'm').test(example), name);
        else assert.match(`${example} ${codeIn(rowOf(place)).join(' ')}`, new RegExp(`\\b${name}\\b`), name);
      }
    });
  }

  it('the defaults are those of the reader', () => {
    const bare = (given: string): string => `environments:\n  a:\n    class: ${given}\n    gateway: http://a\n    toggles: {file: a}\n    smoke: {command: [a]}\n`;
    const [live] = environmentsIn(bare('live'));
    const [rehearsal] = environmentsIn(bare('rehearsal'));
    assert.ok(live && rehearsal);
    assert.deepEqual([live.toggles?.limit, live.smoke?.limit, rehearseWithin], [30_000, 300_000, 30 * 86_400_000]);
    assert.match(rowOf('toggles'), /\(30s\)/);
    assert.match(rowOf('smoke'), /\(5m\)/);
    assert.match(rowOf('rehearse-within'), /`30d`/);
    assert.ok(rowOf('approval').includes(`\`${live.people.approval}\` in live, else \`${rehearsal.people.approval}\``));
    assert.ok(rowOf('bell').includes(`\`${live.people.bell}\` in live, else \`${rehearsal.people.bell}\``));
  });
});

const writing = 'Writing a runbook';

describe('What the README says of runbooks', () => {
  const text = section(writing);
  const keys = tablesOf(writing, 'Key').flatMap(rowsOf).flatMap(([cell = '']) => codeIn(cell));

  for (const key of [...fieldKeys, ...scenarioKeys]) it(`the key ${key}`, () => assert.ok(keys.includes(key)));
  for (const word of [...stepKinds, ...levels, ...Object.keys(runbookForm.expectations)]) it(`the word ${word}`, () => assert.ok(names(text, word)));
  for (const {name} of practiceFaults.filter(({part}) => part === 'world')) it(`the fault ${name}`, () => assert.ok(names(text, name)));

  it('the actions, with effect and parameters', () => {
    const said = tableOf(writing, 'Action').map(([name = '', effect, parameters = '']) => [codeIn(name)[0], effect, ...codeIn(parameters)]);
    const known = [...actionSignatures.values()].map(({name, effect, parameters}) => [name, effect, ...parameters]);
    assert.deepEqual(said.toSorted(), known.toSorted());
  });

  it('how many rules lint has', () => {
    const errors = rules.filter(({level}) => level === 'error').length;
    const [, all, first, second] = /lists its (\d+) rules, (\d+) without[^,]* and\s+(\d+)\s/.exec(text) ?? [];
    assert.deepEqual([all, first, second].map(Number), [rules.length, errors, rules.length - errors]);
  });
});

test('how a drill is scored is what the README says', () => {
  const said = tableOf('For trainees', 'Score');
  assert.deepEqual(said, scoreRules.map(rule => [rule.name, ruleText(rule), rule.says]));
});

test('the README names every type of line that a journal has', () => {
  const types = [...readFileSync(join(root, 'source/journal/event.ts'), 'utf8').matchAll(/^ {2}'([a-z]+\.[a-z-]+)':/gm)].map(([, type = '']) => type);
  assert.ok(types.length > 15);
  for (const type of types) assert.ok(names(section('The journal, and how to verify it'), type), type);
});

/** The two pages of the guide in a folder, under the names that the guide gives them. */
async function guide(t: AfterTest): Promise<string> {
  const folder = await temporaryFolder(t);
  const [page = '', drills = ''] = fencesIn(writing, 'markdown');
  const [, id = ''] = /^id: (.*)$/m.exec(page) ?? [];
  for (const [name, content] of [[`${id}.md`, page], [`${id}.scenarios.md`, drills]] as const) {
    assert.ok(section(writing).includes(`${name}\``), `${name} is not named`);
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
  assert.equal(walked.code, 0, walked.stdout + walked.stderr);
  const [, drill = ''] = /\*\*Id:\*\* `(.*)`/.exec(fencesIn(writing, 'markdown')[1] ?? '') ?? [];
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

test('each action finds the facts that the README names', async t => {
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
  for (const [name = '', , , said = ''] of tableOf(writing, 'Action')) {
    const found = facts.get((codeIn(name)[0] ?? '').replaceAll('.', '-'));
    assert.ok(found !== undefined, name);
    for (const path of codeIn(said)) assert.notEqual(valueAt(found, path), undefined, `${name} finds no ${path}`);
  }
});
