import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {atSmoke, confirmed, decisions, finished, letters, plan, press, rehearsal, started, tell} from './scene.ts';

const failed = atSmoke({
  lines: [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'failed')],
  walk: {ran: {smoke: {progress: [{stage: 'handshake', state: 'failed', text: '503'}], facts: {session: {id: 'op-1'}}}}},
});

describe('A step that is begun again', () => {
  it('shows nothing of the time before', () => {
    const {state, effects} = tell(press(failed, 'enter').state, {type: 'planned', step: 'smoke', plan});
    assert.deepEqual(effects, []);
    const begun = press(state, ...letters(confirmed), 'enter');
    assert.deepEqual(decisions(begun.effects).map(({kind}) => kind), ['run']);
    assert.deepEqual(begun.state.walk?.ran.smoke, {progress: []});
  });

  it('is confirmed by its own plan: one of another step that comes late is dropped', () => {
    const planning = press(failed, 'enter').state;
    assert.equal(planning.walk?.phase.name, 'planning');
    assert.deepEqual(tell(planning, {type: 'planned', step: 'packet', plan}), {state: planning, effects: []});
    assert.deepEqual(tell(planning, {type: 'not planned', step: 'packet', trouble: {problem: 'no', next: 'Leave it.'}}), {state: planning, effects: []});
  });
});
