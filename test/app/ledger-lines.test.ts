import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {ledgerLines, ledgerPage} from '../../source/app/screens/ledger-lines.ts';
import {width, type Line} from '../../source/app/screens/line.ts';
import {asciiSymbols, unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {JsonObject} from '../../source/json.ts';
import {reviewDocument} from '../../source/ledger/review-document.ts';
import {reviewLedger} from '../../source/ledger/review-file.ts';
import {hour} from '../../source/time.ts';

const textOf = (rows: readonly Line[]): string => rows.map(row => row.map(({text}) => text).join('').trimEnd()).join('\n');
const view = {columns: 80, rows: 24, symbols: unicodeSymbols};
const drawn = (facts: JsonObject, columns = 80): string => textOf(ledgerLines(facts, {...view, columns}));

const remaining = (hours: number): JsonObject => ({verdict: 'fresh', remaining_seconds: (hours * hour) / 1000});

/** Full and half cells of the bar, of all its cells. */
function bar(connector: JsonObject, columns = 80, symbols = unicodeSymbols): {cells: number; filled: number} {
  const [, row = ''] = textOf(ledgerLines({connectors: {c: connector}}, {columns, rows: 24, symbols})).split('\n');
  const count = (symbol: string): number => row.split(symbol).length - 1;
  const {full, half, empty} = symbols.bar;
  return {cells: count(full) + count(half) + count(empty), filled: count(full) + count(half) / 2};
}

describe('The 48-hour window of a connector', () => {
  const shares: ReadonlyArray<readonly [hours: number, share: number]> = [[48, 1], [36, 0.75], [24, 0.5], [12, 0.25], [1, 1 / 48], [0, 0]];
  for (const [hours, share] of shares) {
    it(`with ${hours} hours left is filled in proportion`, () => {
      for (const columns of [60, 80, 120]) {
        const {cells, filled} = bar(remaining(hours), columns);
        assert.ok(cells >= 8);
        assert.ok(Math.abs(filled - share * cells) <= 0.25, `${filled} of ${cells}`);
      }
    });
  }

  it('is never more than full', () => {
    const {cells, filled} = bar(remaining(100));
    assert.equal(filled, cells);
  });

  it('is drawn alike with ASCII symbols', () => assert.deepEqual(bar(remaining(12), 80, asciiSymbols), bar(remaining(12))));

  const verdicts: ReadonlyArray<readonly [connector: JsonObject, told: RegExp, filled: boolean]> = [
    [remaining(47.5), /47h 30m left/, true],
    [{verdict: 'stale', remaining_seconds: -7200}, /stale for 2h 0m/, false],
    [{verdict: 'stale', remaining_seconds: null}, /stale/, false],
    [{verdict: 'future', remaining_seconds: 999_999}, /dated in the future/, false],
    [{verdict: 'missing', remaining_seconds: null}, /no entry/, false],
    [{verdict: 'unreadable', remaining_seconds: null}, /time unreadable/, false],
  ];
  for (const [connector, told, filled] of verdicts) {
    it(`says in words that it is ${connector.verdict}, and is ${filled ? 'filled' : 'empty'}`, () => {
      assert.match(drawn({connectors: {operator_api: connector}}), told);
      assert.equal(bar(connector).filled > 0, filled);
    });
  }

  it('is told in words alone where there is no room for a bar', () => {
    const text = drawn({connectors: {operator_api: remaining(3)}}, 30);
    assert.match(text, /operator_api {2}3h 0m left/);
    assert.doesNotMatch(text, /[━╸╌]/);
  });
});

describe('The drills and their flags', () => {
  const drill = (line: number, ...flags: string[]): JsonObject => ({line, connector_id: 'operator_api', rotated_at: '2025-11-20T09:00:00Z', flags});

  it('stand in the order they were appended, the odd ones by their sign', () => {
    const text = drawn({recent: [drill(1), drill(2, 'future'), drill(3)]});
    assert.match(text, /the newest 3 lines, the oldest of them at the left; ! marks a flag\n▪!▪\n/);
    assert.match(text, /last line 3: operator_api at 2025-11-20T09:00:00Z/);
  });

  it('keep to the window: the newest are shown', () => {
    const recent = [...Array.from({length: 100}, (_, index) => drill(index + 1)), drill(101, 'future')];
    const lines = ledgerLines({recent}, {...view, columns: 40});
    for (const line of lines) assert.ok(width(line) <= 40);
    assert.match(textOf(lines), /▪+!\n/);
  });

  it('are counted by kind, with examples that name the line', () => {
    const text = drawn({
      flags: {malformed: 2, wrong_window: 1, future: 0},
      flagged_lines: [{line: 4, flag: 'malformed', text: 'no JSON'}, {line: 9, flag: 'wrong_window', text: '24 hours'}],
    });
    assert.match(text, /Flags: 2 malformed, 1 wrong window/);
    assert.match(text, /line 4 malformed: no JSON/);
    assert.match(text, /line 9 wrong window: 24 hours/);
    assert.doesNotMatch(text, /0 future/);
  });

  it('are followed by the latest runs and their windows, newest first', () => {
    const text = drawn({latest_runs: [{run_id: 'r1', window_id: 'w1', connectors: [], line: 3}, {run_id: null, window_id: 'w2', connectors: [], line: 6}]});
    assert.match(text, /Latest runs and their windows\n {2}line 6 {2}run not named, window w2\n {2}line 3 {2}r1, window w1/);
  });

  it('are left out where there are none', () => assert.doesNotMatch(drawn({flags: {malformed: 0}, recent: []}), /Flags|newest/));
});

describe('The ledger page', () => {
  const fixtures = join(import.meta.dirname, '..', 'fixtures', 'ledger');

  for (const [name, entries] of [['stage_b_rotation_drills.e98bee08.jsonl', 26], ['stage_b_rotation_drills.a2830490.jsonl', 92]] as const) {
    it(`draws a real ledger of ${entries} entries at any width`, async () => {
      const facts = reviewDocument(await reviewLedger(join(fixtures, name), Date.parse('2025-12-06T09:00:00Z')));
      for (const columns of [28, 40, 58, 78, 118]) {
        for (const symbols of [unicodeSymbols, asciiSymbols]) {
          const {lines} = ledgerPage({state: 'read', facts}, {columns, rows: 24, symbols});
          for (const line of lines) assert.ok(width(line) <= columns, textOf([line]));
          const text = textOf(lines).replaceAll(/\s+/g, ' ');
          for (const wanted of ['operator_api', 'operator_upload', 'crown_handshake', `${entries} entries`, 'Flags:']) assert.ok(text.includes(wanted), wanted);
          if (symbols === asciiSymbols) assert.match(text, /^[\x20-\x7E]*$/);
        }
      }
    });
  }

  it('says where each newest line leads, its silences, and how many flags have no room here', async () => {
    const file = join(fixtures, 'stage_b_rotation_drills.a2830490.jsonl');
    const text = drawn(reviewDocument(await reviewLedger(file, Date.parse('2025-12-06T09:00:00Z'))), 200);
    assert.match(text, /operator_api {2}line 90, window \S*-PT48H, run not named\noperator_api {2}silent for more than 48 h: \d+ times, last for [\d.]+ h until 2025-\S+Z\n/);
    assert.match(text, /Flags: 3 ahead, 40 backward \(not shown here: 36\)\n/);
    assert.match(drawn({connectors: {a: {verdict: 'fresh', newest: {line: 4, window_id: null, stage_b_run_id: null}}}}), /a {2}line 4, window none, run not named/);
  });

  it('says that it is being read, and why it could not be', () => {
    assert.match(textOf(ledgerPage({state: 'reading', read: 0}, view).lines), /reading it/);
    assert.match(textOf(ledgerPage({state: 'failed', reason: 'EACCES'}, view).lines), /EACCES/);
  });

  it('of a ledger that is not there says so', async () => {
    const facts = reviewDocument(await reviewLedger(join(fixtures, 'none.jsonl'), 0));
    assert.match(drawn(facts), /There is no ledger yet/);
    assert.match(drawn(facts), /no entry/);
  });

  it('draws facts of another shape without falling over', () => {
    for (const facts of [{}, {connectors: []}, {connectors: {a: 1}}, {recent: [1, null]}, {flags: [1]}, {flagged_lines: {}}] as JsonObject[]) {
      assert.match(drawn(facts), /48-hour window/);
    }
  });
});
