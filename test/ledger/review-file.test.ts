import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import type {JsonObject} from '../../source/json.ts';
import {reviewDocument, reviewSentence} from '../../source/ledger/review-document.ts';
import {reviewLedger} from '../../source/ledger/review-file.ts';
import {ledgerWith, lineAt, realLedgers, scratchFolder} from '../worlds/scratch-ledger.ts';

const now = Date.UTC(2025, 8, 25, 10, 0, 29);

test('the document names each target so that a proof can ask for its verdict', async () => {
  const document = reviewDocument(await reviewLedger(realLedgers.seed, now));
  const {connectors, recent, latest_runs: runs, ...rest} = document;
  // The windows that the runbook names are among them.
  assert.deepEqual((runs as JsonObject[]).map(({window_id}) => window_id), ['20250922T101554Z-PT48H', '20251024T174210Z-PT48H', '20250925T094523Z-PT48H', '20250925T094604Z-PT48H', '20250925T095833Z-PT48H']);
  assert.deepEqual(rest, {
    ok: true,
    condition: 'readable',
    summary: '26 entries: operator_api fresh, operator_upload fresh, crown_handshake fresh. Not judged: 3 lines ahead of now, as the live service dates what it writes.',
    reviewed_at: '2025-09-25T10:00:29Z',
    size: 4772,
    torn: false,
    lines: 26,
    entries: 26,
    blank: 0,
    malformed: 0,
    generations: {1: 11, 2: 15, 3: 0, 4: 0, 5: 0, 6: 0},
    other_connectors: [],
    unlisted_entries: 0,
    flags: {malformed: 0, future: 3, ahead: 0, backward: 0, wrong_window: 0, odd_member: 0},
    flagged_lines: [15, 16, 17].map(line => ({line, flag: 'future', text: '2025-10-24T17:42:10Z is still to come: so the live service dates what it writes; not judged'})),
  });
  assert.deepEqual(Object.keys(connectors as JsonObject), ['operator_api', 'operator_upload', 'crown_handshake']);
  assert.deepEqual((connectors as JsonObject).crown_handshake, {
    verdict: 'fresh',
    entries: 8,
    ahead: 1,
    age_seconds: 116,
    remaining_seconds: 172_684,
    deadline: '2025-09-27T09:58:33Z',
    window_hours: 48,
    newest: {
      line: 26,
      connector_id: 'crown_handshake',
      rotated_at: '2025-09-25T09:58:33Z',
      flags: [],
      window_hours: 48,
      window_id: '20250925T095833Z-PT48H',
      started_at: '2025-09-25T09:58:33Z',
      expires_at: '2025-09-27T09:58:33Z',
      stage_b_run_id: null,
      stage_b_summary_path: null,
    },
    silences: 1,
    newest_silences: [{from: '2025-09-22T10:15:54Z', to: '2025-09-25T09:45:23Z', hours: 71.5, line: 20}],
  });
  assert.equal((recent as JsonObject[]).length, 26);
  assert.deepEqual((recent as JsonObject[])[14], {
    line: 15, connector_id: 'operator_api', rotated_at: '2025-10-24T17:42:10Z', flags: ['future'],
  });
});

const verdicts = 'operator_api missing, operator_upload missing, crown_handshake missing';
const onlyOne = 'operator_api fresh, operator_upload missing, crown_handshake missing';
const notText = 'The ledger is not text; no line of it can be read.';

const ledgers: Array<[what: string, content: string | Buffer, condition: string, sentence: string]> = [
  ['an empty ledger', '', 'empty', 'The ledger is empty.'],
  ['a blank ledger', '\r\n\n  ', 'blank', 'The ledger holds blank lines only.'],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452ff', 'hex'), 'binary', notText],
  ['three MiB of zeros', Buffer.alloc(3 * 1024 * 1024), 'binary', notText],
  ['a ledger of words', 'one\ntwo\n', 'readable', `0 entries, 2 malformed lines: ${verdicts}.`],
  [
    'a ledger with a torn last line',
    `${lineAt('2025-09-25T09:00:00Z')}\n{"connector_id": "oper`,
    'readable',
    `1 entry, 1 malformed line, the last line lacks its end: ${onlyOne}.`,
  ],
  [
    'a ledger that lost power',
    `${lineAt('2025-09-25T09:00:00Z')}\n${'\0'.repeat(4096)}`,
    'readable',
    `1 entry, 1 malformed line, the last line lacks its end: ${onlyOne}.`,
  ],
];

for (const [what, content, condition, sentence] of ledgers) {
  test(`${what} gets a verdict`, async t => {
    const review = await reviewLedger(ledgerWith(t, content), now);
    assert.equal(review.condition.kind, condition);
    assert.equal(reviewSentence(review), sentence);
    assert.equal(review.ok, false);
    assert.equal(JSON.parse(JSON.stringify(reviewDocument(review))).condition, condition);
  });
}

test('a ledger that does not exist and a folder in its place get a verdict', async t => {
  const folder = scratchFolder(t);
  const missing = await reviewLedger(join(folder, 'none.jsonl'), now);
  assert.equal(reviewSentence(missing), 'There is no ledger yet: no rotation drill was ever recorded here.');
  assert.deepEqual(missing.connectors.map(({verdict}) => verdict), ['missing', 'missing', 'missing']);
  const blocked = await reviewLedger(folder, now);
  assert.equal(reviewSentence(blocked), 'The ledger cannot be read: it is a folder.');
  assert.equal(reviewDocument(blocked).reason, 'it is a folder');
});

test('the line ends of Windows make no difference', async t => {
  const lines = ['operator_api', 'operator_upload', 'crown_handshake'].map(id => lineAt('2025-09-25T09:00:00Z', id));
  const review = await reviewLedger(ledgerWith(t, `${lines.join('\r\n')}\r\n`), now);
  assert.deepEqual([review.ok, review.entries, review.malformed, review.torn], [true, 3, 0, false]);
});

test('a line that names no known connector appears by its name, whatever that is', async t => {
  const path = ledgerWith(t, '{"connector_id": "\\u202e", "rotated_at": "never", "window_hours": 48}\n');
  const [other] = reviewDocument(await reviewLedger(path, now)).other_connectors as JsonObject[];
  assert.equal(other?.connector_id, '\u202E');
  assert.equal(other.verdict, 'unreadable');
  assert.equal((other.newest as JsonObject).rotated_at, 'never');
});

test('keys and frames get their turn while a long ledger is read', async t => {
  const path = ledgerWith(t, `${lineAt('2025-09-25T09:00:00Z')}\n`.repeat(100_000));
  let turns = 0;
  let next = setImmediate(function turn() {
    turns += 1;
    next = setImmediate(turn);
  });
  const {entries} = await reviewLedger(path, now);
  clearImmediate(next);
  assert.equal(entries, 100_000);
  assert.ok(turns > 3, `${turns} turns`);
});

test('a review nobody waits for any more stops with the reason given', async t => {
  const path = ledgerWith(t, `${lineAt('2025-09-25T09:00:00Z')}\n`.repeat(100_000));
  const reason = new Error('closed the screen');
  const stop = new AbortController();
  setImmediate(() => stop.abort(reason));
  await assert.rejects(reviewLedger(path, now, stop.signal), reason);
});
