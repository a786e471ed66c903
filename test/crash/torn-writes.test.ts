import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {FileCalls} from '../../source/durable-file.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import type {JournalEvent} from '../../source/journal/event.ts';
import {continueJournal} from '../../source/journal/journal.ts';
import {readJournal, segmentName} from '../../source/journal/read-journal.ts';
import {verifySession} from '../../source/verify/verify-session.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {long} from './campaign.ts';
import {continueToEnd, sessionsIn} from './continuing.ts';
import {rehearse} from './rehearsing.ts';

/** The states are laid down, not crashed into: nothing needs to wait for the disk. */
const unsynced: FileCalls = {...fs, fsyncSync: () => {}};

type Recorded = {folder: string; session: string; segments: Buffer[]};

function recorded(root: string): Recorded {
  const [session = 'none'] = sessionsIn(root);
  const folder = join(root, 'logs', 'practice', session);
  const segments: Buffer[] = [];
  for (let number = 1; fs.existsSync(join(folder, segmentName(number))); number += 1) segments.push(fs.readFileSync(join(folder, segmentName(number))));
  return {folder, session, segments};
}

async function rehearsed(t: AfterTest): Promise<Recorded> {
  const root = await temporaryFolder(t);
  await rehearse(root, () => {});
  return recorded(root);
}

/** Torn in the middle of its ninth line, then continued to the end in a second file. */
async function recovered(t: AfterTest): Promise<Recorded> {
  const root = await temporaryFolder(t);
  await rehearse(root, () => {});
  const {folder, session, segments} = recorded(root);
  const [bytes = Buffer.alloc(0)] = segments;
  const ends = [...bytes.keys()].filter(index => bytes[index] === 0x0a);
  fs.truncateSync(join(folder, segmentName(1)), (ends[7] ?? 0) + 100);
  await continueToEnd(root, session, 'not done');
  return recorded(root);
}

type States = {states: number; verified: number; continued: number; lines: number};

/** The lengths that the last of the files may have; earlier files are whole. */
function tearEverywhere({folder, session, segments}: Recorded): States {
  const counts: States = {states: 0, verified: 0, continued: 0, lines: 0};
  const path = join(folder, segmentName(segments.length));
  const next = join(folder, segmentName(segments.length + 1));
  const bytes = segments.at(-1) ?? Buffer.alloc(0);
  const earlier = segments.slice(0, -1).reduce((sum, segment) => sum + linesOf(segment), 0);
  for (let length = bytes.length - 1; length >= 0; length -= 1) {
    const prefix = bytes.subarray(0, length);
    const torn = length - 1 - prefix.lastIndexOf(0x0a);
    const atAnEnd = torn <= 2 || bytes[length] === 0x0a;
    // Where a line has just ended or is about to, and at some of the bytes between.
    if (!long && !atAnEnd && length % 7 !== 0) continue;
    fs.truncateSync(path, length);
    // Of a closing line only the line feed may be missing: an editor takes that away.
    const closed = length === bytes.length - 1 && isClosing(prefix);
    const lines = earlier + linesOf(prefix) + Number(closed);
    if (closed) {
      const reading = readJournal(folder);
      assert.deepEqual([reading.ok, reading.ok && reading.session.state, reading.ok && reading.session.lines], [true, 'closed', lines]);
      counts.states += 1;
      continue;
    }
    assertReads(folder, lines, prefix);
    counts.states += 1;
    counts.lines = Math.max(counts.lines, lines);
    assertVerifies(folder, lines, prefix);
    counts.verified += 1;
    if (lines === 0 || (!atAnEnd && length % 13 !== 0)) continue;
    assertContinues(folder, session, lines);
    fs.rmSync(next, {force: true});
    counts.continued += 1;
  }
  return counts;
}

function isClosing(prefix: Buffer): boolean {
  return prefix.subarray(prefix.lastIndexOf(0x0a) + 1).includes('"type":"session.closed"');
}

function linesOf(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}

function assertReads(folder: string, lines: number, prefix: Buffer): void {
  let events = 0;
  const reading = readJournal(folder, () => (events += 1));
  assert.equal(reading.ok, lines > 0, reading.ok ? '' : reading.reason);
  if (!reading.ok) return;
  assert.deepEqual([events, reading.session.lines, reading.end.seq], [lines, lines, lines]);
  assert.equal(reading.end.torn?.length ?? 0, prefix.length - 1 - prefix.lastIndexOf(0x0a));
}

function assertVerifies(folder: string, lines: number, prefix: Buffer): void {
  const {verdict, findings, lines: verified} = verifySession(folder);
  // The lock is taken once there is a first line: beside an empty file it tells of one that was emptied.
  assert.equal(verdict, lines + prefix.length === 0 ? 'cannot tell' : 'unfinished', `${prefix.length} bytes: ${JSON.stringify(findings)}`);
  assert.equal(verified, lines);
}

function assertContinues(folder: string, session: string, lines: number): void {
  const reading = readJournal(folder);
  assert.ok(reading.ok);
  const ports = {clock: testClock(), mask: () => new SecretMask([]), calls: unsynced};
  const journal = continueJournal(folder, {session, class: 'practice'}, reading.end, 'ines', ports);
  assert.ok(journal.append('note.added', 'ines', {step: null, text: 'it goes on'}).ok);
  journal.close();
  const events: JournalEvent[] = [];
  const after = readJournal(folder, event => events.push(event));
  assert.ok(after.ok, after.ok ? '' : after.reason);
  assert.deepEqual(events.slice(lines).map(({type}) => type), ['session.recovered', 'note.added']);
  assert.equal(verifySession(folder).verdict, 'unfinished');
}

test('whatever part of the last write a crash leaves, the lines before it are read, verified and built upon', async t => {
  for (const [what, make, least] of [['one file', rehearsed, 1500], ['two files', recovered, 900]] as const) {
    const {states, verified, continued, lines} = tearEverywhere(await make(t));
    t.diagnostic(`a rehearsal in ${what}: ${states} states of up to ${lines} lines, ${verified} of them verified, ${continued} continued`);
    assert.ok(states >= least && verified > states / 2 && continued > states / 20, `only ${states} states, ${verified} verified, ${continued} continued`);
  }
});
