import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {noWitness, teamWitness} from '../../source/team/compare-record.ts';
import type {SharedLine, SharedSession} from '../../source/team/team-store.ts';
import {formatTimestamp, minute} from '../../source/time.ts';
import type {Verification} from '../../source/verify/verify-session.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const written = Date.UTC(2026, 10, 28, 12);
const intact: Verification = {verdict: 'intact', exit: 0, lines: 3, segments: 1, head: null, findings: [], remarks: []};

const bytesOf = (seq: number, word: string): Buffer => Buffer.from(`{"v":1,"session":"s","seq":${seq},"prev":"0","at":"${formatTimestamp(written)}","body":{"text":"${word}"}}`);

const received = (seq: number, {word = 'as it is', late = 0, by = 'mara'} = {}): SharedLine => {
  const bytes = bytesOf(seq, word);
  return {seq, bytes, sha256: createHash('sha256').update(bytes).digest('hex'), receivedAt: formatTimestamp(written + late), byUser: by, fromAddress: '10.0.0.7'};
};

const all = [received(0), received(1), received(2)];

/** What the team has of a journal of three lines, and what a verification says then. */
const rows: ReadonlyArray<[what: string, shared: SharedSession, verdict: string, exit: number, says: RegExp]> = [
  ['the same lines', {lines: all, forks: []}, 'intact', 0, /The team has the same 3 lines\.\n.*Seq 0 to 2 received \S+ from mara at 10\.0\.0\.7/],
  ['fewer', {lines: all.slice(0, 2), forks: []}, 'intact', 0, /the same 2 lines, and 1 after them are not shared yet/],
  ['more', {lines: [...all, received(3)], forks: []}, 'tampered', 3, /1 lines more than can be read of the journal/],
  ['another one', {lines: [received(0), received(1, {word: 'edited'}), received(2)], forks: []}, 'tampered', 3, /another line here, received \S+ from mara/],
  ['one that came eleven minutes late', {lines: [received(0), received(1, {late: 11 * minute}), received(2)], forks: []}, 'intact', 0, /seq 1 was received .*11.* after it says it was written/],
  ['one that came nine minutes late', {lines: [received(0), received(1, {late: 9 * minute}), received(2)], forks: []}, 'intact', 0, /^(?!.*after it says)/s],
  ['one that came before it was written', {lines: [received(0), received(1, {late: -11 * minute}), received(2)], forks: []}, 'intact', 0, /seq 1 was received .*11.* before it says it was written: its clock was wrong/],
  ['those of two users', {lines: [received(0), received(1, {by: 'jonas'}), received(2)], forks: []}, 'intact', 0, /Seq 0 to 0 .* from mara[^]*Seq 1 to 1 .* from jonas[^]*Seq 2 to 2/],
  ['others beside its record', {lines: all, forks: [received(2, {word: 'other', by: 'jonas'})]}, 'intact', 0, /keeps 1 other lines of this session from seq 2 on, the first received \S+ from jonas/],
  ['none', {lines: [], forks: []}, 'cannot tell', 4, /The team has no line of this session/],
];

const toldOf = ({findings, remarks}: Verification): string => [...findings, ...remarks].map(({what}) => what).join('\n');

describe('What the team has of a journal', () => {
  for (const [what, shared, verdict, exit, says] of rows) {
    it(`is ${what}`, async t => {
      const folder = await temporaryFolder(t);
      writeFileSync(join(folder, 'journal.jsonl'), all.map(({bytes}) => `${bytes.toString()}\n`).join(''));
      const verification = teamWitness(shared).beside(intact, folder);
      assert.deepEqual([verification.verdict, verification.exit], [verdict, exit], toldOf(verification));
      assert.match(toldOf(verification), says);
    });
  }

  it('is told where a file of the journal is gone, too', async t => {
    const verification = teamWitness({lines: all, forks: []}).beside(intact, await temporaryFolder(t));
    assert.equal(verification.verdict, 'tampered');
    assert.match(toldOf(verification), /3 lines more than can be read/);
  });

  it('is not known where it could not be asked, which is no gap and no proof', async t => {
    const verification = noWitness('nothing listens there').beside(intact, await temporaryFolder(t));
    assert.deepEqual([verification.verdict, toldOf(verification)], ['cannot tell', 'The team could not be asked: nothing listens there.']);
  });

  it('makes nothing better than it was', async t => {
    const bad: Verification = {...intact, verdict: 'tampered', exit: 3};
    assert.equal(noWitness('x').beside(bad, await temporaryFolder(t)).verdict, 'tampered');
  });
});
