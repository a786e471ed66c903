import assert from 'node:assert/strict';
import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {run} from '../people/program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {documentOf, filesIn} from '../worlds/working-folder.ts';

const fixture = (name: string): string => join(import.meta.dirname, `../fixtures/ledger/stage_b_rotation_drills.${name}.jsonl`);

/** A working folder whose ledger holds this; none where it is undefined. */
async function folderWith(t: AfterTest, ledger: string | Uint8Array | {copy: string} | undefined): Promise<string> {
  const folder = await temporaryFolder(t);
  if (ledger === undefined) return folder;
  mkdirSync(join(folder, 'logs'));
  const file = join(folder, 'logs/stage_b_rotation_drills.jsonl');
  if (typeof ledger === 'object' && 'copy' in ledger) copyFileSync(fixture(ledger.copy), file);
  else writeFileSync(file, ledger);
  return folder;
}

const hour = 3_600_000;
const before = (hours: number): string => new Date(Date.now() - hours * hour).toISOString().replace(/\.\d+Z/, 'Z');
const line = (hours: number, connector = 'operator_api'): string => `{"connector_id": "${connector}", "rotated_at": "${before(hours)}", "window_hours": 48}\n`;

type Connector = {verdict: string; entries: number; window_hours: number; newest: {line: number; rotated_at: string}};
type Review = {
  ok: boolean;
  condition: string;
  summary: string;
  lines: number;
  entries: number;
  malformed: number;
  torn: boolean;
  generations: Record<string, number>;
  connectors: Record<string, Connector>;
  flags: Record<string, number>;
  flagged_lines: Array<{line: number; flag: string; text: string}>;
};

const realLedgers = [
  {
    name: 'e98bee08',
    entries: 26,
    generations: {1: 11, 2: 15, 3: 0, 4: 0, 5: 0, 6: 0},
    connectors: {operator_api: [9, 24], operator_upload: [9, 25], crown_handshake: [8, 26]},
    newest: '2025-09-25T09:58:33Z',
  },
  {
    name: 'a2830490',
    entries: 92,
    generations: {1: 11, 2: 43, 3: 7, 4: 26, 5: 5, 6: 0},
    connectors: {operator_api: [38, 90], operator_upload: [29, 91], crown_handshake: [25, 92]},
    newest: '2025-12-05T16:02:10Z',
  },
] as const;

for (const {name, entries, generations, connectors, newest} of realLedgers) {
  test(`the real ledger ${name}: all ${entries} entries of every generation are read, and what runs ahead or backwards is flagged`, async t => {
    const cwd = await folderWith(t, {copy: name});
    const {code, stdout, stderr} = await run(t, ['ledger', 'review', '--json'], {cwd});
    const review = documentOf(stdout) as Review;
    assert.equal(code, 1, 'long stale');
    assert.equal(stderr, '');
    assert.deepEqual(
      [review.ok, review.condition, review.lines, review.entries, review.malformed, review.torn],
      [false, 'readable', entries, entries, 0, false],
    );
    assert.deepEqual(review.generations, generations);
    assert.deepEqual(
      Object.fromEntries(Object.entries(review.connectors).map(([id, connector]) => [id, [connector.entries, connector.newest.line]])),
      connectors,
    );
    for (const connector of Object.values(review.connectors)) {
      assert.deepEqual([connector.verdict, connector.window_hours, connector.newest.rotated_at], ['stale', 48, newest]);
    }
    const flagged = (flag: string): number[] => review.flagged_lines.filter(told => told.flag === flag).map(told => told.line);
    assert.deepEqual(flagged('ahead'), [15, 16, 17]);
    assert.deepEqual(flagged('backward').slice(0, 3), [18, 19, 20]);
    assert.equal(review.flags.malformed, 0);

    const plain = await run(t, ['ledger'], {cwd});
    assert.equal(plain.code, 1);
    assert.equal(plain.stdout.split('\n')[0], review.summary);
    assert.match(plain.stdout, new RegExp(`^operator_api +stale +${connectors.operator_api[0]} +${newest}`, 'm'));
    assert.match(plain.stdout, /^line 15 ahead: /m);

    const check = await run(t, ['ledger', 'check'], {cwd});
    assert.equal(check.code, 1);
    assert.match(check.stdout, /^Rotation drill stale: \d+\.\d\dh old \(window 48h\)\.\n$/);
  });
}

test('reading a ledger leaves it and its folder as they were', async t => {
  const cwd = await folderWith(t, line(1));
  for (const view of ['review', 'tail', 'check']) await run(t, ['ledger', view], {cwd});
  assert.deepEqual(filesIn(cwd), ['logs/stage_b_rotation_drills.jsonl']);
});

const torn = `${line(2)}{"connector_id": "operator_upload", "rota`;
const binary = Uint8Array.from({length: 4096}, (_, index) => (index * 37 + (index >> 3)) % 256);

const nightly: ReadonlyArray<{ledger: string | Uint8Array | undefined; what: string; verdict: string; says: string | RegExp; passes?: true}> = [
  {what: 'no ledger', ledger: undefined, verdict: 'missing', says: 'Rotation log missing: logs/stage_b_rotation_drills.jsonl'},
  {what: 'an empty ledger', ledger: '', verdict: 'empty', says: 'Rotation log is empty'},
  {what: 'blank lines only', ledger: '\n \n\t\n\n', verdict: 'empty', says: 'Rotation log is empty'},
  {what: 'a drill of 90 minutes ago', ledger: line(1.5), verdict: 'fresh', says: /^Rotation drill fresh: 1\.5\dh old within the 48h window\.$/, passes: true},
  {what: 'a fresh drill below a stale one', ledger: line(90) + line(3), verdict: 'fresh', says: /^Rotation drill fresh: 3\.0\dh old within the 48h window\.$/, passes: true},
  {what: 'a stale drill below a fresh one', ledger: line(3) + line(50), verdict: 'stale', says: /^Rotation drill stale: 50\.0\dh old \(window 48h\)\.$/},
  {what: 'a drill dated next month', ledger: line(-720), verdict: 'future', says: /^Rotation drill lies in the future: \S+ is 7(?:19\.9\d|20\.00)h ahead\./},
  {what: 'two lines of the live service after a drill', ledger: line(3) + line(-48) + line(-47.9), verdict: 'fresh', says: /^Rotation drill fresh: 3\.0\dh old within the 48h window\.\n/, passes: true},
  {what: 'an entry without a time', ledger: '{"connector_id": "operator_api"}\n', verdict: 'without time', says: 'Latest entry missing rotated_at: {"connector_id": "operator_api"}'},
  {what: 'a time that is none', ledger: '{"rotated_at": "yesterday"}\n', verdict: 'invalid time', says: /^Invalid rotated_at timestamp 'yesterday': /},
  {what: 'a torn last line', ledger: torn, verdict: 'unreadable', says: /^Latest entry is not readable: /},
  {what: 'a list instead of an entry', ledger: '[]\n', verdict: 'unreadable', says: /^Latest entry is not readable: /},
  {what: 'a time of today and another', ledger: `${line(3)}${line(1).replace('{', '{"rotated_at": "2020-01-01T00:00:00Z", ')}`, verdict: 'unreadable', says: 'Latest entry is not readable: the name "rotated_at" stands twice in one object'},
  {what: 'a window of more hours than can be counted', ledger: line(1).replace(': 48', ': 12345678901234567890'), verdict: 'unreadable', says: 'Latest entry is not readable: the number 12345678901234567890 cannot be kept as it is written'},
  {what: 'a window of hours without end', ledger: line(1).replace(': 48', ': Infinity'), verdict: 'unreadable', says: /^Latest entry is not readable: not JSON: Infinity is no number, at character \d+$/},
  {what: 'a binary file', ledger: binary, verdict: 'unreadable', says: /^(?:Rotation log does not end in text|Latest entry is not readable): /},
];

test('the nightly check says in its own words what it found', {concurrency: 2}, async t => {
  await Promise.all(nightly.map(({what, ledger, verdict, says, passes = false}) => t.test(`${what}: ${verdict}`, async t => {
    const cwd = await folderWith(t, ledger);
    const plain = await run(t, ['ledger', 'check'], {cwd});
    const told = await run(t, ['ledger', 'check', '--json'], {cwd});
    const document = documentOf(told.stdout) as {ok: boolean; verdict: string; message: string; ahead: number};
    if (typeof says === 'string') assert.equal(plain.stdout, `${says}\n`);
    else assert.match(plain.stdout.trimEnd(), says);
    assert.deepEqual([document.ok, document.verdict], [passes, verdict]);
    const [first = '', ...others] = plain.stdout.trimEnd().split('\n');
    assert.equal(document.message.replace(/\d+\.\d\dh/, ''), first.replace(/\d+\.\d\dh/, ''));
    assert.deepEqual(others, document.ahead === 0 ? [] : [`Not judged: of the newest ${document.ahead === 2 ? 3 : 1}, ${document.ahead === 2 ? '2 lines lie' : '1 line lies'} ahead of now, as the live service dates what it writes.`]);
    for (const {code, stderr} of [plain, told]) assert.deepEqual([code, stderr], [passes ? 0 : 1, '']);
  })));
});

const damaged: ReadonlyArray<{what: string; ledger: string | Uint8Array | undefined; condition: string; summary: RegExp}> = [
  {what: 'no ledger', ledger: undefined, condition: 'missing', summary: /no ledger yet/},
  {what: 'an empty one', ledger: '', condition: 'empty', summary: /is empty/},
  {what: 'blank lines only', ledger: '\n\n  \n', condition: 'blank', summary: /blank lines only/},
  {what: 'bytes that are no text', ledger: binary, condition: 'binary', summary: /is not text/},
  {what: 'a torn last line', ledger: torn, condition: 'readable', summary: /1 entry, 1 malformed line, the last line lacks its end: operator_api fresh/},
  {what: 'a bad line in the middle', ledger: `${line(2)}no entry\n${line(1)}`, condition: 'readable', summary: /2 entries, 1 malformed line: operator_api fresh, operator_upload missing/},
  {what: 'a window of two lengths', ledger: line(2).replace(': 48', ': 24, "window_hours": 48'), condition: 'readable', summary: /0 entries, 1 malformed line: operator_api missing/},
];

test('a damaged ledger gets a clear verdict from review and tail, and never a crash', {concurrency: 2}, async t => {
  await Promise.all(damaged.map(({what, ledger, condition, summary}) => t.test(what, async t => {
    const cwd = await folderWith(t, ledger);
    const reviewed = await run(t, ['ledger', 'review', '--json'], {cwd});
    const review = documentOf(reviewed.stdout) as Review;
    assert.deepEqual([reviewed.code, reviewed.stderr, review.ok, review.condition], [1, '', false, condition]);
    assert.match(review.summary, summary);
    const plain = await run(t, ['ledger'], {cwd});
    assert.equal(plain.code, 1);
    assert.match(plain.stdout, summary);

    const tail = await run(t, ['ledger', 'tail', '--json'], {cwd});
    assert.equal(tail.code, 1);
    assert.equal((documentOf(tail.stdout) as {ok: boolean}).ok, false);
    const plainTail = await run(t, ['ledger', 'tail'], {cwd});
    assert.equal(plainTail.code, 1);
    assert.doesNotMatch(plainTail.stderr, /bug/);
  })));
});

test('a review passes when each of the three connectors was drilled within 48 hours', async t => {
  const cwd = await folderWith(t, line(60) + line(3) + line(2, 'operator_upload') + line(1, 'crown_handshake'));
  const {code, stdout} = await run(t, ['ledger', 'review', '--json'], {cwd});
  const {ok, summary, connectors} = documentOf(stdout) as Review;
  assert.deepEqual([code, ok], [0, true]);
  assert.equal(summary, '4 entries: operator_api fresh, operator_upload fresh, crown_handshake fresh.');
  assert.deepEqual(Object.keys(connectors), ['operator_api', 'operator_upload', 'crown_handshake']);
});

test('the tail shows the newest lines as they stand, oldest first, as many as asked for', async t => {
  const cwd = await folderWith(t, {copy: 'e98bee08'});
  const three = await run(t, ['ledger', 'tail'], {cwd});
  const five = await run(t, ['ledger', 'tail', '-n', '5', '--json'], {cwd});
  assert.equal(three.code, 0);
  assert.deepEqual(three.stdout.trimEnd().split('\n').map(text => (JSON.parse(text) as {connector_id: string}).connector_id), ['operator_api', 'operator_upload', 'crown_handshake']);
  const {lines, torn: isTorn} = documentOf(five.stdout) as {lines: Array<{entry: {rotated_at: string}}>; torn: boolean};
  assert.deepEqual([five.code, isTorn, lines.length], [0, false, 5]);
  assert.equal(lines.at(-1)?.entry.rotated_at, '2025-09-25T09:58:33Z');
});

test('the tail keeps a line that cannot be taken for an entry as it is written, and says why', async t => {
  const odd = line(1).trim().replace(': 48', ': 12345678901234567890');
  const {code, stdout} = await run(t, ['ledger', 'tail', '--json'], {cwd: await folderWith(t, `${odd}\n`)});
  assert.deepEqual([code, documentOf(stdout)], [1, {ok: false, condition: 'readable', torn: false, lines: [{offset: 0, malformed: 'the number 12345678901234567890 cannot be kept as it is written', text: odd}]}]);
});

test('a ledger that would steer a terminal is shown with marks', async t => {
  const cwd = await folderWith(t, `{"connector_id": "operator_api\u001B[2J\u202E", "rotated_at": "${before(1)}"}\n`);
  for (const view of ['review', 'tail', 'check']) {
    const {stdout, stderr} = await run(t, ['ledger', view], {cwd});
    assert.match(stdout + stderr, /^[\n\x20-\x7E]*$/, view);
  }
});
