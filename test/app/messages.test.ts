import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Progress} from '../../source/actions/action.ts';
import type {Effect, Message, State} from '../../source/app/state/state.ts';
import {noticeOf} from './notice-of.ts';
import {
  answering, atSmoke, closed, confirming, decided, diskFull, done, doneBefore, everyMode, finished, lobby, practice, press, rehearsal, reported, running, scene, sessionOf, started, stating, tell, wrote,
} from './scene.ts';

const progress = (stage: string, state: Progress['state'], text = ''): Message => reported({kind: 'progress', step: 'smoke', progress: {stage, state, text}});
const ended: Message = {type: 'step ended', step: 'smoke'};
const signal: Message = {type: 'signalled', exit: 143};
const statement: Message = {type: 'asked', step: 'gateway', question: {kind: 'statement', text: 'is it so'}};

describe('What the world tells', () => {
  it('a walk that was opened shows its open step', () => {
    const session = sessionOf(rehearsal, ...done(rehearsal, 'toggles'));
    const walk = {runbook: rehearsal, session, pointed: practice, head: '3f9a12c4', journalPath: '/x', time: {now: 0, open: 0}};
    const {state} = tell(everyMode.opening, {type: 'opened', walk});
    assert.equal(state.walk?.viewing, 'gateway');
    assert.deepEqual(state.screen, {name: 'step', scroll: 0});
    assert.deepEqual(state.walk?.phase, {name: 'reading'});
  });

  it('a walk that could not be opened says why and what to do', () => {
    const {state, effects} = tell(everyMode.opening, {type: 'not opened', trouble: {problem: 'the disk is full', next: 'Make room.'}});
    assert.deepEqual(state.screen, {name: 'refused', scroll: 0, title: 'Nothing was started', problem: 'the disk is full', next: 'Make room.'});
    assert.deepEqual(effects, []);
  });

  it('a later report of a stage takes the place of the earlier one', () => {
    const {state} = tell(atSmoke({phase: running()}), progress('handshake', 'running'), progress('heartbeat', 'running'), progress('handshake', 'ok', 'op-1'));
    assert.deepEqual(state.walk?.ran.smoke?.progress.map(({stage, state: so}) => [stage, so]), [['handshake', 'ok'], ['heartbeat', 'running']]);
  });

  it('the session on screen is the one that was written, and the header is read anew', () => {
    const {state} = tell(atSmoke({phase: running()}), wrote(rehearsal, ...doneBefore(rehearsal, 'smoke'), started(rehearsal, 'smoke')));
    assert.equal(state.walk?.session.steps[2]?.status, 'running');
    assert.equal(state.walk?.head, 'aabbccdd');
    assert.equal(state.walk?.pointed, practice);
  });

  it('the step on screen stays when it is done: its result is read first', () => {
    const {state} = tell(atSmoke({phase: running()}), wrote(rehearsal, ...doneBefore(rehearsal, 'receipt')), ended);
    assert.equal(state.walk?.viewing, 'smoke');
    assert.equal(state.walk?.session.current, 'receipt');
    assert.deepEqual(state.walk?.phase, {name: 'reading'});
  });

  it('time passes on screen while a step runs, and only where it may tick', () => {
    const so = atSmoke({phase: running()});
    assert.deepEqual(tell(so, {type: 'ticked', elapsed: 3000}).state.walk?.phase, {...running(), elapsed: 3000});
    assert.deepEqual(tell({...so, motion: false}, {type: 'ticked', elapsed: 3000}).state.walk?.phase, running());
    assert.deepEqual(tell(scene(), {type: 'ticked', elapsed: 3000}).state, scene());
  });

  it('how far the record is shared is on screen while a walk is, and nowhere else', () => {
    const sign = {text: 'shared', style: 'faint'} as const;
    assert.deepEqual(tell(scene(), {type: 'shared', sign}).state.walk?.shared, sign);
    assert.equal(tell(lobby, {type: 'shared', sign}).state, lobby);
  });

  it('a window of the size that is drawn already is not drawn again', () => {
    const so = scene();
    assert.equal(tell(so, {type: 'resized', ...so.size}).state, so);
    assert.deepEqual(tell(so, {type: 'resized', columns: 61, rows: 24}).state.size, {columns: 61, rows: 24});
  });

  it('an outcome that could not be recorded is shown with the step and refuses what changes', () => {
    const line = finished(rehearsal, 'smoke');
    assert.ok(line.type === 'step.finished');
    const {state} = tell(atSmoke({phase: running()}), reported({kind: 'unrecorded', step: 'smoke', outcome: line.body, failure: diskFull}), ended);
    assert.equal(state.walk?.unrecorded, diskFull.message);
    assert.deepEqual(state.walk?.ran.smoke?.unrecorded, line.body);
    const {effects, state: after} = press(state, 'enter');
    assert.deepEqual(effects, []);
    assert.match(noticeOf(after), /cannot be recorded/);
  });

  it('a refused intent leaves no result', () => {
    const {state} = tell(atSmoke({phase: running()}), reported({kind: 'refused', step: 'smoke', failure: diskFull}), ended);
    assert.equal(state.walk?.unrecorded, diskFull.message);
    assert.equal(state.walk?.ran.smoke, undefined);
  });

  it('the ledger arrives where it is looked at, also under the help', () => {
    const view = {state: 'read', facts: {summary: 'x'}} as const;
    const onLedger = press(scene(), 'l').state;
    assert.deepEqual(tell(onLedger, {type: 'ledger', view}).state.screen, {...onLedger.screen, review: view});
    const behindHelp = tell(press(onLedger, '?').state, {type: 'ledger', view}).state;
    assert.deepEqual(press(behindHelp, 'escape').state.screen, {...onLedger.screen, review: view});
    assert.deepEqual(tell(scene(), {type: 'ledger', view}).state, scene());
  });

  it('a new size of the window is all that changes', () => {
    assert.deepEqual(tell(atSmoke({phase: confirming('pra')}), {type: 'resized', columns: 60, rows: 16}), {
      state: {...atSmoke({phase: confirming('pra')}), size: {columns: 60, rows: 16}},
      effects: [],
    });
  });

  it('an answer to the last key is gone with the next', () => {
    const told = press(scene(), 'b').state;
    assert.match(noticeOf(told), /first step/);
    assert.equal(press(told, 'up').state.notice, undefined);
  });
});

describe('A step that ends while somebody is leaving', () => {
  const left = (code: number, reason = 'interrupted'): Effect[] => [decided({kind: 'leave', reason}), {type: 'exit', code}];
  const unknown = [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'unknown')];
  const cases: ReadonlyArray<readonly [told: string, state: State, effects: Effect[]]> = [
    ['nobody leaves', atSmoke({phase: running()}), []],
    ['after the step', atSmoke({phase: running('smoke', 'after this step')}), left(130)],
    ['at once', atSmoke({phase: running('smoke', 'now')}), left(130)],
    ['at once, and nobody knows what happened', atSmoke({phase: running('smoke', 'now'), lines: unknown}), left(6)],
    ['at once, and nothing could be recorded', atSmoke({phase: running('smoke', 'now'), walk: {unrecorded: 'ENOSPC'}}), left(5)],
  ];
  for (const [told, state, effects] of cases) it(told, () => assert.deepEqual(tell(state, ended).effects, effects));

  it('is asked nothing more', () => {
    const first = press(scene({phase: stating()}), 'ctrl-c');
    const {state, effects} = tell(first.state, statement, {...statement, question: {kind: 'text', text: 'what'}}, {type: 'step ended', step: 'gateway'});
    assert.deepEqual([...first.effects, ...effects], [
      {type: 'answer', text: undefined}, {type: 'await second press'}, {type: 'answer', text: undefined}, {type: 'answer', text: undefined}, ...left(130),
    ]);
    assert.equal(state.screen.name, 'left');
  });
});

describe('The program is told to stop', () => {
  const told = 'the program was told to stop';
  const cases: ReadonlyArray<readonly [where: string, state: State, effects: Effect[]]> = [
    ['on the picker', lobby, [{type: 'exit', code: 143}]],
    ['on a page', atSmoke(), [decided({kind: 'leave', reason: told}), {type: 'exit', code: 143}]],
    ['in a confirmation', atSmoke({phase: confirming('practice')}), [decided({kind: 'leave', reason: told}), {type: 'exit', code: 143}]],
    ['after the record was closed', everyMode.summary, [{type: 'exit', code: 143}]],
    ['after it was left', {...lobby, screen: {name: 'left'}}, []],
  ];
  for (const [where, state, effects] of cases) it(where, () => assert.deepEqual(tell(state, signal).effects, effects));

  for (const phase of [running(), running('smoke', 'after this step'), stating('smoke'), answering('smoke')]) {
    it(`while ${phase.name}: the step is stopped, and its outcome is written before the last line`, () => {
      const stopping = tell(atSmoke({phase}), signal);
      assert.deepEqual(stopping.effects, [{type: 'stop running'}]);
      assert.deepEqual(tell(stopping.state, ended).effects, [decided({kind: 'leave', reason: told}), {type: 'exit', code: 143}]);
    });
  }

  it('while a step runs whose end nobody knows', () => {
    const stopping = tell(atSmoke({phase: running(), lines: [started(rehearsal, 'smoke')]}), signal).state;
    const unknown = wrote(rehearsal, ...doneBefore(rehearsal, 'smoke'), started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'unknown'));
    assert.deepEqual(tell(stopping, unknown, ended).effects.at(-1), {type: 'exit', code: 6});
  });

  it('and nothing is heard afterwards', () => {
    const after = tell(scene({lines: [closed()]}), signal).state;
    assert.deepEqual(tell(after, signal, ended, statement, wrote(rehearsal)), {state: after, effects: []});
  });
});
