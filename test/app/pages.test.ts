import assert from 'node:assert/strict';
import type {Trouble} from '../../source/errors.ts';
import {describe, it} from 'node:test';
import type {HistoryCard} from '../../source/app/state/cards.ts';
import {fieldOf, offeredField} from '../../source/app/state/text-field.ts';
import {footerLines} from '../../source/app/screens/footer.ts';
import {helpPage} from '../../source/app/screens/help-page.ts';
import {width, type Line} from '../../source/app/screens/line.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {railColumns, railLegend, railLines, railStrip} from '../../source/app/screens/rail.ts';
import {summaryPage} from '../../source/app/screens/summary-page.ts';
import type {Notice, State} from '../../source/app/state/state.ts';
import {asciiSymbols, unicodeSymbols} from '../../source/app/screens/theme.ts';
import {atSmoke, closed, done, doneBefore, drilled, everyMode, finished, live, lobby, press, quietRollback, rehearsal, scene, settled, skipped, started, stepOf} from './scene.ts';
import {smallRollback} from './small-rollback.ts';

const textOf = (rows: readonly Line[]): string => rows.map(row => row.map(({text}) => text).join('').trimEnd()).join('\n');
const view = {columns: 80, rows: 24, symbols: unicodeSymbols};
const page = (state: State): string => textOf(pageOf(state, view).lines);

const mixed = scene({
  lines: [
    ...done(rehearsal, 'toggles'),
    skipped(rehearsal, 'gateway', 'asked by phone'),
    started(rehearsal, 'smoke'),
    finished(rehearsal, 'smoke', 'unknown'),
  ],
});

describe('The rail', () => {
  it('shows every step, how it stands, and which one is on screen', () => {
    assert.deepEqual(textOf(railLines(openWalk(mixed), view)).split('\n'), [
      ' ✓ 1 Confirm the toggles',
      ' - 2 Confirm the gateway',
      '▸? 3 Run the smoke checks',
      ' · 4 Review the receipt',
      ' · 5 Review the ledger ent…',
      ' · 6 Write the rehearsal p…',
      ' · 7 Close the rehearsal',
    ]);
  });

  it('tells the step that is open from the one on screen', () => {
    const [, second, third] = textOf(railLines(openWalk(atSmoke({viewing: 'gateway'})), view)).split('\n');
    assert.equal(second, '▸✓ 2 Confirm the gateway');
    assert.equal(third, ' o 3 Run the smoke checks');
  });

  for (const [outcome, sign] of [['failed', '✗'], ['unknown', '?'], ['done', '✓']] as const) {
    it(`marks a step that ended ${outcome} with ${sign}`, () => {
      const state = atSmoke({lines: [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', outcome)], viewing: 'toggles'});
      assert.match(textOf(railLines(openWalk(state), view)), new RegExp(` \\${sign} 3 Run`));
    });
  }

  it('marks a step that runs', () => assert.match(textOf(railLines(openWalk(everyMode.running), view)), /▸» 3 Run/));

  const long = (viewing: string): State => {
    const steps = Array.from({length: 30}, (_, index) => ({...stepOf(rehearsal, 'toggles'), id: `s-${index}`, number: index + 1}));
    return scene({runbook: {...rehearsal, steps, closing: 's-29'}, viewing});
  };

  it('moves with the step on screen when there are more steps than rows', () => {
    for (const viewing of ['s-0', 's-14', 's-29']) {
      const rows = railLines(openWalk(long(viewing)), {...view, rows: 10});
      assert.equal(rows.length, 10);
      assert.match(textOf(rows), new RegExp(`▸\\S ${Number(viewing.slice(2)) + 1} `));
    }
  });

  it('never grows over its columns', () => {
    for (const columns of [76, 80, 120, 300]) {
      for (const row of railLines(openWalk(mixed), {...view, columns})) assert.ok(width(row) <= railColumns(columns));
      assert.ok(railColumns(columns) <= columns / 2);
    }
  });

  it('becomes one row in a narrow window, with the same signs', () => {
    assert.equal(textOf([railStrip(openWalk(mixed), {...view, columns: 60})]), ' 1✓ 2- ▸3? 4· 5· 6· 7·');
    assert.equal(textOf([railStrip(openWalk(mixed), {...view, columns: 60, symbols: asciiSymbols})]), ' 1+ 2- >3? 4. 5. 6. 7.');
  });

  it('keeps what was done before the walk went back, dimmed, and says that it is walked again', () => {
    const left = {type: 'step.left', body: {step: 'restore', way: 'the gateway is failing again', turn: 'step', next: 'freeze', reason: '503'}} as const;
    const walk = openWalk(scene({runbook: smallRollback, lines: [...doneBefore(smallRollback, 'restore'), started(smallRollback, 'restore'), finished(smallRollback, 'restore', 'failed', {turn: 'retry', next: 'restore'}), left]}));
    const strip = railStrip(walk, view);
    assert.equal(textOf([strip]), ' ▸1o 2✓ 3✗ 4· 5·  dim: again');
    assert.deepEqual(strip.filter(({text}) => /^[23]/.test(text)).map(({style}) => style), ['drawn', 'drawn']);
    assert.match(textOf(railLines(walk, {...view, columns: 120})), /^ ✓ 2 Agree to restore, again$/m);
  });

  it('in one row begins later when the step on screen would be cut off', () => {
    const strip = textOf([railStrip(openWalk(long('s-29')), {...view, columns: 60})]);
    assert.match(strip, /^….* ▸30·$/);
    assert.match(textOf([railStrip(openWalk(long('s-0')), {...view, columns: 60})]), /^ ▸1o .*…$/);
  });

  it('has each of its signs in the legend', () => {
    for (const symbols of [unicodeSymbols, asciiSymbols]) {
      const legend = textOf(railLegend({...view, symbols}));
      for (const sign of [...Object.values(symbols.step), 'o']) assert.ok(legend.split('\n').some(row => row.startsWith(`  ${sign}  `)), sign);
    }
  });
});

describe('The footer', () => {
  const footer = (state: State, columns = 200): string => textOf(footerLines(state, {...view, columns}));

  it('names the keys that work and what they do', () => {
    assert.equal(footer(atSmoke(), 119), ' enter read the plan · n note · s skip · w other ways · b back · l ledger · ? help · q leave and keep');
  });

  it('names all of them where the window has room', () => {
    for (const key of ['f forward', 'a attach', 'h hand over', 'e expected telemetry']) {
      assert.ok(footer(atSmoke(), 120).includes(key), key);
      assert.ok(!footer(atSmoke(), 119).includes(key), key);
    }
  });

  it('says of the others why they do not', () => {
    assert.match(footer(scene()), /b back \(first step\)/);
    assert.match(footer(scene({walk: {unrecorded: 'ENOSPC'}})), /n note \(it cannot be recorded\).*s skip \(it cannot be recorded\)/);
    assert.match(footer(everyMode.running), /q leave \(ctrl-c stops after the step\)/);
    assert.match(footer(scene({viewing: 'smoke'})), /s skip \(only at the open step\)/);
  });

  it('keeps the way out and the help in a narrow window, whatever else has to give way', () => {
    const failed = [1, 2, 3].flatMap(attempt => [started(rehearsal, 'smoke', attempt), finished(rehearsal, 'smoke', 'failed')]);
    const crowded = {...atSmoke({lines: failed}), walk: {...openWalk(drilled()), ...openWalk(atSmoke({lines: failed})), drill: quietRollback, announced: 1}};
    const keys = footer(crowded, 58).split('\n').flatMap(row => row.trim().split(' · '));
    assert.deepEqual(keys, ['n note', 's skip', 'w other ways', 'enter run again, say why', 'b back', 'h hint (-5)', '? help', 'q leave and keep']);
    assert.ok(footer(crowded, 60).includes('l ledger'));
  });

  it('answers in two rows at most, and marks what is cut', () => {
    const rows = (notice: Notice): string[] => footerLines({...atSmoke(), notice}, {...view, columns: 60}).slice(0, -2).map(row => textOf([row]));
    assert.deepEqual(rows('enter came together with other keys: look at the line, then press it once more'), [' enter came together with other keys: look at the line, then', ' press it once more']);
    assert.equal(rows('long '.repeat(80)).length, 2);
    assert.match(rows('long '.repeat(80))[1] ?? '', /…$/);
    assert.deepEqual(rows({problem: 'it went wrong', next: 'Do this.'}), [' it went wrong. Do this.']);
    const [what = '', next] = rows({problem: 'long '.repeat(80), next: 'Do this.'});
    assert.deepEqual([what.endsWith('…'), next], [true, ' Do this.']);
  });

  it('answers the last key on a row of its own', () => {
    const [notice] = footer(press(scene(), 'b').state).split('\n');
    assert.equal(notice, ' b: first step');
  });

  it('keeps a key and its label together, and to the window', () => {
    for (const state of Object.values(everyMode)) {
      for (const columns of [60, 80, 120]) {
        const rows = footerLines(state, {...view, columns});
        assert.ok(rows.length >= 1 && rows.length <= 2);
        for (const row of rows) assert.ok(width(row) <= columns);
        assert.doesNotMatch(textOf(rows), /\b(enter|escape)$/m);
      }
    }
  });

  it('loses no key that works on any screen at 60 columns; only reasons give way, and then the keys that do nothing', () => {
    const failed = [1, 2, 3].flatMap(attempt => [started(rehearsal, 'smoke', attempt), finished(rehearsal, 'smoke', 'failed')]);
    const states = {...everyMode, unrecorded: atSmoke({walk: {unrecorded: 'ENOSPC'}}), 'tried often': atSmoke({lines: failed}), 'looking back': atSmoke({viewing: 'toggles'})};
    for (const [name, state] of Object.entries(states)) {
      const keys = (columns: number): string[] => footer(state, columns).split('\n').flatMap(row => row.trim().split(' · ')).filter(key => !key.endsWith(')') || key.endsWith('left)'));
      assert.deepEqual(keys(60), keys(119), name);
    }
    assert.match(footer(states.unrecorded, 60), /enter read the plan \(not now\)/);
  });
});

describe('The help', () => {
  const help = (state: State, columns = 80): string => textOf(helpPage(state, state.screen, {...view, columns}).lines);

  it('explains the keys of where it was asked for, and why some do nothing', () => {
    const text = help(atSmoke());
    assert.match(text, /^Keys here\n {2}enter {5}read the plan\n/);
    assert.match(help(scene()), /b {9}back {2}not now: first step/);
    assert.match(help(lobby), /enter {5}open/);
    assert.doesNotMatch(help(lobby), /skip {2}/);
  });

  it('explains the signs and the three classes in word and shape', () => {
    const text = help(scene());
    for (const columns of [60, 80]) assert.ok(help(scene(), columns).split('\n').every(row => row.length <= columns));
    for (const wanted of ['✓  done', '✗  failed', '?  unknown', '○ PRACTICE', '◆ REHEARSAL', '■ LIVE']) assert.ok(text.includes(wanted), wanted);
  });

  it('explains what stands in the header below the class, where there is a walk', () => {
    const text = help(scene({walk: {pointed: live}}), 300);
    for (const wanted of [/ABZU_USE_MCP=0 \(.+\) .*: what is set now, and in \( \) who set it/, /record [0-9a-f]{8}: the first digits of the newest line of the journal/]) assert.match(text, wanted);
    assert.match(help(scene({walk: {unrecorded: 'ENOSPC'}}), 300), /NOT RECORDED: the journal cannot be written/);
    assert.doesNotMatch(help(lobby), /record|what is set/);
  });

  it('explains the words of a record where one was written', () => {
    for (const wanted of ['manifest', 'settled by hand', 'rests on words only', 'without the second', 'so far']) assert.ok(help(everyMode.recorded).includes(`\n  ${wanted} `), wanted);
    assert.doesNotMatch(help(lobby), /manifest/);
  });

  it('explains the screen that it covers, not itself', () => {
    const covered = press(atSmoke(), '?').state;
    assert.match(page(covered), /skip/);
    assert.doesNotMatch(page(covered), /escape {5}back/);
  });
});

describe('The summary', () => {
  const all = rehearsal.steps.flatMap(({id}) => done(rehearsal, id));
  const summary = (state: State): string => textOf(summaryPage(openWalk(state), view).lines);

  it('of a completed walk says so, step by step, and what to paste', () => {
    const text = summary(scene({lines: [...all, closed()]}));
    assert.match(text, /^Stage B rehearsal: completed\n7 done\n/);
    assert.match(text, /✓ 1 Confirm the toggles {2}3 proved/);
    assert.match(text, /✓ 2 Confirm the gateway {2}1 proved, 1 stated, not verified/);
    assert.match(text, /session {2}20251120T090000Z-x-0001/);
    assert.match(text, /head {5}3f9a12c4 {2}these digits pin the journal/);
    assert.match(text, /journal {2}\/logs\/practice\/x\/journal\.jsonl/);
  });

  it('tells a step that nobody vouched for from one that was vouched for', () => {
    const silent = finished(rehearsal, 'close', 'done', {proofs: [{text: 'all is archived', state: 'not stated', expected: 'stated', found: 'nobody'}]});
    const lines = [...doneBefore(rehearsal, 'close'), started(rehearsal, 'close'), silent, closed()];
    assert.match(summary(scene({lines})), /✓ 7 Close the rehearsal {2}1 not stated by anyone$/m);
  });

  it('outside practice says where to paste the digits', () => {
    const state = scene({lines: [...all, closed()]});
    const {session} = openWalk(state);
    assert.match(summary({...state, walk: {...openWalk(state), session: {...session, class: 'live'}}}), /head {5}3f9a12c4 {2}paste these digits into the incident channel: they pin/);
  });

  it('counts what was skipped, and says why', () => {
    const lines = [skipped(rehearsal, 'toggles', 'by hand'), ...all.slice(2), closed()];
    const text = summary(scene({lines}));
    assert.match(text, /6 done, 1 skipped/);
    assert.match(text, /- 1 Confirm the toggles {2}skipped: by hand/);
  });

  it('says what was settled, and how it is known', () => {
    const lines = [...doneBefore(rehearsal, 'smoke'), started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'failed'), settled('smoke', 'accepted', 'known and harmless')];
    assert.match(summary(scene({lines})), /✓ 3 Run the smoke checks {2}accepted: known and harmless/);
    assert.match(page(scene({lines, viewing: 'smoke'})), /SETTLED {2}accepted: known and harmless/);
  });

  it('of a walk that was not closed does not claim that it is complete', () => {
    assert.match(summary(scene({lines: all})), /^Stage B rehearsal: not completed/);
    assert.match(summary(scene({lines: [...all, closed('stopped')]})), /^Stage B rehearsal: not completed/);
  });

  it('names the proofs that did not hold', () => {
    const lines = [...doneBefore(rehearsal, 'smoke'), started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'failed')];
    assert.match(summary(scene({lines})), /✗ 3 Run the smoke checks {2}4 proved, did not hold: nothing else was found\s+\(findings count = 0\)/);
  });
});

describe('The screens before a walk', () => {
  it('ask for a name and say what it is for', () => {
    const asked = pageOf({...everyMode.operator, screen: {name: 'operator', field: fieldOf('mara')}}, view);
    assert.match(textOf(asked.lines), /Who is at the keyboard\?[^]*goes into the record/);
    assert.equal(textOf(asked.prompt ?? []), '>  mara▏');
    const offered = pageOf({...everyMode.operator, screen: {name: 'operator', field: offeredField('root')}}, view);
    assert.match(textOf(offered.prompt ?? []), /^Enter takes this name; what you type stands in its place\.\n>  root▏$/);
  });

  const unreadCard: HistoryCard = {id: '20251120T140000Z-x-0001', runbook: '20251120T140000Z-x-0001', class: null, environment: null, operator: '', incident: null, openedAt: '', lastAt: '', state: 'unreadable'};
  const unread = (name: string): Trouble => ({problem: `${name} cannot be read`, next: 'Put it right.'});
  const broken = {id: 'x', title: 'x', summary: '', steps: 0, trouble: {problem: 'runbooks/x.md:4 Id: missing\nrunbooks/x.md:9 Proof: missing', next: 'Correct it.'}};
  const cases: ReadonlyArray<readonly [told: string, state: State, wanted: RegExp]> = [
    ['a runbook and its length', lobby, /Handshake and drills\.\n7 steps/],
    ['a runbook that cannot be walked, and why', {...lobby, runbooks: [broken]}, /It cannot be walked:\nrunbooks\/x\.md:4 Id: missing\nrunbooks\/x\.md:9 Proof: missing\nNEXT {5}Correct it\.$/],
    ['that there is no runbook', {...lobby, runbooks: []}, /no runbook in runbooks\//],
    ['an environment in word and shape, its gateway, and who named it', press(everyMode.environment, 'down').state, /■ LIVE {2}https:\/\/gateway\.example:8443 {2}\(shell\)\nOperators may be served/],
    ['what is being opened', everyMode.opening, /Opening stage-b-rehearsal in practice/],
    ['what is wrong, a line each, as it was said', {...everyMode.refused, screen: {name: 'refused', scroll: 0, title: 'x', problem: 'a.yaml:1: no\na.yaml:2: no', next: 'Correct it.'}}, /^x\n\na\.yaml:1: no\na\.yaml:2: no\nNEXT {5}Correct it\.$/],
    ['sessions that cannot be read, before all else', {...lobby, unread: [unread('logs/sessions/a')]}, /^NOT READ +logs\/sessions\/a cannot be read\nNEXT {5}Put it right\.\n\nHandshake and drills\./],
    ['how many more there are', {...lobby, unread: ['a', 'b', 'c'].map(unread)}, /^NOT READ +a cannot be read; and 2 more\nNEXT/],
    ['no word of them where there are none', lobby, /^(?!.*NOT READ)/s],
    ['in the history too, above what can be read', {...everyMode.history, unread: [unread('a')]}, /^NOT READ +a cannot be read\n[^]*\n\n[^]*Stage B rehearsal/],
    ['a session of which nothing can be read, as no class and no environment', {...everyMode.history, screen: {name: 'history', selected: 0, sessions: [unreadCard]}}, /^\? NOT KNOWN\n[^]*unreadable/],
    ['a history of which nothing can be shown', {...everyMode.history, unread: [unread('a')], screen: {name: 'history', selected: 0, sessions: []}}, /^NOT READ[^]*No session can be shown\.$/],
    ['a history that is empty', {...everyMode.history, screen: {name: 'history', selected: 0, sessions: []}}, /^No session was recorded here yet\.$/],
    ['what was refused, why, and what to do', everyMode.refused, /Nothing was started\n\nthe disk is full\nNEXT {5}Make room\./],
  ];
  for (const [told, state, wanted] of cases) it(`tell ${told}`, () => assert.match(page(state), wanted));

  it('say nothing after leaving', () => assert.equal(page({...lobby, screen: {name: 'left'}}), ''));
});
