import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  archiveTimestamp,
  compactTimestamp,
  day,
  formatDelta,
  formatDuration,
  formatSpan,
  formatTimestamp,
  hour,
  isElsewhere,
  minute,
  parseDuration,
  parseTimestamp,
  windowId,
} from '../source/time.ts';
import {fc} from './worlds/fast-check.ts';
import {asPythonReads} from './worlds/python-times.ts';

const evening = Date.UTC(2025, 0, 17, 22, 0, 0);

const timestamps: ReadonlyArray<[text: string, instant: number | undefined]> = [
  ['2025-01-17T22:00:00Z', evening],
  ['2025-01-17T22:00:00z', evening],
  ['2025-01-17t22:00:00Z', evening],
  ['2025-01-17 22:00:00Z', evening],
  ['2025-01-17T22:00:00+00:00', evening],
  ['2025-01-17T22:00:00-00:00', evening],
  ['2025-01-17T23:30:00+01:30', evening],
  ['2025-01-17T17:00:00-05:00', evening],
  ['2025-01-18T21:59:00+23:59', evening],
  ['2025-01-17T22:00:00', evening],
  ['2025-01-17T22:00:00.5Z', evening + 500],
  ['2025-01-17T22:00:00.123456Z', evening + 123],
  ['2025-01-17T22:00:00.123999999999+00:00', evening + 123],
  ['2025-01-17T22:00:00.250', evening + 250],
  ['2025-01-17', evening - 22 * hour],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['2000-02-29', Date.UTC(2000, 1, 29)],
  ['0001-01-01T00:00:00Z', -62_135_596_800_000],
  ['0099-12-31T00:00:00Z', -59_011_545_600_000],
  ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  // Other forms of ISO 8601, as the original's platform reads them.
  ['2025-01-17T23:00:00+0100', evening],
  ['2025-01-17T23:00:00+01', evening],
  ['2025-01-17T17:00-05', evening],
  ['2025-01-17T22:00:00,5Z', evening + 500],
  ['2025-01-17T22:00Z', evening],
  ['2025-01-17T22', evening],
  ['2025-01-17T22+02:00', evening - 2 * hour],
  ['20250117T220000Z', evening],
  ['20250117T2200', evening],
  ['20250117T22+0000', evening],
  ['20250117T220000.25+0030', evening - 30 * minute + 250],
  ['20250117', evening - 22 * hour],
  ['2025-01-17T220000Z', evening],
  ['2025-W03-5', evening - 22 * hour],
  ['2025W035T22:00:00Z', evening],
  ['2025-W03', Date.UTC(2025, 0, 13)],
  ['2025-W01-1', Date.UTC(2024, 11, 30)],
  ['2020-W53-7', Date.UTC(2021, 0, 3)],
  ['2021-W53-1', undefined],
  ['2025-W00-1', undefined],
  ['2025-W03-8', undefined],
  ['2025-W03-0', undefined],
  // What nobody takes.
  ['2025-01-17_22:00:00Z', undefined],
  ['2025-0117', undefined],
  ['202501', undefined],
  ['2025-01', undefined],
  ['2025-01-17T22:0000Z', undefined],
  ['2025-01-17T22,5Z', undefined],
  ['2025-01-17T22:00,5Z', undefined],
  ['2025-01-17T2', undefined],
  ['20250117220000', undefined],
  ['2025-01-17T22:00:00+00:00:00', evening],
  ['2025-01-17T22:00:30+000030', evening],
  ['2025-01-17T22:00:00+1', undefined],
  ['2025-01-17T22:00:00+01:3015', undefined],
  ['2025-01-17T22:00:00+0130:15', undefined],
  ['2025-01-17T22:00:00+24:00:00', undefined],
  ['2025-01-17T22:00:00+', undefined],
  ['2025-017', undefined],
  ['2025-01-17T22:00:00ZZ', undefined],
  [' 2025-01-17T22:00:00Z', undefined],
  ['2025-01-17T22:00:00Z ', undefined],
  ['2025-01-17T22:00:00Z\n', undefined],
  ['1737151200', undefined],
  ['2025-13-01T00:00:00Z', undefined],
  ['2025-00-01T00:00:00Z', undefined],
  ['2025-01-00T00:00:00Z', undefined],
  ['2025-02-30T00:00:00Z', undefined],
  ['2025-02-29', undefined],
  ['1900-02-29', undefined],
  ['2025-01-17T22:00:60Z', undefined],
  ['2025-01-17T22:60:00Z', undefined],
  ['2025-01-17T24:00:00Z', undefined],
  ['2025-01-17T22:00:00+24:00', undefined],
  ['2025-01-17T22:00:00+01:60', undefined],
  ['2025-01-17Z', undefined],
  ['2025-01-17T22:00:00.Z', undefined],
  ['0000-01-01T00:00:00Z', undefined],
  ['0001-01-01T00:00:00+00:01', undefined],
  ['9999-12-31T23:59:59-00:01', undefined],
  ['٢٠٢٥-01-17T22:00:00Z', undefined],
  ['+2025-01-17T22:00:00Z', undefined],
  ['', undefined],
  ['   ', undefined],
];

for (const [text, instant] of timestamps) {
  const reading = instant === undefined ? 'refused' : formatTimestamp(instant);
  test(`the timestamp ${JSON.stringify(text)} is ${reading}`, () => {
    assert.equal(parseTimestamp(text), instant);
  });
}

test('a time is told in another zone than UTC by its offset, however that is written', () => {
  const utc = ['Z', 'z', '', '+00', '+0000', '+00:00', '-00:00', '+00:00:00', '+000000'];
  const elsewhere = ['+01', '-0100', '+01:30', '+00:00:15', '+000015', '-00:30:00'];
  for (const start of ['2026-11-29T10:15:00', '2026-11-29t10:15:00', '20261129 101500', '2026-W48-7T10:15:00']) {
    assert.deepEqual([...utc, ...elsewhere].filter(zone => isElsewhere(`${start}${zone}`)), elsewhere, start);
  }
});

for (const [text, python, ours = python ?? 'refused'] of asPythonReads) {
  test(`the time ${text}, which Python ${python === undefined ? 'refuses' : `reads as ${python}`}, is ${ours}`, () => {
    const instant = parseTimestamp(text);
    assert.equal(instant === undefined ? 'refused' : formatTimestamp(instant), ours);
  });
}

test('a timestamp of whole seconds survives being written and read', () => {
  const seconds = fc.integer({min: -62_135_596_800, max: 253_402_300_799});
  fc.assert(fc.property(seconds, count => assert.equal(parseTimestamp(formatTimestamp(count * 1000)), count * 1000)));
});

test('reading any text as a time never throws', () => {
  const almost = fc.array(fc.constantFrom(...'0123456789-:.TZz+ PDHMS')).map(parts => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(fc.string(), almost), text => {
      const readings = [parseTimestamp(text), parseDuration(text)];
      assert.ok(readings.every(reading => reading === undefined || Number.isFinite(reading)));
    }),
  );
});

test('the canonical form cuts fractions off and does not round', () => {
  assert.equal(formatTimestamp(evening + 999), '2025-01-17T22:00:00Z');
  assert.equal(formatTimestamp(-1), '1969-12-31T23:59:59Z');
  assert.equal(compactTimestamp(evening + 6999), '20250117T220006Z');
  assert.equal(archiveTimestamp(evening + 7), '2025-01-17T22:00:00.007000+00:00');
  assert.equal(windowId(Date.UTC(2025, 8, 25, 9, 58, 33), 'PT48H'), '20250925T095833Z-PT48H');
  assert.equal(windowId(0, 'banana'), '19700101T000000Z-banana');
});

const durations: ReadonlyArray<[text: string, span: number | undefined]> = [
  ['P2D', 48 * hour],
  ['PT48H', 48 * hour],
  ['P02D', 48 * hour],
  ['PT48H0M', 48 * hour],
  ['P1DT12H', 36 * hour],
  ['PT90M', 90 * minute],
  ['PT1H2M3S', hour + 2 * minute + 3000],
  ['PT0S', 0],
  ['P0D', 0],
  ['P', 0],
  ['PT', 0],
  ['P1DT', 24 * hour],
  ['P999999999D', 999_999_999 * day],
  ['P1W', undefined],
  ['P1M', undefined],
  ['P1Y', undefined],
  ['PT1.5H', undefined],
  ['pt48h', undefined],
  ['PT48', undefined],
  ['48H', undefined],
  ['-PT48H', undefined],
  ['PT-1H', undefined],
  ['PT1S1M', undefined],
  ['P1D12H', undefined],
  [' PT48H', undefined],
  ['PT48H ', undefined],
  ['PT48H\n', undefined],
  ['PT٤٨H', undefined],
  ['P99999999999D', undefined],
  [`PT${'9'.repeat(400)}S`, undefined],
  ['', undefined],
];

for (const [text, span] of durations) {
  const reading = span === undefined ? 'refused' : `${span / 1000} s`;
  test(`the duration ${JSON.stringify(text.slice(0, 20))} is ${reading}`, () => {
    assert.equal(parseDuration(text), span);
  });
}

const writtenDurations: ReadonlyArray<[seconds: number, text: string]> = [
  [172_800, 'P2D'],
  [90_061, 'P1DT1H1M1S'],
  [3600, 'PT1H'],
  [61, 'PT1M1S'],
  [86_401, 'P1DT1S'],
  [0.999, 'PT0S'],
  [0, 'PT0S'],
];

for (const [seconds, text] of writtenDurations) {
  test(`${seconds} s is written ${text}`, () => assert.equal(formatDuration(seconds * 1000), text));
}

test('a duration of whole seconds survives being written and read', () => {
  const spans = fc.nat().map(seconds => seconds * 1000);
  fc.assert(fc.property(spans, span => assert.equal(parseDuration(formatDuration(span)), span)));
});

const deltas: ReadonlyArray<[span: number, text: string]> = [
  [1250, '0:00:01.250000'],
  [day + 2 * hour + 3 * minute + 4250, '1 day, 2:03:04.250000'],
  [363 * day + 250, '363 days, 0:00:00.250000'],
  [12 * hour + 34 * minute + 56_000, '12:34:56'],
  [0, '0:00:00'],
  [1, '0:00:00.001000'],
  [2 * day, '2 days, 0:00:00'],
  [-1000, '-1 day, 23:59:59'],
];

for (const [span, text] of deltas) {
  test(`a delta of ${span} ms reads ${text}`, () => assert.equal(formatDelta(span), text));
}

const spans: ReadonlyArray<[span: number, text: string]> = [
  [0, '0s'],
  [999, '0s'],
  [-999, '0s'],
  [12_000, '12s'],
  [200_000, '3m 20s'],
  [48 * hour - 1, '47h 59m'],
  [48 * hour, '48h 0m'],
  [72 * hour, '3d 0h'],
  [100 * hour, '4d 4h'],
  [-2 * hour, '-2h 0m'],
];

for (const [span, text] of spans) {
  test(`people read ${span} ms as ${text}`, () => assert.equal(formatSpan(span), text));
}
