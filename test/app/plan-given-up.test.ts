import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Message} from '../../source/app/state/state.ts';
import {WalkRuntime} from '../../source/app/effects/perform-in-walk.ts';
import {systemClock} from '../../source/clock.ts';
import type {Conductor} from '../../source/walk/conductor.ts';
import type {HeldSession} from '../../source/session/held-session.ts';
import {refused} from '../../source/errors.ts';
import type {Planning} from '../../source/walk/plan.ts';

type Asked = {signal: AbortSignal; answer(planning: Planning): void};

/** A walk whose plans take as long as the test wants, as when a deployment's commands hang. */
function slow(): {runtime: WalkRuntime; asked: Asked[]; told: Message[]} {
  const asked: Asked[] = [];
  const told: Message[] = [];
  const plan = (_: string, signal: AbortSignal): Promise<Planning> => new Promise(answer => void asked.push({signal, answer}));
  const conductor = {session: {current: 'smoke', clock: {since: '2025-11-20T09:00:00Z'}}, plan} as unknown as Conductor;
  const open = {conductor, close: async () => {}} as unknown as HeldSession;
  const runtime = new WalkRuntime(open, {folder: '.', clock: systemClock, roots: [], dispatch: message => void told.push(message), fail: assert.fail});
  return {runtime, asked, told};
}

const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('A plan that is being made', () => {
  const ways: ReadonlyArray<readonly [how: string, giveUp: (runtime: WalkRuntime) => Promise<void> | void]> = [
    ['with escape', runtime => runtime.perform({type: 'stop planning'})],
    ['by asking for it anew', runtime => runtime.perform({type: 'plan', step: 'smoke'})],
    ['by leaving', runtime => runtime.close()],
  ];
  for (const [how, giveUp] of ways) {
    it(`is given up ${how}: whatever it waits for is stopped, and what comes of it is told nobody`, async () => {
      const {runtime, asked, told} = slow();
      runtime.perform({type: 'plan', step: 'smoke'});
      const [first] = asked;
      assert.equal(first?.signal.aborted, false);
      await giveUp(runtime);
      assert.equal(first.signal.aborted, true);
      first.answer(refused('nobody waits for this', 'Leave it.'));
      await settled();
      assert.deepEqual(told, []);
    });
  }
});
