import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {budgetText, stepTitle} from '../../source/app/screens/step/step-title.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {pageOf} from '../../source/app/screens/page-of.ts';
import type {Effect, Message, State} from '../../source/app/state/state.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {alone} from '../../source/environment/undescribed.ts';
import {noticeOf} from './notice-of.ts';
import {atSmoke, confirming, decided, done, everyMode, finished, letters, type Line, practice, press, rehearsal, running, scene, started, stating, tell, wrote} from './scene.ts';

/** The smoke checks may take two minutes. */
const minutes = (count: number): Message => ({type: 'timed', time: {now: 0, open: count * 60_000}});
const exceeded = (milliseconds: number, choice: 'keep going' | 'hand over' | 'escalate'): Effect =>
  decided({kind: 'over budget', step: 'smoke', milliseconds, budget: 120_000, choice});
const text = (state: State): string => {
  const {lines, prompt = []} = pageOf(state, {columns: 120, rows: 40, symbols: unicodeSymbols});
  return [...lines, ...prompt].map(line => line.map(({text: part}) => part).join('')).join('\n');
};
const title = (state: State): string => stepTitle(openWalk(state), true);
const page = {runbook: rehearsal};

describe('The clock of a step', () => {
  const times: ReadonlyArray<readonly [open: number, shown: string]> = [[0, '0s of its 2m'], [59_999, '59s of its 2m'], [65_000, '1m 5s of its 2m'], [120_000, '2m 0s of its 2m'], [125_000, '2m 5s of its 2m, over budget'], [3_725_000, '1h 2m of its 2m, over budget']];
  for (const [open, shown] of times) {
    it(`after ${open} ms reads ${shown}`, () => assert.equal(title(atSmoke({walk: {time: {now: 0, open}}})), `3 Run the smoke checks, ${shown}`));
  }

  it('stands only on the page of the open step, and only where there is a budget', () => {
    assert.equal(title(atSmoke({viewing: 'gateway'})), '2 Confirm the gateway');
    assert.equal(title(scene()), '1 Confirm the toggles');
  });

  it('ticks where it may, and goes on with each event where it may not', () => {
    const still: State = {...atSmoke(), motion: false};
    assert.equal(tell(atSmoke(), minutes(1)).state.walk?.time.open, 60_000);
    assert.deepEqual(tell(still, minutes(1)).state, still);
    const line = wrote(rehearsal, ...done(rehearsal, 'toggles'));
    const noted = {...line, standing: {...line.standing, time: {now: 5, open: 61_000}}};
    assert.deepEqual(tell(still, noted).state.walk?.time, {now: 5, open: 61_000});
  });

  for (const [budget, shown] of [[60_000, '1m'], [90_000, '1m 30s'], [5_400_000, '1h 30m'], [14_400_000, '4h'], [30_000, '30s']] as const) {
    it(`names a budget of ${budget} ms ${shown}`, () => assert.equal(budgetText(budget), shown));
  }
});

describe('Over budget', () => {
  it('the operator is asked how it goes on, whether the clock ticks or not', () => {
    for (const motion of [true, false]) {
      const {state, effects} = tell({...atSmoke(), motion}, minutes(1.9), minutes(2.01));
      assert.equal(state.walk?.phase.name, 'over budget');
      assert.deepEqual(effects.map(({type}) => type), ['tell others']);
      assert.match(text(state), /Run the smoke checks has taken 2m 0s of 2m\. How does it go on\?/);
    }
  });

  const busy: ReadonlyArray<readonly [told: string, state: State]> = [
    ['runs', atSmoke({phase: running()})],
    ['asks', atSmoke({phase: stating('smoke')})],
    ['is confirmed', atSmoke({phase: confirming('pra')})],
    ['is noted on', atSmoke({phase: {name: 'noting', field: {characters: ['a'], cursor: 1}}})],
    ['is under the help', press(atSmoke(), '?').state],
    ['is not recorded any more', atSmoke({walk: {unrecorded: 'ENOSPC'}})],
  ];
  for (const [told, state] of busy) {
    it(`nobody is disturbed while a step ${told}, and others hear of it once`, () => {
      const {state: after, effects} = tell(state, minutes(2.5), minutes(2.6));
      assert.deepEqual({...after, walk: {...after.walk, time: state.walk?.time, exceeded: state.walk?.exceeded}}, state);
      assert.deepEqual(effects.map(({type}) => type), state.walk?.unrecorded === undefined ? ['tell others'] : []);
    });
  }

  it('what was put off is asked once it is done, and told nobody again', () => {
    const noting = tell(press(atSmoke(), 'n', ...letters('slow')).state, minutes(2.5)).state;
    const {state, effects} = tell(press(noting, 'enter').state, minutes(2.6));
    assert.equal(state.walk?.phase.name, 'over budget');
    assert.deepEqual(effects, []);
  });

  const choices: ReadonlyArray<readonly [key: string, choice: 'keep going' | 'hand over' | 'escalate', phase: string, notice: RegExp]> = [
    ['k', 'keep going', 'reading', /kept going; the journal says so/],
    ['h', 'hand over', 'handing over', /^$/],
    ['e', 'escalate', 'reading', /call Ines Mohr, 555 0117; the journal says so/],
  ];
  for (const [key, choice, phase, notice] of choices) {
    it(`${key} is to ${choice}, and is written`, () => {
      const pointed = {...practice, people: {...alone, escalate: 'Ines Mohr, 555 0117'}};
      const {state, effects} = press(tell(atSmoke({walk: {pointed}}), minutes(2.01)).state, key);
      assert.deepEqual(effects, [exceeded(120_600, choice)]);
      assert.equal(state.walk?.phase.name, phase);
      assert.match(noticeOf(state), notice);
    });
  }

  it('to hand over leads into the note and the name', () => {
    const {state, effects} = press(tell(atSmoke(), minutes(2.01)).state, 'h', ...letters('slow'), 'enter', ...letters('ines'), 'enter');
    assert.deepEqual(effects.slice(1), [decided({kind: 'hand over', to: 'ines', note: 'slow'})]);
    assert.equal(state.operator, 'ines');
  });

  it('whom to call stays on the page', () => {
    const line: Line = {type: 'budget.exceeded', body: {step: 'toggles', milliseconds: 1, budget: 1, choice: 'escalate', note: null}};
    assert.match(text(tell(scene(), wrote(rehearsal, line)).state), /CALL {5}whoever is on call/);
  });

  it('no other key answers, not even two in one read', () => {
    const over = tell(atSmoke(), minutes(2.01)).state;
    for (const key of ['enter', 'escape', 'q', 's', 'n', 'w', 'y']) assert.deepEqual(press(over, key).effects, []);
    const {state, effects} = press(over, {kind: 'burst', text: 'kk'}, {kind: 'paste', text: 'e'});
    assert.deepEqual(effects, []);
    assert.equal(state.walk?.phase.name, 'over budget');
  });

  it('is asked once for each budget', () => {
    const kept = press(tell(atSmoke(), minutes(2.01)).state, 'k').state;
    assert.equal(tell(kept, minutes(3.9)).state.walk?.phase.name, 'reading');
    const again = tell(kept, minutes(4.01)).state;
    assert.equal(again.walk?.phase.name, 'over budget');
    assert.equal(tell(press(again, 'k').state, minutes(5.9)).state.walk?.phase.name, 'reading');
    // Somebody who was away is asked once, not as often as there were budgets.
    const late = press(tell(atSmoke(), minutes(9)).state, 'k').state;
    assert.equal(tell(late, minutes(9.5)).state.walk?.phase.name, 'reading');
  });

  const before: ReadonlyArray<[what: string, lines: Line[], asks: boolean, tells: boolean]> = [
    ['what was answered for is not asked again', [{type: 'budget.exceeded', body: {step: 'toggles', milliseconds: 60_500, budget: 60_000, choice: 'keep going', note: null}}], false, false],
    ['what was not is asked, and told', [], true, true],
  ];
  for (const [what, lines, asks, tells] of before) {
    it(`of a walk that is gone on with ${what}`, () => {
      const [first = assert.fail(), ...rest] = rehearsal.steps;
      const walk = openWalk(scene({runbook: {...rehearsal, steps: [{...first, budget: 60_000}, ...rest]}, lines}));
      const {state, effects} = tell({...scene(), walk: undefined}, {type: 'opened', walk: {...walk, time: {now: 0, open: 90_000}}}, minutes(1.6));
      assert.deepEqual([state.walk?.phase.name === 'over budget', effects.some(({type}) => type === 'tell others')], [asks, tells]);
    });
  }

  it('of a walk that was left at the question is asked again, and others are not told twice', () => {
    const state = atSmoke({walk: {exceeded: {step: 'smoke', budgets: 0, told: 1}}});
    assert.deepEqual(tell(state, minutes(2.5)).effects, []);
    assert.equal(tell(state, minutes(2.5)).state.walk?.phase.name, 'over budget');
    assert.deepEqual(tell(state, minutes(4.5)).effects.map(({type}) => type), ['tell others'], 'the next budget is told');
  });

  it('of one step is not over budget of the next', () => {
    const kept = press(tell(atSmoke(), minutes(2.01)).state, 'k').state;
    const lines = [...done(rehearsal, 'toggles'), ...done(rehearsal, 'gateway'), ...done(rehearsal, 'smoke'), ...done(rehearsal, 'receipt'), ...done(rehearsal, 'ledger')];
    const {state} = tell(kept, wrote(page.runbook, ...lines), {type: 'timed', time: {now: 0, open: 61_000}});
    assert.equal(state.walk?.phase.name, 'over budget');
    assert.match(text(state), /Write the rehearsal packet has taken/);
  });
});

describe('The bell', () => {
  const rings: Effect[] = [{type: 'ring', title: 'Stage B rehearsal'}];
  const loud = {...practice, people: {...alone, bell: true}};
  const failedSmoke: Line[] = [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'failed', {next: 'smoke', turn: 'retry'})];
  const ended: Message = {type: 'step ended', step: 'smoke'};
  const waits: ReadonlyArray<readonly [told: string, lines: Line[], message: Message, rung: boolean]> = [
    ['asks', [], {type: 'asked', step: 'smoke', question: {kind: 'statement', text: 'is it so'}}, true],
    ['failed', failedSmoke, ended, true],
    ['may have happened', [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'unknown', {next: 'smoke'})], ended, true],
    ['went well', done(rehearsal, 'smoke'), ended, false],
  ];
  for (const [told, lines, message, rung] of waits) {
    it(`${rung ? 'rings once' : 'is silent'} when a step ${told}`, () => {
      const state = atSmoke({phase: running(), lines, walk: {pointed: loud}});
      assert.deepEqual(tell(state, message).effects, rung ? rings : []);
      assert.deepEqual(tell(atSmoke({phase: running(), lines}), message).effects, [], 'off');
    });
  }

  it('rings once when a step is over budget', () => {
    assert.deepEqual(tell(atSmoke({walk: {pointed: loud}}), minutes(2.01), minutes(2.02), minutes(2.03)).effects, [...rings, {type: 'tell others', occasion: {kind: 'over budget', step: 'smoke', milliseconds: 120_600, budget: 120_000}}]);
    assert.deepEqual(tell(atSmoke(), minutes(2.01)).effects, [{type: 'tell others', occasion: {kind: 'over budget', step: 'smoke', milliseconds: 120_600, budget: 120_000}}]);
  });

  it('rings for nobody who is leaving', () => {
    const leaving = press(atSmoke({phase: running(), lines: failedSmoke, walk: {pointed: loud}}), 'ctrl-c').state;
    assert.ok(!tell(leaving, ended).effects.some(({type}) => type === 'ring'));
    assert.deepEqual(everyMode.running.walk?.pointed.people.bell, false);
  });
});
