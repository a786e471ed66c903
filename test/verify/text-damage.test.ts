import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {verifySession, type Verification} from '../../source/verify/verify-session.ts';
import {damagedJournals} from '../worlds/damaged-journals.ts';
import {frozen} from '../worlds/frozen.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {closedSession, Scribe} from '../worlds/scribe.ts';

const told = ({findings, remarks}: Verification): string => [...findings, ...remarks].map(({segment, line, what}) => `${segment ?? '-'}:${line ?? '-'} ${what}`).join('\n');

type Damage = {done: string; to: (text: string) => Buffer | string; verdict: Verification['verdict']; says: RegExp};

const lineThree = (change: (line: string) => string) => (text: string): string => text.split('\n').map((line, index) => (index === 2 ? change(line) : line)).join('\n');

/** To a closed journal of seven lines, by people, editors, transfers and disks. */
const damages: readonly Damage[] = [
  {done: 'its last line feed taken away', to: text => text.slice(0, -1), verdict: 'intact', says: /^journal\.jsonl:7 The closing line lacks its line feed, which editors take away/},
  {done: 'its last byte taken away', to: text => text.slice(0, -2), verdict: 'unfinished', says: /bytes of a torn line follow; they were never acknowledged/},
  {done: 'an empty line added at the end', to: text => `${text}\n`, verdict: 'tampered', says: /journal\.jsonl:8 The line is empty: somebody added a line feed/},
  {done: 'an empty line added in the middle', to: lineThree(line => `\n${line}`), verdict: 'tampered', says: /journal\.jsonl:3 The line is empty/},
  {done: 'its line ends made CR LF', to: text => text.replaceAll('\n', '\r\n'), verdict: 'tampered', says: /journal\.jsonl:1 The line ends in CR LF: an editor or a transfer/},
  {done: 'a byte order mark put before it', to: text => `\uFEFF${text}`, verdict: 'tampered', says: /journal\.jsonl:1 The line begins with a byte order mark/},
  {done: 'it saved as UTF-16', to: text => Buffer.from(`\uFEFF${text}`, 'utf16le'), verdict: 'tampered', says: /journal\.jsonl:1 The line is UTF-16: the file was saved in another encoding/},
  {done: 'a blank left at the end of a line', to: lineThree(line => `${line} `), verdict: 'tampered', says: /journal\.jsonl:3 The line has blanks around it/},
  {done: 'a line indented', to: lineThree(line => `\t${line}`), verdict: 'tampered', says: /journal\.jsonl:3 The line has blanks around it/},
  {done: 'a line spread over several by a formatter', to: lineThree(line => JSON.stringify(JSON.parse(line), null, 2)), verdict: 'tampered', says: /journal\.jsonl:3 The line is a piece of one: a formatter/},
  {done: 'a blank put behind a colon', to: lineThree(line => line.replace(':', ': ')), verdict: 'tampered', says: /journal\.jsonl:3 The line is not spelled as this tool spells it/},
  {done: 'a line feed lost between two lines', to: text => text.replace('\n', ''), verdict: 'tampered', says: /journal\.jsonl:1 The line is several lines in one/},
  {done: 'all line feeds lost', to: text => `${text.replaceAll('\n', '')}\n`, verdict: 'tampered', says: /journal\.jsonl:1 The line is several lines in one/},
  {done: 'all line feeds lost, the last one too', to: text => text.replaceAll('\n', ''), verdict: 'tampered', says: /^journal\.jsonl:1 The line is several lines in one: the line feeds between them are gone/},
  {done: 'all line feeds made returns', to: text => text.replaceAll('\n', '\r'), verdict: 'tampered', says: /^journal\.jsonl:1 The line is several lines in one/},
  {done: 'all line feeds made blanks', to: text => text.replaceAll('\n', ' '), verdict: 'tampered', says: /^journal\.jsonl:1 The line is several lines in one/},
  {done: 'all line feeds made NULs', to: text => text.replaceAll('\n', '\0'), verdict: 'tampered', says: /^journal\.jsonl:1 The line is several lines in one/},
  {done: 'the line feeds lost from the third line on', to: text => text.split('\n').map((line, index) => (index < 2 ? `${line}\n` : line)).join(''), verdict: 'tampered', says: /^journal\.jsonl:3 The line is several lines in one/},
  {done: 'it saved as one list in one line', to: text => JSON.stringify(text.trim().split('\n').map(line => JSON.parse(line) as unknown)), verdict: 'tampered', says: /^journal\.jsonl:1 The line is a list of lines: the file was saved anew as one array/},
  {done: 'its first line alone saved as a list', to: text => `[${text.split('\n')[0]}]`, verdict: 'tampered', says: /^journal\.jsonl:1 The line is a list of lines/},
  {done: 'the end of a line cut off', to: lineThree(line => line.slice(0, -20)), verdict: 'tampered', says: /journal\.jsonl:3 The line is cut off: its end is missing/},
  {done: 'the beginning of a line cut off', to: lineThree(line => line.slice(20)), verdict: 'tampered', says: /journal\.jsonl:3 The line has lost its beginning/},
  {done: 'conflict marks of a merge in it', to: lineThree(line => `<<<<<<< ours\n${line}`), verdict: 'tampered', says: /journal\.jsonl:3 The line is a conflict mark/},
  {done: 'a line overwritten with zeros', to: lineThree(line => '\0'.repeat(line.length)), verdict: 'tampered', says: /journal\.jsonl:3 The line is nothing but zeros, as a disk leaves them/},
  {done: 'zeros behind its end', to: text => `${text}${'\0'.repeat(16)}`, verdict: 'tampered', says: /16 bytes follow the closing line/},
  {done: 'words of a person in it', to: lineThree(line => `look here!\n${line}`), verdict: 'tampered', says: /journal\.jsonl:3 The line is not JSON/},
];

describe('a journal that was damaged as text files are', () => {
  for (const {done, to, verdict, says} of damages) {
    it(`with ${done} is told by its name, ${verdict}`, async t => {
      const scribe = closedSession();
      const text = scribe.files['journal.jsonl']?.toString('latin1') ?? '';
      const damaged = to(text);
      scribe.files['journal.jsonl'] = typeof damaged === 'string' ? Buffer.from(damaged, damaged.startsWith('\uFEFF') ? 'utf8' : 'latin1') : damaged;
      const found = verifySession(scribe.write(await temporaryFolder(t)));
      assert.equal(found.verdict, verdict, told(found));
      assert.match(told(found), says);
    });
  }

  for (const [done, end, says] of [
    ['its last line feed taken away', (text: string) => text.slice(0, -1), /lacks nothing but its line feed: an editor took it away, or the writer was cut off/],
    ['zeros at its end', (text: string) => `${text}\0\0\0\0`, /4 bytes of zeros follow, as a disk leaves them/],
  ] as const) {
    it(`and not closed, with ${done}, is unfinished, and both causes are named`, async t => {
      const scribe = new Scribe().open().step();
      scribe.files['journal.jsonl'] = Buffer.from(end(scribe.files['journal.jsonl']?.toString('latin1') ?? ''), 'latin1');
      const found = verifySession(scribe.write(await temporaryFolder(t)));
      assert.deepEqual([found.verdict, says.test(told(found))], ['unfinished', true], told(found));
    });
  }

  it('and not closed, without its only line feed, is unfinished, and both causes are named', async t => {
    const scribe = new Scribe().open();
    scribe.files['journal.jsonl'] = scribe.files['journal.jsonl']?.subarray(0, -1) ?? Buffer.alloc(0);
    const found = verifySession(scribe.write(await temporaryFolder(t)));
    assert.equal(found.verdict, 'unfinished');
    assert.match(told(found), /holds no whole line: .* lacks nothing but its line feed: an editor took it away/);
  });

  for (const {what, hurt, verdict, verified} of damagedJournals) {
    it(`and not closed, is told by its name, ${verdict}, where ${what}`, async t => {
      const folder = frozen(await temporaryFolder(t));
      writeFileSync(join(folder, '.lock'), '');
      hurt(folder);
      const found = verifySession(folder);
      assert.equal(found.verdict, verdict, told(found));
      assert.match(told(found), verified);
    });
  }

  it('and emptied without a lock beside it, is unfinished: it may have been killed as it was opened', async t => {
    const folder = frozen(await temporaryFolder(t));
    writeFileSync(join(folder, 'journal.jsonl'), '');
    assert.equal(verifySession(folder).verdict, 'unfinished');
  });

  it('is pinned by no head while its chain is broken, whichever line has that head', async t => {
    const {head, heads} = closedSession();
    for (const copied of [head, heads[4] ?? '']) {
      const scribe = closedSession();
      scribe.files['journal.jsonl'] = Buffer.from(lineThree(line => line.replace('"attempt":1', '"attempt":2'))(scribe.files['journal.jsonl']?.toString('latin1') ?? ''), 'latin1');
      const found = verifySession(scribe.write(await temporaryFolder(t)), {head: copied});
      assert.equal(found.verdict, 'tampered');
      assert.match(told(found), /has the head that was copied, but the chain is broken: it pins no more than itself/);
      assert.doesNotMatch(told(found), /every line is pinned|pins the lines up to there/);
    }
  });
});
