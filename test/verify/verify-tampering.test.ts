import assert from 'node:assert/strict';
import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {verifySession, type Verification} from '../../source/verify/verify-session.ts';
import {fc} from '../worlds/fast-check.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {closedSession, lay, recoveredSession, Scribe, sha256} from '../worlds/scribe.ts';

const told = ({findings}: Verification): string => findings.map(({segment, line, what}) => `${segment ?? '-'}:${line ?? '-'} ${what}`).join('\n');

const linesOf = (bytes: Buffer | undefined): string[] => (bytes ?? Buffer.alloc(0)).toString('latin1').split('\n').slice(0, -1);
const fileOf = (lines: readonly string[]): Buffer => Buffer.from(lines.map(line => `${line}\n`).join(''), 'latin1');

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  assert.ok(item !== undefined);
  return item;
}

type Tampering = {done: string; to: (scribe: Scribe) => void; verdict: 'gap' | 'tampered' | 'unfinished'; says: RegExp};

const journal = (change: (lines: string[]) => string[]) => (scribe: Scribe): void => {
  scribe.files['journal.jsonl'] = fileOf(change(linesOf(scribe.files['journal.jsonl'])));
};

/** The runbook's text, and what the smoke step kept. */
const evidenceOf = (scribe: Scribe): [runbook: string, result: string] => {
  const names = Object.keys(scribe.files).filter(name => name.startsWith('evidence'));
  return [at(names, 0), at(names, 1)];
};

/** To a closed journal of seven lines in one file. */
const tamperings: readonly Tampering[] = [
  {done: 'the first line removed', to: journal(lines => lines.slice(1)), verdict: 'tampered', says: /^journal\.jsonl:1 seq is 1 where 0 is due.*\n.*prev is not 64 zeros.*\n.*does not begin with session\.opened/},
  {done: 'the third line removed', to: journal(lines => lines.toSpliced(2, 1)), verdict: 'tampered', says: /^journal\.jsonl:3 seq is 3 where 2 is due: .*\njournal\.jsonl:3 prev is not the digest of the line before[^\n]*$/},
  {done: 'a line edited', to: journal(lines => lines.with(3, at(lines, 3).replace('vu', 'pu'))), verdict: 'tampered', says: /^journal\.jsonl:5 prev is not the digest of the line before: that line was changed[^\n]*$/},
  {done: 'the closing line edited', to: journal(lines => lines.with(-1, at(lines, -1 + lines.length).replace('completed', 'stopped'))), verdict: 'tampered', says: /^journal\.jsonl:7 The closing line does not have the digest it names of itself\.$/},
  {done: 'two lines exchanged', to: journal(lines => lines.with(2, at(lines, 3)).with(3, at(lines, 2))), verdict: 'tampered', says: /journal\.jsonl:3 seq is 3 where 2 is due/},
  {done: 'a line doubled', to: journal(lines => lines.toSpliced(3, 0, at(lines, 3))), verdict: 'tampered', says: /journal\.jsonl:5 seq is 3 where 4 is due/},
  {done: 'a line replayed behind the closing one', to: journal(lines => [...lines, at(lines, 3)]), verdict: 'tampered', says: /journal\.jsonl:8 The line comes after the closing line/},
  {done: 'the whole journal doubled', to: journal(lines => [...lines, ...lines]), verdict: 'tampered', says: /journal\.jsonl:8 session\.opened stands inside a file/},
  {done: 'a line of another session put in', to: journal(lines => lines.with(3, at(linesOf(new Scribe('20251120T090000Z-drill-0002').open().step().note('x').files['journal.jsonl']), 3))), verdict: 'tampered', says: /journal\.jsonl:4 session is "20251120T090000Z-drill-0002", and "20251120T090000Z-drill-0001" on the first line/},
  {done: 'an empty line put in', to: journal(lines => lines.toSpliced(3, 0, '')), verdict: 'tampered', says: /journal\.jsonl:4 The line is empty/},
  {done: 'bytes behind the closing line', to: scribe => { scribe.tear(Buffer.from('x')); }, verdict: 'tampered', says: /1 bytes follow the closing line/},
  {done: 'a file behind the closing line', to: scribe => { scribe.nextSegment(); }, verdict: 'tampered', says: /^journal-2\.jsonl:- The file comes after the closing line/},
  {done: 'LF replaced with CR LF', to: scribe => { scribe.files['journal.jsonl'] = Buffer.from(String(scribe.files['journal.jsonl']).replaceAll('\n', '\r\n')); }, verdict: 'tampered', says: /journal\.jsonl:1 The line ends in CR LF/},
  {done: 'the journal removed', to: scribe => { delete scribe.files['journal.jsonl']; }, verdict: 'gap', says: /^-:- journal\.jsonl is missing/},
  {done: 'a file of evidence removed', to: scribe => { delete scribe.files[evidenceOf(scribe)[1]]; }, verdict: 'gap', says: /^journal\.jsonl:3 evidence\/[0-9a-f]{64} is missing\.$/},
  {done: 'a file of evidence edited', to: scribe => { scribe.files[evidenceOf(scribe)[1]] = Buffer.from('{"ok": false}'); }, verdict: 'tampered', says: /^journal\.jsonl:3 evidence\/[0-9a-f]{64} does not have the digest/},
  {done: 'a file of evidence emptied', to: scribe => { scribe.files[evidenceOf(scribe)[1]] = Buffer.alloc(0); }, verdict: 'tampered', says: /does not have the digest/},
  {done: 'two files of evidence exchanged', to: scribe => { const {files} = scribe; const [one, two] = evidenceOf(scribe); [files[one], files[two]] = [at([files[two]], 0), at([files[one]], 0)] as [Buffer, Buffer]; }, verdict: 'tampered', says: /journal\.jsonl:1 evidence.*\njournal\.jsonl:3 evidence/},
  {done: 'the text of the runbook edited', to: scribe => { scribe.files[evidenceOf(scribe)[0]] = Buffer.from('# Another drill'); }, verdict: 'tampered', says: /^journal\.jsonl:1 evidence\/[0-9a-f]{64} does not have the digest/},
  {done: 'the text of the runbook removed', to: scribe => { delete scribe.files[evidenceOf(scribe)[0]]; }, verdict: 'gap', says: /^journal\.jsonl:1 evidence\/[0-9a-f]{64} is missing/},
];

/** To a journal whose second file, `journal-2.jsonl`, names the torn first one. */
const fileTamperings: readonly Tampering[] = [
  {done: 'the first file removed', to: ({files}) => { delete files['journal.jsonl']; }, verdict: 'gap', says: /^journal-2\.jsonl:- journal\.jsonl is missing\.$/},
  {done: 'the second file removed', to: ({files}) => { delete files['journal-2.jsonl']; }, verdict: 'unfinished', says: /was not closed/},
  {done: 'the files exchanged', to: ({files}) => { [files['journal.jsonl'], files['journal-2.jsonl']] = [files['journal-2.jsonl'], files['journal.jsonl']] as [Buffer, Buffer]; }, verdict: 'tampered', says: /journal\.jsonl:1 The file does not begin with session\.opened/},
  {done: 'the torn end cut off', to: journal(lines => lines), verdict: 'tampered', says: /^journal-2\.jsonl:1 journal\.jsonl has \d+ bytes, which is not the length.*\njournal-2\.jsonl:1 The torn end of journal\.jsonl is not the one/},
  {done: 'the torn end edited', to: ({files}) => { files['journal.jsonl'] = Buffer.from(String(files['journal.jsonl']).replace(/2025$/, '2024')); }, verdict: 'tampered', says: /^journal-2\.jsonl:1 The torn end of journal\.jsonl is not the one this line names\.$/},
  {done: 'the first file written on', to: ({files}) => { files['journal.jsonl'] = Buffer.concat([files['journal.jsonl'] ?? Buffer.alloc(0), Buffer.from('\n')]); }, verdict: 'tampered', says: /journal\.jsonl:4 The line is cut off/},
  {done: 'a file in between numbered away', to: ({files}) => { files['journal-4.jsonl'] = at([files['journal-2.jsonl']], 0) as Buffer; delete files['journal-2.jsonl']; }, verdict: 'gap', says: /^journal-4\.jsonl:- journal-2\.jsonl to journal-3\.jsonl are missing\.$/},
  {done: 'both files joined', to: ({files}) => { files['journal.jsonl'] = Buffer.concat([fileOf(linesOf(files['journal.jsonl'])), files['journal-2.jsonl'] ?? Buffer.alloc(0)]); delete files['journal-2.jsonl']; }, verdict: 'tampered', says: /^journal\.jsonl:4 session\.recovered stands inside a file/},
];

async function verified(t: TestContext, scribe: Scribe): Promise<Verification> {
  return verifySession(scribe.write(await temporaryFolder(t)));
}

describe('what somebody does to a record afterwards is told, with the line', () => {
  for (const {of, written, rows} of [
    {of: 'of one file', written: closedSession, rows: tamperings},
    {of: 'of two files', written: recoveredSession, rows: fileTamperings},
  ]) {
    for (const {done, to, verdict, says} of rows) {
      it(`${of}: ${done}`, async t => {
        const scribe = written();
        to(scribe);
        const found = await verified(t, scribe);
        assert.equal(found.verdict, verdict, told(found));
        assert.match(told(found), says);
      });
    }
  }
});

describe('what our writer cannot have written is told, though the chain holds', () => {
  const opened = (): Scribe => new Scribe().open();
  const note = {type: 'note.added', body: {}};
  const respelled = (change: (line: string) => string): Scribe => {
    const scribe = opened();
    return scribe.raw(change(JSON.stringify({...scribe.members(), ...note}))).close();
  };
  const forged: ReadonlyArray<{with: string; written: () => Scribe; says: RegExp}> = [
    {with: 'a space between members', written: () => respelled(line => line.replace(',', ', ')), says: /:2 The line is not spelled/},
    {with: 'a tab behind the line', written: () => respelled(line => `${line}\t`), says: /:2 The line has blanks around it/},
    {with: 'a doubled member', written: () => respelled(line => line.replace('"body":{}', '"body":{"a":1,"a":1}')), says: /:2 The line is not spelled/},
    {with: 'a doubled member around', written: () => respelled(line => line.replace('"v":1,', '"v":1,"v":1,')), says: /:2 The line is not spelled/},
    {with: 'a byte outside ASCII', written: () => respelled(line => line.replace('mara', 'm\u00e1ra')), says: /:2 The line is not spelled/},
    {with: 'an escape in capitals', written: () => respelled(line => line.replace('mara', 'm\\u00E1ra')), says: /:2 The line is not spelled/},
    {with: 'an escape that is not needed', written: () => respelled(line => line.replace('mara', 'm\\u0061ra')), says: /:2 The line is not spelled/},
    {with: 'a number spelled otherwise', written: () => respelled(line => line.replace('"seq":1', '"seq":1.0')), says: /:2 The line is not spelled/},
    {with: 'a member more', written: () => opened().line('note.added', {}, {more: 1}).close(), says: /:2 The line's members are not v,session/},
    {with: 'a member less', written: () => respelled(line => line.replace('"operator":"mara",', '')), says: /:2 The line's members are not/},
    {with: 'members in another order', written: () => respelled(line => line.replace('"v":1,', '').replace('"body":{}', '"body":{},"v":1')), says: /:2 The line's members are not/},
    {with: 'a list for a line', written: () => opened().raw('[]').close(), says: /:2 The line is not an object/},
    {with: 'seq as a text', written: () => opened().line('note.added', {}, {seq: '1'}).close(), says: /:2 seq is not a whole number/},
    {with: 'a negative seq', written: () => opened().line('note.added', {}, {seq: -1}).close(), says: /:2 seq is not a whole number/},
    {with: 'prev in capitals', written: () => (scribe => scribe.line('note.added', {}, {prev: scribe.head.toUpperCase()}).close())(opened()), says: /:2 prev is not 64 lower-case hex digits/},
    {with: 'a day that does not exist', written: () => opened().line('note.added', {}, {at: '2025-02-30T00:00:00Z'}).close(), says: /:2 at is not a time/},
    {with: 'a time of another form', written: () => opened().line('note.added', {}, {at: '2025-11-20T09:00:00+00:00'}).close(), says: /:2 at is not a time/},
    {with: 'another class', written: () => opened().line('note.added', {}, {class: 'drill'}).close(), says: /:2 class is not practice, rehearsal or live/},
    {with: 'a class that changes', written: () => opened().line('note.added', {}, {class: 'live'}).close(), says: /:2 class is "live", and "rehearsal" on the first line/},
    {with: 'a body that is a list', written: () => opened().line('note.added', [] as never).close(), says: /:2 body is not an object/},
    {with: 'another first line', written: () => new Scribe().note('x').close(), says: /:1 The file does not begin with session\.opened/},
    {with: 'a session opened twice', written: () => opened().open().close(), says: /:2 session\.opened stands inside a file/},
    {with: 'a session opened again in a second file', written: () => opened().nextSegment().open().close(), says: /^journal-2\.jsonl:1 The file does not begin with session\.recovered\.\njournal-2\.jsonl:1 The session is opened twice/},
    {with: 'a recovery inside a file', written: () => opened().line('session.recovered', {}).close(), says: /:2 session\.recovered stands inside a file/},
    {with: 'a second file that begins otherwise', written: () => opened().nextSegment().note('x').close(), says: /^journal-2\.jsonl:1 The file does not begin with session\.recovered\.$/},
    {with: 'a recovery that names another file', written: () => opened().recover({segment: 'journal-3.jsonl'}).close(), says: /^journal-2\.jsonl:1 segment is not journal\.jsonl, the file before this one\.$/},
    {with: 'a recovery that names another length', written: () => opened().recover({bytes: 1}).close(), says: /^journal-2\.jsonl:1 journal\.jsonl has \d+ bytes/},
    {with: 'a recovery that names another head', written: () => opened().recover({head: '0'.repeat(64)}).close(), says: /^journal-2\.jsonl:1 head is not the digest of the last whole line/},
    {with: 'a recovery that names a torn end where none is', written: () => opened().recover({torn: ''}).close(), says: /^journal-2\.jsonl:1 The torn end of journal\.jsonl is not the one/},
    {with: 'a closing line without its own digest', written: () => opened().line('session.closed', {verdict: 'completed'}), says: /^journal\.jsonl:2 The closing line does not have the digest/},
    {with: 'a closing line with the digest of something else', written: () => opened().close({digest: sha256('x')}), says: /:2 The closing line does not have the digest/},
    {with: 'a closing line whose digest is deeper inside', written: () => opened().close({digest: 'x', steps: {digest: '0'.repeat(64)}}), says: /:2 The closing line does not have the digest/},
    {with: 'no list of evidence', written: () => opened().line('step.finished', {step: 'smoke'}).close(), says: /:2 The line does not list its evidence/},
    {with: 'evidence without a digest', written: () => opened().line('step.finished', {step: 'smoke', evidence: [{bytes: 1}]}).close(), says: /:2 The line names evidence without digest and length/},
    {with: 'evidence whose digest leads elsewhere', written: () => opened().line('evidence.added', {evidence: {sha256: `../${'0'.repeat(61)}`, bytes: 1}}).close(), says: /:2 The line names evidence without digest/},
    {with: 'evidence of another length', written: () => (scribe => scribe.attach({...scribe.keep('log'), bytes: 4}).close())(opened()), says: /^journal\.jsonl:2 evidence\/[0-9a-f]{64} has 3 bytes where the line names 4\.$/},
    {with: 'evidence of two lengths', written: () => (scribe => scribe.attach({...scribe.keep('log'), bytes: 4}).attach(scribe.keep('log')).close())(opened()), says: /^journal\.jsonl:2 evidence\/[0-9a-f]{64} has 3 bytes where the line names 4\.$/},
    {with: 'no list of earlier sessions', written: () => (scribe => scribe.line('session.opened', {runbook: {sha256: scribe.keep('# x').sha256}}).close())(new Scribe()), says: /^journal\.jsonl:1 The first line does not list earlier sessions\.$/},
    {with: 'no runbook', written: () => new Scribe().line('session.opened', {earlier: []}).close(), says: /^journal\.jsonl:1 The first line does not name the text of its runbook\.$/},
  ];
  for (const {with: what, written, says} of forged) {
    it(what, async t => {
      const found = await verified(t, written());
      assert.equal(found.verdict, 'tampered', told(found));
      assert.match(told(found), says);
    });
  }

  it('and text from the file is harmless in the sentence', async t => {
    const {findings} = await verified(t, opened().line('note.added', {}, {session: `\u001b[2J\u202e\n${'x'.repeat(500)}`}).close());
    assert.match(findings[0]?.what ?? '', /^session is "\\u001b\[2J\\u202e\\n(x){20,80}\.\.\.", and "2025/);
    assert.doesNotMatch(findings[0]?.what ?? '', /[^\x20-\x7e]/);
  });

  it('and a file full of nonsense is told in a hundred sentences', async t => {
    const {verdict, lines, findings, remarks} = await verified(t, new Scribe().tear(Buffer.from('?\n'.repeat(10_000))));
    assert.deepEqual([verdict, lines, findings.length], ['tampered', 10_000, 100]);
    assert.match(remarks.at(-1)?.what ?? '', /^\d+ more findings are not listed\.$/);
  });
});

describe('earlier sessions that a first line names', () => {
  const first = (): Scribe => new Scribe('20251118T090000Z-drill-0001').open().note('x').note('y');
  const second = (): Scribe => new Scribe('20251119T090000Z-drill-0001').open().note('x').recover().close();
  const third = (): Scribe => new Scribe().open([first(), second()].map(({session, head}) => ({session, head}))).close();
  const name = '20251118T090000Z-drill-0001';

  const cases: ReadonlyArray<{are: string; change: (sessions: string) => void; verdict: string; says: RegExp}> = [
    {are: 'there', change: () => undefined, verdict: 'intact', says: /^$/},
    {are: 'there, and longer since', change: sessions => void first().note('z').close().write(sessions), verdict: 'intact', says: /^$/},
    {are: 'there, the named line lacking nothing but its LF', change: sessions => lay(join(sessions, name), {'journal.jsonl': first().files['journal.jsonl']?.subarray(0, -1) ?? Buffer.alloc(0)}), verdict: 'intact', says: /^$/},
    {are: 'removed', change: sessions => rmSync(join(sessions, name), {recursive: true}), verdict: 'gap', says: /^journal\.jsonl:1 The earlier session "20251118T090000Z-drill-0001" is missing as a whole\.$/},
    {are: 'emptied', change: sessions => lay(join(sessions, name), {}), verdict: 'gap', says: /The journal of the earlier session .* was removed/},
    {are: 'cut', change: sessions => void new Scribe(name).open().note('x').write(sessions), verdict: 'tampered', says: /no longer has the line that this one names/},
    {are: 'replaced', change: sessions => void new Scribe(name).open().note('other').note('y').close().write(sessions), verdict: 'tampered', says: /no longer has the line/},
    {are: 'missing their second file', change: sessions => rmSync(join(sessions, '20251119T090000Z-drill-0001', 'journal-2.jsonl')), verdict: 'tampered', says: /"20251119T090000Z-drill-0001" no longer has the line/},
    {are: 'a file instead of a folder', change: sessions => { rmSync(join(sessions, name), {recursive: true}); writeFileSync(join(sessions, name), ''); }, verdict: 'cannot tell', says: /cannot be read: ENOTDIR/},
  ];
  for (const {are, change, verdict, says} of cases) {
    it(`${are}: ${verdict}`, async t => {
      const sessions = await temporaryFolder(t);
      first().write(sessions);
      second().write(sessions);
      const folder = third().write(sessions);
      change(sessions);
      const found = verifySession(folder, {sessionsFolder: sessions});
      assert.equal(found.verdict, verdict, told(found));
      assert.match(told(found), says);
    });
  }

  it('named so that the name leads elsewhere: tampered', async t => {
    const sessions = await temporaryFolder(t);
    for (const session of ['..', '.', '', '../x', 'a/b', 'a\0b']) {
      const found = verifySession(new Scribe().open([{session, head: '0'.repeat(64)}]).close().write(sessions), {sessionsFolder: sessions});
      assert.equal(found.verdict, 'tampered', session);
      assert.match(told(found), /names an earlier session without name and digest/);
    }
  });
});

describe('any change of the order of lines', () => {
  it('is told, whatever lines are dropped, doubled or moved', async t => {
    const folder = join(await temporaryFolder(t), 'session');
    const {files} = closedSession();
    const lines = linesOf(files['journal.jsonl']);
    fc.assert(
      fc.property(fc.array(fc.integer({min: 0, max: lines.length - 1}), {maxLength: 10}), chosen => {
        const beginning = chosen.every((index, place) => index === place);
        lay(folder, {...files, 'journal.jsonl': fileOf(chosen.map(index => at(lines, index)))});
        const {verdict} = verifySession(folder);
        assert.equal(verdict, !beginning ? 'tampered' : chosen.length === lines.length ? 'intact' : 'unfinished');
      }),
      {numRuns: 300},
    );
  });
});
