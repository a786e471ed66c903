import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {exitCode} from '../../source/errors.ts';
import type {JournalEvent} from '../../source/journal/event.ts';
import {readJournal} from '../../source/journal/read-journal.ts';
import {verifySession} from '../../source/verify/verify-session.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {systemError} from '../worlds/disk.ts';
import {linesOf, nobody, perform} from '../worlds/practice-session.ts';
import {standBelow, type FileCall, type Instead} from './calls-below.ts';
import {fewer, long, sample} from './campaign.ts';
import {continueToEnd, sessionsIn} from './continuing.ts';
import {rehearse} from './rehearsing.ts';

const errors = ['EIO', 'ENOSPC', 'EROFS'] as const;

type Trouble = (typeof errors)[number] | 'short write';

/** What goes wrong, call by call: each error in its turn, since nothing we do depends on which it is; in the long run every one. */
function troublesOf(calls: number, writes: readonly number[]): Array<readonly [trouble: Trouble, call: number]> {
  const all = Array.from({length: calls}, (_, index) => index + 1);
  const failing = all.flatMap(call => errors.filter((_, index) => long || index === call % errors.length).map(error => [error, call] as const));
  return [...failing, ...writes.map(call => ['short write', call] as const)];
}

/** Nobody pulls the plug here, so a sync that works need not wait for the disk. */
const well: Instead = (call, run) => (call.name === 'fsyncSync' ? undefined : run());

/** The n-th call below the folder goes wrong; `met` is told which that was. */
function failingAt(number: number, trouble: Trouble, met: (call: FileCall) => void): Instead {
  return (call, run, real) => {
    if (call.number !== number) return well(call, run, real);
    met(call);
    if (trouble !== 'short write') throw systemError(trouble);
    if (!call.bytes || call.descriptor === undefined) return run();
    return real.writeSync(call.descriptor, call.bytes.subarray(0, call.bytes.length >> 1));
  };
}

type Found = {met: FileCall | undefined; opened: boolean; recorded: boolean};

async function assertTold(root: string, number: number, trouble: Trouble): Promise<Found> {
  let acknowledged: readonly JournalEvent[] = [];
  let met: FileCall | undefined;
  const step = standBelow(root, failingAt(number, trouble, call => (met = call)));
  const walked = await rehearse(root, events => (acknowledged = [...events])).finally(step);
  const [session] = sessionsIn(root);
  const folder = join(root, 'logs', 'practice', session ?? 'none');
  const verdict = existsSync(folder) ? verifySession(folder).verdict : 'gap';
  if (walked.kind === 'not opened') {
    assert.equal(walked.error.exit, exitCode.notRecorded, walked.error.message);
    assert.match(walked.error.message, trouble === 'short write' ? /bytes were written/ : new RegExp(trouble));
    assert.ok(['unfinished', 'gap'].includes(verdict), verdict);
    return {met, opened: false, recorded: false};
  }
  const {conductor, exit} = walked;
  const onDisk: JournalEvent[] = [];
  const reading = readJournal(folder, event => onDisk.push(event));
  assert.ok(reading.ok, reading.ok ? '' : reading.reason);
  // The first line was acknowledged by opening the session.
  assert.deepEqual(onDisk.slice(1, 1 + acknowledged.length), acknowledged, 'what was acknowledged is not on disk');
  assert.ok(onDisk.length <= acknowledged.length + 2, 'more than one line is on disk that nobody was told of');
  assert.ok(['intact', 'unfinished'].includes(verdict), verdict);
  if (conductor.failure) {
    assert.equal(exit, exitCode.notRecorded);
    const [refusal] = await perform(conductor, 'packet', {confirmed: 'practice', ask: nobody});
    assert.ok(refusal?.kind === 'refused', String(refusal?.kind));
    assert.equal(refusal.failure, conductor.failure);
    assert.equal(readJournal(folder).ok, true);
  }
  const ledger = conductor.ports.environment.places.ledger;
  if (met?.path === ledger && met.name !== 'openSync') {
    const smoke = acknowledged.find(event => event.type === 'step.finished' && event.body.step === 'smoke');
    assert.ok(smoke?.type === 'step.finished' && smoke.body.outcome !== 'done', 'drills count that are not on disk');
  }
  // A step that failed is tried again where the runbook allows it, and then the disk works.
  if (exit === exitCode.done) assert.ok(linesOf(ledger).length >= 3);
  if (number % 3 === 0 && session !== undefined && reading.session.state !== 'closed') {
    await continueToEnd(root, session, 'not done');
    assert.equal(verifySession(folder).verdict, 'intact');
  }
  return {met, opened: true, recorded: !conductor.failure};
}

test('whichever file call of a rehearsal fails, and however: nothing is acknowledged that is not on disk', async t => {
  const parent = await temporaryFolder(t);
  let calls = 0;
  let writes: number[] = [];
  await mkdir(join(parent, 'well'));
  const step = standBelow(join(parent, 'well'), (call, run, real) => {
    calls = call.number;
    if (call.name === 'writeSync') writes = [...writes, call.number];
    return well(call, run, real);
  });
  await rehearse(join(parent, 'well'), () => {}).finally(step);
  const counts = {states: 0, 'not opened': 0, 'stopped, not recorded': 0, 'recorded all the same': 0};
  const troubles = sample(troublesOf(calls, writes), 5);
  for (const [trouble, number] of troubles) {
    const root = join(parent, `${trouble.replace(' ', '-')}-${number}`);
    await mkdir(root);
    const {met, opened, recorded} = await assertTold(root, number, trouble).catch((error: unknown) => {
      throw new Error(`${trouble} at call ${number}: ${error instanceof Error ? error.message : String(error)}`, {cause: error});
    });
    if (!met) continue;
    counts.states += 1;
    counts[!opened ? 'not opened' : recorded ? 'recorded all the same' : 'stopped, not recorded'] += 1;
  }
  t.diagnostic(`${calls} calls of a rehearsal; ${Object.entries(counts).map(([what, count]) => `${what}: ${count}`).join(', ')}`);
  assert.ok(counts.states > troubles.length - 2 * fewer);
  assert.ok(counts['not opened'] > 0 && counts['stopped, not recorded'] > counts.states / 3);
});
