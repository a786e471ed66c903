import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {StorageError} from '../../source/durable-file.ts';
import {ledgerJson, type JsonObject} from '../../source/json.ts';
import type {Drill} from '../../source/ledger/drill.ts';
import {appendGap, gapFile, newGapId, readGaps} from '../../source/ledger/gap-file.ts';
import {gapLines} from '../../source/ledger/gap-text.ts';
import {gapsDocument, mergeTimeline} from '../../source/ledger/gap-timeline.ts';
import {gatherGaps, noGaps, readGapLine, type GapClosed, type GapLine, type GapOpened} from '../../source/ledger/gaps.ts';
import {growthSince} from '../../source/ledger/growth.ts';
import {reviewDocument} from '../../source/ledger/review-document.ts';
import {reviewLedger} from '../../source/ledger/review-file.ts';
import {fc} from '../worlds/fast-check.ts';
import {ledgerWith, lineAt, scratchFolder} from '../worlds/scratch-ledger.ts';

const opened: GapOpened = {
  event: 'gap.opened',
  gap_id: 'gap-20251120T090000Z',
  noted_at: '2025-11-20T09:00:00Z',
  session: '20251120T085500Z-1',
  incident: 'INC-204',
  operator: 'mara',
  reason: 'the gateway refuses every handshake',
  connectors: [{connector_id: 'operator_api', last_rotated_at: '2025-11-19T09:00:00Z', window_ends_at: '2025-11-21T09:00:00Z'}],
  ledger_bytes: 100,
};

const closed: GapClosed = {
  event: 'gap.closed',
  gap_id: opened.gap_id,
  closed_at: '2025-11-20T11:00:00Z',
  session: opened.session,
  operator: 'ines',
  entries: [{connector_id: 'operator_api', rotated_at: '2025-11-20T10:59:00Z'}],
};

const line = (value: object): GapLine => readGapLine(ledgerJson(value));

describe('a line of the gap file', () => {
  it('is read back as it was written', () => {
    assert.deepEqual(line(opened), {kind: 'opened', opened});
    assert.deepEqual(line(closed), {kind: 'closed', closed});
  });

  it('without the length of the ledger does not say it', () => {
    const {ledger_bytes: _, ...older} = opened;
    assert.deepEqual(line(older), {kind: 'opened', opened: {...opened, ledger_bytes: null}});
  });

  for (const [what, text, reason] of [
    ['white space', '  \r', undefined],
    ['a ledger line', lineAt('2025-11-20T09:00:00Z'), 'neither gap.opened nor gap.closed'],
    ['no object', '[]', 'not a JSON object'],
    ['cut off', '{"event": "gap.op', 'cut off: the object does not end'],
    ['without an id', ledgerJson({...opened, gap_id: ''}), 'gap_id is not a name'],
    ['without a time', ledgerJson({...opened, noted_at: 'at nine'}), 'noted_at is not a timestamp'],
    ['with two faults', ledgerJson({...closed, closed_at: 9, entries: 'all'}), 'closed_at is not a timestamp; entries is not a list of entries'],
    ['with a negative length', ledgerJson({...opened, ledger_bytes: -1}), 'ledger_bytes is not a length in bytes'],
    ['with a connector that has no name', ledgerJson({...opened, connectors: [{last_rotated_at: null, window_ends_at: null}]}), 'connectors is not a list of connectors'],
  ] as const) {
    it(`that is ${what} is ${reason === undefined ? 'nothing' : `bad: ${reason}`}`, () => {
      assert.deepEqual(readGapLine(text), reason === undefined ? {kind: 'blank'} : {kind: 'malformed', reason});
    });
  }

  it('of any content breaks nothing', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.record({event: fc.constantFrom('gap.opened', 'gap.closed'), gap_id: fc.jsonValue(), noted_at: fc.jsonValue(), entries: fc.jsonValue()}).map(value => JSON.stringify(value))), text => {
      assert.match(readGapLine(text).kind, /^(?:blank|malformed)$/);
    }));
  });
});

describe('the lines together', () => {
  const second = {...opened, gap_id: 'gap-2', noted_at: '2025-11-21T09:00:00Z'};

  it('give open and closed gaps in the order in which they were noted', () => {
    const gaps = gatherGaps([line(opened), line(second), {kind: 'blank'}, line(closed)]);
    assert.deepEqual(gaps.open, [{opened: second, line: 2}]);
    assert.deepEqual(gaps.closed, [{opened, line: 1, closed: {closed, line: 4}}]);
    assert.deepEqual(gaps.badLines, []);
  });

  it('name each line that is bad or contradicts, by its number', () => {
    const {open, closed: ended, badLines} = gatherGaps([line(closed), line(opened), line(opened), {kind: 'malformed', reason: 'not JSON'}, line(closed), line(closed)]);
    assert.deepEqual([open.length, ended.length], [0, 1]);
    assert.deepEqual(badLines, [
      {line: 1, reason: 'closes gap-20251120T090000Z, which was never noted'},
      {line: 3, reason: 'notes gap-20251120T090000Z a second time'},
      {line: 4, reason: 'not JSON'},
      {line: 6, reason: 'closes gap-20251120T090000Z a second time'},
    ]);
  });
});

describe('the gap file', () => {
  it('lies beside the ledger and only grows', t => {
    const ledger = join(scratchFolder(t), 'logs', 'stage_b_rotation_drills.jsonl');
    const path = gapFile(ledger);
    assert.deepEqual(readGaps(path), {gaps: noGaps, trouble: undefined});
    appendGap(path, opened);
    const first = fs.readFileSync(path, 'utf8');
    appendGap(path, closed);
    assert.equal(first, `${ledgerJson(opened)}\n`);
    assert.equal(fs.readFileSync(path, 'utf8'), `${first}${ledgerJson(closed)}\n`);
    assert.deepEqual(readGaps(path).gaps.closed, [{opened, line: 1, closed: {closed, line: 2}}]);
    assert.ok(!fs.existsSync(ledger));
  });

  it('keeps a torn line to itself', t => {
    const path = ledgerWith(t, '{"event": "gap.op');
    appendGap(path, opened);
    const {gaps} = readGaps(path);
    assert.deepEqual([gaps.badLines, gaps.open], [[{line: 1, reason: 'cut off: the object does not end'}], [{opened, line: 2}]]);
  });

  it('says why it cannot be read', t => {
    const path = scratchFolder(t);
    assert.deepEqual(readGaps(path), {gaps: noGaps, trouble: {problem: `${path} cannot be read: it is a folder`, next: 'Correct what keeps it from being read: a gap may be open that nobody sees.'}});
  });

  it('acknowledges nothing that is not on disk', t => {
    const path = ledgerWith(t, '');
    const calls = {...fs, fsyncSync: () => {
      throw Object.assign(new Error('EIO'), {code: 'EIO'});
    }};
    assert.throws(() => appendGap(path, opened, calls), StorageError);
  });

  it('gives a second gap of the same second an id of its own', () => {
    const now = Date.UTC(2025, 10, 20, 9);
    assert.equal(newGapId(noGaps, now), 'gap-20251120T090000Z');
    const taken = gatherGaps([line(opened), line({...opened, gap_id: 'gap-20251120T090000Z-2'}), line(closed)]);
    assert.equal(newGapId(taken, now), 'gap-20251120T090000Z-3');
  });
});

const drillAt = (number: number, rotatedAtText: string, flags: Drill['flags'] = []): Drill => {
  const instant = Date.parse(rotatedAtText);
  return {line: number, connectorId: 'operator_api', rotatedAt: Number.isNaN(instant) ? undefined : instant, rotatedAtText, flags};
};

describe('drills and gaps in one line of time', () => {
  const gaps = gatherGaps([line(opened), line(closed)]);
  const told = (drills: Drill[]): string[] => mergeTimeline(drills, gaps).map(moment => (moment.kind === 'drill' ? String(moment.drill.line) : moment.kind.slice(4)));

  for (const [what, drills, order] of [
    ['drills before, inside and after', [drillAt(1, '2025-11-19T09:00:00Z'), drillAt(2, '2025-11-20T10:59:00Z'), drillAt(3, '2025-11-20T12:00:00Z')], ['1', 'opened', '2', 'closed', '3']],
    ['no drills', [], ['opened', 'closed']],
    ['a drill of the second of the note', [drillAt(1, '2025-11-20T09:00:00Z')], ['opened', '1', 'closed']],
    ['a drill of the second of the closing', [drillAt(1, '2025-11-20T11:00:00Z')], ['opened', '1', 'closed']],
    ['a drill stamped back after the closing', [drillAt(1, '2025-11-20T12:00:00Z'), drillAt(2, '2025-11-01T12:00:00Z')], ['opened', 'closed', '1', '2']],
    ['a stamp of the future before the gap', [drillAt(1, '2025-11-19T09:00:00Z'), drillAt(2, '2025-12-24T09:00:00Z', ['future'])], ['1', '2', 'opened', 'closed']],
    ['a stamp that lies ahead of its neighbours', [drillAt(1, '2025-11-19T09:00:00Z'), drillAt(2, '2025-12-24T09:00:00Z', ['ahead']), drillAt(3, '2025-11-20T10:00:00Z')], ['1', '2', 'opened', '3', 'closed']],
    ['a stamp that cannot be read', [drillAt(1, '2025-11-19T09:00:00Z'), drillAt(2, 'noon'), drillAt(3, '2025-11-20T12:00:00Z')], ['1', '2', 'opened', 'closed', '3']],
  ] as Array<[string, Drill[], string[]]>) {
    it(`stand in their order: ${what}`, () => assert.deepEqual(told(drills), order));
  }

  it('lose nothing and keep each its own order, whatever the stamps', () => {
    const stamps = fc.array(fc.date({min: new Date('2025-11-19T00:00:00Z'), max: new Date('2025-11-22T00:00:00Z'), noInvalidDate: true}));
    fc.assert(fc.property(stamps, dates => {
      const drills = dates.map((date, index) => drillAt(index + 1, date.toISOString()));
      const order = told(drills);
      assert.deepEqual(order.filter(name => /^\d/.test(name)), drills.map(({line: number}) => String(number)));
      assert.deepEqual(order.filter(name => !/^\d/.test(name)), ['opened', 'closed']);
    }));
  });

  it('are part of the review where the gap file is read too', async t => {
    const ledger = ledgerWith(t, `${lineAt('2025-11-19T09:00:00Z')}\n${lineAt('2025-11-20T10:59:00Z')}\n`);
    const path = gapFile(ledger);
    for (const note of [opened, closed, {...opened, gap_id: 'gap-2', noted_at: '2025-11-20T12:00:00Z'}]) appendGap(path, note);
    fs.appendFileSync(path, 'no line\n');
    const review = await reviewLedger(ledger, Date.UTC(2025, 10, 20, 13));
    const {gaps: document} = reviewDocument(review, readGaps(path)) as {gaps: JsonObject & {open: JsonObject[]; closed: JsonObject[]; timeline: JsonObject[]}};
    assert.deepEqual(document.counts, {open: 1, closed: 1, bad_lines: 1});
    assert.deepEqual([document.open[0]?.gap_id, document.open[0]?.closed_at, document.closed[0]?.closed_at, document.closed[0]?.entries], ['gap-2', null, closed.closed_at, 1]);
    assert.deepEqual(document.bad_lines, [{line: 4, reason: 'not a JSON object'}]);
    assert.deepEqual(document.timeline.map(({kind, at}) => [kind, at]), [
      ['drill', '2025-11-19T09:00:00Z'],
      ['gap opened', '2025-11-20T09:00:00Z'],
      ['drill', '2025-11-20T10:59:00Z'],
      ['gap closed', '2025-11-20T11:00:00Z'],
      ['gap opened', '2025-11-20T12:00:00Z'],
    ]);
    assert.equal(reviewDocument(review).gaps, undefined);
    assert.deepEqual(gapLines(review.recent, readGaps(path)), [
      '1 open and 1 closed gaps; the newest of drills and gap notes, oldest first:',
      '  2025-11-19T09:00:00Z  drill       operator_api, line 1',
      '  2025-11-20T09:00:00Z  gap opened  gap-20251120T090000Z by mara: the gateway refuses every handshake',
      '  2025-11-20T10:59:00Z  drill       operator_api, line 2',
      '  2025-11-20T11:00:00Z  gap closed  gap-20251120T090000Z by ines, with 1 entry',
      '  2025-11-20T12:00:00Z  gap opened  gap-2 by mara: the gateway refuses every handshake',
      'gap-2 is open since 2025-11-20T12:00:00Z',
      'gap file line 4: not a JSON object',
    ]);
  });

  it('are cut to the newest where there are many', () => {
    const notes = Array.from({length: 25}, (_, index) => ({...opened, gap_id: `gap-${index + 1}`, noted_at: `2025-11-20T09:00:${String(index).padStart(2, '0')}Z`}));
    const gaps = gatherGaps(notes.map(line));
    const document = gapsDocument([], {gaps, trouble: undefined}) as {open: JsonObject[]; counts: JsonObject; timeline: JsonObject[]};
    assert.deepEqual([document.counts.open, document.open.length, document.open.at(-1)?.gap_id], [25, 20, 'gap-25']);
    assert.deepEqual([document.timeline.length, document.timeline.at(-1)?.gap_id], [12, 'gap-25']);
    const lines = gapLines([], {gaps, trouble: undefined});
    assert.match(lines[12] ?? '', /gap opened  gap-25 by mara/);
  });

  it('are told in no words where no gap was ever noted', () => {
    assert.deepEqual(gapLines([drillAt(1, '2025-11-19T09:00:00Z')], {gaps: noGaps, trouble: undefined}), []);
    assert.deepEqual(gapLines([], {gaps: noGaps, trouble: {problem: 'gaps.jsonl cannot be read: EACCES', next: 'Correct it.'}}), ['gaps.jsonl cannot be read: EACCES. Correct it.']);
  });
});

describe('what the ledger gained', () => {
  const first = `${lineAt('2025-11-19T09:00:00Z')}\n`;
  const now = Date.UTC(2025, 10, 20, 10);

  it('tells lines ahead of now apart, as the live service writes them', t => {
    const path = ledgerWith(t, `${first}${lineAt('2025-11-22T09:00:00Z')}\n${lineAt('2025-11-20T09:59:59Z', 'crown_handshake')}\n${lineAt('2025-11-20T10:00:01Z', 'operator_upload')}\n`);
    const growth = growthSince(path, first.length, now);
    assert.equal(growth.kind, 'grown');
    assert.deepEqual(growth.kind === 'grown' && [growth.entries, growth.ahead].map(entries => entries.map(({connectorId}) => connectorId)), [['crown_handshake'], ['operator_api', 'operator_upload']]);
  });

  for (const [what, grown, expected] of [
    ['a line glued to a torn one', `${lineAt('2025-11-20T09:00:00Z')}\n${lineAt('2025-11-20T09:00:00Z')}\n`, [1, 1]],
    ['the end of a line that was being written', 'ator_api", "rotated_at": "2025-11-20T09:00:00Z"}\n', [1, 0]],
    ['a torn line that got its end', '\n', [0, 0]],
    ['nothing at all', '', [0, 0]],
  ] as const) {
    it(`counts ${what}`, t => {
      const torn = `${first}{"connector_id": "oper`;
      const growth = growthSince(ledgerWith(t, `${torn}${grown}`), torn.length, now);
      assert.deepEqual(growth.kind === 'grown' && [growth.entries.length, growth.malformed], expected);
    });
  }

  it('is what lies behind the place where it ended then', t => {
    const path = ledgerWith(t, `${first}${lineAt('2025-11-20T09:00:00Z', 'crown_handshake')}\n\nno line\n${lineAt('noon', 'a stranger')}`);
    const growth = growthSince(path, first.length, now);
    assert.equal(growth.kind, 'grown');
    assert.deepEqual(growth.kind === 'grown' && [growth.entries.map(({connectorId, rotatedAt}) => [connectorId, rotatedAt]), growth.malformed], [
      [['crown_handshake', Date.UTC(2025, 10, 20, 9)], ['a stranger', undefined]],
      1,
    ]);
  });

  it('after a torn line begins on the next one', t => {
    const torn = '{"connector_id": "oper';
    const path = ledgerWith(t, `${first}${torn}\n${lineAt('2025-11-20T09:00:00Z')}\n`);
    const growth = growthSince(path, first.length + torn.length, now);
    assert.deepEqual(growth.kind === 'grown' && growth.entries.map(({rotatedAtText}) => rotatedAtText), ['2025-11-20T09:00:00Z']);
  });

  it('is nothing where there is no ledger, and an alarm where it was cut', t => {
    const none = join(scratchFolder(t), 'none.jsonl');
    assert.deepEqual(growthSince(none, 0, now), {kind: 'grown', entries: [], ahead: [], malformed: 0, size: 0});
    assert.deepEqual(growthSince(none, 10, now), {kind: 'shorter', size: 0});
    assert.deepEqual(growthSince(ledgerWith(t, first), first.length + 1, now), {kind: 'shorter', size: first.length});
    assert.deepEqual(growthSince(scratchFolder(t), 0, now), {kind: 'unreadable', reason: 'it is a folder'});
  });
});
