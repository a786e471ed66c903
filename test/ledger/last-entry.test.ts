import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import type {JsonObject} from '../../source/json.ts';
import {lastEntry} from '../../source/ledger/last-entry.ts';
import {ledgerWith, lineAt, linesOf, realLedgers, scratchFolder} from '../worlds/scratch-ledger.ts';

const now = Date.UTC(2026, 0, 1);

test('doctrine is given the last line of the real ledger', () => {
  const entry = JSON.parse(linesOf(realLedgers.later).at(-1)!) as JsonObject;
  assert.deepEqual(lastEntry(realLedgers.later, now), {kind: 'entry', entry});
});

test('a ledger with nothing in it has no last entry', t => {
  assert.deepEqual(lastEntry(join(scratchFolder(t), 'none.jsonl'), now), {kind: 'none'});
  for (const content of ['', '\n', ' \r\n\n']) assert.deepEqual(lastEntry(ledgerWith(t, content), now), {kind: 'none'});
});

test('an object that is no entry is still what stands last', t => {
  assert.deepEqual(lastEntry(ledgerWith(t, `${lineAt('2025-01-01T00:00:00Z')}\n{}\n`), now), {kind: 'entry', entry: {}});
});

test('a bad line before the last does not matter', t => {
  const path = ledgerWith(t, `{"conn\n${lineAt('2025-01-01T00:00:00Z')}\n\n`);
  assert.equal(lastEntry(path, now).kind, 'entry');
});

const unreadable: Array<[what: string, end: string, reason: string]> = [
  ['torn', '{"connector_id": "oper', 'cut off: the object does not end'],
  ['a list', '[48]\n', 'not a JSON object'],
  ['two entries on one line', '{"a": 1}{"b": 2}\n', 'a second object on the same line, at character 9'],
  ['zeros after a power loss', '\0'.repeat(512), 'holds NUL bytes'],
  ['far too long', 'x'.repeat(2 * 1024 * 1024), 'longer than 1 MiB'],
];

for (const [what, end, reason] of unreadable) {
  test(`a last line that is ${what} is not readable, and doctrine is told why`, t => {
    const path = ledgerWith(t, `${lineAt('2025-01-01T00:00:00Z')}\n${end}`);
    assert.deepEqual(lastEntry(path, now), {kind: 'unreadable', reason});
  });
}

test('a folder in the place of the ledger is not readable', t => {
  assert.deepEqual(lastEntry(scratchFolder(t), now), {kind: 'unreadable', reason: 'it is a folder'});
});

test('lines ahead of now are passed over, and where there are no others there is no last entry', t => {
  const ahead = lineAt('2026-01-03T00:00:00Z');
  assert.deepEqual(lastEntry(ledgerWith(t, `${lineAt('2025-12-31T00:00:00Z', 'crown_handshake')}\n${ahead}\n${ahead}\n`), now), {
    kind: 'entry', entry: JSON.parse(lineAt('2025-12-31T00:00:00Z', 'crown_handshake')) as JsonObject,
  });
  assert.deepEqual(lastEntry(ledgerWith(t, `${ahead}\n`), now), {kind: 'none'});
});
