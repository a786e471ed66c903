import assert from 'node:assert/strict';
import {it} from 'node:test';
import {systemClock, type Clock} from '../../source/clock.ts';
import {practise, type Practising} from './practising.ts';

/** Of the sleeps that were asked for, those of a listener end when they are told to. */
function listening(): {clock: Clock; still(): void; asked(): number} {
  const waiting: Array<() => void> = [];
  let asked = 0;
  const sleep: Clock['sleep'] = (milliseconds, signal) => {
    if (milliseconds !== 300) return systemClock.sleep(milliseconds, signal);
    asked += 1;
    return new Promise((resolve, reject) => {
      waiting.push(resolve);
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  };
  return {clock: {...systemClock, sleep}, still: () => waiting.splice(0).forEach(resolve => resolve()), asked: () => asked};
}

const statements = (mara: Practising): string[] =>
  mara.journal().flatMap(({type, body}) => (type === 'step.finished' ? body.proofs.map(({state}) => state).filter(state => /stated/.test(state)) : []));

it('a statement is written when the clock says that no key has followed, and not for a letter of a word', async () => {
  const {clock, still, asked} = listening();
  await practise({clock}, async mara => {
    await mara.until(({screen}) => screen.name === 'step');
    mara.keys('enter');
    await mara.settle();
    mara.keys('enter', 'enter');
    await mara.untilPhase('asking');
    mara.keys('y');
    assert.equal(asked(), 1);
    mara.keys('e', 's');
    still();
    await mara.until(({walk}) => walk?.phase.name === 'asking' && walk.phase.heard === undefined);
    assert.deepEqual(statements(mara), [], 'the word was typed for something else');
    mara.keys('y');
    assert.deepEqual(statements(mara), [], 'a letter may follow yet');
    still();
    await mara.untilPhase('reading');
    assert.deepEqual(statements(mara), ['stated']);
  });
});
