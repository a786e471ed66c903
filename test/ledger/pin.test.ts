import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {appendFileSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {ledgerSize, newPin, noLedger, pinLedger, type LedgerPin} from '../../source/ledger/pin.ts';
import {ledgerWith, scratchFolder} from '../worlds/scratch-ledger.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the pin of a ledger', () => {
  it('is its length and digest, nothing where there is none, and not to be had where it cannot be read', t => {
    assert.deepEqual(newPin(ledgerWith(t, 'one\n')), {bytes: 4, sha256: digest('one\n')});
    assert.deepEqual(newPin(join(scratchFolder(t), 'none.jsonl')), noLedger);
    assert.deepEqual(noLedger, {bytes: 0, sha256: digest('')});
    assert.equal(newPin(scratchFolder(t)), undefined);
  });

  const before: LedgerPin = {bytes: 4, sha256: digest('one\n')};
  for (const [what, change, bytes, verdict] of [
    ['left alone', () => {}, 4, 'unchanged'],
    ['appended to', (path: string) => appendFileSync(path, 'two\n'), 8, 'grown'],
    ['cut', (path: string) => truncateSync(path, 3), 3, 'shorter'],
    ['changed inside', (path: string) => writeFileSync(path, 'ONE\n'), 4, 'changed'],
    ['changed inside and appended to', (path: string) => writeFileSync(path, 'ONE\ntwo\n'), 8, 'changed'],
  ] as const) {
    it(`tells of a ledger that was ${what}: ${verdict}`, t => {
      const path = ledgerWith(t, 'one\n');
      change(path);
      const pinned = pinLedger(path, before);
      assert.deepEqual([pinned.bytes, pinned.verdict, ledgerSize(path)], [bytes, verdict, bytes]);
    });
  }

  it('stays the old one while the ledger cannot be read', t => {
    assert.deepEqual(pinLedger(scratchFolder(t), before), {...before, verdict: 'unreadable'});
  });

  it('of no ledger at all fits whatever came after it', t => {
    assert.equal(pinLedger(ledgerWith(t, 'one\n'), noLedger).verdict, 'grown');
    assert.equal(pinLedger(join(scratchFolder(t), 'none.jsonl'), noLedger).verdict, 'unchanged');
  });
});
