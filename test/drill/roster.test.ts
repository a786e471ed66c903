import assert from 'node:assert/strict';
import {appendFileSync, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {csv} from '../../source/commands/output/csv.ts';
import {drawDrill, drawSeed, toSeed} from '../../source/drill/draw.ts';
import {findDrill} from '../../source/drill/find-drill.ts';
import {recordResult, type DrillResult} from '../../source/drill/record-result.ts';
import {readRoster, resultLine, rosterPath, type Result} from '../../source/drill/roster.ts';
import {scripted} from '../../source/drill/scripted-driver.ts';
import {earlierAttempts, standingsOf} from '../../source/drill/standings.ts';
import {openSession} from '../../source/session/open-session.ts';
import type {HeldSession} from '../../source/session/held-session.ts';
import {walk} from '../../source/walk/walk.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {workplace, type Change} from '../worlds/workplace.ts';
import {diskWith, troubles} from '../worlds/disk.ts';
import {drillOf} from '../drills/journal-lines.ts';

const scenario = findDrill(loadWalkable('stage-b-rehearsal').runbook, 'gateway-refused');

/** A drill of two steps that ends as its page says; walked to its end or left open. */
async function drilled(t: AfterTest, change: Change & {left?: boolean} = {}): Promise<HeldSession> {
  const {left = false, ...options} = change;
  const place = workplace(options.folder ?? (await temporaryFolder(t)), options);
  const open = await openSession(place, {runbook: 'stage-b-rehearsal', environment: 'practice', operator: 'mara', mode: 'auto', drill: 'gateway-refused', ...options});
  t.after(() => open.close());
  const driver = {...scripted(scenario), report: () => {}};
  if (!left) await walk(open.conductor, driver, new AbortController().signal);
  return open;
}

const rootOf = ({environment}: HeldSession): string => environment.places.root;

const record = (open: HeldSession): DrillResult => recordResult(open.conductor, scenario);

const result = (change: Partial<Result> = {}): Result => ({
  v: 1, at: '2025-11-20T09:00:00Z', operator: 'mara', runbook: 'drill', drill: 'fog', seed: null, score: 70, ended: 'completed',
  expected: true, milliseconds: 61_000, hints: 0, wrong_turns: 2, session: 's1', ...change,
});

async function rosterOf(t: AfterTest, text: string): Promise<string> {
  const root = await temporaryFolder(t);
  mkdirSync(dirname(rosterPath(root)), {recursive: true});
  writeFileSync(rosterPath(root), text);
  return root;
}

describe('the result of a drill', () => {
  it('is none where the drill was thrown away before its first step', async t => {
    const open = await drilled(t, {left: true});
    open.conductor.record({kind: 'end', reason: 'left at the briefing', away: true});
    assert.equal(open.drillResult(), undefined);
    assert.deepEqual(readRoster(rootOf(open)).results, []);
  });

  it('is one line of the roster, in a file of the owner alone', async t => {
    const open = await drilled(t, {seed: 4711});
    assert.equal(record(open).recorded, 'now');
    const path = join(rootOf(open), 'logs', 'practice', 'results.jsonl');
    assert.equal(readFileSync(path, 'utf8'), `${JSON.stringify({
      v: 1, at: '2025-11-20T09:00:00Z', operator: 'mara', runbook: 'stage-b-rehearsal', drill: 'gateway-refused', seed: 4711, score: 100,
      ended: 'escalated at step 2: Confirm the gateway', expected: true, milliseconds: 0, hints: 0, wrong_turns: 0, session: open.conductor.session.id,
    })}\n`);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('is written once, whoever tells of the end a second time', async t => {
    const open = await drilled(t);
    assert.deepEqual([record(open).recorded, record(open).recorded], ['now', 'already']);
    assert.equal(readRoster(rootOf(open)).results.length, 1);
  });

  it('waits while the drill is only left', async t => {
    const open = await drilled(t, {left: true});
    open.conductor.record({kind: 'leave', reason: 'lunch'});
    const {recorded, debrief, trouble} = record(open);
    assert.deepEqual([recorded, debrief?.score, trouble], ['not over', null, undefined]);
    assert.deepEqual(readRoster(rootOf(open)).results, []);
  });

  it('stands on a line of its own behind one that was torn', async t => {
    const open = await drilled(t);
    writeFileSync(rosterPath(rootOf(open)), `${resultLine(result())}{"v":1,"at":"2025`);
    assert.equal(record(open).recorded, 'now');
    const {results, unreadable} = readRoster(rootOf(open));
    assert.deepEqual([results.map(({drill}) => drill), unreadable], [['fog', 'gateway-refused'], 1]);
  });

  for (const kind of troubles) {
    it(`that cannot be written is told and stops nothing: ${kind}`, async t => {
      const open = await drilled(t);
      const {recorded, debrief, trouble} = recordResult(open.conductor, scenario, diskWith(kind, 1).calls);
      assert.deepEqual([recorded, debrief?.score?.points], ['no', 100]);
      assert.match(trouble?.problem ?? '', /^the result is not in the roster: could not append to .*results\.jsonl: /);
      assert.match(trouble?.next ?? '', /^The debrief stays with the session\./);
      assert.equal(open.conductor.failure, undefined);
    });
  }

  it('is not made up from a journal that was changed', async t => {
    const open = await drilled(t);
    const {journalPath} = open.conductor;
    writeFileSync(journalPath, readFileSync(journalPath, 'utf8').replace('"fails"', '"holds"').replace('"failed"', '"done"'));
    const {recorded, debrief, trouble} = record(open);
    assert.deepEqual([recorded, debrief], ['no', undefined]);
    assert.match(trouble?.problem ?? '', /the drill has no debrief: journal\.jsonl: line \d+: its prev is not the digest/);
  });

  it('counts by the page that was kept, not by what the page became', async t => {
    const runbooks = await temporaryFolder(t);
    for (const name of ['stage-b-rehearsal.md', 'stage-b-rehearsal.scenarios.md']) copyFileSync(new URL(`../../runbooks/${name}`, import.meta.url), join(runbooks, name));
    const open = await drilled(t, {runbooks});
    const page = join(runbooks, 'stage-b-rehearsal.scenarios.md');
    writeFileSync(page, readFileSync(page, 'utf8').replace('escalated at `gateway`', 'stopped at `toggles`').replace('`toggles`, `gateway` fails\n', '`toggles` fails\n'));
    const changed = findDrill(loadWalkable('stage-b-rehearsal', runbooks).runbook, 'one-503', runbooks);
    assert.equal(recordResult(open.conductor, changed).debrief?.score?.points, 100);
  });

  it('is what the next attempt is measured against, and only that of the same person', async t => {
    const folder = await temporaryFolder(t);
    const clock = testClock();
    const attempt = async (operator: string): Promise<DrillResult> => {
      const open = await drilled(t, {folder, clock, operator, left: true});
      clock.advance(10_000);
      await walk(open.conductor, {...scripted(scenario), report: () => {}}, new AbortController().signal);
      return record(open);
    };
    assert.equal((await attempt('mara')).debrief?.earlier, null);
    clock.advance(86_400_000);
    assert.equal((await attempt('ines')).debrief?.earlier, null);
    assert.deepEqual((await attempt('mara')).debrief?.earlier, {attempts: 1, best: 100, last: {at: '2025-11-20T09:00:10Z', score: 100, milliseconds: 10_000}});
  });
});

const bad = ['not json', '{}', '[]', '{"v":2}', resultLine(result({at: 'yesterday'})).trim(), resultLine(result({score: -1})).trim(), resultLine(result({operator: 7 as never})).trim()];

describe('reading the roster', () => {
  it('leaves out what is no result, counts it, and keeps what a later version adds', async t => {
    const root = await rosterOf(t, [...bad, '', resultLine({...result(), mood: 'calm'}).trim(), resultLine(result({session: 's2'}))].join('\n'));
    const {results, unreadable, trouble} = readRoster(root);
    assert.deepEqual([results.map(({session}) => session), unreadable, trouble], [['s1', 's2'], bad.length, undefined]);
  });

  it('counts one session once', async t => {
    const root = await rosterOf(t, resultLine(result()) + resultLine(result({score: 100})));
    assert.deepEqual(readRoster(root).results.map(({score}) => score), [70]);
  });

  it('of a folder without one finds nobody, and says nothing', async t => {
    assert.deepEqual(readRoster(await temporaryFolder(t)), {results: [], unreadable: 0, trouble: undefined});
  });

  it('that is a folder says so', async t => {
    const root = await temporaryFolder(t);
    mkdirSync(rosterPath(root), {recursive: true});
    assert.match(readRoster(root).trouble?.problem ?? '', /results\.jsonl cannot be read: it is a folder/);
  });

  it('that is long reads its end, and says so', async t => {
    const root = await rosterOf(t, '');
    for (const session of ['s1', 's2', 's3']) appendFileSync(rosterPath(root), resultLine(result({session})));
    const {results, unreadable, trouble} = readRoster(root, 2 * resultLine(result()).length + 5);
    assert.deepEqual([results.map(({session}) => session), unreadable], [['s2', 's3'], 0]);
    assert.match(trouble?.problem ?? '', /older results are left out/);
  });

  it('never throws, whatever stands in it', async t => {
    const root = await rosterOf(t, '');
    fc.assert(fc.property(fc.string({unit: anyCharacter, maxLength: 200}), text => {
      writeFileSync(rosterPath(root), text);
      readRoster(root);
    }), {numRuns: 15});
  });
});

const now = Date.parse('2025-12-31T12:00:00Z');

describe('how people stand', () => {
  it('one line for each person and drill: attempts, best, last by its own time, and how long ago', () => {
    const standings = standingsOf([
      result({at: '2025-12-30T13:00:00Z', score: 55, session: 's3'}), result({at: '2025-12-01T12:00:00Z', score: 85, session: 's2'}),
      result({operator: 'ines', at: '2025-12-01T11:59:59Z'}), result({operator: 'ines', drill: 'ice', at: '2025-12-31T12:00:01Z'}),
    ], now);
    assert.deepEqual(standings.map(({operator, drill, attempts, best, last, days, freshness}) => [operator, drill, attempts, best, last.score, days, freshness]), [
      ['ines', 'fog', 1, 70, 70, 30, 'stale'],
      ['ines', 'ice', 1, 70, 70, 0, 'ahead'],
      ['mara', 'fog', 2, 85, 55, 0, 'fresh'],
    ]);
  });

  it('thirty days ago to the second is fresh', () => assert.equal(standingsOf([result({at: '2025-12-01T12:00:00Z'})], now)[0]?.freshness, 'fresh'));

  it('names that hold what parts them are not mixed up', () => {
    assert.equal(standingsOf([result({operator: 'a', runbook: 'b","c', drill: 'd'}), result({operator: 'a","b', runbook: 'c', drill: 'd'})], now).length, 2);
  });

  it('nobody has made anything of a drill that they have not walked', () => {
    assert.equal(earlierAttempts([result()], {operator: 'mara', runbook: 'drill', drill: 'ice'}), undefined);
    assert.equal(earlierAttempts([result()], {operator: 'mara', runbook: 'other', drill: 'fog'}), undefined);
  });
});

/** A reader of the format of its own (RFC 4180). */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  const row = [''];
  let quoted = false;
  for (const [at, sign] of [...text].entries()) {
    // A quote that opens where one has just closed was doubled.
    if (sign === '"' && !quoted && text[at - 1] === '"') row.push(`${row.pop()}"`);
    if (sign === '"') quoted = !quoted;
    else if (quoted || !',\r\n'.includes(sign)) row.push(`${row.pop()}${sign}`);
    else if (sign === ',') row.push('');
    else if (sign === '\n') rows.push(row.splice(0, row.length, ''));
  }
  return rows;
}

describe('the table for a spreadsheet', () => {
  const cells: ReadonlyArray<[cell: string | number, written: string]> = [
    ['mara', 'mara'], ['', ''], ['a,b', '"a,b"'], ['say "yes"', '"say ""yes"""'], [12, '12'], [-1, '-1'],
    ['=1+1', "'=1+1"], ['+1', "'+1"], ['-1', "'-1"], ['@SUM(A1)', "'@SUM(A1)"], ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
    ['two\nlines', 'two<U+000A>lines'], ['\t=1', '<U+0009>=1'], ['\u001b[2J', '<U+001B>[2J'], ['\u202egnp', '<U+202E>gnp'], ['Zoë', 'Zoë'],
  ];

  for (const [cell, written] of cells) {
    it(`writes ${JSON.stringify(cell)} as ${written || 'nothing'}`, () => assert.equal(csv([[cell, 1]]), `${written},1\r\n`));
  }

  it('is read back by whoever reads the format, and no cell is a formula', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.string({unit: fc.constantFrom('=', '+', '-', '@', '"', ',', 'a', ' ', '\n')}), {minLength: 2, maxLength: 4}), {maxLength: 4}), rows => {
      const read = readCsv(csv(rows));
      assert.deepEqual(read.map(row => row.length), rows.map(row => row.length));
      for (const [at, row] of read.entries()) {
        for (const [place, cell] of row.entries()) {
          assert.doesNotMatch(cell, /^[=+\-@]/);
          const given = (rows[at]?.[place] ?? '').replaceAll('\n', '<U+000A>');
          assert.equal(cell, /^[=+\-@]/.test(given) ? `'${given}` : given);
        }
      }
    }));
  });
});

describe('a drill that is drawn', () => {
  const drills = ['a', 'b', 'c', 'd', 'e'].map(id => drillOf({id}));
  const drawn = (seed: number): string => drawDrill(drills, seed, 'drill').id;

  it('is the same for the same seed, today and in the next version', () => {
    assert.equal(Array.from({length: 20}, (_, seed) => drawn(seed)).join(''), 'bdddedcaaaccbccbddba');
    assert.deepEqual([4711, 2 ** 31, 2 ** 32 - 1].map(drawn), ['b', 'e', 'e']);
  });

  it('is each of them about as often', () => {
    const counts = Map.groupBy(Array.from({length: 10_000}, (_, seed) => drawn(seed)), id => id);
    for (const {id} of drills) assert.ok(Math.abs((counts.get(id)?.length ?? 0) - 2000) < 200, id);
  });

  it('is refused where there is none, and for what is no seed', () => {
    assert.throws(() => drawDrill([], 1, 'drill'), /drill has no drills to draw from/);
    for (const text of ['', '-1', '1.5', 'x', '4294967296', '99999999999', '1e3', ' 1']) assert.throws(() => toSeed(text), /is no seed/, text);
    assert.deepEqual(['0', '007', '4294967295'].map(toSeed), [0, 7, 4_294_967_295]);
    assert.equal(toSeed(String(drawSeed())) < 10_000, true);
  });
});
