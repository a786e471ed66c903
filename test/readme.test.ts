import assert from 'node:assert/strict';
import {cpSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {describe, it, test} from 'node:test';
import {keyMap} from '../source/app/update/keymap.ts';
import {commandTable} from '../source/commands/table.ts';
import {exitCode} from '../source/errors.ts';
import {faults} from '../source/practice/faults.ts';
import {verificationExit, verifySession} from '../source/verify/verify-session.ts';
import {filesIn, readJournal, theOne} from './worlds/working-folder.ts';
import {run} from './people/program.ts';
import {codeIn, fenceForm, fencesIn, names, readme, root, rows, section} from './people/readme.ts';
import {temporaryFolder} from './worlds/temp-folder.ts';
import {byHand, shellBlock} from './worlds/recorded.ts';
import {recoveredSession, Scribe} from './worlds/scribe.ts';

/** A row of several keys says of each in its turn what it does, or of all the same. */
function keyRows([cell = '', , does = '']: string[]): Array<{key: string; does: string}> {
  const parts = does.split('; ');
  return codeIn(cell).map((key, index, all) => ({key, does: parts.length === all.length ? (parts[index] ?? '') : does}));
}

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

/** Labels that the state makes; the others are in the key map as they stand. */
const madeLabel = /^(?:run|read the plan|do it|next step|finish|settle what happened|to step \d+: .+|run again.*|hint, .+)$/;

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
    assert.equal(frames.length, 7);
    for (const lines of frames) {
      assert.ok(lines.length <= 24 && lines.every(line => [...line].length <= 80), lines.join('\n'));
      const edges = lines.filter(line => line.length >= 78 && /^─+( [↑↓] \d+ more, (up|down) )*( ↓ \d+ more, down )?─+$/.test(line));
      assert.equal(edges.length, 2, lines.join('\n'));
      assert.doesNotMatch(lines.join('\n'), /\b(undefined|NaN|null)\b|\[object/);
    }
  });

  it('the keys below those frames are keys of today', () => {
    const known = keyMap.map(({key, label}) => ({key, fixed: typeof label === 'string' ? label : undefined}));
    for (const [, frame = ''] of readme.matchAll(/^```text\n([\s\S]*?)^```$/gm)) {
      const rows = frame.trimEnd().split('\n');
      const footer = rows.slice(rows.findLastIndex(row => /^─{20}/.test(row)) + 1).flatMap(row => row.trim().split(' · '));
      assert.notEqual(footer.length, 0, frame);
      for (const told of footer) {
        const meant = known.filter(({key}) => told.startsWith(`${key} `));
        const said = (key: string): string => told.slice(key.length + 1).replace(/ \([^()]*\)$/, '');
        assert.ok(meant.some(({key, fixed}) => (fixed === undefined ? madeLabel.test(said(key)) : fixed === said(key))), told);
      }
    }
  });

  it('the steps in those frames are those of the runbook', () => {
    const page = readFileSync(join(root, 'runbooks', 'mcp-gateway-rollback.md'), 'utf8');
    const steps = [...page.matchAll(/^## (\d+)\. (.*)$/gm)].map(([, number = '', title = '']) => `${number} ${title}`);
    const seen = [...readme.matchAll(/^[ ▸]\S (\d+ [^│\n]+?) *│/gm)].map(([, step = '']) => step);
    assert.ok(seen.length >= 4 * steps.length);
    assert.deepEqual(seen.filter(step => !steps.includes(step)), []);
  });

  it('the subjects of the README stand in the order in which people come to them', () => {
    const subjects = [
      'Run it', 'A rollback in five frames', 'Keys', 'Commands and exit codes', 'Environments', 'Writing a runbook',
      'For trainees', 'For whoever runs a game day', 'The journal, and how to verify it', 'What it cannot protect from', 'Developing',
    ];
    const titles = [...readme.replaceAll(fenceForm, '').matchAll(/^## (.*)$/gm)].map(([, title = '']) => title);
    assert.deepEqual(titles.filter(title => subjects.includes(title)), subjects);
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
      if (fencesIn('Writing a runbook', 'markdown').some(page => page.includes(`id: ${id}\n`))) continue;
      assert.ok(filesIn(join(root, 'runbooks')).includes(`${id}.md`), id);
      if (drill !== undefined) assert.match(readFileSync(join(root, 'runbooks', `${id}.scenarios.md`), 'utf8'), new RegExp(`\\*\\*Id:\\*\\* \`${drill}\``));
    }
  });
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
