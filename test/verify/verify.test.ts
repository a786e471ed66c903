import assert from 'node:assert/strict';
import {mkdirSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {verificationExit, verifySession, type Verification, type VerifyOptions} from '../../source/verify/verify-session.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {closedSession, lay, recoveredSession, Scribe, sha256} from '../worlds/scribe.ts';

const torn = Buffer.from('{"v":1,"ses');
const longTail = Buffer.alloc(3000, 'x');

/** What a person reads: where, and why. */
function told({findings}: Verification): string {
  return findings.map(({segment, line, what}) => `${segment ?? '-'}:${line ?? '-'} ${what}`).join('\n');
}

const sayings = ({remarks}: Verification): string => remarks.map(({what}) => what).join('\n');

type Row = {is: string; written: () => Scribe; verdict: keyof typeof verificationExit; says?: RegExp; options?: (scribe: Scribe) => VerifyOptions};

const rows: readonly Row[] = [
  {is: 'closed', written: closedSession, verdict: 'intact'},
  {is: 'torn, continued in a second file and closed', written: recoveredSession, verdict: 'intact'},
  {is: 'continued in twelve files', written: () => Array.from({length: 11}).reduce<Scribe>(scribe => scribe.recover().note('on'), new Scribe().open()).close(), verdict: 'intact'},
  {is: 'continued after a file that got no whole line', written: () => new Scribe().open().nextSegment().tear(torn).recover().close(), verdict: 'intact'},
  {is: 'continued after a long torn end whose digest is named', written: () => new Scribe().open().tear(longTail).recover({torn_sha256: sha256(longTail)}).close(), verdict: 'intact'},
  {is: 'continued after a long torn end of another digest', written: () => new Scribe().open().tear(longTail).recover({torn_sha256: sha256('x')}).close(), verdict: 'tampered', says: /journal-2\.jsonl:1 The torn end of journal\.jsonl does not have the digest/},
  {is: 'without the second of its three files', written: () => { const three = new Scribe().open().recover().note('x').recover().close(); delete three.files['journal-2.jsonl']; return three; }, verdict: 'gap', says: /^journal-3\.jsonl:- journal-2\.jsonl is missing\.$/},
  {is: 'not closed', written: () => new Scribe().open().step(), verdict: 'unfinished', says: /^journal\.jsonl:3 The session was not closed; only a copied head/},
  {is: 'not closed, with a torn last line', written: () => new Scribe().open().tear(torn), verdict: 'unfinished', says: /journal\.jsonl:1 .* 11 bytes of a torn line follow/},
  {is: 'not closed, and its last line lacks only the LF', written: () => new Scribe().open().tear(Buffer.from('{}')), verdict: 'unfinished'},
  {is: 'empty', written: () => new Scribe(), verdict: 'unfinished', says: /journal\.jsonl:- The journal holds no whole line/},
  {is: 'a torn first line', written: () => new Scribe().tear(torn), verdict: 'unfinished'},
  {is: 'left with a second file without a line', written: () => new Scribe().open().tear(torn).nextSegment(), verdict: 'unfinished', says: /journal-2\.jsonl:- The session was not closed/},
  {is: 'compared with its own head', written: closedSession, options: ({head}) => ({head: head.slice(0, 8)}), verdict: 'intact'},
  {is: 'compared with its own head in capitals', written: closedSession, options: ({head}) => ({head: ` ${head.toUpperCase()}\n`}), verdict: 'intact'},
  {is: 'compared with an earlier head', written: closedSession, options: ({heads}) => ({head: heads[2]}), verdict: 'intact'},
  {is: 'compared with a head of the first of two files', written: recoveredSession, options: ({heads}) => ({head: heads[1]}), verdict: 'intact'},
  {is: 'compared with another head', written: closedSession, options: () => ({head: '0123456789abcdef'}), verdict: 'tampered', says: /^-:- No line has the head that was copied/},
  {is: 'compared with seven digits', written: closedSession, options: ({head}) => ({head: head.slice(0, 7)}), verdict: 'cannot tell', says: /not 8 to 64 hex digits/},
  {is: 'compared with no digits', written: closedSession, options: () => ({head: ''}), verdict: 'cannot tell'},
  {is: 'meant to be this session', written: closedSession, options: ({session}) => ({session}), verdict: 'intact'},
  {is: 'meant to be another session', written: closedSession, options: () => ({session: '20251120T090000Z-drill-0002'}), verdict: 'tampered', says: /record of "20251120T090000Z-drill-0001", not of/},
];

describe('the record of a session', () => {
  for (const {is, written, verdict, says, options} of rows) {
    it(`that is ${is}: ${verdict}`, async t => {
      const scribe = written();
      const found = verifySession(scribe.write(await temporaryFolder(t)), options?.(scribe));
      assert.equal(found.verdict, verdict, told(found));
      assert.equal(found.exit, verificationExit[verdict]);
      assert.match(told(found), says ?? (verdict === 'intact' ? /^$/ : /./));
    });
  }

  it('is counted: lines, files, and the digest of the last line', async t => {
    const scribe = recoveredSession();
    const {lines, segments, head} = verifySession(scribe.write(await temporaryFolder(t)));
    assert.deepEqual({lines, segments, head}, {lines: 8, segments: 2, head: scribe.head});
    assert.equal(verifySession(new Scribe().write(await temporaryFolder(t))).head, null);
  });

  it('is pinned wholly by the head of its last line, and in part by an earlier one', async t => {
    const scribe = closedSession();
    const folder = scribe.write(await temporaryFolder(t));
    assert.match(sayings(verifySession(folder, {head: scribe.head})), /every line is pinned/);
    assert.match(sayings(verifySession(folder, {head: scribe.heads[2]})), /line 3 of 7: .* 4 came after/);
  });

  it('cut back to before its closing line looks unfinished, unless its head was copied', async t => {
    const scribe = closedSession();
    const folder = scribe.write(await temporaryFolder(t));
    truncateSync(join(folder, 'journal.jsonl'), scribe.files['journal.jsonl']?.lastIndexOf('\n', -2));
    assert.equal(verifySession(folder).verdict, 'unfinished');
    assert.equal(verifySession(folder, {head: scribe.head.slice(0, 8)}).verdict, 'tampered');
  });
});

describe('remarks, which fail nothing', () => {
  const remarked: ReadonlyArray<{about: string; written: () => Scribe; says: RegExp; options?: VerifyOptions}> = [
    {about: 'evidence that no line names', written: () => { const scribe = closedSession(); scribe.keep('left by a crash'); return scribe; }, says: /^No line names the file evidence\/[0-9a-f]{64}\.$/m},
    {about: 'a file beside the journal', written: () => { const scribe = closedSession(); scribe.files['journal-2.jsonl.old'] = torn; return scribe; }, says: /"journal-2\.jsonl\.old" is no file of the journal/},
    {about: 'a clock that ran backwards', written: () => { const scribe = new Scribe().open(); scribe.at = '2025-11-20T08:59:59Z'; return scribe.close(); }, says: /backwards: 2025-11-20T08:59:59Z after 2025-11-20T09:00:00Z/},
    {about: 'a torn end that no line names', written: () => new Scribe().open().tear(torn).nextSegment().recover().close(), says: /No line names the 11 bytes of the torn end of journal\.jsonl/},
    {about: 'a torn end too long to be named whole', written: () => new Scribe().open().tear(Buffer.alloc(2049, 'x')).recover().close(), says: /only the first 2048 bytes and the length are named/},
    {about: 'earlier sessions that were not looked for', written: () => new Scribe().open([{session: 'a', head: '0'.repeat(64)}]).close(), says: /The 1 earlier sessions .* were not looked for/},
  ];
  for (const {about, written, says} of remarked) {
    it(about, async t => {
      const found = verifySession(written().write(await temporaryFolder(t)));
      assert.equal(found.verdict, 'intact', told(found));
      assert.match(sayings(found), says);
    });
  }

  it('a folder that is named otherwise, as in an incident record', async t => {
    const found = verifySession(closedSession().write(await temporaryFolder(t), 'copy'));
    assert.equal(found.verdict, 'intact');
    assert.match(sayings(found), /not named after the session, which is "20251120T090000Z-drill-0001"/);
  });

  it('are none where every torn end is named', async t => {
    const scribe = new Scribe().open().tear(torn).recover().tear(torn).recover().nextSegment().recover().close();
    const {verdict, remarks} = verifySession(scribe.write(await temporaryFolder(t)));
    assert.deepEqual({verdict, remarks}, {verdict: 'intact', remarks: []});
  });

  it('stop at a hundred, and say how many more there are', async t => {
    const scribe = new Scribe().open();
    for (let count = 0; count < 130; count += 1) scribe.keep(`left ${count}`);
    const {verdict, remarks} = verifySession(scribe.close().write(await temporaryFolder(t)));
    assert.equal(verdict, 'intact');
    assert.equal(remarks.length, 101);
    assert.equal(remarks.at(-1)?.what, '30 more remarks are not listed.');
  });
});

describe('what cannot be told', () => {
  const inside: ReadonlyArray<{when: string; make: (folder: string, scribe: Scribe) => void; says: RegExp}> = [
    {when: 'the journal is a folder', make: folder => { lay(folder, {}); mkdirSync(join(folder, 'journal.jsonl')); }, says: /journal\.jsonl cannot be read: it is no regular file/},
    {when: 'the journal is a link', make: (folder, scribe) => { lay(folder, {original: scribe.files['journal.jsonl'] ?? torn}); symlinkSync('original', join(folder, 'journal.jsonl')); }, says: /journal\.jsonl cannot be read: ELOOP/},
    {when: 'a line is above a mebibyte', make: folder => lay(folder, new Scribe().open().note('x'.repeat(1024 * 1024)).close().files), says: /journal\.jsonl cannot be read: it has a line of more than 1048576 bytes/},
    {when: 'a file without an end of line is above a mebibyte', make: folder => lay(folder, new Scribe().open().tear(Buffer.alloc(1_100_000)).files), says: /a line of more than/},
    {when: 'evidence is a folder', make: (folder, scribe) => { lay(folder, {'journal.jsonl': scribe.files['journal.jsonl'] ?? torn}); for (const file of Object.keys(scribe.files).filter(name => name.startsWith('evidence'))) mkdirSync(join(folder, file), {recursive: true}); }, says: /evidence\/[0-9a-f]{64} cannot be read: it is no regular file/},
    {when: 'the folder of evidence is a file', make: (folder, scribe) => lay(folder, {'journal.jsonl': scribe.files['journal.jsonl'] ?? torn, evidence: torn}), says: /ENOTDIR/},
    {when: 'a line is of a later format', make: folder => lay(folder, (scribe => scribe.raw(JSON.stringify({...scribe.members(), v: 2, type: 'note.added', body: {}})).close())(new Scribe().open()).files), says: /journal\.jsonl:2 The line is of format "2"/},
    {when: 'a line is of an unknown type', make: folder => lay(folder, new Scribe().open().line('step.wished', {}).close().files), says: /journal\.jsonl:2 type "step\.wished" is not known/},
  ];
  for (const {when, make, says} of inside) {
    it(when, async t => {
      const folder = join(await temporaryFolder(t), 'session');
      make(folder, closedSession());
      const found = verifySession(folder);
      assert.deepEqual([found.verdict, found.exit], ['cannot tell', 4], told(found));
      assert.match(told(found), says);
    });
  }

  it('a folder that is not there, and a file in its place', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'file'), torn);
    assert.match(told(verifySession(join(folder, 'nothing'))), /Verifying broke off: the folder cannot be read: ENOENT/);
    assert.match(told(verifySession(join(folder, 'file'))), /the folder cannot be read: ENOTDIR/);
    assert.equal(verifySession(join(folder, 'file')).exit, 4);
  });

  it('never hides that something was changed', async t => {
    const scribe = new Scribe().open().note('one');
    scribe.line('note.added', {step: null, text: 'two'}, {prev: 'f'.repeat(64)}).line('step.wished', {}).close();
    const folder = join(await temporaryFolder(t), scribe.session);
    lay(folder, {'journal.jsonl': scribe.files['journal.jsonl'] ?? torn, evidence: torn});
    assert.deepEqual(verifySession(folder).findings.map(({severity}) => severity), ['tampered', 'cannot tell', 'cannot tell', 'cannot tell']);
    assert.equal(verifySession(folder).verdict, 'tampered');
  });
});
