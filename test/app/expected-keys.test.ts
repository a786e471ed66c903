import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {completePath} from '../../source/app/effects/complete-path.ts';
import {copyable} from '../../source/app/state/copyable.ts';
import {fieldOf, fieldText} from '../../source/app/state/text-field.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import type {State} from '../../source/app/state/state.ts';
import {departuresFrom} from '../../source/app/state/way-menu.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {noticeOf} from './notice-of.ts';
import {atSmoke, closed, done, drilled, everyMode, finished, lobby, press, recorded, rehearsal, rollback, scene, started, tell} from './scene.ts';

describe('A key that means nothing here', () => {
  const cases: ReadonlyArray<readonly [mode: keyof typeof everyMode, key: string, told: string]> = [
    ['picker', 'Z', 'Z does nothing here; ? lists the keys that do'],
    ['picker', 'escape', 'escape does nothing here; ? lists the keys that do'],
    ['reading', ' ', 'space does nothing here; ? lists the keys that do'],
    ['reading', 'j', 'j does nothing here; ? lists the keys that do'],
    ['ledger', 'tab', 'tab does nothing here; ? lists the keys that do'],
    ['stating', 'n', 'n does nothing here; ? lists the keys that do'],
    ['opening', 'x', 'x does nothing here; the keys that do stand below'],
    ['help', 'x', 'x does nothing here; the keys that do stand below'],
  ];
  for (const [mode, key, told] of cases) {
    it(`says so: ${key} in ${mode}`, () => {
      const {state, effects} = press(everyMode[mode], key);
      assert.equal(state.notice, told);
      // Where a statement is asked for it may be the first letter of a word.
      const still = tell(state, {type: 'quiet'}).state;
      assert.deepEqual([{...still, notice: undefined}, effects.filter(({type}) => type !== 'await quiet')], [{...everyMode[mode], notice: undefined}, []]);
    });
  }
});

describe('What can be copied', () => {
  const cases: ReadonlyArray<readonly [what: string, state: State, text: string]> = [
    ["the session's name", everyMode.history, recorded.id],
    ["the session's name", everyMode.story, recorded.id],
    ["the journal's path", everyMode.summary, '/logs/practice/x/journal.jsonl'],
    ['the sentence', everyMode.recorded, 'INC-204: MCP was off.'],
    ['the command', scene(), 'mcp-runbook toggles'],
  ];
  for (const [what, state, text] of cases) {
    it(`is ${what} (${state.screen.name})`, () => {
      const {state: after, effects} = press(state, 'y');
      assert.deepEqual(effects, [{type: 'copy', text}]);
      assert.match(noticeOf(after), new RegExp(`^${what} was sent to the terminal`));
      assert.doesNotMatch(text, /[\r\n]/);
    });
  }

  it('is nothing where nothing is listed, or while something is typed', () => {
    assert.equal(copyable({...lobby, screen: {name: 'history', selected: 0, sessions: []}}), undefined);
    assert.equal(copyable(everyMode.noting), undefined);
  });
});

describe('Tab in a path', () => {
  const names = ['report-1.txt', 'report-2.txt', '.hidden'];
  const table: ReadonlyArray<readonly [typed: string, text: string, choices: readonly string[]]> = [
    ['logs/r', 'logs/report-', ['report-1.txt', 'report-2.txt']],
    ['logs/report-1', 'logs/report-1.txt', ['report-1.txt']],
    ['logs/report-1.txt', 'logs/report-1.txt', ['report-1.txt']],
    ['lo', 'logs/', ['logs']],
    ['logs/', 'logs/report-', ['report-1.txt', 'report-2.txt']],
    ['logs/.', 'logs/.hidden', ['.hidden']],
    ['logs/x', 'logs/x', []],
    ['none/x', 'none/x', []],
  ];
  for (const [typed, text, choices] of table) {
    it(`makes ${text} of ${typed}`, async t => {
      const folder = await temporaryFolder(t);
      mkdirSync(join(folder, 'logs'));
      for (const name of names) writeFileSync(join(folder, 'logs', name), '');
      assert.deepEqual(completePath(folder, typed), {text, choices});
      assert.equal(completePath('/', `${folder}/${typed}`).text, `${folder}/${text}`);
    });
  }

  const typing: State = scene({phase: {name: 'attaching', field: fieldOf('logs/r')}});
  const field = ({walk}: State): string => (walk && 'field' in walk.phase ? fieldText(walk.phase.field) : '');

  it('asks, and puts the answer where it was typed', () => {
    assert.deepEqual(press(typing, 'tab').effects, [{type: 'complete path', typed: 'logs/r'}]);
    const {state} = tell(typing, {type: 'completed', typed: 'logs/r', text: 'logs/report-', choices: ['report-1.txt', 'report-2.txt']});
    assert.deepEqual([field(state), state.notice], ['logs/report-', 'report-1.txt  report-2.txt']);
    assert.equal(tell(typing, {type: 'completed', typed: 'logs/r', text: 'logs/r', choices: []}).state.notice, 'nothing there begins so: take letters back');
    assert.equal(tell(typing, {type: 'completed', typed: 'logs/r', text: 'logs/r', choices: ['r']}).state.notice, undefined, 'it is whole');
  });

  it('comes too late where something else is typed by now', () => {
    assert.deepEqual(tell(press(typing, 'x').state, {type: 'completed', typed: 'logs/r', text: 'logs/report-', choices: []}).state, press(typing, 'x').state);
  });
});

describe('From the summary', () => {
  const stopped = scene({lines: [...done(rehearsal, 'toggles'), closed('stopped')], screen: {name: 'summary', scroll: 0}});

  it('enter leads to the first screen, and the exit code stays that of the walk', () => {
    const {state, effects} = press({...stopped, wanted: {runbook: 'stage-b-rehearsal', environment: 'practice', session: undefined}}, 'enter');
    assert.deepEqual(effects, [{type: 'close walk'}]);
    assert.deepEqual([state.screen, state.walk, state.wanted.runbook], [{name: 'picker', selected: 0}, undefined, undefined]);
    assert.deepEqual(press(state, 'q').effects, [{type: 'exit', code: 1}]);
    assert.deepEqual(press(press(everyMode.summary, 'enter').state, 'q').effects, [{type: 'exit', code: 0}]);
  });

  it('q quits', () => assert.deepEqual(press(stopped, 'q').effects, [{type: 'exit', code: 1}]));
});

describe('The other ways', () => {
  const labels = (state: State): string[] => departuresFrom(openWalk(state)).map(({label}) => label);
  const end = 'end the drill here, to its debrief';

  it('end a drill at every step, and always last', () => {
    for (const {id} of rollback.steps) assert.equal(labels(drilled({viewing: id})).at(-1), end, id);
    assert.equal(labels(drilled({walk: {called: ['freeze']}})).at(-1), end);
  });

  it('keep their order when something failed: what comes in stands where it always does', () => {
    const before = labels(atSmoke());
    const after = labels(atSmoke({lines: [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'failed')]}));
    assert.deepEqual(after.filter(label => before.includes(label)), before.filter(label => after.includes(label)));
  });
});

it('r reads the ledger again', () => {
  const read: State = {...everyMode.ledger, screen: {name: 'ledger', scroll: 0, back: {name: 'step', scroll: 0}, review: {state: 'failed', reason: 'it was locked'}}};
  const {state, effects} = press(read, 'r');
  assert.deepEqual(effects, [{type: 'review ledger'}]);
  assert.deepEqual(state.screen.name === 'ledger' && state.screen.review, {state: 'reading', read: 0});
});
