import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Progress} from '../../source/actions/action.ts';
import {awaitRoute} from '../../source/actions/toggle/await-route.ts';
import {testClock} from '../worlds/test-clock.ts';
import {atConsole} from './at-console.ts';
import {within} from './circumstances.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';

/** What is told while a service that was told to restart is back after so many milliseconds. */
async function told(t: AfterTest, back: number, limit: number | undefined): Promise<Progress[]> {
  const {ports} = await atConsole(t);
  const clock = testClock();
  const route = async () => ({route: clock.monotonic() >= back ? 'mcp' : 'legacy', asked: 'GET /health', detail: ''}) as const;
  const progress: Progress[] = [];
  for await (const each of awaitRoute('1', {limit}, {...within(ports, {route}), clock}, new AbortController().signal)) progress.push(each);
  return progress;
}

describe('a service that is told to restart by a command that does not wait for it', () => {
  const cases: ReadonlyArray<[what: string, back: number, limit: number | undefined, last: string]> = [
    ['has ten seconds where nobody says otherwise', 9_000, undefined, 'ok mcp'],
    ['has no more', 11_000, undefined, 'failed legacy, 10s after it was told to restart'],
    ['has as long as the commands of its deployment', 59_000, 60_000, 'ok mcp'],
    ['and no longer', 61_000, 60_000, 'failed legacy, 1m 0s after it was told to restart'],
    ['is not given up sooner for a short limit', 9_000, 1000, 'ok mcp'],
  ];
  for (const [what, back, limit, last] of cases) {
    it(what, async t => {
      const {state, text} = (await told(t, back, limit)).at(-1) ?? assert.fail('nothing was told');
      assert.equal(`${state} ${text}`, last);
    });
  }

  it('is waited for in sight: how long so far, and how long at most, each second', async t => {
    const texts = (await told(t, 2500, 60_000)).map(({text}) => text);
    assert.deepEqual(texts, ['0s', '1s', '2s'].map(so => `legacy; waiting for the service to serve mcp, ${so} of 1m 0s`).concat('mcp'));
  });

  it('is not spoken of where it follows at once', async t => assert.deepEqual(await told(t, 0, 60_000), []));
});
