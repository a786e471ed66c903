import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {JournalEvent} from '../../source/journal/event.ts';
import {readJournal} from '../../source/journal/read-journal.ts';
import {verifySession} from '../../source/verify/verify-session.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {standBelow} from './calls-below.ts';
import {continueToEnd, sessionsIn} from './continuing.ts';
import {ForgetfulDisk, type Durable, type Forgets} from './forgetful-disk.ts';
import {rehearse} from './rehearsing.ts';

type Cut = {durable: Durable; acknowledged: readonly JournalEvent[]};

type Loss = {cut: number; what: string};

type Outcome = {cuts: number; losses: Loss[]; receipts: Loss[]; continued: number};

/** One rehearsal, the power cut before each of its file calls and after the last. */
async function cutEverywhere(t: AfterTest, forgets: Forgets, every = 1): Promise<Outcome> {
  const root = await temporaryFolder(t);
  const disk = new ForgetfulDisk(root, forgets);
  const cuts: Cut[] = [];
  let acknowledged: readonly JournalEvent[] = [];
  const cut = (): void => void cuts.push({durable: disk.durable, acknowledged});
  const step = standBelow(root, disk.instead(cut));
  const walked = await rehearse(root, events => (acknowledged = [...events])).finally(step);
  assert.ok(walked.kind === 'walked' && walked.exit === 0);
  cut();
  const restarted = join(await temporaryFolder(t), 'restarted');
  const looked = [...cuts.entries()].filter(([number]) => number % every === 0);
  const outcome: Outcome = {cuts: looked.length, losses: [], receipts: [], continued: 0};
  for (const [number, {durable, acknowledged: promised}] of looked) {
    rmSync(restarted, {recursive: true, force: true});
    mkdirSync(restarted);
    disk.restart(durable, restarted);
    if (!hasReceipts(restarted, promised)) outcome.receipts.push({cut: number, what: 'the receipt'});
    const what = lossIn(restarted, promised);
    if (what !== undefined) outcome.losses.push({cut: number, what});
    else if (number % 4 === 0 && (await isContinued(restarted))) outcome.continued += 1;
  }
  return outcome;
}

/** What was promised and is not there; undefined when all is. */
function lossIn(root: string, promised: readonly JournalEvent[]): string | undefined {
  const [session = 'none'] = sessionsIn(root);
  const folder = join(root, 'logs', 'practice', session);
  const found: JournalEvent[] = [];
  if (existsSync(folder)) {
    const {verdict, findings} = verifySession(folder);
    const reading = readJournal(folder, event => found.push(event));
    if (reading.ok && verdict !== 'intact' && verdict !== 'unfinished') return `${verdict}: ${JSON.stringify(findings)}`;
    if (verdict === 'tampered' || verdict === 'cannot tell') return verdict;
  }
  // The first line is acknowledged by the first report, which comes after it.
  const kept = found.slice(1, 1 + promised.length);
  if (JSON.stringify(kept) !== JSON.stringify(promised)) return `${promised.length - kept.length} of ${promised.length} lines`;
  const drilled = promised.some(event => event.type === 'step.finished' && event.body.step === 'smoke' && event.body.outcome === 'done');
  const ledger = join(folder, 'stage_b_rotation_drills.jsonl');
  return drilled && (!existsSync(ledger) || readFileSync(ledger, 'utf8').split('\n').length !== 4) ? 'drills of the ledger' : undefined;
}

/** The receipts that acknowledged lines name are where they say. */
function hasReceipts(root: string, promised: readonly JournalEvent[]): boolean {
  const named = promised.flatMap(event => (event.type === 'step.finished' && event.body.receipt !== null ? [event.body.receipt] : []));
  return named.every(path => existsSync(join(root, path)) && readFileSync(join(root, path)).length > 0);
}

async function isContinued(root: string): Promise<boolean> {
  const [session] = sessionsIn(root);
  const folder = join(root, 'logs', 'practice', session ?? 'none');
  const reading = readJournal(folder);
  if (session === undefined || !reading.ok || reading.session.state === 'closed') return false;
  await continueToEnd(root, session, 'not done');
  const {verdict, findings} = verifySession(folder);
  assert.equal(verdict, 'intact', JSON.stringify(findings));
  return true;
}

test('after a power cut before any file call of a rehearsal, all that was acknowledged is there', async t => {
  const {cuts, losses, continued, receipts} = await cutEverywhere(t, 'nothing');
  t.diagnostic(`${cuts} power cuts, ${losses.length} losses, ${continued} sessions continued and walked to their end`);
  assert.deepEqual(receipts, [], 'a receipt that an acknowledged line names');
  assert.deepEqual(losses, []);
  assert.ok(cuts > 150 && continued > 20);
});

for (const forgets of ['files', 'folders', 'everything'] as const) {
  test(`the test of the test: a writer that never syncs ${forgets} is caught losing what it acknowledged`, async t => {
    const {cuts, losses} = await cutEverywhere(t, forgets, 4);
    t.diagnostic(`${losses.length} losses seen at ${cuts} power cuts`);
    assert.ok(losses.length > cuts / 3, `only ${losses.length} losses were seen`);
  });
}
