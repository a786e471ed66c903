import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {checkRecency} from '../../source/ledger/recency.ts';
import {day, hour, minute} from '../../source/time.ts';
import {ledgerWith, lineAt, realLedgers, scratchFolder} from '../worlds/scratch-ledger.ts';

const rotated = '2025-09-25T09:58:33Z';
const at = Date.UTC(2025, 8, 25, 9, 58, 33);

const ages: Array<[what: string, age: number, ok: boolean, text: string]> = [
  ['just now', 0, true, 'Rotation drill fresh: 0.00h old within the 48h window.'],
  ['an hour and a half ago', 90 * minute, true, 'Rotation drill fresh: 1.50h old within the 48h window.'],
  ['exactly 48 hours ago', 2 * day, true, 'Rotation drill fresh: 48.00h old within the 48h window.'],
  ['a millisecond more than 48 hours ago', 2 * day + 1, false, 'Rotation drill stale: 48.00h old (window 48h).'],
  ['three days ago', 3 * day, false, 'Rotation drill stale: 72.00h old (window 48h).'],
  ['in half an hour', -hour / 2, false, `Rotation drill lies in the future: ${rotated} is 0.50h ahead.`],
  ['in thirty days', -30 * day, false, `Rotation drill lies in the future: ${rotated} is 720.00h ahead.`],
];

for (const [what, age, ok, text] of ages) {
  test(`a rotation ${what} ${ok ? 'passes' : 'does not pass'} the nightly check`, t => {
    const path = ledgerWith(t, `\n${lineAt(rotated, 'crown_handshake')}\n\n`);
    const found = checkRecency(path, at + age);
    assert.deepEqual({ok: found.ok, text: found.text, age: found.age}, {ok, text, age});
  });
}

const live = lineAt('2025-09-27T09:58:33Z');
const note = (seen: number, ahead: string): string => `Not judged: of the newest ${seen}, ${ahead} ahead of now, as the live service dates what it writes.`;
const beside: Array<[what: string, lines: string[], expected: Partial<ReturnType<typeof checkRecency>>]> = [
  ['two lines after a fresh run', [lineAt(rotated), live, live], {ok: true, kind: 'fresh', ahead: 2, note: note(3, '2 lines lie')}],
  ['lines before and after it', [live, lineAt(rotated), live], {ok: true, kind: 'fresh', ahead: 2, note: note(3, '2 lines lie')}],
  ['one after a stale run', [lineAt('2025-09-23T09:58:32Z'), live], {ok: false, kind: 'stale', ahead: 1, note: note(2, '1 line lies')}],
  ['one before a run of three days ago', [live, lineAt('2025-09-22T09:58:33Z')], {ok: false, kind: 'stale', ahead: 1, note: note(2, '1 line lies')}],
  ['one after a torn line', ['{"connector', live], {ok: false, kind: 'unreadable', ahead: 0}],
  ['no other lines', [live, live], {ok: false, kind: 'future', ahead: 2, note: note(2, '2 lines lie')}],
];

for (const [what, lines, expected] of beside) {
  test(`where the live service wrote ${what}, the nightly check says ${expected.kind}`, t => {
    const {ok, kind, ahead, note: told} = checkRecency(ledgerWith(t, `${lines.join('\n')}\n`), at);
    assert.deepEqual({ok, kind, ahead, ...(told !== undefined && {note: told})}, expected);
  });
}

const contents: Array<[what: string, content: string, text: string]> = [
  ['nothing in it', '', 'Rotation log is empty'],
  ['blank lines only', ' \n\r\n', 'Rotation log is empty'],
  [
    'no time on its last line',
    '{"connector_id": "caf\u00e9", "window_hours": 48}\n',
    'Latest entry missing rotated_at: {"connector_id": "caf\\u00e9", "window_hours": 48}',
  ],
  ['an empty object at its end', '{}\n', 'Latest entry missing rotated_at: {}'],
  ['an empty time', '{"rotated_at": ""}\n', 'Latest entry missing rotated_at: {"rotated_at": ""}'],
  ['null for a time', '{"rotated_at": null}\n', 'Latest entry missing rotated_at: {"rotated_at": null}'],
  [
    'words for a time',
    '{"rotated_at": "yes\\u001b[2Jterday"}\n',
    "Invalid rotated_at timestamp 'yes<U+001B>[2Jterday': not an ISO-8601 timestamp",
  ],
  [
    'a number for a time',
    '{"rotated_at": 20250925}\n',
    "Invalid rotated_at timestamp '20250925': not an ISO-8601 timestamp",
  ],
  [
    'a day that does not exist',
    lineAt('2025-02-30T00:00:00Z'),
    "Invalid rotated_at timestamp '2025-02-30T00:00:00Z': not an ISO-8601 timestamp",
  ],
  [
    'a torn last line',
    `${lineAt(rotated)}\n{"connector`,
    'Latest entry is not readable: cut off: the object does not end',
  ],
  ['a list at its end', `${lineAt(rotated)}\n[]\n`, 'Latest entry is not readable: not a JSON object'],
  ['no text in it', '\0\u0001\0', 'Latest entry is not readable: holds NUL bytes'],
];

for (const [what, content, text] of contents) {
  test(`a ledger with ${what} does not pass the nightly check`, t => {
    const found = checkRecency(ledgerWith(t, content), at);
    assert.equal(found.text, text);
    assert.equal(found.ok, false);
    assert.equal(found.age, undefined);
  });
}

test('a ledger that does not exist is called by the name the nightly job knows', t => {
  const path = join(scratchFolder(t), 'none.jsonl');
  assert.equal(checkRecency(path, at).text, 'Rotation log missing: logs/stage_b_rotation_drills.jsonl');
  assert.equal(checkRecency(path, at, 'logs/practice/x.jsonl').text, 'Rotation log missing: logs/practice/x.jsonl');
});

test('a folder in the place of the ledger does not pass', t => {
  const text = 'Rotation log not readable: logs/stage_b_rotation_drills.jsonl: it is a folder';
  assert.equal(checkRecency(scratchFolder(t), at).text, text);
});

test('a time without offset is UTC, one with an offset is converted', t => {
  for (const text of ['2025-09-25T09:58:33', '2025-09-25T11:58:33+02:00', '2025-09-25 09:58:33z']) {
    assert.equal(checkRecency(ledgerWith(t, lineAt(text)), at).age, 0);
  }
});

test('the real ledgers passed on their day and no longer do', () => {
  assert.equal(checkRecency(realLedgers.seed, at + minute).ok, true);
  assert.equal(checkRecency(realLedgers.later, Date.UTC(2025, 11, 5, 16, 3)).ok, true);
  assert.equal(checkRecency(realLedgers.later, Date.UTC(2026, 0, 1)).kind, 'stale');
});
