import assert from 'node:assert/strict';
import {test} from 'node:test';
import {systemClock, whenOver} from '../source/clock.ts';
import {stall} from './worlds/stall.ts';

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

test('what came in time is read before a time is over, though the process stood still meanwhile', async t => {
  const {port1, port2} = new MessageChannel();
  t.after(() => port1.close());
  const heard = new Promise(resolve => (port2.onmessage = resolve));
  const first = Promise.race([heard.then(() => 'heard'), new Promise(resolve => whenOver(20, () => resolve('over')))]);
  port1.postMessage('in time');
  stall(60);
  assert.equal(await first, 'heard');
});

test('a sleep ends after what came in time was read, though the process stood still meanwhile', async t => {
  const {port1, port2} = new MessageChannel();
  t.after(() => port1.close());
  const heard = new Promise(resolve => (port2.onmessage = resolve));
  const first = Promise.race([heard.then(() => 'heard'), systemClock.sleep(20).then(() => 'over')]);
  port1.postMessage('in time');
  stall(60);
  assert.equal(await first, 'heard');
});

test('a time is over when nothing has come, at once where it was over before, and not once it is called off', async () => {
  const told: string[] = [];
  const callOff = whenOver(20, () => told.push('called off'));
  callOff();
  await new Promise<void>(resolve => whenOver(0, resolve));
  await new Promise<void>(resolve => whenOver(40, resolve));
  assert.deepEqual(told, []);
});
