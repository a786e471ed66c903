import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {describe, it, type TestContext} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import {OperatorError} from '../../source/errors.ts';
import {faults, type FaultName} from '../../source/practice/faults.ts';
import {startPracticeGateway, type PracticeGateway} from '../../source/practice/practice-gateway.ts';
import {ask, goodHeartbeat, shakeHands} from '../worlds/asking.ts';
import {reservePort} from '../worlds/reserved-port.ts';

/** What waits, waits until it is ended: time is not what these tests are about. */
const pace = {slow: 3_600_000, drip: 3_600_000};

/** Waits no time, but for nothing that was ended. */
const hasty = {...systemClock, sleep: async (_: number, signal?: AbortSignal) => signal?.throwIfAborted()};

async function start(t: TestContext, fault?: FaultName, clock = systemClock, port = 0): Promise<PracticeGateway> {
  const practice = await startPracticeGateway({clock, fault, pace, port});
  t.after(() => practice.close());
  return practice;
}

/** What handshake and heartbeat come to. `no end`: the answer only ends with its connection. */
const struck: Record<FaultName, {handshake: number | string; heartbeat?: number | string}> = {
  refused: {handshake: 'ECONNREFUSED', heartbeat: 'ECONNREFUSED'},
  '5xx-once': {handshake: 503},
  '5xx-always': {handshake: 503},
  unauthenticated: {handshake: 'not authenticated'},
  'context-not-acknowledged': {handshake: 'context rejected'},
  'session-missing': {handshake: 'no session'},
  'stale-rotation': {handshake: 'rotation of 72 hours ago'},
  'malformed-json': {handshake: 'no JSON'},
  slow: {handshake: 'no end'},
  dripping: {handshake: 'no end'},
  endless: {handshake: 'too long'},
  'dropped-after-sending': {handshake: 'ECONNRESET'},
  'heartbeat-refused': {handshake: 'authenticated', heartbeat: 503},
  'heartbeat-dropped': {handshake: 'authenticated', heartbeat: 'ECONNRESET'},
};

async function beat({url}: PracticeGateway): Promise<number | string> {
  const answer = await ask(`${url}/heartbeat`, {method: 'POST', body: goodHeartbeat});
  return typeof answer === 'string' ? answer : answer.status;
}

/** Resolves when the gateway has seen one more request. */
async function untilSeen({seen}: PracticeGateway, count: number): Promise<void> {
  while (seen.length < count) await new Promise(resolve => setImmediate(resolve));
}

describe('a fault that strikes a gateway at work', () => {
  for (const {name} of faults) {
    const {handshake, heartbeat: beats = 202} = struck[name];
    it(`${name}: the next handshake comes to ${handshake}, and mended all is as before`, async t => {
      const practice = await start(t);
      const {url, port} = practice;
      assert.deepEqual([await shakeHands(url), await beat(practice)], ['authenticated', 202]);
      await practice.strike(name);
      if (handshake === 'no end') {
        const answer = shakeHands(url);
        await untilSeen(practice, 3);
        assert.equal(await beat(practice), beats);
        await practice.strike('refused');
        assert.equal(await answer, 'ECONNRESET');
      } else {
        assert.deepEqual([await shakeHands(url), await beat(practice)], [handshake, beats]);
      }
      await practice.strike(undefined);
      assert.deepEqual([await shakeHands(url), await beat(practice)], ['authenticated', 202]);
      assert.deepEqual([practice.url, practice.port], [url, port]);
      assert.equal(practice.seen.length, name === 'refused' ? 4 : 6);
    });
  }

  it('is counted from when it struck: one 503 comes after any number of good answers, and again when it strikes again', async t => {
    const practice = await start(t);
    const answers = [await shakeHands(practice.url), await shakeHands(practice.url)];
    for (const _ of [1, 2]) {
      await practice.strike('5xx-once');
      answers.push(await shakeHands(practice.url), await shakeHands(practice.url));
    }
    assert.deepEqual(answers, ['authenticated', 'authenticated', 503, 'authenticated', 503, 'authenticated']);
  });

  it('leaves an answer alone that was under way', async t => {
    const practice = await start(t, 'slow');
    const answer = shakeHands(practice.url);
    await untilSeen(practice, 1);
    await practice.strike(undefined);
    assert.equal(await shakeHands(practice.url), 'authenticated');
    await practice.close();
    assert.equal(await answer, 'ECONNRESET');
  });

  it('may strike faster than a port shuts and opens: the last one counts', async t => {
    const practice = await start(t);
    const sequences: ReadonlyArray<ReadonlyArray<FaultName | undefined>> = [['refused', undefined, 'refused'], [undefined, 'refused', undefined]];
    const answers = [];
    for (const sequence of sequences) {
      await Promise.all(sequence.map(fault => practice.strike(fault)));
      answers.push(await shakeHands(practice.url));
    }
    assert.deepEqual(answers, ['ECONNREFUSED', 'authenticated']);
  });

  it('is the one that the gateway started with until another strikes', async t => {
    const practice = await start(t, 'refused');
    assert.equal(await shakeHands(practice.url), 'ECONNREFUSED');
    await practice.strike('unauthenticated');
    assert.equal(await shakeHands(practice.url), 'not authenticated');
  });

  it('is as patient after the port was shut as before', async t => {
    const practice = await start(t, 'slow', hasty);
    const answers = [await shakeHands(practice.url)];
    await practice.strike('refused');
    await practice.strike('slow');
    assert.deepEqual([...answers, await shakeHands(practice.url)], ['authenticated', 'authenticated']);
  });

  it('does not bring back a gateway that was closed', async t => {
    const practice = await start(t, undefined, systemClock, await reservePort(t));
    await practice.close();
    await practice.strike(undefined);
    assert.equal(await shakeHands(practice.url), 'ECONNREFUSED');
  });

  it('says so when the port was taken while it was shut, and opens it once it is free', async t => {
    const practice = await start(t, 'refused');
    const other = createServer();
    await new Promise<void>(resolve => other.listen(practice.port, '127.0.0.1', resolve));
    await assert.rejects(practice.strike(undefined), (error: unknown) => error instanceof OperatorError && error.code === 'port-not-available');
    await new Promise(resolve => other.close(resolve));
    await practice.strike(undefined);
    assert.equal(await shakeHands(practice.url), 'authenticated');
  });
});
