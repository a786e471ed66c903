import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import {buildHandshake} from '../../source/connector/handshake.ts';
import {operatorApi} from '../../source/connector/services.ts';
import {openGateway} from '../../source/gateway/client.ts';
import {exchangeHandshake} from '../../source/gateway/exchange-handshake.ts';
import {sendHeartbeat} from '../../source/gateway/send-heartbeat.ts';
import {defaultLimits, type Limits} from '../../source/gateway/limits.ts';
import {faults, isFaultName, isPracticeFaultName, practiceFaults, type FaultName} from '../../source/practice/faults.ts';
import {startPracticeGateway} from '../../source/practice/practice-gateway.ts';
import {lifelikePace} from '../../source/practice/reply.ts';
import {formatTimestamp} from '../../source/time.ts';
import {goodHeartbeat} from '../worlds/asking.ts';

type Expected = {handshake: string; says?: RegExp; attempts?: number; heartbeat?: string};

const expected: Record<FaultName, Expected> = {
  refused: {handshake: 'not sent', says: /nothing accepts connections there/, heartbeat: 'not sent'},
  '5xx-once': {handshake: 'accepted', attempts: 2},
  '5xx-always': {handshake: 'error answer', says: /answered 503 Service Unavailable$/, attempts: 3},
  unauthenticated: {handshake: 'ok', says: /^MCP handshake authentication failed$/, attempts: 3},
  'context-not-acknowledged': {handshake: 'ok', says: /^Stage B rehearsal context not acknowledged by MCP$/},
  'session-missing': {handshake: 'ok', says: /^MCP handshake missing session information$/},
  'stale-rotation': {handshake: 'accepted'},
  'malformed-json': {handshake: 'bad answer', says: /not acceptable JSON/},
  slow: {handshake: 'unknown', says: /headers limit/},
  dripping: {handshake: 'bad answer', says: /total limit/},
  endless: {handshake: 'bad answer', says: /longer than 262144 bytes/},
  'dropped-after-sending': {handshake: 'unknown', says: /closed the connection/},
  'heartbeat-refused': {handshake: 'accepted', heartbeat: 'error answer'},
  'heartbeat-dropped': {handshake: 'accepted', heartbeat: 'sent, no answer'},
};

/** Short only where it is the limit that ends the wait. */
const limits: Partial<Record<FaultName, Partial<Limits>>> = {slow: {headers: 500}, dripping: {total: 1500}};

const clock = systemClock;
const hasty = {...clock, sleep: async () => {}};

describe('what an operator meets with each fault', () => {
  for (const {name} of faults) {
    it(`${name}: ${expected[name].handshake}`, async t => {
      const practice = await startPracticeGateway({clock, fault: name, pace: {slow: 3_600_000, drip: 10}});
      t.after(() => practice.close());
      const opened = openGateway({url: practice.url, clock, limits: limits[name] ?? {}});
      assert.ok(opened.ok);
      const {gateway} = opened;
      const built = buildHandshake(operatorApi, {text: () => undefined, secret: () => undefined}, clock.now());
      assert.ok(built.ok);
      const result = await exchangeHandshake({gateway, body: built.body, clock: hasty});
      const {handshake, says, attempts = 1, heartbeat = 'ok'} = expected[name];
      assert.equal(result.kind === 'failed' ? result.outcome : result.kind, handshake);
      assert.equal(result.attempts, attempts);
      if (says) assert.match('reason' in result ? result.reason : '', says);
      // Not by the short limits: it is answered as soon as the machine gets to it.
      const patient = openGateway({url: practice.url, clock});
      assert.ok(patient.ok);
      assert.equal((await sendHeartbeat({gateway: patient.gateway, payload: goodHeartbeat})).kind, heartbeat);
      assert.equal(practice.seen.length, name === 'refused' ? 0 : attempts + 1);
    });
  }

  it('an old rotation window is three days old, with the id that belongs to it', async t => {
    const now = Date.UTC(2026, 10, 22, 12);
    const practice = await startPracticeGateway({
      clock: {...clock, now: () => now},
      fault: 'stale-rotation',
      sessionId: () => 'op-1',
    });
    t.after(() => practice.close());
    const opened = openGateway({url: practice.url, clock});
    assert.ok(opened.ok);
    const built = buildHandshake(operatorApi, {text: () => undefined, secret: () => undefined}, now);
    assert.ok(built.ok);
    const result = await exchangeHandshake({gateway: opened.gateway, body: built.body, clock});
    assert.ok(result.kind === 'accepted');
    assert.deepEqual(result.answer.rotation, {
      connector_id: 'operator_api',
      last_rotated: formatTimestamp(now - 72 * 3600 * 1000),
      rotation_window: 'PT48H',
      window_id: '20261119T120000Z-PT48H',
    });
  });
});

describe('the list of faults', () => {
  it('names each once, in words a command line takes, with a sentence for help', () => {
    assert.equal(new Set(practiceFaults.map(({name}) => name)).size, practiceFaults.length);
    for (const {name, title, explains} of practiceFaults) {
      assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.ok(title.length <= 30 && explains.length <= 120 && explains.endsWith('.'), name);
    }
    assert.ok(isFaultName('5xx-once') && !isFaultName('5XX-once') && !isFaultName('constructor'));
    assert.ok(isPracticeFaultName('5xx-once') && isPracticeFaultName('ledger-torn') && !isPracticeFaultName('constructor'));
  });

  it("says whose they are: the gateway's come first and are all that it can have alone", () => {
    assert.deepEqual(practiceFaults.slice(0, faults.length), faults);
    for (const {name, part} of practiceFaults) assert.equal(part === 'gateway', isFaultName(name));
    assert.deepEqual(
      practiceFaults.filter(({part}) => part === 'world').map(({name, strikes}) => `${name}: ${strikes}`),
      [
        'toggle-ignored: any time',
        'service-down: any time',
        'job-still-running: any time',
        'service-writes-ahead: any time',
        'token-not-accepted: any time',
        'ledger-misses-upload: start',
        'ledger-torn: start',
        'ledger-ahead: start',
      ],
    );
  });

  it('is slow in a way that the default limits notice', () => {
    assert.ok(lifelikePace.slow > defaultLimits.headers);
    assert.ok(lifelikePace.drip < defaultLimits.idle);
  });
});
