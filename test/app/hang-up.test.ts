import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Message} from '../../source/app/state/state.ts';
import {answering, atSmoke, decided, lobby, running, stating, tell} from './scene.ts';

const hungUp: Message = {type: 'signalled', exit: 129};
const ended: Message = {type: 'step ended', step: 'smoke'};
const leaves = [decided({kind: 'leave', reason: 'the program was told to stop'}), {type: 'exit', code: 129}];

describe('The line is gone', () => {
  it('on the picker and on a page the program leaves at once', () => {
    assert.deepEqual(tell(lobby, hungUp).effects, [{type: 'exit', code: 129}]);
    assert.deepEqual(tell(atSmoke(), hungUp).effects, leaves);
  });

  it('a step that runs may come to its end, is asked nothing more, and then the program leaves', () => {
    const {state, effects} = tell(atSmoke({phase: running()}), hungUp);
    assert.deepEqual(effects, []);
    const asked = tell(state, {type: 'asked', step: 'smoke', question: {kind: 'statement', text: 'is it so'}});
    assert.deepEqual(asked.effects, [{type: 'answer', text: undefined}]);
    assert.deepEqual(tell(asked.state, ended).effects, leaves);
  });

  for (const [what, phase] of [['a statement', stating('smoke')], ['an answer', answering('smoke')]] as const) {
    it(`while ${what} is asked for nobody answers, and the step goes on to its end`, () => {
      const {state, effects} = tell(atSmoke({phase}), hungUp);
      assert.deepEqual(effects, [{type: 'answer', text: undefined}]);
      assert.deepEqual(tell(state, ended).effects, leaves);
    });
  }
});
