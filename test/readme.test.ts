import assert from 'node:assert/strict';
import {cpSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {describe, it, test} from 'node:test';
import {actionSignatures} from '../source/actions/registry.ts';
import {keyMap} from '../source/app/keymap.ts';
import {commandTable} from '../source/commands/table.ts';
import {configProblemText} from '../source/environment/config/problem.ts';
import {readEnvironments, type ConfigReading} from '../source/environment/config/read-environments.ts';
import {rehearseWithin} from '../source/environment/people.ts';
import {exitCode} from '../source/errors.ts';
import type {Json} from '../source/json.ts';
import {faults, practiceFaults} from '../source/practice/faults.ts';
import {fieldKeys} from '../source/runbook/field-key.ts';
import {valueAt} from '../source/runbook/proof.ts';
import {rules} from '../source/runbook/rules.ts';
import {runbookForm} from '../source/runbook/runbook-facts.ts';
import {levels} from '../source/runbook/scenario.ts';
import {scenarioKeys} from '../source/runbook/scenario/keys.ts';
import {stepKinds} from '../source/runbook/schema.ts';
import {ruleText} from '../source/session/drill/debrief-text.ts';
import {scoreRules} from '../source/session/drill/score.ts';
import {verificationExit, verifySession} from '../source/session/verify.ts';
import {documentOf, filesIn, readJournal, theOne} from './commands/folder.ts';
import {run} from './helpers/program.ts';
import {temporaryFolder, type AfterTest} from './helpers/temp-folder.ts';
import {byHand, shellBlock} from './session/recorded.ts';
import {recoveredSession, Scribe} from './session/scribe.ts';

const root = resolve(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Fences with their marks; a runbook that is shown in one has headings and fences of its own. */
const fenceForm = /^(`{3,})(\w*)\n([\s\S]*?)^\1$/gm;

/** The text below a heading, up to the next one of its level. */
function section(title: string): string {
  const fences: string[] = [];
  const folded = readme.replaceAll(fenceForm, fence => `\u0000${fences.push(fence) - 1}\u0000`);
  const found = folded.split(/^## /m).find(text => text.startsWith(`${title}\n`));
  assert.ok(found, `the README has no section ${title}`);
  return found.replaceAll(/\u0000(\d+)\u0000/g, (_, index: string) => fences[Number(index)] ?? '');
}

/** What stands in the fences of one language below a heading. */
function fencesIn(title: string, language: string): string[] {
  return [...section(title).matchAll(fenceForm)].filter(([, , name]) => name === language).map(([, , , text = '']) => text);
}

/** The cells of every table row below a heading, without the rows of hyphens. */
function rows(title: string): string[][] {
  return section(title)
    .replaceAll(fenceForm, '')
    .split('\n')
    .filter(line => line.startsWith('| ') && !line.startsWith('| ---'))
    .map(line => line.slice(2, -2).split(' | ').map(cell => cell.trim()));
}

/** The tables below a heading whose first column has that head. */
function tablesOf(title: string, head: string): string[] {
  return section(title).replaceAll(fenceForm, '').split('\n\n').filter(text => text.startsWith(`| ${head} |`));
}

const rowsOf = (table: string): string[][] =>
  table.trimEnd().split('\n').slice(2).map(line => line.slice(2, -2).split(' | ').map(cell => cell.trim()));

/** The rows of the only one, below its head. */
function tableOf(title: string, head: string): string[][] {
  const tables = tablesOf(title, head);
  assert.equal(tables.length, 1, `tables with the head ${head} in ${title}`);
  return rowsOf(tables[0] ?? '');
}

const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** A row of several keys says of each in its turn what it does, or of all the same. */
function keyRows([cell = '', , does = '']: string[]): Array<{key: string; does: string}> {
  const parts = does.split('; ');
  return codeIn(cell).map((key, index, all) => ({key, does: parts.length === all.length ? (parts[index] ?? '') : does}));
}

const names = (text: string, option: string): boolean => new RegExp(`\`${option}(?![\\w-])`).test(text);

describe('The README names every key', () => {
  const keys = rows('Keys').slice(1).flatMap(keyRows);

  for (const {key, label} of keyMap) {
    const fixed = typeof label === 'string';
    it(fixed ? `${key}: ${label}` : key, () => {
      const does = keys.filter(row => row.key === key).map(row => row.does);
      assert.notEqual(does.length, 0, `no row for ${key}`);
      if (fixed) assert.ok(does.some(text => text.includes(`**${label}**`)), `no row of ${key} says **${label}**, only: ${does.join('; ')}`);
    });
  }

  it('and none that does nothing', () => {
    const known = new Set(keyMap.map(({key}) => key));
    assert.deepEqual(keys.map(({key}) => key).filter(key => !known.has(key)), []);
  });

  it('and no label that is not on the screen', () => {
    const onScreen = new Set(keyMap.map(({key, label}) => `${key}: ${typeof label === 'string' ? label : ''}`));
    const said = keys.flatMap(({key, does}) => [...does.matchAll(/\*\*([^*]+)\*\*/g)].map(([, label = '']) => `${key}: ${label}`));
    assert.deepEqual(said.filter(label => !onScreen.has(label)), []);
  });
});

describe('The README names every command with its options', () => {
  const commands = rows('Commands and exit codes');

  for (const {name, words = '', options} of commandTable) {
    const own = commands.filter(([cell = '']) => codeIn(cell).some(code => code.split(' ')[0] === name)).map(([, does = '']) => does);

    it(name, () => assert.notEqual(own.length, 0));

    for (const flag of options.flatMap(({flags}) => flags.split(', ').map(text => text.split(' ')[0] ?? ''))) {
      it(`${name} ${flag}`, () => assert.ok(names(own.join(' '), flag)));
    }

    for (const view of /^\[(\w+(?:\|\w+)+)\]/.exec(words)?.[1]?.split('|') ?? []) {
      it(`${name} ${view}`, () => assert.ok(commands.some(([cell = '']) => codeIn(cell).includes(`${name} ${view}`))));
    }
  }

  it('and none that does not exist', async t => {
    const said = commands.flatMap(([cell = '']) => codeIn(cell).filter(code => /^[a-z]/.test(code)).map(code => code.split(' ')[0] ?? ''));
    const known = new Set(['mcp-runbook', 'help', ...commandTable.map(({name}) => name)]);
    assert.deepEqual(said.filter(name => !known.has(name)), []);
    const views = commands.flatMap(([cell = '']) => codeIn(cell)).filter(code => code.startsWith('sessions ')).map(code => code.split(' ')[1] ?? '');
    const {stderr} = await run(t, ['sessions', 'no-such-view']);
    const offered = [...stderr.matchAll(/sessions ([a-z]+)(?=[,.])/g)].map(([, view]) => view);
    assert.deepEqual(views, offered);
  });
});

describe('The README explains', () => {
  const leading = rows('Commands and exit codes').flatMap(([cell = '']) => (/^\d[\d, ]*$/.test(cell) ? [cell.split(', ').map(Number)] : []));
  const verdicts = leading.length - Object.keys(verificationExit).length;

  for (const [meaning, code] of Object.entries(exitCode)) {
    it(`exit code ${code}, ${meaning}`, () => assert.ok(leading.slice(0, verdicts).flat().includes(code)));
  }

  it('the exit codes of a verification', () => {
    const table = rows('Commands and exit codes').slice(-Object.keys(verificationExit).length);
    assert.deepEqual(table.map(([code]) => Number(code)), Object.values(verificationExit));
    for (const [index, verdict] of Object.keys(verificationExit).entries()) assert.ok(table[index]?.[1]?.includes(verdict), verdict);
  });

  for (const {name} of faults) it(`how to have the fault ${name}`, () => assert.ok(section('Commands and exit codes').includes(`\`${name}\``)));
});

describe('The pages for people', () => {
  const pages = ['README.md', 'CHANGELOG.md', 'logs/README.md'].map(page => [page, readFileSync(join(root, page), 'utf8')] as const);

  for (const [page, text] of pages) {
    it(`${page} has nothing left to fill in`, () => assert.doesNotMatch(text, /@[A-Z]+\d*@/));
    it(`${page} has lines that fit a window, but for tables`, () => {
      assert.deepEqual(text.split('\n').filter(line => line.length > 120 && !line.startsWith('| ')), []);
    });
  }

  it('the changelog has a section for this version', () => {
    const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {version: string};
    assert.ok(pages[1]?.[1].split('\n').some(line => line.split(/[ ,]/).slice(0, 2).join(' ') === `## ${version}`));
  });

  it('the README names files and folders that exist', () => {
    const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {scripts: Record<string, string>}).scripts;
    for (const [, name = ''] of readme.replaceAll(fenceForm, '').matchAll(/npm run ([a-z:]+)/g)) assert.ok(Object.hasOwn(scripts, name), name);
    for (const room of codeIn(section('Developing')).filter(code => /^[a-z]+\/$/.test(code) && code !== 'source/')) {
      assert.ok(filesIn(join(root, 'source')).some(file => file.startsWith(room)), room);
    }
  });

  it('the frames of the README are those of a window of 80 columns', () => {
    const frames = [...readme.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map(([, frame = '']) => frame.trimEnd().split('\n'));
    assert.equal(frames.length, 8);
    for (const lines of frames) {
      assert.ok(lines.length <= 24 && lines.every(line => [...line].length <= 80), lines.join('\n'));
      const edges = lines.filter(line => line.length >= 78 && /^─+( [↑↓] \d+ more, (up|down) )*( ↓ \d+ more, down )?─+$/.test(line));
      assert.equal(edges.length, 2, lines.join('\n'));
      assert.doesNotMatch(lines.join('\n'), /\b(undefined|NaN|null)\b|\[object/);
    }
  });

  it('the links of the README lead to its headings', () => {
    const text = readme.replaceAll(fenceForm, '');
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(/[^\p{L}\p{N} -]/gu, '').replaceAll(' ', '-'));
    const links = [...text.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
    assert.ok(links.length > 4);
    assert.deepEqual(links.filter(anchor => !anchors.includes(anchor ?? '')), []);
  });

  it('the README shows commands, runbooks and drills that exist', () => {
    const known = [...commandTable.map(({name}) => name), 'help'];
    const said = [...readme.matchAll(/\bmcp-runbook (?!-|`)([a-z]+)\b/g)].map(([, name = '']) => name);
    const words = ['in', 'makes', 'offers'];
    assert.deepEqual(said.filter(name => !known.includes(name) && !words.includes(name)), []);
    for (const [, id = '', drill] of readme.matchAll(/\brun ([a-z]+(?:-[a-z]+)+)(?: --drill ([a-z-]+))?/g)) {
      if (fencesIn(writing, 'markdown').some(page => page.includes(`id: ${id}\n`))) continue;
      assert.ok(filesIn(join(root, 'runbooks')).includes(`${id}.md`), id);
      if (drill !== undefined) assert.match(readFileSync(join(root, 'runbooks', `${id}.scenarios.md`), 'utf8'), new RegExp(`\\*\\*Id:\\*\\* \`${drill}\``));
    }
  });
});

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
  const types = [...readFileSync(join(root, 'source/session/event.ts'), 'utf8').matchAll(/^ {2}'([a-z]+\.[a-z-]+)':/gm)].map(([, type = '']) => type);
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

/** What the README tells an auditor to run. */
const script = shellBlock(section('The journal, and how to verify it'), 0);

async function verified(folder: string): Promise<string[]> {
  const {out} = await byHand(folder, 'sh', [], script);
  return out.split('\n').filter(line => line !== '');
}

/** An even hexadecimal digit for an odd one and the other way round. */
const other = (digit: string): string => (Number.parseInt(digit, 16) ^ 1).toString(16);

test('a journal is verified by hand as the README says', async t => {
  const {cwd} = await run(t, ['run', 'stage-b-rehearsal', '--env', 'practice', '--auto']);
  const journal = readJournal(theOne(cwd, 'journal.jsonl'));
  const folder = dirname(journal.path);
  const text = readFileSync(journal.path, 'utf8');
  const lines = text.trimEnd().split('\n');
  const intact = `${lines.length} lines, head ${journal.head}`;
  assert.deepEqual(await verified(folder), [intact]);

  /** What is said of a copy that somebody laid hands on; our own verification must find it too. */
  const said = async (change: (copy: string) => void): Promise<string[]> => {
    const copy = join(await temporaryFolder(t), basename(folder));
    cpSync(folder, copy, {recursive: true});
    change(copy);
    assert.notEqual(verifySession(copy).verdict, 'intact');
    return verified(copy);
  };
  const rewritten = (change: (lines: readonly string[]) => readonly string[]) =>
    said(copy => writeFileSync(join(copy, 'journal.jsonl'), change(lines).map(line => `${line}\n`).join('')));

  await t.test('an edited line', async () => {
    const edited = await rewritten(all => all.map((line, index) => (index === 4 ? line.replace(/"milliseconds":\d+/, '"milliseconds":1234567') : line)));
    assert.equal(edited[0], 'broken before line 6 of journal.jsonl');
  });

  await t.test('a line left out', async () => {
    assert.equal((await rewritten(all => all.filter((_, index) => index !== 7)))[0], 'broken before line 8 of journal.jsonl');
  });

  await t.test('two lines in each other\'s place', async () => {
    assert.equal((await rewritten(([a = '', b = '', c = '', ...rest]) => [a, c, b, ...rest]))[0], 'broken before line 2 of journal.jsonl');
  });

  await t.test('an edited closing line, which no later line pins', async () => {
    const edited = await rewritten(all => all.map(line => line.replace('"verdict":"completed"', '"verdict":"stopped"')));
    assert.equal(edited[0], 'broken: the closing line is not the one that was written');
  });

  await t.test('another digest in the closing line', async () => {
    const edited = await rewritten(all => all.map(line => line.replace(/("digest":")(.)/, (_, name: string, digit: string) => name + other(digit))));
    assert.equal(edited[0], 'broken: the closing line is not the one that was written');
  });

  await t.test('the end cut off', async () => {
    assert.match((await rewritten(all => all.slice(0, -1)))[0] ?? '', /^unfinished: only a copied head/);
  });

  await t.test('a file of evidence swapped', async () => {
    const [name = ''] = filesIn(join(folder, 'evidence'));
    const changed = await said(copy => writeFileSync(join(copy, 'evidence', name), 'something else\n'));
    assert.ok(changed.includes(`${name}: FAILED`), changed.join('\n'));
  });

  await t.test('the exported record, with the same commands and with its manifest', async () => {
    const {code, stderr} = await run(t, ['sessions', 'record', basename(folder), '--out', 'incident'], {cwd});
    assert.deepEqual({code, stderr}, {code: 0, stderr: ''});
    const record = join(cwd, 'incident', basename(folder));
    assert.deepEqual(await verified(record), [intact]);
    assert.equal((await byHand(record, 'sha256sum', ['-c', '--quiet', 'MANIFEST'])).out, '');
    const known = section('The journal, and how to verify it');
    for (const file of filesIn(record).filter(path => !path.startsWith('evidence/'))) assert.ok(known.includes(`\`${file}\``), file);
  });
});

test('a session of several files is verified by hand, across torn ends and more than nine of them', async t => {
  const folder = await temporaryFolder(t);
  const torn = recoveredSession();
  assert.deepEqual(await verified(torn.write(folder, 'torn')), [`${torn.heads.length} lines, head ${torn.head}`]);

  const long = new Scribe().open().attach(new Scribe().keep('x'));
  long.keep('x');
  for (let count = 2; count <= 11; count += 1) long.recover().note(`file ${count}`);
  long.close();
  assert.deepEqual(await verified(long.write(folder, 'long')), [`${long.heads.length} lines, head ${long.head}`]);

  rmSync(join(folder, 'long', 'journal-10.jsonl'));
  assert.match((await verified(join(folder, 'long')))[0] ?? '', /^broken before line 1 of journal-11\.jsonl$/);
});
