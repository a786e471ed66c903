import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readLine} from '../../source/ledger/entry.ts';
import {noFlags} from '../../source/ledger/flags.ts';
import {reviewRemarks} from '../../source/ledger/review-document.ts';
import {addLine, finishReview, startReview, type LedgerReview} from '../../source/ledger/review.ts';
import {day, hour, parseTimestamp} from '../../source/time.ts';
import {lineAt, linesOf, realLedgers} from '../worlds/scratch-ledger.ts';

function review(lines: string[], now: number): LedgerReview {
  const started = startReview(now);
  for (const [index, line] of lines.entries()) addLine(started, readLine(line), index + 1);
  return finishReview(started);
}

function flagged({flags}: LedgerReview, kind: string): number[] {
  return flags.examples.filter(({flag}) => flag === kind).map(({line}) => line);
}

const rehearsal = Date.UTC(2025, 8, 25, 10, 0, 29);
const oneYearLater = Date.UTC(2026, 8, 25);

test('at the time of the rehearsal the seed ledger is fresh and lines 15 to 17 lie in the future', () => {
  const found = review(linesOf(realLedgers.seed), rehearsal);
  assert.ok(found.ok);
  assert.deepEqual([found.lines, found.entries, found.malformed, found.blank], [26, 26, 0, 0]);
  assert.deepEqual(found.generations, {1: 11, 2: 15, 3: 0, 4: 0, 5: 0, 6: 0});
  assert.deepEqual(found.connectors.map(({connectorId, entries, verdict}) => [connectorId, entries, verdict]), [
    ['operator_api', 9, 'fresh'],
    ['operator_upload', 9, 'fresh'],
    ['crown_handshake', 8, 'fresh'],
  ]);
  assert.deepEqual(flagged(found, 'future'), [15, 16, 17]);
  assert.deepEqual(found.flags.counts, {...noFlags().counts, future: 3});
});

test('once their time has come, lines 15 to 17 show as lying ahead, and the lines after them as going back', () => {
  const found = review(linesOf(realLedgers.seed), oneYearLater);
  assert.deepEqual(flagged(found, 'ahead'), [15, 16, 17]);
  assert.deepEqual(flagged(found, 'backward'), [18, 19, 20]);
  const eighteen = found.flags.examples.find(({line}) => line === 18);
  assert.equal(eighteen?.text, '2025-09-25T09:45:23Z is earlier than line 15, appended before it');
});

test('the later ledger has 92 entries of all generations, and every repeated old rotation is noticed', () => {
  const found = review(linesOf(realLedgers.later), oneYearLater);
  assert.equal(found.entries, 92);
  assert.deepEqual(found.generations, {1: 11, 2: 43, 3: 7, 4: 26, 5: 5, 6: 0});
  assert.deepEqual(flagged(found, 'ahead'), [15, 16, 17]);
  assert.equal(found.flags.counts.backward, 40);
  assert.deepEqual(found.connectors.map(({newest}) => newest?.line), [90, 91, 92]);
  assert.deepEqual(found.connectors.map(({verdict}) => verdict), ['stale', 'stale', 'stale']);
});

test('the entry appended last is judged, not the one with the latest stamp', () => {
  const found = review([lineAt('2025-09-25T09:00:00Z'), lineAt('2025-09-20T09:00:00Z')], rehearsal);
  const [api] = found.connectors;
  assert.equal(api?.newest?.line, 2);
  assert.equal(api.verdict, 'stale');
  assert.deepEqual(api.newest.flags, ['backward']);
});

const verdicts: Array<[what: string, line: string | undefined, verdict: string, remaining: number | undefined]> = [
  ['rotated an hour ago', lineAt('2025-09-25T09:00:29Z'), 'fresh', 47 * hour],
  ['rotated exactly 48 hours ago', lineAt('2025-09-23T10:00:29Z'), 'fresh', 0],
  ['rotated a second more than 48 hours ago', lineAt('2025-09-23T10:00:28Z'), 'stale', -1000],
  ['rotated this second', lineAt('2025-09-25T10:00:29Z'), 'fresh', 2 * day],
  ['rotated in a second', lineAt('2025-09-25T10:00:30Z'), 'future', 2 * day + 1000],
  ['rotated at no readable time', lineAt('yesterday'), 'unreadable', undefined],
  ['never rotated', undefined, 'missing', undefined],
  ['that claims 24 hours, 25 hours ago,', lineAt('2025-09-24T09:00:29Z').replace('48', '24'), 'fresh', 23 * hour],
];

for (const [what, line, verdict, remaining] of verdicts) {
  test(`a connector ${what} is ${verdict}`, () => {
    const [api] = review(line === undefined ? [] : [line], rehearsal).connectors;
    assert.equal(api?.verdict, verdict);
    assert.equal(api.remaining, remaining);
    assert.equal(api.age, remaining === undefined ? undefined : 2 * day - remaining);
  });
}

test('one target that is not fresh is enough for the ledger not to be', () => {
  const lines = ['operator_api', 'operator_upload', 'crown_handshake'].map(id => lineAt('2025-09-25T09:00:00Z', id));
  assert.ok(review(lines, rehearsal).ok);
  assert.ok(!review(lines.slice(0, 2), rehearsal).ok);
  assert.ok(review([...lines, lineAt('2020-01-01T00:00:00Z', 'template')], rehearsal).ok);
});

test('bad lines are counted and shown with their numbers, and hide nothing', () => {
  const lines = [lineAt('2025-09-25T09:00:00Z'), '{"conn', '', '[]', '  ', lineAt('2025-09-25T09:30:00Z')];
  const found = review(lines, rehearsal);
  assert.deepEqual([found.lines, found.entries, found.malformed, found.blank], [6, 2, 2, 2]);
  assert.deepEqual(found.flags.examples, [
    {line: 2, flag: 'malformed', text: 'cut off: the object does not end'},
    {line: 4, flag: 'malformed', text: 'not a JSON object'},
  ]);
  assert.equal(found.connectors[0]?.newest?.line, 6);
});

test('a thousand bad lines are all counted and twenty shown', () => {
  const found = review(Array.from({length: 1000}, () => 'x'), rehearsal);
  assert.equal(found.malformed, 1000);
  assert.deepEqual(flagged(found, 'malformed'), Array.from({length: 20}, (_, index) => index + 1));
});

test('odd members and wrong windows are flagged on entries that still count', () => {
  const found = review([
    '{"connector_id": "operator_api", "rotated_at": "2025-09-25T09:00:00Z", "window_hours": 24}',
    '{"connector_id": "operator_api", "rotated_at": "soon", "window_hours": "48"}',
  ], rehearsal);
  assert.deepEqual(found.flags.examples, [
    {line: 1, flag: 'wrong window', text: 'window_hours is 24, not 48'},
    {line: 2, flag: 'odd member', text: 'rotated_at is not a timestamp; window_hours is not a number'},
  ]);
  assert.equal(found.entries, 2);
});

test('a stamp of the future does not make the lines after it look backward', () => {
  const found = review([lineAt('2025-10-24T17:42:10Z'), lineAt('2025-09-25T09:00:00Z')], rehearsal);
  assert.deepEqual(found.flags.counts, {...noFlags().counts, future: 1});
});

test('other connectors follow the three targets in the order they first appear', () => {
  const ids = ['zeta', 'operator_upload', 'alpha', '__proto__', ''];
  const found = review(ids.map(id => lineAt('2025-09-25T09:00:00Z', id)), rehearsal);
  assert.deepEqual(found.connectors.map(({connectorId, target}) => [connectorId, target]), [
    ['operator_api', true], ['operator_upload', true], ['crown_handshake', true],
    ['zeta', false], ['alpha', false], ['__proto__', false], ['', false],
  ]);
});

test('a flood of names is counted, not kept', () => {
  const lines = Array.from({length: 500}, (_, index) => lineAt('2025-09-25T09:00:00Z', `name-${index}`));
  const found = review([...lines, lineAt('2025-09-25T09:00:00Z')], rehearsal);
  assert.equal(found.connectors.length, 53);
  assert.equal(found.unlistedEntries, 450);
  assert.equal(found.entries, 501);
  assert.equal(found.connectors[0]?.entries, 1);
});

test('the strip shows the newest sixty drills in the order they were appended, with their flags', () => {
  const start = parseTimestamp('2025-09-01T00:00:00Z')!;
  const stamps = Array.from({length: 200}, (_, index) => new Date(start + index * hour).toISOString());
  const found = review([...stamps.map(stamp => lineAt(stamp)), lineAt('2025-10-24T17:42:10Z')], rehearsal);
  assert.deepEqual(found.recent.map(({line}) => line), Array.from({length: 60}, (_, index) => index + 142));
  assert.deepEqual(found.recent.at(-1)?.flags, ['future']);
  assert.equal(review(stamps.slice(0, 7).map(stamp => lineAt(stamp)), rehearsal).recent.length, 7);
});

test('a drill on the strip that turns out to lie ahead is marked there too', () => {
  const stamps = ['2025-09-01T00:00:00Z', '2025-09-20T00:00:00Z', '2025-09-02T00:00:00Z'];
  const found = review(stamps.map(stamp => lineAt(stamp)), rehearsal);
  assert.deepEqual(found.recent.map(({flags}) => flags), [[], ['ahead'], ['backward']]);
});

test('a review without a file speaks of the lines it saw', () => {
  assert.equal(review([], rehearsal).condition.kind, 'empty');
  assert.equal(review(['', ' '], rehearsal).condition.kind, 'blank');
  assert.equal(review(['x'], rehearsal).condition.kind, 'readable');
});

test('what the live service dates ahead is flagged, and neither makes a connector fresh nor stale', () => {
  const at = Date.UTC(2025, 8, 25, 10);
  const review = (...lines: string[]) => {
    const started = startReview(at);
    for (const [index, line] of lines.entries()) addLine(started, readLine(line), index + 1);
    const {connectors, flags} = finishReview(started);
    return [connectors.slice(0, 2).map(({verdict, ahead, newest}) => [verdict, ahead, newest?.line]), flags.counts.future];
  };
  const [drill, old, ahead] = [lineAt('2025-09-25T09:00:00Z'), lineAt('2025-09-20T09:00:00Z'), lineAt('2025-09-27T10:00:00Z')];
  assert.deepEqual(review(drill, ahead, ahead, lineAt('2025-09-27T10:00:00Z', 'operator_upload')), [[['fresh', 2, 1], ['future', 1, 4]], 3]);
  assert.deepEqual(review(ahead, old, ahead), [[['stale', 2, 2], ['missing', 0, undefined]], 2]);
  assert.deepEqual(review(ahead, drill), [[['fresh', 1, 2], ['missing', 0, undefined]], 1]);
});

test('a connector that was silent for more than 48 hours is told so, whatever lies ahead between', () => {
  const silencesOf = (...lines: string[]) => review(lines, Date.UTC(2025, 8, 30)).connectors[0]?.silences;
  const at = (text: string): number => parseTimestamp(text) ?? 0;
  const [first, late, honest] = ['2025-09-20T00:00:00Z', '2025-09-26T12:00:00Z', '2025-09-22T00:00:00Z'] as const;
  assert.deepEqual(silencesOf(lineAt(first), lineAt(late)), {count: 1, newest: [{from: at(first), to: at(late), line: 2}]});
  assert.deepEqual(silencesOf(lineAt(first), lineAt(honest)), {count: 0, newest: []});
  assert.deepEqual(silencesOf(lineAt(first), lineAt('2025-10-09T00:00:00Z'), lineAt(honest)), {count: 0, newest: []});
  assert.deepEqual(silencesOf(lineAt(first), lineAt('2025-09-29T00:00:00Z'), lineAt('2025-09-22T00:00:01Z')), {count: 1, newest: [{from: at(first), to: at('2025-09-22T00:00:01Z'), line: 3}]});
});

test('of each connector the newest twenty silences are kept, and all are counted', () => {
  const lines = Array.from({length: 31}, (_, index) => lineAt(new Date(Date.UTC(2025, 0, 1 + 3 * index)).toISOString().replace('.000', '')));
  const {silences} = review(lines, Date.UTC(2025, 8, 1)).connectors[0] ?? {};
  assert.deepEqual([silences?.count, silences?.newest.length, silences?.newest.at(-1)?.line], [30, 20, 31]);
});

test('each flag and each silence is told, or counted among those that are not', () => {
  const remarks = reviewRemarks(review(linesOf(realLedgers.later), oneYearLater));
  assert.equal(remarks.filter(remark => /^line \d+ backward: /.test(remark)).length, 20);
  assert.deepEqual(remarks.filter(remark => remark.startsWith('not shown')), ['not shown: 20 later lines with the flag backward']);
  const daily = Array.from({length: 26}, (_, index) => lineAt(new Date(Date.UTC(2025, 0, 1 + 3 * index)).toISOString().replace('.000', '')));
  const silent = reviewRemarks(review(daily, oneYearLater));
  assert.equal(silent[0], 'operator_api was silent for 72 h, more than 48: from 2025-01-16T00:00:00Z to 2025-01-19T00:00:00Z, line 7');
  assert.deepEqual(silent.filter(remark => remark.startsWith('not shown')), ['not shown: 5 earlier silences of operator_api']);
});
