import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import {practise} from './practising.ts';
import {letters} from './scene.ts';

describe('The clock of the open step', () => {
  it('ticks where the step has a budget, begins anew with each step, and stands where there is none', async t => {
    t.mock.timers.enable({apis: ['setInterval']});
    let now = 0;
    await practise({clock: {...systemClock, monotonic: () => now}}, async mara => {
      await mara.until(({screen}) => screen.name === 'step');
      const passes = (seconds: number): unknown => {
        now += seconds * 1000;
        t.mock.timers.tick(seconds * 1000);
        return mara.store.state().walk?.time.open;
      };
      const skips = (): unknown => {
        mara.keys('s', ...letters('known'), 'enter', 'enter');
        return [mara.store.state().walk?.viewing, mara.store.state().walk?.time.open];
      };
      assert.equal(passes(5), 0, 'the first step has no budget');
      assert.deepEqual(skips(), ['gateway', 0]);
      assert.equal(passes(3), 3000);
      assert.equal(passes(40), 43_000);
      assert.deepEqual(skips(), ['smoke', 0]);
      assert.equal(passes(2), 2000);
      assert.deepEqual(skips(), ['receipt', 0]);
      assert.equal(passes(9), 0, 'nothing ticks where nothing is counted');
    });
  });
});
