import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, utimesSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {bodies} from '../worlds/bodies.ts';
import {closing, exported, exporting, writtenSession} from '../worlds/recorded.ts';
import {sha256, type Scribe} from '../worlds/scribe.ts';

const drill = (rotatedAt: string, runId?: string): string =>
  `${JSON.stringify({connector_id: 'operator_api', rotated_at: rotatedAt, window_hours: 48, ...(runId && {stage_b_run_id: runId})})}\n`;

const before = drill('2025-11-18T08:58:00Z');
const during = drill('2025-11-20T09:00:00Z');
const after = drill('2025-11-20T10:00:00Z');
const run = '20251120T090000Z-stage_b3_connector_rotation';

/** The session opened when the ledger held `then`; `now` is the ledger as it is exported, `lastWritten` when somebody appended to it last. */
async function slice(t: TestContext, then: string, now: string | undefined, scribe: (written: Scribe) => Scribe = closing, lastWritten?: string) {
  const written = scribe(writtenSession({ledger: {bytes: Buffer.byteLength(then), sha256: sha256(then)}}));
  const options = await exporting(t, written);
  mkdirSync(dirname(options.ledger), {recursive: true});
  if (now !== undefined) writeFileSync(options.ledger, now);
  if (lastWritten !== undefined) utimesSync(options.ledger, new Date(lastWritten), new Date(lastWritten));
  return exported(options);
}

const ran = (scribe: Scribe): Scribe =>
  closing(scribe.line('step.started', {...bodies['step.started'], ledger: {bytes: 0}}).line('step.finished', {...bodies['step.finished'], evidence: [], ledger: null, receipt: `logs/stage_b/${run}/stage_b_smoke.json`}));

const pinnedUpTo = (text: string) => (scribe: Scribe): Scribe =>
  closing(scribe.line('session.resumed', {tool: {name: 'mcp-runbook', version: '0.1.0'}, host: 'bridge', ledger: {bytes: text.length, sha256: sha256(text), verdict: 'grown'}}));

describe('the ledger lines of a session', () => {
  const rows: ReadonlyArray<{when: string; then: string; now: string; copied: string; own?: number; session?: (scribe: Scribe) => Scribe}> = [
    {when: 'are those since it opened', then: before, now: before + during, copied: during},
    {when: 'end before the first that is dated after it was closed', then: before, now: before + during + after + during, copied: during},
    {when: 'go on to the end while it is unfinished', then: before, now: before + during + after, copied: during + after, session: scribe => scribe},
    {when: 'hold bad lines too, bytes unchanged', then: '', now: `${during}{"torn": \n\u00ff\n${after}`, copied: `${during}{"torn": \n\u00ff\n`},
    {when: 'hold its own lines whatever their date', then: before, now: before + drill('2026-01-01T00:00:00Z', run) + after, copied: drill('2026-01-01T00:00:00Z', run), own: 1, session: ran},
    {when: 'end where the closing line pinned the ledger', then: before, now: before + during + during, copied: during, session: scribe => closing(scribe, {ledger: {bytes: (before + during).length, sha256: sha256(before + during)}})},
    {when: 'hold what an earlier line pinned, whatever its date', then: '', now: after + after, copied: after, session: pinnedUpTo(after)},
    {when: 'may begin inside a line that was torn then', then: '{"connector', now: `{"connector\n${during}`, copied: `\n${during}`},
    {when: 'may be none', then: before, now: before, copied: ''},
    {when: 'may end torn', then: '', now: `${during}{"conn`, copied: `${during}{"conn`},
  ];
  for (const {when, then, now, copied, own = 0, session} of rows) {
    it(when, async t => {
      const {read, record, missing} = await slice(t, then, now, session);
      assert.equal(read('ledger-lines.jsonl'), copied);
      const bytes = Buffer.from(copied);
      const lines = copied.split('\n').length - 1;
      assert.deepEqual(record.ledger.copied, {
        file: 'ledger-lines.jsonl', offset: Buffer.byteLength(then), bytes: bytes.length, lines, own_lines: own,
        masked_lines: 0, torn_bytes: bytes.length - bytes.lastIndexOf(0x0a) - 1, sha256: sha256(bytes),
      });
      assert.deepEqual(missing.filter(text => /ledger/.test(text)), []);
    });
  }

  const standings: ReadonlyArray<[what: string, now: string | undefined, says: RegExp, exit: number]> = [
    ['grew', before + during, /^$/, 0],
    ['was edited', before.replace('48', '47') + during, /^LEDGER CHANGED: its first \d+ bytes are not what line 1 of the journal pinned\.$/, 3],
    ['was cut', before.slice(0, 20), /^LEDGER CUT: it is shorter than the \d+ bytes that line 1 of the journal pinned\.$/, 3],
    ['was emptied', '', /^LEDGER CUT: /, 3],
    ['was removed', undefined, /^LEDGER MISSING: line 1 of the journal pinned \d+ bytes of it, and there is no ledger\.$/, 2],
  ];
  for (const [what, now, says, exit] of standings) {
    it(`and what was pinned of it: where it ${what}, the page says so first and the exit code is ${exit}`, async t => {
      const made = await slice(t, before, now);
      assert.match(made.ledger ?? '', says);
      assert.equal(made.exit, exit);
      if (made.ledger !== null) assert.equal(made.read('timeline.md').split('\n').filter(line => line !== '' && !line.startsWith('#'))[0], `**${made.ledger}**`);
    });
  }

  it('come with the drills around the gap before them, which no line ahead of its time is', async t => {
    const ahead = drill('2025-11-22T09:00:00Z');
    const {record} = await slice(t, before + ahead, before + ahead + ahead + during, scribe => closing(scribe, {ledger: {bytes: (before + ahead + ahead + during).length, sha256: sha256(before + ahead + ahead + during)}}));
    assert.deepEqual([record.ledger.newest_before, record.ledger.first_since], ['2025-11-18T08:58:00Z', '2025-11-20T09:00:00Z']);
  });

  const open: ReadonlyArray<[what: string, gained: string, written: string, first: string | null]> = [
    ['a line ahead of its time that came first', drill('2025-11-22T09:00:00Z') + during, '2025-11-20T09:00:05Z', '2025-11-20T09:00:00Z'],
    ['a line some seconds ahead that came alone', drill('2025-11-20T09:00:35Z'), '2025-11-20T09:00:05Z', null],
    ['a drill that came long after the last line of the journal', after, '2025-11-20T10:00:00Z', '2025-11-20T10:00:00Z'],
  ];
  for (const [what, gained, written, first] of open) {
    it(`of a walk that is not closed know ${what}`, async t => {
      const {record} = await slice(t, before, before + gained, scribe => scribe, written);
      assert.equal(record.ledger.first_since, first);
    });
  }

  it('come with the gap before them', async t => {
    const {read, record} = await slice(t, before, before + during);
    assert.deepEqual([record.ledger.newest_before, record.ledger.first_since], ['2025-11-18T08:58:00Z', '2025-11-20T09:00:00Z']);
    assert.match(read('timeline.md'), /- \*\*Rotation gap 2025-11-18T08:58:00Z to 2025-11-20T09:00:00Z\*\*: the ledger has no dated entry between these two, 48h 2m apart, longer than the 48h 0m that one covers\n/);
  });

  it('that are none leave the gap open', async t => {
    assert.match((await slice(t, before, before)).read('timeline.md'), /- \*\*Rotation gap 2025-11-18T08:58:00Z\*\*: the ledger has no dated entry after this one, which covers 48h 0m\n/);
  });

  const dayBefore = drill('2025-11-19T13:00:00Z');
  for (const [what, now] of [['to the first since', dayBefore + during], ['to the end of the walk', dayBefore]] as const) {
    it(`tell of no rotation gap while the last one before covers the time ${what}`, async t => {
      const {read, record} = await slice(t, dayBefore, now);
      assert.deepEqual(record.gaps.filter(({kind}) => kind === 'rotation'), []);
      assert.match(read('timeline.md'), /## Rotation gaps\n\nNone\.\n/);
    });
  }

  it('need no ledger where there was none', async t => {
    const {read, missing} = await slice(t, '', undefined);
    assert.deepEqual([read('ledger-lines.jsonl'), missing], ['', []]);
  });
});

describe('a ledger that is not what it was', () => {
  for (const [when, then, now, says] of [
    ['is missing', before, undefined, /^The ledger lines since the session opened: the ledger is missing; it had \d+ bytes/],
    ['is shorter than at the opening', before + during, before, /: the ledger has \d+ bytes, fewer than the \d+ when the session opened: it was cut\.$/],
  ] as const) {
    it(`because it ${when} is missing from the record`, async t => {
      const {missing, record, files, read} = await slice(t, then, now);
      assert.match(missing.join('\n'), says);
      assert.equal(record.ledger.copied, null);
      assert.ok(!files.includes('ledger-lines.jsonl'));
      assert.match(read('timeline.md'), /- \*\*Recording gap\*\*: the ledger's lines are not here: /);
    });
  }

  it('because it is a folder is missing, and nothing breaks', async t => {
    const options = await exporting(t, closing(writtenSession()));
    mkdirSync(options.ledger, {recursive: true});
    assert.match((await exported(options)).missing.join('\n'), /: the ledger cannot be read: it is a folder\.$/);
  });

  it('inside what the journal pinned is told, growth is not', async t => {
    const good = await slice(t, before, before + during);
    assert.deepEqual(good.record.ledger.pins, [{line: 1, bytes: before.length, sha256: sha256(before), state: 'holds'}]);
    const {record, read} = await slice(t, before, before.replace('18T', '19T') + during);
    assert.equal(record.ledger.pins[0]?.state, 'changed');
    assert.match(read('timeline.md'), /- \*\*Recording gap\*\*: the first \d+ bytes of the ledger, pinned by line 1 of the journal, are not what they were: an entry was changed\n/);
  });

  it('keeps the bytes of real ledgers', async t => {
    const real = readFileSync(new URL('../fixtures/ledger/stage_b_rotation_drills.a2830490.jsonl', import.meta.url), 'utf8');
    const {read} = await slice(t, '', real, scribe => scribe);
    assert.ok(read('ledger-lines.jsonl') === real);
  });
});
