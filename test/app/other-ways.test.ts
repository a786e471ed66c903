import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {findBinding, labelOf} from '../../source/app/update/keymap.ts';
import {shownWays} from '../../source/app/state/list-rows.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {stepPage} from '../../source/app/screens/step/step-page.ts';
import type {Effect, State} from '../../source/app/state/state.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {alone} from '../../source/environment/undescribed.ts';
import type {Branch} from '../../source/runbook/schema.ts';
import type {Decision} from '../../source/walk/conductor.ts';
import {labelsOf} from './drawn.ts';
import {noticeOf} from './notice-of.ts';
import {atSmoke, closed, decided, decisions, done, doneBefore, finished, keyOf, letters, type Line, noted, practice, press, rehearsal, rollback, scene, started, stepOf, tell, wrote} from './scene.ts';
import {smallRollback, togglePlan} from './small-rollback.ts';

const before = (step: string, lines: Line[] = [], viewing?: string): State =>
  scene({runbook: smallRollback, lines: [...doneBefore(smallRollback, step), ...lines], ...(viewing !== undefined && {viewing})});

const labels = (state: State): string[] => labelsOf(press(state, 'w').state);

/** Chooses the way with this label, says why, and enter. */
function take(state: State, label: string, reason: string): {state: State; effects: Effect[]} {
  const at = labels(state).indexOf(label);
  assert.notEqual(at, -1, `${label} is not among ${labels(state).join('; ')}`);
  return press(state, 'w', ...Array<string>(at + 1).fill('down'), 'enter', ...letters(reason), 'enter');
}

const page = (state: State): string => stepPage(openWalk(state), {columns: 120, rows: 40, symbols: unicodeSymbols}).lines.map(line => line.map(({text}) => text).join('')).join('\n');
const enterLabel = (state: State): string => {
  const binding = findBinding(state, keyOf('enter'));
  return binding ? labelOf(binding, state) : '';
};
const branchOf = (step: string, when: string): Branch | undefined => stepOf(smallRollback, step).branches.find(branch => branch.when === when);
const failedLook: Line[] = [started(smallRollback, 'look'), finished(smallRollback, 'look', 'failed', {next: 'look', turn: 'retry'})];

describe('The menu of other ways', () => {
  it('lists what the page names first, then what is left to the operator', () => {
    assert.deepEqual(labels(before('freeze')), [
      'the gateway is well: stop here',
      'the service does not follow: call somebody',
      'it was done by other means',
      'skip the step',
      'throw this session away: nothing was changed in it',
    ]);
  });

  it('offers of what the page names what can be so, there and below what went wrong', () => {
    const failed = scene({runbook: smallRollback, lines: [started(smallRollback, 'freeze'), finished(smallRollback, 'freeze', 'failed', {next: 'freeze', turn: 'retry'})]});
    assert.deepEqual(labels(failed).slice(0, 2), ['it is well after all: go to step 3: Restore MCP traffic', 'the service does not follow: call somebody']);
    assert.deepEqual([/IF +the gateway is well/.test(page(failed)), /IF +it is well after all: go to/.test(page(failed))], [false, true]);
  });

  it('throws away what was opened by mistake, with a reason; not once something was changed', () => {
    const away = press(before('freeze'), 'w', 'down', 'down', 'down', 'down', 'down', 'enter', ...letters('wrong page'), 'enter');
    assert.deepEqual(decisions(away.effects), [{kind: 'end', reason: 'wrong page', away: true}]);
    assert.equal(away.state.screen.name, 'summary');
    assert.ok(!labels(before('restore')).some(label => label.startsWith('throw this session away')));
    assert.equal(labels(before('restore')).at(-1), 'end the session here, for good');
  });

  const others: ReadonlyArray<readonly [told: string, state: State, wanted: string[]]> = [
    ['a step that failed may be accepted, or the session ended', before('look', failedLook), ['accept it as done, in spite of what failed', 'it was checked by other means', 'skip the step', 'end the session here, for good']],
    ['a step that is still to come may be done now', before('freeze', [], 'look'), ['do this step now, out of order']],
    ['a step that is over may be gone back to', before('restore', [], 'freeze'), ['go back to this step and walk on from here']],
  ];
  for (const [told, state, wanted] of others) it(told, () => assert.deepEqual(labels(state), wanted));

  it('is left with escape, and changes nothing by being looked at', () => {
    const {state, effects} = press(before('freeze'), 'w', 'down', 'up', 'down', 'escape');
    assert.deepEqual(state, before('freeze'));
    assert.deepEqual(effects, []);
  });

  it('takes no two keys in one read, and stays inside its list', () => {
    const menu = press(before('freeze'), 'w').state;
    assert.deepEqual(press(menu, {kind: 'burst', text: '\u001B[B\r'}).state.screen, menu.screen);
    assert.deepEqual(press(menu, ...Array<string>(9).fill('down')).state.screen, {...menu.screen, selected: 4});
  });

  it('explains in full what the selected way is and what it means for the record', () => {
    const text = (state: State): string => pageOf(state, {columns: 120, rows: 40, symbols: unicodeSymbols}).lines.map(line => line.map(({text}) => text).join('')).join('\n');
    const menu = press(before('freeze'), 'w').state;
    assert.match(text(menu), /^Choose one with up or down to read what it means\./);
    assert.match(text(press(menu, 'down').state), /^the gateway is well: stop here\n\nThe page names this way/);
    assert.match(text(press(menu, 'down', 'down', 'down').state), /^it was done by other means\n\nThe tool does not act\..*a deviation/);
    assert.match(text(press(menu, 'down', 'down', 'down', 'down').state), /^skip the step\n\n.*a deviation/);
  });

  it('says first, of the way out for good, that operators are left on the legacy handlers and what leads back', () => {
    const text = (state: State): string => pageOf(state, {columns: 120, rows: 40, symbols: unicodeSymbols}).lines.map(line => line.map(({text}) => text).join('')).join('\n');
    const off = {...practice, toggles: [{name: 'ABZU_USE_MCP', found: '0', source: 'operator.env', good: true}]};
    const frozen = (pointed: typeof off): State => scene({runbook: rollback, lines: done(rollback, 'freeze'), walk: {pointed}});
    const chosen = (state: State): string => text(press(state, 'w', 'end').state);
    assert.match(chosen(frozen({...off, class: 'live'})), /^end the session here, for good\nOPERATORS ARE ON THE LEGACY HANDLERS and stay there: the first row of the first screen leads back to MCP\.\nThe session is closed/);
    assert.match(chosen(frozen(off)), /\nOPERATORS ARE ON THE LEGACY HANDLERS in practice, which ends with this walk\. Elsewhere they stay there, and/);
    assert.match(chosen(before('look', failedLook)), /^end the session here, for good\n\nThe session/);
  });

  it('has no way chosen, so that enter alone takes none', () => {
    const {state} = press(before('look', failedLook), 'w', 'enter', 'enter');
    assert.deepEqual([state.screen.name, state.notice], ['ways', 'enter: choose one first, with up or down']);
    assert.deepEqual(press(state, 'up').state.screen, {...state.screen, selected: shownWays(state).length - 1});
    assert.deepEqual(press(state, 'down').state.screen, {...state.screen, selected: 0});
    assert.deepEqual(press(press(state, '/').state, 'escape', 'enter').state.notice, state.notice, 'nor does a filter that is taken back');
  });

  it('asks why, and takes no silence for a reason', () => {
    const asked = press(before('freeze'), 'w', 'down', 'enter', 'enter', ' ', 'enter');
    assert.deepEqual(asked.effects, []);
    assert.equal(asked.state.walk?.phase.name, 'departing');
    assert.match(noticeOf(asked.state), /say why/);
    assert.equal(press(asked.state, 'escape').state.walk?.phase.name, 'reading');
  });
});

describe('A way that the page names', () => {
  it('to another step is written, and that step is shown', () => {
    const failing = take(before('restore'), 'the gateway is failing again: go to step 1: Freeze MCP traffic', 'it answers 503');
    assert.deepEqual(decisions(failing.effects), [{kind: 'take way', step: 'restore', branch: branchOf('restore', 'the gateway is failing again'), reason: 'it answers 503'}]);
    const left: Line = {type: 'step.left', body: {step: 'restore', way: 'the gateway is failing again', turn: 'step', next: 'freeze', reason: 'it answers 503'}};
    const {state} = tell(failing.state, wrote(smallRollback, ...doneBefore(smallRollback, 'restore'), left));
    assert.equal(state.walk?.viewing, 'freeze');
    assert.equal(state.walk.session.current, 'freeze');
    assert.equal(enterLabel(state), 'read the plan');
  });

  it('to somebody stays on the step and says whom to call', () => {
    const called = take(before('freeze'), 'the service does not follow: call somebody', 'the route is still mcp');
    assert.deepEqual(decisions(called.effects).map(({kind}) => kind), ['take way']);
    const left: Line = {type: 'step.left', body: {step: 'freeze', way: 'the service does not follow', turn: 'escalate', next: 'freeze', reason: 'the route is still mcp'}};
    const line = wrote(smallRollback, left);
    const {state} = tell(called.state, {...line, standing: {...line.standing, pointed: {...practice, people: {...alone, escalate: 'Ines Mohr, 555 0117'}}}});
    assert.equal(state.walk?.viewing, 'freeze');
    assert.match(page(state), /CALL {5}Ines Mohr, 555 0117; recorded as due: n notes that you called/);
  });

  it('to somebody tells a call that was noted from one that is due', () => {
    const failed = [started(smallRollback, 'freeze'), finished(smallRollback, 'freeze', 'failed', {turn: 'escalate', next: 'freeze'})];
    const told = (...after: Line[]): string => page(scene({runbook: smallRollback, lines: [...failed, ...after]}));
    const due = /CALL {5}.*; recorded as due: n notes that you called/;
    assert.match(told(), due);
    assert.match(told({type: 'session.handed-over', body: {from: 'mara', to: 'ines', note: 'the service is deaf'}}), due);
    assert.match(told(noted('freeze', 'Ines is on her way')), /CALL {5}.*; a note of it is recorded/);
  });

  it('to a stop closes the session and shows how it ended', () => {
    const stopped = take(before('freeze'), 'the gateway is well: stop here', 'a false alarm');
    assert.deepEqual(decisions(stopped.effects), [{kind: 'take way', step: 'freeze', branch: branchOf('freeze', 'the gateway is well'), reason: 'a false alarm'}]);
    assert.equal(stopped.state.screen.name, 'summary');
    const {state} = tell(stopped.state, wrote(smallRollback, closed('stopped')));
    assert.deepEqual(press(state, 'q').effects, [{type: 'exit', code: 1}]);
  });
});

describe('A way that the operator takes', () => {
  const cases: ReadonlyArray<readonly [told: string, state: State, label: string, decision: Decision]> = [
    ['skips', before('freeze'), 'skip the step', {kind: 'skip', step: 'freeze', reason: 'why not'}],
    ['accepts what failed', before('look', failedLook), 'accept it as done, in spite of what failed', {kind: 'settle', step: 'look', settlement: 'accepted', note: 'why not', probe: undefined}],
    ['does a later step now', before('freeze', [], 'look'), 'do this step now, out of order', {kind: 'go to', step: 'look', reason: 'why not'}],
    ['checked it otherwise', before('look'), 'it was checked by other means', {kind: 'run', step: 'look', allowance: {otherwise: 'why not'}}],
    ['ends the session', before('look', failedLook), 'end the session here, for good', {kind: 'end', reason: 'why not'}],
  ];
  for (const [told, state, label, decision] of cases) it(told, () => assert.deepEqual(take(state, label, 'why not').effects, [decided(decision)]));

  it('did a change otherwise: the plan is shown and confirmed all the same', () => {
    const planning = take(before('freeze'), 'it was done by other means', 'by hand on the host');
    assert.deepEqual(planning.effects, [{type: 'plan', step: 'freeze'}]);
    const plan = togglePlan('freeze');
    const {state} = tell(planning.state, {type: 'planned', step: 'freeze', plan});
    assert.match(page(state), /INSTEAD {2}the tool does not act: by hand on the host/);
    assert.deepEqual(press(state, ...letters('practice 4507'), 'enter').effects, [
      decided({kind: 'run', step: 'freeze', allowance: {otherwise: 'by hand on the host', plan, confirmed: 'practice 4507'}}),
    ]);
  });

  it('sees the step that is open afterwards', () => {
    const gone = take(before('freeze', [], 'look'), 'do this step now, out of order', 'asked for').state;
    const left: Line = {type: 'step.left', body: {step: 'freeze', way: 'out of order', turn: 'out of order', next: 'look', reason: 'asked for'}};
    const {state} = tell(gone, wrote(smallRollback, left));
    assert.equal(state.walk?.viewing, 'look');
    assert.equal(state.walk.session.current, 'look');
  });

  it('looks at later steps with f and comes back with enter', () => {
    const {state, effects} = press(before('freeze'), 'f', 'f', 'f');
    assert.equal(state.walk?.viewing, 'look');
    assert.deepEqual(effects, []);
    assert.equal(enterLabel(state), 'to step 1: Freeze MCP traffic');
    assert.equal(press(state, 'enter').state.walk?.viewing, 'freeze');
  });
});

describe('A step that failed', () => {
  const failed = (attempts: number): State => {
    const lines = Array.from({length: attempts}, (_, index) => [started(rehearsal, 'smoke', index + 1), finished(rehearsal, 'smoke', 'failed', {turn: index < 2 ? 'retry' : 'stop', next: 'smoke'})]);
    return atSmoke({lines: lines.flat()});
  };

  it('runs again without a word as often as the page says', () => {
    assert.deepEqual(press(failed(1), 'enter').effects, [{type: 'plan', step: 'smoke'}]);
    assert.deepEqual(press(failed(2), 'enter').effects, [{type: 'plan', step: 'smoke'}]);
    assert.match(page(failed(1)), /THEN {5}run it again, 2 left/);
  });

  it('runs again more often only for a reason', () => {
    const asked = press(failed(3), 'enter', 'enter');
    assert.equal(asked.state.walk?.phase.name, 'retrying');
    assert.deepEqual(asked.effects, []);
    assert.match(noticeOf(asked.state), /say what is different now/);
    const again = press(asked.state, ...letters('the gateway is up'), 'enter');
    assert.deepEqual(again.effects, [{type: 'plan', step: 'smoke'}]);
    assert.deepEqual(again.state.walk?.phase, {name: 'planning', allowance: {reason: 'the gateway is up'}});
  });

  it('that reads runs again at once, with the reason where the page says nothing', () => {
    const state = scene({lines: [started(rehearsal, 'toggles'), finished(rehearsal, 'toggles', 'failed', {next: 'toggles', turn: null})]});
    assert.deepEqual(press(state, 'enter', ...letters('set it'), 'enter').effects, [decided({kind: 'run', step: 'toggles', allowance: {reason: 'set it'}})]);
  });

  const left = {...finished(smallRollback, 'restore', 'failed', {next: 'freeze', turn: 'step'})};
  const lines = [...doneBefore(smallRollback, 'restore'), started(smallRollback, 'restore'), left];

  it('and sends the walk elsewhere keeps its result on screen, says where and how often, and leads there', () => {
    const running = scene({runbook: smallRollback, lines: lines.slice(0, -1), phase: {name: 'running', step: 'restore', elapsed: 0, stopping: 'no'}});
    const {state} = tell(running, wrote(smallRollback, ...lines), {type: 'step ended', step: 'restore'});
    assert.equal(state.walk?.viewing, 'restore');
    assert.equal(state.walk.session.current, 'freeze');
    assert.match(page(state), /PROOF ✗ deployment\.read ABZU_USE_MCP = 1/);
    assert.match(page(state), /IF {7}failed: go to step 1: Freeze MCP traffic, 2 times at most, then call somebody/);
    assert.match(page(state), /THEN {5}to step 1: Freeze MCP traffic, time 1 of 2/);
    assert.equal(enterLabel(state), 'to step 1: Freeze MCP traffic');
    assert.equal(press(state, 'enter').state.walk?.viewing, 'freeze');
  });

  it('is a fresh page when the walk comes to it again', () => {
    const first = tell(scene({runbook: smallRollback, lines: lines.slice(0, -1), phase: {name: 'running', step: 'restore', elapsed: 0, stopping: 'no'}}), wrote(smallRollback, ...lines), {type: 'step ended', step: 'restore'}).state;
    const again = [...lines, ...done(smallRollback, 'freeze'), ...done(smallRollback, 'agree')];
    const {state} = tell(first, wrote(smallRollback, ...again));
    assert.equal(state.walk?.session.current, 'restore');
    assert.doesNotMatch(page(state), /✗|THEN|IF {7}/);
  });

  it('and asks to escalate says whom to call', () => {
    const state = before('freeze', [started(smallRollback, 'freeze'), finished(smallRollback, 'freeze', 'failed', {next: 'freeze', turn: 'escalate'})]);
    assert.match(page(state), /CALL {5}whoever is on call: nobody is named \(no file describes practice\)/);
  });
});
