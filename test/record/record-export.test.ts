import assert from 'node:assert/strict';
import {appendFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {verifySession} from '../../source/verify/verify-session.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {byHand, closing, contents, exported, exporting, refused, shellBlock, walkedSession, writtenSession} from '../worlds/recorded.ts';
import {sha256} from '../worlds/scribe.ts';

describe('the incident record of a rehearsal', () => {
  it('holds the journal, the evidence and the ledger lines byte for byte, and says nothing is missing', async t => {
    const {options, ledger} = await walkedSession(t);
    const made = await exported(options);
    assert.deepEqual([made.missing, made.remarks, made.verification.verdict, made.already], [[], [], 'intact', false]);
    assert.equal(made.folder, join(options.out, options.id));
    assert.deepEqual(made.files, Object.keys(contents(made.folder)).sort());
    assert.deepEqual(made.files.filter(name => !name.startsWith('evidence/')), ['MANIFEST', 'journal.jsonl', 'ledger-lines.jsonl', 'record.json', 'timeline.html', 'timeline.md']);
    const bytes = (path: string) => readFileSync(path);
    assert.deepEqual(bytes(join(made.folder, 'journal.jsonl')), bytes(join(options.folder, 'journal.jsonl')));
    assert.deepEqual(bytes(join(made.folder, 'ledger-lines.jsonl')), bytes(ledger));
    assert.deepEqual(contents(join(made.folder, 'evidence')), contents(join(options.folder, 'evidence')));
    assert.deepEqual(readdirSync(options.out), [options.id]);
    assert.deepEqual([made.folder, join(made.folder, 'evidence'), join(made.folder, 'timeline.md')].map(path => statSync(path).mode & 0o777), [0o700, 0o700, 0o600]);
  });

  it('tells who walked what, where, and how it ended', async t => {
    const {options} = await walkedSession(t);
    const {read, record, verification} = await exported(options);
    const page = read('timeline.md');
    const head = verification.head ?? '';
    for (const words of [
      '# Incident record: Stage B rehearsal', '| **Operators** | mara |', '| **Incident** | INC-204 |', '| **Environment** | `practice` |',
      '| **Opened** | 2025-11-20T09:00:00Z |', '**practice: nothing outside the practice world was touched**', '| **Verdict** | **completed** |',
      `| **Head** | \`${head.slice(0, 8)}\` of \`${head}\` |`, '**intact: nothing left out, nothing changed, and closed** (17 lines in journal.jsonl)',
    ]) assert.ok(page.includes(words), words);
    const order = ['# Incident', '## Deviations', '## Steps', '### 1. Confirm the toggles', '### 7. Close', '## Notes', '## Recording gaps', '## What is missing', '## Rotation ledger', '## Evidence', '## How to check'];
    const places = order.map(words => page.indexOf(words));
    assert.deepEqual(places, places.toSorted((a, b) => a - b));
    assert.ok(places.every(place => place >= 0), String(places));
    assert.deepEqual(record.deviations.map(({kind, step}) => [kind, step]), [['stated, not verified', 'gateway'], ['stated, not verified', 'close']]);
    assert.deepEqual(record.steps.map(({id, status}) => `${id} ${status}`), ['toggles done', 'gateway done', 'smoke done', 'receipt done', 'ledger done', 'packet done', 'close done']);
    assert.deepEqual(record.notes.map(({step, text, operator}) => [step, text, operator]), [['close', 'all is archived', 'mara']]);
    assert.deepEqual([record.state, record.class, record.ledger.copied?.lines, record.ledger.copied?.own_lines], ['completed', 'practice', 3, 3]);
    assert.equal(record.journal.head, sha256(readFileSync(join(options.folder, 'journal.jsonl')).toString('latin1').trimEnd().split('\n').at(-1) ?? ''));
    assert.match(page, /\| the gateway opened a session \(session\.id present\) \| \*\*holds\*\* \| `present` \| `op-[0-9a-f]{4}` \|/);
    assert.match(page, /- \*\*Evidence\*\* \[result\.json\]\(evidence\/[0-9a-f]{64}\), \[stage\\_b\\_smoke\.json\]\(evidence\/[0-9a-f]{64}\)/);
  });

  it('has every fact of the page in the file for browsers too, which asks for nothing', async t => {
    const {read} = await exported((await walkedSession(t)).options);
    const html = read('timeline.html');
    assert.ok(html.includes(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`));
    assert.ok(/@media print/.test(html) && /prefers-color-scheme: dark/.test(html));
    assert.doesNotMatch(html, /<(?:script|img|link|iframe|object|form|base)\b|\bon\w+=|javascript:|url\(|@import/i);
    assert.deepEqual([...new Set([...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, to = '']) => to.replace(/[0-9a-f]{64}/, '')))].sort(), ['MANIFEST', 'evidence/', 'ledger-lines.jsonl']);
    const words = (text: string): string[] => text.match(/[a-z]{4,}/gi) ?? [];
    const visible = html.slice(html.indexOf('<body>')).replaceAll(/<[^>]*>/g, ' ').replaceAll(/&\w+;|&#\d+;/g, ' ');
    const seen = new Set(words(visible));
    assert.deepEqual([...new Set(words(read('timeline.md').replaceAll(/&\w+;|\]\([^)]*\)|```sh/g, ' ')))].filter(word => !seen.has(word)), []);
  });

  it('is data in ASCII as well', async t => {
    const {read} = await exported((await walkedSession(t, {operator: 'zo\u00eb\u202e'})).options);
    assert.match(read('record.json'), /^[\n\x20-\x7e]*\n$/);
    assert.match(read('record.json'), /"operators": \[\n {4}"zo\\u00eb\\u202e"\n/);
  });

  it('names no place of this machine and no time of its export', async t => {
    const {options} = await walkedSession(t);
    const {read} = await exported(options);
    for (const name of ['timeline.md', 'timeline.html', 'record.json']) {
      assert.ok(!read(name).includes(dirname(options.out)), name);
      assert.deepEqual([...new Set(read(name).match(/20\d\d-\d\d-\d\d/g))], ['2025-11-20', '2025-11-22'], `${name}: of the walk, and of the end of the window that was found`);
    }
  });
});

describe('checking a record without this tool', () => {
  it('sha256sum finds every file as it was, and one byte that is not', async t => {
    const {folder, files} = await exported((await walkedSession(t)).options);
    const whole = await byHand(folder, 'sha256sum', ['-c', 'MANIFEST']);
    assert.deepEqual([whole.code, whole.out.match(/: OK$/gm)?.length], [0, files.length - 1]);
    assert.equal(String(readFileSync(join(folder, 'MANIFEST')).toString().match(/(?<= {2}).*$/gm)), String(files.filter(name => name !== 'MANIFEST')));
    for (const name of files.filter(file => file !== 'MANIFEST')) {
      const path = join(folder, name);
      const bytes = readFileSync(path);
      writeFileSync(path, Buffer.from(bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 1 : byte))));
      const broken = await byHand(folder, 'sha256sum', ['-c', 'MANIFEST', '--quiet']);
      assert.notEqual(broken.code, 0, name);
      assert.match(broken.out, new RegExp(`^${name}: FAILED$`, 'm'));
      writeFileSync(path, bytes);
    }
  });

  it('the printed shell lines follow the chain, the closing line and the evidence', async t => {
    const {folder, read, verification} = await exported((await walkedSession(t)).options);
    const page = read('timeline.md');
    const run = (index: number) => byHand(folder, 'sh', ['-c', shellBlock(page, index)]);
    assert.equal((await run(0)).code, 0);
    assert.equal((await run(1)).out, verification.head);
    assert.equal(shellBlock(page, 2), `# ${verification.head}`);
    const [named, counted] = (await run(4)).out.split('\n');
    assert.match(named ?? '', /^[0-9a-f]{64}$/);
    assert.equal(named, counted);
    assert.equal((await run(5)).out, 'evidence holds');
    writeFileSync(join(folder, 'journal.jsonl'), read('journal.jsonl').replace('"attempt":1', '"attempt":2'));
    assert.match((await run(1)).out, /^the chain is broken before line 3 of journal\.jsonl$/m);
  });

  it('both digits that may have been copied are told, each with what gives them here', async t => {
    const {folder, read} = await exported((await walkedSession(t)).options);
    const page = read('timeline.md');
    assert.doesNotMatch(page, /asked to copy/);
    assert.match(page, /the first eight digits of the head, which the summary of the walk offers, or of a manifest, which the sentence for the incident channel names\. In the folder of the record that it names:\n/);
    assert.equal((await byHand(folder, 'sh', ['-c', shellBlock(page, 3)])).out, sha256(readFileSync(join(folder, 'MANIFEST'))).slice(0, 8));
  });

  it('follows the chain over a file whose last line was torn', async t => {
    const scribe = closing(writtenSession().tear(Buffer.from('{"v":1,"session":"2025')).recover().note('goes on'));
    const {folder, read, verification} = await exported(await exporting(t, scribe));
    assert.equal((await byHand(folder, 'sh', ['-c', shellBlock(read('timeline.md'), 1)])).out, verification.head);
  });

  it('verifying the record says what verifying the session said', async t => {
    const {folder, verification} = await exported((await walkedSession(t)).options);
    assert.deepEqual(verifySession(folder), verification);
  });
});

describe('exporting again', () => {
  it('gives the same bytes, here and elsewhere', async t => {
    const {options} = await walkedSession(t);
    const first = await exported(options);
    const again = await exported(options);
    assert.deepEqual([again.already, again.files], [true, first.files]);
    const other = await exported({...options, out: join(options.out, '..', 'elsewhere', 'deep')});
    assert.deepEqual(await byHand(options.out, 'diff', ['-r', first.folder, other.folder]), {code: 0, out: ''});
  });

  it('keeps the record so far beside that of a session that went on, and calls neither changed', async t => {
    const options = await exporting(t, writtenSession());
    const {folder} = await exported(options);
    const later = await exported(await exporting(t, closing(writtenSession()), {out: options.out}));
    assert.deepEqual(later.remarks, [`${folder} is an earlier record of it, still as its MANIFEST has it, and stays: this one has what came since.`]);
  });

  it('leaves a record alone that is another one', async t => {
    const {options} = await walkedSession(t);
    const {folder} = await exported(options);
    appendFileSync(join(folder, 'timeline.md'), 'edited\n');
    const before = contents(options.out);
    const second = await exported(options);
    assert.equal(second.folder, `${folder}-2`);
    assert.deepEqual(second.remarks, [`${folder} stays as it is: it is not what its MANIFEST says, so it was changed.`]);
    rmSync(second.folder, {recursive: true});
    assert.deepEqual(contents(options.out), before);
    rmSync(folder, {recursive: true});
    for (const name of [options.id, ...Array.from({length: 98}, (_, index) => `${options.id}-${index + 2}`)]) writeFileSync(join(options.out, name), 'a file in its place');
    const {code, next, exit} = await refused(options);
    assert.deepEqual([code, exit], ['record-differs', 2]);
    assert.match(next, /another folder/);
  });

  it('is the same when others have gone on with the ledger since', async t => {
    const {options, ledger} = await walkedSession(t);
    const {folder} = await exported(options);
    appendFileSync(ledger, '{"connector_id": "operator_api", "rotated_at": "2025-11-21T09:00:00Z", "window_hours": 48}\n');
    assert.equal((await exported(options)).already, true);
    assert.ok(existsSync(folder));
  });
});

describe('a session that is not in order', () => {
  it('that is unfinished says so on top', async t => {
    const {read, verification, missing, record} = await exported(await exporting(t, writtenSession().note('so far')));
    assert.deepEqual([verification.exit, record.state, record.closed], [1, 'unfinished', null]);
    assert.match(read('timeline.md'), /^# Incident record: The drill\n\n\*\*This session is not finished\. What is told here may go on\.\*\*\n/);
    assert.deepEqual(missing, ['The closing line: the session is not closed.']);
    assert.deepEqual(record.deviations, []);
    assert.match(read('timeline.md'), /## Deviations\n\nNone so far\./);
  });

  it('that was tampered with is exported all the same, the verdict on top', async t => {
    const scribe = closing(writtenSession().note('one').note('two'));
    scribe.files['journal.jsonl'] = Buffer.from(String(scribe.files['journal.jsonl']).replace('one', 'won'));
    const {read, verification} = await exported(await exporting(t, scribe));
    assert.equal(verification.exit, 3);
    assert.match(read('timeline.md'), /^# [^\n]*\n\n\*\*This record is NOT what was written: it was changed\..*\*\*\n\n- \*\*tampered\*\* journal\.jsonl, line 3: prev is not/);
    assert.match(read('timeline.html'), /<strong class="bad">This record is NOT what was written/);
  });

  it('with lines that are none goes on behind them and lists them', async t => {
    const scribe = closing(writtenSession().raw('{"v":1}').raw('garbage').note('behind'));
    const {record, missing, read} = await exported(await exporting(t, scribe));
    assert.deepEqual(record.journal.unreadable, [{file: 'journal.jsonl', line: 2, problem: 'type: no known journal event'}, {file: 'journal.jsonl', line: 3, problem: 'not JSON'}]);
    assert.deepEqual(record.notes.map(({line, text}) => [line, text]), [[4, 'behind']]);
    assert.deepEqual(missing, ['What line 2 of journal.jsonl said.', 'What line 3 of journal.jsonl said.']);
    assert.match(read('timeline.md'), /- \*\*Recording gap\*\*: line 3 of journal\.jsonl cannot be read/);
  });

  it('without its first line is exported with what is left', async t => {
    const scribe = closing(writtenSession().note('left'));
    const journal = String(scribe.files['journal.jsonl']);
    scribe.files['journal.jsonl'] = Buffer.from(journal.slice(journal.indexOf('\n') + 1));
    const {record, missing, read} = await exported(await exporting(t, scribe));
    assert.deepEqual([record.opened, record.steps, record.ledger.copied], [null, [], null]);
    assert.match(missing.join('\n'), /^The opening line: .*\n.*ledger lines since.*: the first line of the journal/);
    assert.match(read('timeline.md'), /^# Incident record: a runbook that is not known\n/);
  });

  it('whose evidence, journal file or runbook text is gone lists what is missing', async t => {
    const scribe = writtenSession().nextSegment().recover();
    const kept = scribe.keep('a log');
    closing(scribe.attach({...kept, name: 'server.log'}));
    for (const name of Object.keys(scribe.files)) if (name.startsWith('evidence')) delete scribe.files[name];
    delete scribe.files['journal-2.jsonl'];
    const {missing, verification, read} = await exported(await exporting(t, scribe));
    assert.equal(verification.exit, 2);
    const page = sha256('# The drill\n');
    assert.deepEqual(missing, ['The journal file journal-2.jsonl.', `evidence/${page} (drill.md), named on line 1.`, `evidence/${kept.sha256} (server.log), named on line 3.`]);
    assert.match(read('timeline.md'), /## What is missing\n\n- \*\*Missing\*\*: The journal file journal-2\.jsonl\.\n/);
    assert.ok(!read('timeline.md').includes(`](evidence/${kept.sha256})`));
  });

  for (const [there, missing] of [
    [['journal-3.jsonl'], ['The journal file journal-2.jsonl.']],
    [['journal-2.jsonl', 'journal-5.jsonl', 'journal-7.jsonl'], ['The journal files journal-3.jsonl to journal-4.jsonl.', 'The journal file journal-6.jsonl.']],
    [['journal-999999999.jsonl'], ['The journal files journal-2.jsonl to journal-999999998.jsonl.']],
  ] as const) {
    it(`beside whose journal lies ${there.join(' and ')} names the files between`, async t => {
      const scribe = closing(writtenSession());
      for (const name of there) scribe.files[name] = Buffer.from('{}\n');
      const {missing: told} = await exported(await exporting(t, scribe));
      assert.deepEqual(told.filter(line => line.startsWith('The journal file')), missing);
    });
  }

  it('does not follow links out of the session', async t => {
    const scribe = writtenSession();
    const kept = scribe.keep('a log');
    const options = await exporting(t, closing(scribe.attach(kept)));
    const path = join(options.folder, 'evidence', kept.sha256);
    renameSync(path, join(options.out, '..', 'moved'));
    symlinkSync(join(options.out, '..', 'moved'), path);
    const {files, missing} = await exported(options);
    assert.ok(!files.includes(`evidence/${kept.sha256}`));
    assert.match(missing.join(), /result\.json\), named on line 2: it is a symbolic link/);
  });

  it('keeps evidence that a crash left unnamed, and tells of what it did not take', async t => {
    const scribe = writtenSession();
    const {sha256: left} = scribe.keep('left by a crash');
    scribe.files['journal.jsonl.old'] = Buffer.from('x');
    scribe.files['evidence/half.tmp'] = Buffer.from('x');
    const {files, record} = await exported(await exporting(t, closing(scribe)));
    assert.ok(files.includes(`evidence/${left}`));
    assert.deepEqual(record.evidence.at(-1), {sha256: left, bytes: 15, name: 'named by no line', media_type: 'application/octet-stream', step: null, lines: [], present: true});
    assert.deepEqual(record.gaps.map(({what}) => what).filter(what => /copied/.test(what)), ['journal.jsonl.old', 'evidence/half.tmp'].map(name => `${name} lies beside the journal, is no part of it and was not copied`));
  });
});

describe('a record that cannot be', () => {
  it('of a session that is not there, has no journal, or is named like a path', async t => {
    const options = await exporting(t, writtenSession());
    rmSync(join(options.folder, 'journal.jsonl'));
    for (const [change, problem] of [
      [{}, /has no journal$/], [{folder: join(options.folder, 'nowhere')}, /cannot be read: it does not exist \(ENOENT\)$/], [{id: '../out'}, /is no id of a session$/], [{id: '.hidden'}, /is no id/],
    ] as const) {
      const result = await refused({...options, ...change});
      assert.deepEqual([result.code, result.exit], ['no-session', 2]);
      assert.match(result.problem, problem);
    }
    assert.ok(!existsSync(options.out));
  });

  it('where nothing can be written leaves nothing', async t => {
    const root = await temporaryFolder(t);
    writeFileSync(join(root, 'file'), '');
    const options = await exporting(t, closing(writtenSession()), {out: join(root, 'file')});
    const {code, exit, problem} = await refused(options);
    assert.deepEqual([code, exit], ['not-recorded', 5]);
    assert.match(problem, /cannot be written: .*(?:EEXIST|ENOTDIR)/);
    assert.deepEqual(readdirSync(root), ['file']);
  });
});
