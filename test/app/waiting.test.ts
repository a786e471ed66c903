import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {bindingsOf, labelOf} from '../../source/app/update/keymap.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import type {Phase, State} from '../../source/app/state/state.ts';
import {update} from '../../source/app/update/update.ts';
import {noticeOf} from './notice-of.ts';
import {at, doneBefore, finished, type Line, press, reported, rollback, running, scene, started, tell, wrote} from './scene.ts';

/** In the wait for the gateway, after two looks; the next one comes in 23 seconds. */
function waiting(phase: Phase = running('recovery')): State {
  const looks = [1, 2].map(look => ({look, at: Date.parse(at) - (3 - look) * 30_000, holds: false, found: 'nothing accepts connections there'}));
  const begun = {type: 'step.started', body: {...started(rollback, 'recovery').body, waits: true}} as Line;
  return scene({runbook: rollback, lines: [...doneBefore(rollback, 'recovery'), begun], phase, walk: {ran: {recovery: {progress: [], waiting: {looks, next: Date.parse(at) + 23_000}}}}});
}

const reading = waiting({name: 'reading'});
const textOf = (state: State): string => pageOf(state, {columns: 80, rows: 24, symbols: unicodeSymbols}).lines.map(row => row.map(({text}) => text).join('').trimEnd()).join('\n');
const enter = (state: State): string | undefined => bindingsOf(state).filter(({key}) => key === 'enter').map(binding => labelOf(binding, state))[0];

describe('a wait on screen', () => {
  it('shows its last looks and counts down to the next', () => {
    const page = textOf(waiting());
    assert.match(page, /✗ \d\d:\d\d:\d\d {2}look 1 {2}nothing accepts connections there\n✗ \S+ {2}look 2/);
    assert.match(page, /LOOKS {4}in 23s, at \d\d:\d\d:23 UTC; the bell rings when it holds/);
    const later = update(waiting(), {type: 'timed', time: {now: openWalk(waiting()).time.now + 20_000, open: 51_000}})[0];
    assert.match(textOf(later), /in 3s, at/);
    assert.doesNotMatch(textOf(reading), /LOOKS/, 'nobody looks');
  });

  it('is stopped by escape, and is then a step as any other that goes on with enter', () => {
    const {effects} = press(waiting(), 'escape');
    assert.deepEqual(effects, [{type: 'stop running'}]);
    const {state} = tell(waiting(), {type: 'step ended', step: 'recovery'});
    assert.deepEqual([openWalk(state).phase.name, enter(state)], ['reading', 'go on waiting']);
    assert.equal(press(state, 'w').state.screen.name, 'ways');
    assert.match(noticeOf(press(waiting(), 'w').state), /escape stops waiting first/);
  });

  it('is left by one ctrl-c, since it would not end by itself', () => {
    const {state, effects} = press(waiting(), 'ctrl-c');
    assert.deepEqual(effects, [{type: 'stop running'}]);
    assert.deepEqual(tell(state, {type: 'step ended', step: 'recovery'}).effects.at(-1), {type: 'exit', code: 130});
  });

  it('goes on by itself in a session that is opened again', () => {
    const {runbook, session, journalPath, pointed, head, time} = openWalk(reading);
    const [state, effects] = update({...reading, walk: undefined}, {type: 'opened', walk: {runbook, session, journalPath, pointed, head, time}});
    assert.equal(openWalk(state).phase.name, 'running');
    assert.deepEqual(effects, [{type: 'decide', decision: {kind: 'run', step: 'recovery', allowance: {}}}]);
  });

  it('rings when it holds, and asks nobody about its budget', () => {
    const {pointed} = openWalk(waiting());
    const heard: State = {...waiting(), walk: {...openWalk(waiting()), pointed: {...pointed, people: {...pointed.people, bell: true}}}};
    const over = tell(heard, reported(wrote(rollback, ...doneBefore(rollback, 'recovery'), started(rollback, 'recovery'), finished(rollback, 'recovery')).report), {type: 'step ended', step: 'recovery'});
    assert.ok(over.effects.some(({type}) => type === 'ring'));
    const [late] = update(reading, {type: 'timed', time: {now: 0, open: 5 * 3_600_000}});
    assert.equal(openWalk(late).phase.name, 'reading');
  });
});
