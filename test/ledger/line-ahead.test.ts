import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {targets} from '../../source/connector/services.ts';
import {growthSince} from '../../source/ledger/growth.ts';
import {lastEntry} from '../../source/ledger/last-entry.ts';
import {checkRecency} from '../../source/ledger/recency.ts';
import {reviewLedger} from '../../source/ledger/review-file.ts';
import {firstWindowEnd} from '../../source/ledger/window-end.ts';
import {day, formatTimestamp, hour, second} from '../../source/time.ts';
import {ledgerWith, lineAt} from '../worlds/scratch-ledger.ts';

const now = Date.UTC(2025, 10, 20, 9);
const old = now - day;

/** How each reader of a ledger whose lines are of yesterday, and of this time, takes the later ones: by the time that it goes by. */
const readers: ReadonlyArray<[reader: string, takes: (path: string, from: number, at: number) => unknown, yesterday: unknown, later: (time: number) => unknown]> = [
  ['what came since a place', (path, from, at) => { const growth = growthSince(path, from, at); return growth.kind === 'grown' ? growth.entries.length : growth.kind; }, 0, () => targets.length],
  ['the nightly check', (path, _, at) => at - (checkRecency(path, at).age ?? 0), old, time => time],
  ['the line that doctrine judges', (path, _, at) => { const last = lastEntry(path, at); return last.kind === 'entry' ? last.entry.rotated_at : last.kind; }, formatTimestamp(old), formatTimestamp],
  ['the first window that ends', (path, _, at) => firstWindowEnd(path, at), old + 48 * hour, time => time + 48 * hour],
  ['the review', async (path, _, at) => (await reviewLedger(path, at)).connectors.map(({deadline}) => deadline), targets.map(() => old + 48 * hour), time => targets.map(() => time + 48 * hour)],
];

describe('a line that is dated ahead of now, by seconds or by days, is passed over until its time has come by', () => {
  for (const [reader, takes, yesterday, later] of readers) {
    for (const [what, ahead] of [['a second', second], ['half a minute', 30 * second], ['48 hours', 2 * day]] as const) {
      it(`${reader}: ${what}`, async t => {
        const lines = (time: number): string => targets.map(target => `${lineAt(formatTimestamp(time), target)}\n`).join('');
        const [before, time] = [lines(old), now + ahead];
        const path = ledgerWith(t, before + lines(time));
        for (const at of [now, time - 1]) assert.deepEqual(await takes(path, before.length, at), yesterday);
        assert.deepEqual(await takes(path, before.length, time), later(time));
      });
    }
  }
});
