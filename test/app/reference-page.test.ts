import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {gapLines} from '../../source/app/screens/gap-lines.ts';
import {width, type Line} from '../../source/app/screens/line.ts';
import {referencePage} from '../../source/app/screens/reference-page.ts';
import {asciiSymbols, unicodeSymbols} from '../../source/app/screens/theme.ts';
import {compareTelemetry, telemetrySamples} from '../../source/connector/telemetry.ts';
import type {Json} from '../../source/json.ts';

const view = {columns: 80, rows: 24, symbols: unicodeSymbols};
const textOf = (lines: readonly Line[]): string => lines.map(line => line.map(({text}) => text).join('').trimEnd()).join('\n');
const page = (seen: Parameters<typeof compareTelemetry>[0], change: Partial<typeof view> = {}): string => textOf(referencePage(compareTelemetry(seen), {...view, ...change}).lines);
const styleOf = (seen: Parameters<typeof compareTelemetry>[0], text: string): string | undefined =>
  referencePage(compareTelemetry(seen), view).lines.flat().find(part => part.text.includes(text))?.style;

describe('The expected telemetry', () => {
  it('says so while it is gathered', () => assert.match(textOf(referencePage(undefined, view).lines), /gathering what this session saw/));

  it('stands there when nothing was seen, and nothing is called different', () => {
    const text = page({});
    assert.match(text, /^Expected telemetry {2}nothing was seen in this session yet\n\nHandshake acknowledgement {2}not seen in this session\n · level {14}INFO\n/);
    assert.match(text, /session_id {9}op-6f1c/);
    assert.doesNotMatch(text, /DIFFERENT|missing/);
  });

  it('is as expected where this session saw the same', () => {
    const text = page({handshake: telemetrySamples.handshake});
    assert.match(text, /Handshake acknowledgement {2}as expected\n ✓ level {14}INFO\n/);
    assert.match(text, /^Expected telemetry {2}nothing differs that should not\n/);
    assert.doesNotMatch(text, /expected INFO/);
  });

  it('shows a member that differs as it may, with the expected value and why', () => {
    assert.match(page({handshake: {...telemetrySamples.handshake, session_id: 'op-77'}}), /✓ session_id {9}op-77 {2}expected op-6f1c {2}each session has an id of\s+its own/);
  });

  it('marks a difference in a word, a sign and a colour', () => {
    const seen = {heartbeat: {...telemetrySamples.heartbeat, context: 'stage-a'}};
    assert.match(page(seen), /^Expected telemetry {2}1 member differs\n/);
    assert.match(page(seen), /Heartbeat {2}DIFFERENT\n/);
    assert.match(page(seen), /✗ context {12}stage-a {2}DIFFERENT {2}expected stage-b-rehearsal/);
    assert.equal(styleOf(seen, 'DIFFERENT'), 'bad');
    assert.match(page(seen, {symbols: asciiSymbols}), /x context/);
  });

  it('marks a member that is missing, and names what is more than expected', () => {
    const {level: _, ...handshake} = telemetrySamples.handshake;
    const text = page({handshake: {...handshake, extra: 'x'}});
    assert.match(text, /✗ level {14}missing {2}expected INFO/);
    assert.match(text, /✓ extra {14}x {2}more than expected/);
  });

  it('shows what steers a terminal as a mark, and fits every window', () => {
    const seen: Parameters<typeof compareTelemetry>[0] = {drill: {connector_id: '\u001B[2J', rotated_at: 'y'.repeat(300)} as Json};
    for (const columns of [58, 80, 120]) {
      const {lines} = referencePage(compareTelemetry(seen), {...view, columns});
      for (const line of lines) assert.ok(width(line) <= columns);
      assert.match(textOf(lines), /<U\+001B>\[2J/);
    }
  });
});

describe('The gaps of the ledger', () => {
  const gaps = {
    counts: {open: 1, closed: 2, bad_lines: 1},
    problem: null,
    timeline: [
      {kind: 'drill', at: '2025-01-17T22:00:06Z', line: 3, connector_id: 'operator_api', flags: []},
      {kind: 'gap opened', at: '2025-01-18T01:00:00Z', gap_id: 'g', operator: 'mara', reason: 'gateway down, INC-204'},
      {kind: 'gap closed', at: '2025-01-18T03:00:00Z', gap_id: 'g', operator: null, entries: 3},
    ],
  };

  it('are counted, and stand between the drills in one line of time', () => {
    const text = textOf(gapLines(gaps, view));
    assert.match(text, /Gaps: 1 open, 2 closed, 1 unreadable/);
    assert.match(text, /• 2025-01-17T22:00:06Z {2}line 3 {2}operator_api\n • 2025-01-18T01:00:00Z {2}gap opened {2}by mara: gateway down, INC-204\n • 2025-01-18T03:00:00Z {2}gap closed {2}by nobody named, 3 fresh entries/);
  });

  it('are no word where none was ever noted', () => {
    assert.deepEqual(gapLines(undefined, view), []);
    assert.deepEqual(gapLines({counts: {open: 0, closed: 0, bad_lines: 0}, problem: null, timeline: []}, view), []);
  });

  it('that cannot be read say why, and what to do', () => {
    const unread = {counts: {open: 0, closed: 0, bad_lines: 0}, problem: 'gaps.jsonl cannot be read: EACCES', next: 'Correct it.', timeline: []};
    assert.equal(textOf(gapLines(unread, view)), '\nNOT READ gaps.jsonl cannot be read: EACCES\nNEXT     Correct it.');
  });
});
