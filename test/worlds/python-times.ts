/**
 * What the original reads a time with, `datetime.fromisoformat` of Python 3.11 after `Z` was made `+00:00`, says of each of
 * these: as it was run there. Where `ours` is something else, protocol notes, section 8, say so.
 */
export const asPythonReads: ReadonlyArray<readonly [text: string, python: string | undefined, ours?: string]> = [
  ['2026-11-29T10:15:00Z', '2026-11-29T10:15:00Z'],
  ['20261129T101500', '2026-11-29T10:15:00Z'],
  ['20261129T101500,25Z', '2026-11-29T10:15:00Z'],
  ['2026-11-29T10:15:00,25+01:00', '2026-11-29T09:15:00Z'],
  ['2026-11-29T10:15:00.123456789Z', '2026-11-29T10:15:00Z'],
  ['2026-W48-7', '2026-11-29T00:00:00Z'],
  ['2026-W48-7T10:15:00+02:00', '2026-11-29T08:15:00Z'],
  ['2026W487T1015', '2026-11-29T10:15:00Z'],
  ['2026-W48', '2026-11-23T00:00:00Z'],
  ['2026W48', '2026-11-23T00:00:00Z'],
  ['2026-W53-7', '2027-01-03T00:00:00Z'],
  ['2026-11-29T10:15:00+00:00:00', '2026-11-29T10:15:00Z'],
  ['2026-11-29T10:15:00+01:30:15', '2026-11-29T08:44:45Z'],
  ['20261129T101500-013015', '2026-11-29T11:45:15Z'],
  ['2026-11-29T10:15:00+01:3015', undefined],
  // Of a date that is written with hyphens each part is.
  ['2026-W487', undefined],
  ['2026W48-7', undefined],
  ['2026-W487T10:15Z', undefined],
  ['2026-W54-1', undefined],
  ['2026-W48-8', undefined],
  ['2026-w48-7', undefined],
  // The day of a year.
  ['2026-333', undefined],
  ['2026-333T10:00Z', undefined],
  ['2026333', undefined],
  ['2024-366', undefined],
  // The end of a day is the beginning of the next one.
  ['2026-11-29T24:00', undefined],
  ['2026-11-29T24:00:00Z', undefined],
  ['20261129T240000Z', undefined],
  ['2026-11-29T24', undefined],
  ['2026-11-29T23:59:60Z', undefined],
  // Taken by one alone: a z (RFC 3339, section 5.6) by us; by Python what is no form of ISO 8601, or would mean something else there.
  ['2026-11-29T10:15:00z', undefined, '2026-11-29T10:15:00Z'],
  ['2026-11-29T10.5Z', '2026-11-29T10:00:00Z', 'refused'],
  ['2026-11-29T10,5Z', '2026-11-29T10:00:00Z', 'refused'],
  ['2026-11-29T10:15.5Z', '2026-11-29T10:15:00Z', 'refused'],
  ['2026-11-29T10:15:00.Z', '2026-11-29T10:15:00Z', 'refused'],
  ['2026-11-29_10:15:00Z', '2026-11-29T10:15:00Z', 'refused'],
  ['2026-11-29T10:15:00 Z', '2026-11-29T10:15:00Z', 'refused'],
  ['2026-11-29Z', '2026-11-29T00:00:00Z', 'refused'],
  ['2026-11-29x10:15:00', '2026-11-29T10:15:00Z', 'refused'],
  ['2026-11-29T10:15:00\tZ', '2026-11-29T10:15:00Z', 'refused'],
  ['2026-11-29T10:15:00 +02:00', '2026-11-29T08:15:00Z', 'refused'],
  ['2026-11-29T10:15:00+01:30:60', '2026-11-29T08:44:00Z', 'refused'],
  ['2026-11-29T10:15:00+01:30:15.5', '2026-11-29T08:44:44Z', 'refused'],
];
