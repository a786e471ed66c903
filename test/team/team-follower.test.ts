import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {followTeam} from '../../source/team/team-follower.ts';
import type {Heard, TeamStore} from '../../source/team/team-store.ts';
import {testClock} from '../worlds/test-clock.ts';

/** How long was waited between three looks at a team that tells nothing, or tells of a line at each look. */
async function pauses(hears: boolean, tells = false): Promise<readonly number[]> {
  const clock = testClock();
  let tell: (what: Heard) => void = () => {};
  const store = {follow: async (heard: typeof tell) => ((tell = heard), hears), close: async () => {}} as unknown as TeamStore;
  let looks = 0;
  const waits: number[] = [];
  const sleep: typeof clock.sleep = async (milliseconds, signal) => {
    if (signal?.aborted !== true) waits.push(milliseconds);
  };
  const {stop, stopped} = followTeam({open: async () => store, clock: {sleep}, chance: () => 0}, async () => {
    looks += 1;
    if (tells) tell({what: 'line', session: 's'});
    if (looks === 3) stop();
    return false;
  }, () => {});
  await stopped;
  return waits;
}

describe('Whoever follows a team', () => {
  it('asks often where what is told does not arrive', async () => assert.deepEqual(await pauses(false), [200, 500, 200, 500]));

  it('asks seldom where it does', async () => assert.deepEqual(await pauses(true), [200, 4800, 200, 4800]));

  it('looks at once when it is told of something, and no faster than five times a second', async () => assert.deepEqual(await pauses(true, true), [200, 200]));
});
