import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {describe, it, type TestContext} from 'node:test';
import {operatorDoctrine} from '../../source/connector/doctrine.ts';
import {targets} from '../../source/connector/services.ts';
import {readLine} from '../../source/ledger/entry.ts';
import {lastEntry} from '../../source/ledger/last-entry.ts';
import {checkRecency} from '../../source/ledger/recency.ts';
import {reviewLedger} from '../../source/ledger/review-file.ts';
import {practiceFaults, type PracticeFaultName} from '../../source/practice/faults.ts';
import {openPracticeWorld} from '../../source/practice/world.ts';
import {hour} from '../../source/time.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';

const clock = testClock('2025-11-20T09:00:00Z');

/** The ledger that a new session finds. */
async function found(t: TestContext, given: {fault?: PracticeFaultName; ledgerAge?: number}) {
  const world = await openPracticeWorld({root: await temporaryFolder(t), session: 'one', clock, ...given});
  t.after(() => world.close());
  const {places, documents, toggles} = world.environment;
  const path = places.ledger;
  const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const read = (text ?? '').split('\n').filter(line => line !== '').map(readLine);
  const recency = checkRecency(path, clock.now());
  const doctrine = operatorDoctrine({documents, lastEntry: lastEntry(path, clock.now()), variables: toggles.variables, now: clock.now()});
  const review = await reviewLedger(path, clock.now());
  const verdicts = review.connectors.filter(({target}) => target).map(({connectorId, verdict}) => `${connectorId} ${verdict}`);
  return {
    text,
    read,
    lines: read.map(line => (line.kind === 'entry' ? `${line.entry.connectorId} ${line.entry.rotatedAtText}` : line.kind)),
    recency: recency.kind,
    doctrine: [...doctrine.failures, ...doctrine.findings],
    verdicts,
    flags: review.flags.counts,
  };
}

const dayOld = targets.map(connector => `${connector} 2025-11-19T09:00:00Z`);

describe('the ledger that a new practice session finds', () => {
  it('is none unless an age is given', async t => {
    assert.equal((await found(t, {})).text, undefined);
  });

  const ages: ReadonlyArray<readonly [string, number, string]> = [
    ['just now', 0, 'fresh'],
    ['five hours ago', 5 * hour, 'fresh'],
    ['48 hours ago', 48 * hour, 'fresh'],
    ['49 hours ago', 49 * hour, 'stale'],
    ['a year ago', 365 * 24 * hour, 'stale'],
  ];
  for (const [when, ledgerAge, kind] of ages) {
    it(`has one drill of each connector ${when}, which is ${kind}, with nothing odd about any`, async t => {
      const {read, text, recency, doctrine, verdicts, flags} = await found(t, {ledgerAge});
      assert.deepEqual([recency, doctrine], [kind, []]);
      assert.deepEqual(verdicts, targets.map(connector => `${connector} ${kind}`));
      assert.deepEqual([...new Set(Object.values(flags))], [0]);
      assert.ok(text?.endsWith('}\n'));
      assert.equal(read.length, 3);
      for (const line of read) {
        assert.ok(line.kind === 'entry');
        assert.deepEqual([line.entry.rotatedAt, line.entry.windowHours, line.entry.oddities], [clock.now() - ledgerAge, 48, []]);
      }
    });
  }

  it('misses operator_upload', async t => {
    const {lines, recency, doctrine, verdicts} = await found(t, {fault: 'ledger-misses-upload', ledgerAge: 24 * hour});
    assert.deepEqual(lines, dayOld.filter(line => !line.startsWith('operator_upload')));
    assert.deepEqual([recency, doctrine], ['fresh', []]);
    assert.deepEqual(verdicts, ['operator_api fresh', 'operator_upload missing', 'crown_handshake fresh']);
  });

  it('ends in a torn line', async t => {
    const {lines, text, recency, doctrine, flags} = await found(t, {fault: 'ledger-torn', ledgerAge: 24 * hour});
    assert.deepEqual(lines, [...dayOld.slice(0, 2), 'malformed']);
    assert.match(text ?? '', /\n\{"connector_id": "crown_handshake", "rotated_at": "2025-11-19T09:00:00Z"[^\n]*[^\n}]$/);
    assert.equal(recency, 'unreadable');
    assert.notDeepEqual(doctrine, []);
    assert.equal(flags.malformed, 1);
  });

  it('ends in a line from the future, behind which everything is stale', async t => {
    const {lines, recency, doctrine, flags} = await found(t, {fault: 'ledger-ahead', ledgerAge: 72 * hour});
    assert.deepEqual(lines, ['operator_upload 2025-11-17T09:00:00Z', 'crown_handshake 2025-11-17T09:00:00Z', 'operator_api 2025-11-22T09:00:00Z']);
    assert.deepEqual([recency, doctrine, flags.future], ['stale', [], 1]);
  });

  for (const {name, strikes} of practiceFaults) {
    it(`with the fault ${name} and no age is ${strikes === 'start' ? 'a day old' : 'none'}`, async t => {
      const {lines} = await found(t, {fault: name});
      assert.equal(lines.some(line => dayOld.includes(line)), strikes === 'start');
    });
  }
});
