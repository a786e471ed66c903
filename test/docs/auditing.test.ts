import assert from 'node:assert/strict';
import {cpSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {test} from 'node:test';
import {verifySession} from '../../source/verify/verify-session.ts';
import {run} from '../people/program.ts';
import {byHand, shellBlock} from '../worlds/recorded.ts';
import {recoveredSession, Scribe} from '../worlds/scribe.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {filesIn, readJournal, theOne} from '../worlds/working-folder.ts';
import {names, pageAt, root} from './page.ts';

const page = pageAt('docs/auditing.md');

test('every type of line that a journal has is named', () => {
  const types = [...readFileSync(join(root, 'source/journal/event.ts'), 'utf8').matchAll(/^ {2}'([a-z]+\.[a-z-]+)':/gm)].map(([, type = '']) => type);
  assert.ok(types.length > 15);
  for (const type of types) assert.ok(names(page, type), type);
});

/** What an auditor is told to run. */
const script = shellBlock(page, 0);

async function verified(folder: string): Promise<string[]> {
  const {out} = await byHand(folder, 'sh', [], script);
  return out.split('\n').filter(line => line !== '');
}

/** An even hexadecimal digit for an odd one and the other way round. */
const other = (digit: string): string => (Number.parseInt(digit, 16) ^ 1).toString(16);

test('a journal is verified by hand as the page says', async t => {
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
    for (const file of filesIn(record).filter(path => !path.startsWith('evidence/'))) assert.ok(page.includes(`\`${file}\``), file);
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
