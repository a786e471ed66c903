import assert from 'node:assert/strict';
import {appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {describe, it} from 'node:test';
import {resultLine, rosterPath, type Result} from '../../source/drill/roster.ts';
import {scoreRules} from '../../source/drill/score.ts';
import {drillsOf} from '../../source/drill/find-drill.ts';
import {scenarioFilesIn} from '../../source/runbook/page-files.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';
import {formatTimestamp} from '../../source/time.ts';
import {systemClock} from '../../source/clock.ts';
import {run, type ProgramRun} from '../people/program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {documentOf, filesIn, readJournal, steeringBytes, theOne} from '../worlds/working-folder.ts';

const runbooks = resolve(import.meta.dirname, '../../runbooks');
const scenarios = resolve(import.meta.dirname, '../fixtures/scenarios');

const today = systemClock.now();
const ago = (days: number): string => formatTimestamp(today - days * 86_400_000);

const result = (session: string, change: Partial<Result> = {}): Result => ({
  v: 1, at: ago(2), operator: 'mara', runbook: 'ledger-review', drill: 'quiet-review', seed: null, score: 85, ended: 'completed',
  expected: true, milliseconds: 61_000, hints: 3, wrong_turns: 0, session, ...change,
});

const told: readonly Result[] = [
  result('s1'), result('s2', {at: ago(1), score: 70}), result('s3', {operator: '=cmd|calc', drill: 'green-all-week', at: ago(31), ended: 'stopped at "decide", late'}),
  result('s4', {operator: 'ines\u001b[2J', at: ago(-1)}),
];

/** A folder with a roster of these results, and a line that is none. */
async function practised(t: AfterTest, results: readonly Result[] = told): Promise<string> {
  const cwd = await temporaryFolder(t);
  mkdirSync(dirname(rosterPath(cwd)), {recursive: true});
  writeFileSync(rosterPath(cwd), `${results.map(resultLine).join('')}{"v":1,"at":\n`);
  return cwd;
}

const drills = async (t: AfterTest, cwd: string, ...words: string[]): Promise<ProgramRun> => run(t, ['drills', ...words], {cwd});

const left = '1 line of the roster is no result and is left out.\n';

describe('the list of drills', {concurrency: 2}, () => {
  it('has every drill of every runbook, what it teaches, and the best result and last date of whoever asks', async t => {
    const {code, stdout, stderr} = await drills(t, await practised(t), '--operator', 'mara');
    assert.deepEqual([code, stderr], [0, left]);
    for (const name of scenarioFilesIn(undefined)) {
      const {runbook} = loadWalkable(name.replace('.scenarios.md', ''));
      assert.ok(stdout.includes(`${runbook.title}  (${runbook.id})\n`));
      for (const {id, level, teaches} of drillsOf(runbook)) assert.match(stdout.replaceAll('\n', ' '), new RegExp(`  ${id} +${level} +\\S+ +[^.]*?      ${RegExp.escape(teaches)}`));
    }
    assert.match(stdout, new RegExp(`  quiet-review +easy +85 +${ago(1).slice(0, 10)}\n`));
    assert.match(stdout, /  green-all-week +medium +- +never\n/);
    assert.match(stdout, /Results of mara\. Walk one with: mcp-runbook run RUNBOOK --drill DRILL\nHow they are scored: mcp-runbook drills --rules\n/);
  });

  it('marks what is stale, and what lies ahead', async t => {
    const cwd = await practised(t, [result('s1', {at: ago(31)}), result('s2', {drill: 'green-all-week', at: ago(-1)})]);
    const {stdout} = await drills(t, cwd, '--operator', 'mara');
    assert.match(stdout, /  quiet-review +easy +85 +\d{4}-\d\d-\d\d, stale\n/);
    assert.match(stdout, /  green-all-week +medium +85 +\d{4}-\d\d-\d\d, ahead\n/);
  });

  it('is one document with --json', async t => {
    const {stdout} = await drills(t, await practised(t), '--operator', 'mara', '--json');
    const {ok, operator, drills: rows, problems, unreadable_lines: unreadable} = documentOf(stdout) as {ok: boolean; operator: string; drills: Array<{drill: string; best: number | null}>; problems: string[]; unreadable_lines: number};
    assert.deepEqual([ok, operator, problems, unreadable], [true, 'mara', [], 1]);
    assert.deepEqual(rows.find(({drill}) => drill === 'quiet-review'), {
      runbook: 'ledger-review', drill: 'quiet-review', title: 'A quiet review', level: 'easy',
      teaches: 'What a ledger looks like in which every connector is fresh and nothing is flagged.', attempts: 2, best: 85,
      last: {at: ago(1), score: 70, ended: 'completed', expected: true, freshness: 'fresh'},
    });
    assert.deepEqual(rows.filter(({best}) => best !== null).length, 1);
  });

  it('of a folder with a broken page names what is wrong there, and lists the others', async t => {
    const cwd = await temporaryFolder(t);
    for (const name of ['drill.md', 'drill.scenarios.md']) copyFileSync(join(scenarios, name), join(cwd, name));
    copyFileSync(join(runbooks, 'ledger-review.md'), join(cwd, 'ledger-review.md'));
    writeFileSync(join(cwd, 'ledger-review.scenarios.md'), '---\nrunbook: ledger-review\n---\n\n# Drills\n');
    const {code, stdout, stderr} = await drills(t, cwd, '--runbooks', '.');
    assert.equal(code, 1);
    assert.match(stdout, /  quiet +easy +- +never\n/);
    assert.match(stderr, /^ledger-review\.scenarios\.md:1 the page has no scenarios/);
    const {ok, problems} = documentOf((await drills(t, cwd, '--runbooks', '.', '--json')).stdout) as {ok: boolean; problems: string[]};
    assert.deepEqual([ok, problems.length], [false, 1]);
  });

  it('of whom nobody knows, since the roster cannot be read, says so and never that nobody has walked one', async t => {
    const cwd = await temporaryFolder(t);
    mkdirSync(rosterPath(cwd), {recursive: true});
    const [list, report] = [await drills(t, cwd), await drills(t, cwd, 'report')];
    assert.deepEqual([list.code, report.code], [4, 4]);
    assert.match(list.stdout, /  quiet-review +easy +\? +not known\n/);
    assert.match(report.stdout, /^Nobody is known to have a result\. Walk a drill with: /);
    for (const {stdout, stderr} of [list, report]) {
      assert.doesNotMatch(stdout, / never$|Nobody has a result/m);
      assert.match(stderr, /results\.jsonl cannot be read: [^\n]+\nCorrect what keeps it from being read/);
    }
    const documents = await Promise.all([[], ['report']].map(async words => documentOf((await drills(t, cwd, ...words, '--json')).stdout) as {ok: boolean; drills?: Array<{attempts: number | null}>}));
    assert.deepEqual(documents.map(({ok}) => ok), [false, false]);
    assert.ok(documents[0]?.drills?.every(({attempts}) => attempts === null));
  });

  it('of somebody who has walked none leaves nothing behind', async t => {
    const {code, cwd, stdout} = await run(t, ['drills']);
    assert.deepEqual([code, filesIn(cwd)], [0, []]);
    assert.match(stdout, /Results of \S+\. Walk one/);
  });
});

describe('the report', {concurrency: 2}, () => {
  it('has a line for each person and drill, the oldest name first', async t => {
    const {code, stdout, stderr} = await drills(t, await practised(t), 'report');
    assert.deepEqual([code, stderr, steeringBytes(stdout)], [0, left, []]);
    assert.deepEqual(stdout.trimEnd().split('\n').map(line => line.split(/ {2,}/)), [
      ['operator', 'runbook', 'drill', 'attempts', 'best', 'last', 'ended', 'walked', 'days', 'freshness'],
      ['=cmd|calc', 'ledger-review', 'green-all-week', '1', '85', '85', 'stopped at "decide", late', ago(31).slice(0, 10), '31', 'stale'],
      ['ines<U+001B>[2J', 'ledger-review', 'quiet-review', '1', '85', '85', 'completed', ago(-1).slice(0, 10), '0', 'ahead'],
      ['mara', 'ledger-review', 'quiet-review', '2', '85', '70', 'completed', ago(1).slice(0, 10), '1', 'fresh'],
    ]);
  });

  it('of one person has that one alone', async t => {
    const {stdout} = await drills(t, await practised(t), 'report', '--operator', 'mara', '--json');
    const {standings} = documentOf(stdout) as {standings: object[]};
    assert.deepEqual(standings, [{
      operator: 'mara', runbook: 'ledger-review', drill: 'quiet-review', attempts: 2, best: 85,
      last: {at: ago(1), score: 70, ended: 'completed', expected: true, milliseconds: 61_000, session: 's2'}, days: 1, freshness: 'fresh',
    }]);
    assert.match((await drills(t, await practised(t), 'report', '--operator', 'noor')).stdout, /^Nobody is known to have a result under the name noor\./);
  });

  it('is comma-separated for a spreadsheet, and gives it no formula', async t => {
    const {code, stdout, stderr} = await drills(t, await practised(t), 'report', '--csv');
    assert.deepEqual([code, stderr], [0, left]);
    assert.deepEqual(stdout.split('\r\n'), [
      'operator,runbook,drill,attempts,best,last,ended,walked,days,freshness',
      `'=cmd|calc,ledger-review,green-all-week,1,85,85,"stopped at ""decide"", late",${ago(31).slice(0, 10)},31,stale`,
      `ines<U+001B>[2J,ledger-review,quiet-review,1,85,85,completed,${ago(-1).slice(0, 10)},0,ahead`,
      `mara,ledger-review,quiet-review,2,85,70,completed,${ago(1).slice(0, 10)},1,fresh`,
      '',
    ]);
  });

  it('of a thousand people is whole', async t => {
    const cwd = await practised(t, Array.from({length: 1000}, (_, number) => result(`s${number}`, {operator: `somebody with a longer name, number ${number}`})));
    assert.equal((await drills(t, cwd, 'report')).stdout.trimEnd().split('\n').length, 1001);
    assert.equal((await drills(t, cwd, 'report', '--csv')).stdout.split('\r\n').length, 1002);
  });

  it('of nobody says how to begin', async t => {
    assert.match((await run(t, ['drills', 'report'])).stdout, /^Nobody has a result yet\. Walk a drill with: mcp-runbook run RUNBOOK --drill DRILL\n$/);
  });
});

it('the rules of the score are those that it is made by', async t => {
  const {stdout} = await run(t, ['drills', '--rules']);
  for (const {name, says, points} of scoreRules) assert.match(stdout, new RegExp(`^${name} +${points}\\b.*  ${says}$`, 'm'));
  assert.deepEqual(documentOf((await run(t, ['drills', '--rules', '--json'])).stdout), {rules: scoreRules});
});

const mistakes: ReadonlyArray<[typed: string[], says: RegExp]> = [
  [['drills', 'repot'], /^drills repot: no such view\nUse: drills, drills report, or drills --rules\.\n$/],
  [['drills', '--csv'], /^--csv is a form of the report\nUse: drills report --csv\.\n$/],
  [['drills', 'report', '--csv', '--json'], /--csv is a form of the report/],
  [['run', 'ledger-review', '--drill', 'quiet-review', '--seed', '1', '--auto'], /^--seed draws a drill, and none is to be drawn\nUse it with: --drill random\.\n$/],
  [['run', 'ledger-review', '--drill', 'random', '--seed', 'dice', '--auto'], /^"dice" is no seed\nGive a whole number/],
  [['run', 'ledger-review', '--drill', 'random', '--env', 'console', '--auto'], /cannot be walked in console/],
];

describe('a slip of the finger', {concurrency: 2}, () => {
  for (const [typed, says] of mistakes) {
    it(typed.join(' '), async t => {
      const {code, stderr, cwd} = await run(t, typed);
      assert.equal(code, 2);
      assert.match(stderr, says);
      assert.deepEqual(filesIn(cwd), []);
    });
  }
});

describe('an unattended drill', {concurrency: 2}, () => {
  it('ends with its debrief, and the next one with what got better', async t => {
    const words = ['run', 'ledger-review', '--drill', 'quiet-review', '--auto', '--operator', 'mara'];
    const first = await run(t, words);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /\nhead {4}[0-9a-f]{8}\n\nDEBRIEF  A quiet review\nledger-review, quiet-review, easy; mara\nTeaches: [^]*\nScore 100 of 100\n  \+100  to begin with\nYour path beside the model path/);
    const second = await run(t, words, {cwd: first.cwd});
    assert.match(second.stdout, /\nSecond attempt: 100 as before, /);
    assert.match((await drills(t, first.cwd, 'report')).stdout, /\nmara +ledger-review +quiet-review +2 +100 +100 +completed /);
    for (const file of filesIn(first.cwd)) assert.ok(file.startsWith('logs/practice/') || file === 'logs/.fingerprint-key', file);
  });

  it('that is drawn says by which seed, and by the same seed it is the same', async t => {
    const {stdout, stderr, cwd} = await run(t, ['run', 'ledger-review', '--drill', 'random', '--json', '--operator', 'mara']);
    const [, seed = '', drill = ''] = /^Seed (\d+) draws the drill ([a-z-]+)\./.exec(stderr) ?? [];
    const document = documentOf(stdout) as {session: string; drill: {drill: string; seed: number; score: {points: number}}};
    assert.deepEqual([document.drill.drill, document.drill.seed, document.drill.score.points], [drill, Number(seed), 100]);
    const {lines} = readJournal(theOne(cwd, 'journal.jsonl'));
    const opened = lines[0]?.body.drill as {id: string; seed: number; sha256: string};
    assert.deepEqual([opened.id, opened.seed], [drill, Number(seed)]);
    assert.equal(readFileSync(join(cwd, 'logs/practice', document.session, 'evidence', opened.sha256), 'utf8'), readFileSync(join(runbooks, 'ledger-review.scenarios.md'), 'utf8'));
    const again = await run(t, ['run', 'ledger-review', '--drill', 'random', '--seed', seed, '--auto']);
    assert.match(again.stdout, new RegExp(`^Seed ${seed} draws the drill ${drill}\\.`));
  });

  it('whose roster cannot be written is told so and ends as it would', async t => {
    const cwd = await temporaryFolder(t);
    mkdirSync(rosterPath(cwd), {recursive: true});
    const {code, stdout, stderr} = await run(t, ['run', 'ledger-review', '--drill', 'quiet-review', '--auto'], {cwd});
    assert.equal(code, 0);
    assert.match(stdout, /\nDEBRIEF  A quiet review\n/);
    assert.match(stderr, /^the result is not in the roster: could not extend .*results\.jsonl: EISDIR\nThe debrief stays with the session\. See to that file before the next drill\.\n$/);
  });

  it('is told with the session, on its page and as data', async t => {
    const {cwd, stdout} = await run(t, ['run', 'ledger-review', '--drill', 'quiet-review', '--json']);
    const {session, drill} = documentOf(stdout) as {session: string; drill: object};
    appendFileSync(rosterPath(cwd), 'not a line of ours\n');
    const shown = await run(t, ['sessions', 'show', session], {cwd});
    assert.match(shown.stdout, /\n## Debrief of the drill\n[^]*\n### Score: 100 of 100\n/);
    const {drill: story} = documentOf((await run(t, ['sessions', 'show', session, '--json'], {cwd})).stdout) as {drill: {debrief: object}};
    assert.deepEqual(story.debrief, drill);
  });
});

it('no drill, no member: a run document outside of drills says nothing of one', async t => {
  const {stdout} = await run(t, ['run', 'stage-b-rehearsal', '--json']);
  assert.equal('drill' in documentOf(stdout), false);
});
