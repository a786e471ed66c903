import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {atSmoke, confirmed, decisions, doneBefore, finished, letters, plan, press, rehearsal, reported, scene, started, tell, type Line} from './scene.ts';

const failed = atSmoke({
  lines: [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'failed')],
  walk: {ran: {smoke: {progress: [{stage: 'handshake', state: 'failed', text: '503'}], facts: {session: {id: 'op-1'}}}}},
});

const wentBack: Line = {type: 'step.left', body: {step: 'smoke', way: 'out of order', turn: 'out of order', next: 'gateway', reason: 'the token was lost'}};

describe('A step that is begun again', () => {
  it('shows nothing of the time before', () => {
    const {state, effects} = tell(press(failed, 'enter').state, {type: 'planned', step: 'smoke', plan});
    assert.deepEqual(effects, []);
    const begun = press(state, ...letters(confirmed), 'enter');
    assert.deepEqual(decisions(begun.effects).map(({kind}) => kind), ['run']);
    assert.deepEqual(begun.state.walk?.ran.smoke, {progress: []});
  });

  it('no longer says why it did not run once another step is begun', () => {
    const refused = reported({kind: 'not run', step: 'smoke', trouble: {problem: 'the live token is another one', next: 'Go back.'}});
    const kept = tell(failed, refused).state;
    const before = kept.walk?.notRun;
    assert.equal(before?.step, 'smoke');
    const back = scene({viewing: 'gateway', lines: [...doneBefore(rehearsal, 'smoke'), wentBack], walk: {notRun: before}});
    assert.equal(press(back, 'enter').state.walk?.notRun, undefined);
  });

  it('is confirmed by its own plan: one of another step that comes late is dropped', () => {
    const planning = press(failed, 'enter').state;
    assert.equal(planning.walk?.phase.name, 'planning');
    assert.deepEqual(tell(planning, {type: 'planned', step: 'packet', plan}), {state: planning, effects: []});
    assert.deepEqual(tell(planning, {type: 'not planned', step: 'packet', trouble: {problem: 'no', next: 'Leave it.'}}), {state: planning, effects: []});
  });
});
