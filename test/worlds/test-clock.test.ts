import assert from 'node:assert/strict';
import {test} from 'node:test';
import {testClock} from './test-clock.ts';

test('a sleep ends at once, is written down and moves both readings', async () => {
  const clock = testClock('2025-11-20T09:00:00Z');
  await clock.sleep(500);
  await clock.sleep(1000);
  assert.deepEqual(clock.sleeps, [500, 1000]);
  assert.equal(clock.now(), Date.UTC(2025, 10, 20, 9, 0, 1, 500));
  assert.equal(clock.monotonic(), 1500);
});

test('a jump of the wall clock leaves durations alone', () => {
  const clock = testClock(0);
  clock.advance(10);
  clock.set(-5000);
  assert.deepEqual([clock.now(), clock.monotonic()], [-5000, 10]);
});

test('an aborted sleep rejects with the reason', async () => {
  const clock = testClock();
  await assert.rejects(clock.sleep(5, AbortSignal.abort(new Error('enough'))), /enough/);
  assert.deepEqual(clock.sleeps, []);
});
