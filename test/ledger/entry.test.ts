import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readLine, type Entry} from '../../source/ledger/entry.ts';
import {fc} from '../worlds/fast-check.ts';
import {linesOf, realLedgers} from '../worlds/scratch-ledger.ts';

function entryOf(text: string): Entry {
  const line = readLine(text);
  assert.equal(line.kind, 'entry', text);
  return (line as {entry: Entry}).entry;
}

const generations: Array<[generation: number, lines: number[]]> = [
  [1, [1, 11]],
  [2, [12, 53, 57]],
  [3, [54, 55, 56, 58, 59, 60, 61]],
  [4, [62, 63, 64, 71, 72, 73, 77, 80, 89]],
  [5, [78, 79, 90, 91, 92]],
];

for (const [generation, numbers] of generations) {
  test(`lines ${numbers.join(', ')} of the real ledger are of generation ${generation} and not odd`, () => {
    const lines = linesOf(realLedgers.later);
    for (const number of numbers) {
      const entry = entryOf(lines[number - 1]!);
      assert.equal(entry.generation, generation, `line ${number}`);
      assert.deepEqual(entry.oddities, [], `line ${number}`);
      assert.equal(entry.windowHours, 48);
      assert.notEqual(entry.rotatedAt, undefined);
    }
  });
}

test('an entry with everything is read with everything', () => {
  const entry = entryOf(linesOf(realLedgers.later)[70]!);
  const {raw, text, ...known} = entry;
  assert.deepEqual(JSON.parse(text), raw);
  assert.deepEqual(known, {
    connectorId: 'operator_api',
    rotatedAt: Date.UTC(2025, 8, 26, 22, 28, 14),
    rotatedAtText: '2025-09-26T22:28:14Z',
    windowHours: 48,
    rotationWindow: {
      windowId: '20250926T222814Z-PT48H',
      startedAt: '2025-09-26T22:28:14Z',
      expiresAt: '2025-09-28T22:28:14Z',
      duration: 'PT48H',
    },
    credentialWindow: {
      issuedAt: '2025-09-26T22:28:14Z',
      expiresAt: '2025-09-28T22:28:14Z',
      duration: 'P2D',
      rotationWindowId: '20250926T222814Z-PT48H',
    },
    stageBRunId: '20251001T080910Z-stage_b3_connector_rotation',
    summaryPath: 'logs/stage_b/20251001T080910Z-stage_b3_connector_rotation/summary.json',
    generation: 4,
    oddities: [],
  });
  assert.ok('context_status' in raw && 'stage_c_handshake_path' in raw);
});

test('an entry that the run archive rewrote in place is of generation 6', () => {
  const {raw} = entryOf(linesOf(realLedgers.later)[89]!);
  const text = JSON.stringify({...raw, rotation_summary: 'Rotated', credential_expiry: '2025-12-07T16:02:10Z'});
  assert.equal(entryOf(text).generation, 6);
  assert.deepEqual(entryOf(text).oddities, []);
});

test('members nobody told us about are kept', () => {
  const {raw, oddities} = entryOf('{"connector_id": "a", "rotated_at": "2025-01-01", "window_hours": 48, "mood": [1]}');
  assert.deepEqual(raw.mood, [1]);
  assert.deepEqual(oddities, []);
});

const stamped = '"connector_id": "a", "rotated_at": "2025-01-01T00:00:00Z"';

const odd: Array<[text: string, oddities: string[]]> = [
  ['{"connector_id": "a", "rotated_at": "soon", "window_hours": 48}', ['rotated_at is not a timestamp']],
  ['{"connector_id": "a", "rotated_at": 20250121, "window_hours": 48}', ['rotated_at is not a timestamp']],
  ['{"connector_id": "a", "rotated_at": null, "window_hours": 48}', ['rotated_at is not a timestamp']],
  ['{"connector_id": "a", "window_hours": 48}', ['no rotated_at']],
  ['{"rotated_at": "2025-01-01T00:00:00Z", "window_hours": 48}', ['no connector_id']],
  ['{"connector_id": 7, "rotated_at": "2025-01-01T00:00:00Z", "window_hours": 48}', ['connector_id is not text']],
  [`{${stamped}}`, ['no window_hours']],
  [`{${stamped}, "window_hours": "48"}`, ['window_hours is not a number']],
  [
    `{${stamped}, "window_hours": 48, "rotation_window": "PT48H", "traces": []}`,
    ['rotation_window is not an object', 'traces is not an object'],
  ],
];

for (const [text, oddities] of odd) {
  test(`an entry is still read although ${oddities.join(' and ')}`, () => {
    assert.deepEqual(entryOf(text).oddities, oddities);
  });
}

test('an entry without a usable name counts under no name', () => {
  assert.equal(entryOf('{"rotated_at": "2025-01-01", "window_hours": 48}').connectorId, '');
});

test('an object that records no rotation is malformed', () => {
  const reason = 'an object without connector_id and rotated_at';
  assert.deepEqual(readLine('{}'), {kind: 'malformed', reason, raw: {}});
  assert.deepEqual(readLine('{"note": "gap explained"}'), {kind: 'malformed', reason, raw: {note: 'gap explained'}});
});

test('blank and malformed lines are told apart', () => {
  assert.deepEqual(readLine(' \t'), {kind: 'blank'});
  assert.deepEqual(readLine('[]'), {kind: 'malformed', reason: 'not a JSON object'});
});

test('an entry with members of any type whatever is read', () => {
  const known = ['connector_id', 'rotated_at', 'window_hours', 'rotation_window', 'credential_window', '__proto__'];
  const name = fc.constantFrom(...known);
  fc.assert(fc.property(fc.dictionary(name, fc.jsonValue()), members => {
    const line = readLine(JSON.stringify(members));
    assert.equal(line.kind, 'connector_id' in members || 'rotated_at' in members ? 'entry' : 'malformed');
  }));
});
