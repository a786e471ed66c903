import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {OperatorError} from '../../source/errors.ts';
import {readJournal} from '../../source/journal/read-journal.ts';
import type {Settlement} from '../../source/walk/report.ts';
import {verifySession} from '../../source/verify/verify-session.ts';
import {continueToEnd, sessionsIn} from './continuing.ts';

/** What became of a record whose writer was killed. */
export type Aftermath = 'nothing was written' | 'no first line' | 'closed already' | 'continued';

type Files = Record<string, string>;

/** The segments by name, as text of single bytes. */
export function segmentsIn(folder: string): Files {
  const names = existsSync(folder) ? readdirSync(folder).filter(name => /^journal.*\.jsonl$/.test(name)) : [];
  return Object.fromEntries(names.map(name => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** Every promised byte is where it was promised, and at most one line more that nobody was told of. */
export function assertKept(found: Files, kept: Files): void {
  for (const [name, bytes] of Object.entries(kept)) assert.ok(found[name]?.startsWith(bytes), `${name} has lost or changed acknowledged lines`);
  for (const [name, bytes] of Object.entries(found)) {
    const more = bytes.slice(kept[name]?.length ?? 0);
    assert.ok(more.split('\n').length <= 2, `${name} holds more than one line that nobody was told of: ${more}`);
  }
}

/** Earlier bytes stay as they are: a later writer only adds. */
function assertGrown(before: Files, after: Files): void {
  for (const [name, bytes] of Object.entries(before)) assert.ok(after[name]?.startsWith(bytes), `${name}: earlier bytes were changed`);
}

/**
 * Whole lines are entries. What stands after the last line feed may be torn; before it as many lines as there were
 * deaths in the middle of a write, since whoever came after one began a line of their own.
 */
function assertWhole(ledger: string, from: number, tornWrites: number): void {
  const lines = ledger.slice(from).split('\n').slice(0, -1);
  const torn = lines.filter(line => line !== '' && !isJson(line));
  assert.ok(torn.length <= tornWrites, `${torn.length} torn lines among whole ones, and ${tornWrites} deaths in the middle of a write: ${torn.join('\n')}`);
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/**
 * Looks at what a kill left, goes on with it, walks it to its end, and has the whole verified. `kept` is
 * what the victim had been promised, `tornWrites` how often it had died in the middle of a write before its last
 * death. Throws an AssertionError where anything is not as it must be.
 */
export async function assertSurvives(root: string, kept: Files, {settlement, tornWrites}: {settlement: Settlement; tornWrites: number}): Promise<Aftermath> {
  const sessions = sessionsIn(root);
  assert.ok(sessions.length <= 1, sessions.join());
  const [session] = sessions;
  if (session === undefined) {
    assert.deepEqual(kept, {});
    return 'nothing was written';
  }
  const folder = join(root, 'logs', 'practice', session);
  const ledgerFile = join(folder, 'stage_b_rotation_drills.jsonl');
  const readLedger = (): string => (existsSync(ledgerFile) ? readFileSync(ledgerFile, 'latin1') : '');
  const before = segmentsIn(folder);
  const ledger = readLedger();
  assertKept(before, kept);
  assertWhole(ledger, 0, tornWrites);

  const left = verifySession(folder, {session});
  const reading = readJournal(folder);
  if (!reading.ok) {
    assert.match(reading.reason, /journal\.jsonl holds no whole line|there is no journal\.jsonl/);
    assert.deepEqual(kept, {}, 'a first line was promised');
    assert.ok(left.verdict === 'unfinished' || left.verdict === 'gap', left.verdict);
    await assert.rejects(continueToEnd(root, session, settlement), OperatorError);
    return 'no first line';
  }
  if (reading.session.state === 'closed') {
    assert.deepEqual([left.verdict, left.findings], ['intact', []]);
    await assert.rejects(continueToEnd(root, session, settlement), OperatorError);
    return 'closed already';
  }
  assert.equal(left.verdict, 'unfinished', JSON.stringify(left.findings));
  await continueToEnd(root, session, settlement);

  assertGrown(before, segmentsIn(folder));
  assert.ok(readLedger().startsWith(ledger), 'earlier bytes of the ledger were changed');
  assertWhole(readLedger(), ledger.length === 0 || ledger.endsWith('\n') ? ledger.length : readLedger().indexOf('\n', ledger.length) + 1, 0);
  const end = verifySession(folder, {session});
  assert.deepEqual([end.verdict, end.exit, end.findings], ['intact', 0, []]);
  const whole = readJournal(folder);
  assert.ok(whole.ok && whole.session.state === 'closed', 'the session was not walked to its end');
  if (settlement === 'not done') assert.equal(whole.session.closed?.verdict, 'completed', JSON.stringify(whole.session.steps));
  return 'continued';
}
