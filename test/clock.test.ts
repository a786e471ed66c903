import assert from 'node:assert/strict';
import {test} from 'node:test';
import {systemClock} from '../source/clock.ts';

test('the system clock reads the wall and a monotonic counter', () => {
  assert.ok(Math.abs(systemClock.now() - Date.now()) < 1000);
  assert.ok(systemClock.monotonic() <= systemClock.monotonic());
});

test('a sleep takes its time', async () => {
  const started = systemClock.monotonic();
  await systemClock.sleep(20);
  assert.ok(systemClock.monotonic() - started >= 19);
});

test('an aborted sleep ends at once, before it begins or in the middle', async () => {
  await assert.rejects(systemClock.sleep(60_000, AbortSignal.abort()), {name: 'AbortError'});
  const interrupt = new AbortController();
  const sleeping = systemClock.sleep(60_000, interrupt.signal);
  interrupt.abort();
  await assert.rejects(sleeping, {name: 'AbortError'});
});
