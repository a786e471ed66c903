import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Clock} from '../../source/clock.ts';
import type {HandshakeBody} from '../../source/connector/handshake.ts';
import type {Gateway, PostOptions} from '../../source/gateway/client.ts';
import {exchangeHandshake, type AttemptReport} from '../../source/gateway/exchange-handshake.ts';
import {sendHeartbeat} from '../../source/gateway/send-heartbeat.ts';
import {defaultLimits, exchangeLimit, runLimit, startDeadline} from '../../source/gateway/limits.ts';
import type {Ending, GatewayOutcome} from '../../source/gateway/outcome.ts';
import type {Json} from '../../source/json.ts';
import {openForTest} from './open-for-test.ts';
import {fc} from '../worlds/fast-check.ts';
import {httpAnswer, startRawGateway} from '../worlds/raw-gateway.ts';

const body: HandshakeBody = {
  identity: {connector_id: 'operator_api', version: '0.1.0', instance: 'local'},
  supported_contexts: [],
  rotation: {
    last_rotated: '2026-01-01T00:00:00Z',
    rotation_window: 'PT48H',
    supports_hot_swap: true,
    token_hint: 'operator',
  },
};

const good: Json = {authenticated: true, session: {id: 'op-1'}, accepted_contexts: ['stage-b-rehearsal']};
const ok = (answer: Json): Ending => ({kind: 'ok', status: 200, body: answer});
const failing = (status: number): Ending => ({kind: 'error answer', status, reason: `gw answered ${status}`});
const unauthenticated = ok({authenticated: false});
const silent: Ending = {kind: 'sent, no answer', reason: 'no answer from gw'};
const unreached: Ending = {kind: 'not sent', reason: 'no connection to gw'};

type Ticking = Clock & {time: number; slept: number[]};

function tickingClock(): Ticking {
  const clock: Ticking = {
    time: 5000,
    slept: [],
    now: () => clock.time,
    monotonic: () => clock.time,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      clock.slept.push(milliseconds);
      clock.time += milliseconds;
    },
  };
  return clock;
}

/** How each request ends, and after how many milliseconds. */
type Script = ReadonlyArray<readonly [Ending, number?]>;

/** Answers from a list, each after some time, cut by the limits as the client's are. */
function scripted(clock: Ticking, script: Script): Gateway & {posts: Array<{path: string; body: unknown}>} {
  const posts: Array<{path: string; body: unknown}> = [];
  return {
    url: 'http://gw',
    host: 'gw',
    posts,
    async post(path, posted, {deadline}: PostOptions): Promise<GatewayOutcome> {
      const [ending, duration = 10] = script[posts.length] ?? assert.fail('one request more than expected');
      posts.push({path, body: posted});
      const milliseconds = Math.max(
        0,
        Math.min(duration, defaultLimits.total, (deadline?.at ?? Infinity) - clock.time),
      );
      clock.time += milliseconds;
      return {...ending, milliseconds};
    },
    reach: () => assert.fail('nobody asked to reach it'),
  };
}

type More = {signal?: AbortSignal; onAttempt?: (report: AttemptReport) => void};

async function run(script: Script, more: More = {}) {
  const clock = tickingClock();
  const gateway = scripted(clock, script);
  const result = await exchangeHandshake({gateway, body, clock, ...more});
  return {result, clock, posts: gateway.posts};
}

describe('the handshake exchange', () => {
  it('returns the whole answer, its session and its contexts', async () => {
    const {result, posts} = await run([[ok(good)]]);
    assert.deepEqual(
      result,
      {
        kind: 'accepted',
        answer: good,
        session: {id: 'op-1'},
        contexts: ['stage-b-rehearsal'],
        attempts: 1,
        milliseconds: 10,
      },
    );
    assert.deepEqual(posts, [{path: '/handshake', body}]);
  });

  it('tries again after 5xx and unauthenticated answers, with one counter and the same body', async () => {
    const {result, clock, posts} = await run([[failing(503)], [unauthenticated], [ok(good)]]);
    assert.equal(result.kind, 'accepted');
    assert.equal(result.attempts, 3);
    assert.equal(result.milliseconds, 1530);
    assert.deepEqual(clock.slept, [500, 1000]);
    assert.ok(posts.every(post => post.body === body));
  });

  it('tells the last attempt’s own error when the attempts run out', async () => {
    const byStatus = (await run([[unauthenticated], [failing(500)], [failing(599)]])).result;
    assert.ok(byStatus.kind === 'failed');
    assert.deepEqual(
      [byStatus.reason, byStatus.outcome, byStatus.status, byStatus.attempts],
      ['gw answered 599', 'error answer', 599, 3],
    );
    const byAnswer = (await run([[failing(500)], [failing(500)], [unauthenticated]])).result;
    assert.ok(byAnswer.kind === 'failed');
    assert.deepEqual(
      [byAnswer.reason, byAnswer.outcome, byAnswer.answer],
      ['MCP handshake authentication failed', 'ok', {authenticated: false}],
    );
  });

  const final: ReadonlyArray<readonly [string, Ending, string]> = [
    ['a redirect', failing(302), 'failed'],
    ['a 404', failing(404), 'failed'],
    ['a 600', failing(600), 'failed'],
    ['no connection', unreached, 'failed'],
    ['an unusable body', {kind: 'refused before sending', reason: 'x'}, 'failed'],
    ['a bad answer', {kind: 'bad answer', reason: 'x', status: 200}, 'failed'],
    ['a rejected context', ok({...(good as object), accepted_contexts: []}), 'failed'],
    ['a missing session', ok({...(good as object), session: {}}), 'failed'],
    ['an answer that is no object', ok([]), 'failed'],
    ['silence', silent, 'unknown'],
  ];
  for (const [name, ending, kind] of final) {
    it(`does not try again after ${name}: ${kind}`, async () => {
      const {result, posts} = await run([[ending]]);
      assert.equal(result.kind, kind);
      assert.equal(result.attempts, 1);
      assert.equal(posts.length, 1);
    });
  }

  it('says that nothing was sent only when no attempt was', async () => {
    const first = (await run([[unreached]])).result;
    assert.ok(first.kind === 'failed' && first.nothingSent);
    const second = (await run([[failing(503)], [unreached]])).result;
    assert.ok(second.kind === 'failed' && !second.nothingSent && second.outcome === 'not sent');
  });

  it('reports each attempt as it begins and ends', async () => {
    const reports: AttemptReport[] = [];
    await run([[failing(503)], [ok(good)]], {onAttempt: report => void reports.push(report)});
    assert.deepEqual(reports, [
      {attempt: 1, of: 3, kind: 'started'},
      {attempt: 1, of: 3, kind: 'failed', milliseconds: 10, reason: 'gw answered 503', wait: 500},
      {attempt: 2, of: 3, kind: 'started'},
      {attempt: 2, of: 3, kind: 'accepted', milliseconds: 10},
    ]);
  });

  it('stops in the wait between two attempts when the operator cancels', async () => {
    const controller = new AbortController();
    const onAttempt = (report: AttemptReport) => {
      if (report.kind === 'failed') controller.abort();
    };
    const {result, posts} = await run([[failing(503)]], {signal: controller.signal, onAttempt});
    assert.ok(result.kind === 'failed' && result.cancelled === true);
    assert.equal(result.reason, 'gw answered 503; cancelled before attempt 2');
    assert.equal(posts.length, 1);
  });

  it('gives up when its 15 s are over and says so', async () => {
    const {result, posts} = await run([[failing(503), 14_700]]);
    assert.ok(result.kind === 'failed');
    assert.equal(
      result.reason,
      'gw answered 503; no time was left for attempt 2 (limit of 15 s for the whole handshake exchange)',
    );
    assert.equal(posts.length, 1);
  });

  it('never holds the console for more than 20 s together with the heartbeat, whatever the gateway does', async () => {
    const step = fc.tuple(fc.constantFrom(failing(503), unauthenticated, silent, ok(good)), fc.nat(60_000));
    await fc.assert(
      fc.asyncProperty(fc.array(step, {minLength: 3, maxLength: 3}), fc.nat(60_000), async (script, heartbeat) => {
        const clock = tickingClock();
        const began = clock.time;
        const deadline = startDeadline(clock, runLimit, 'the smoke run');
        const result = await exchangeHandshake({gateway: scripted(clock, script), body, clock});
        assert.ok(result.milliseconds <= exchangeLimit);
        await sendHeartbeat({gateway: scripted(clock, [[silent, heartbeat]]), payload: {}, deadline});
        assert.ok(clock.time - began <= runLimit && runLimit < 20_000);
      }),
    );
  });

  it('has limits that leave one request its whole time', () => {
    const {connect, headers, idle, total, body: size} = defaultLimits;
    assert.deepEqual(
      {connect, headers, idle, total, size},
      {connect: 3000, headers: 5000, idle: 5000, total: 15_000, size: 262_144},
    );
    assert.ok(connect + headers + idle <= total && total <= exchangeLimit);
  });

  it('over a real connection is cut by its own limit although each attempt has time', async t => {
    const gateway = await startRawGateway((socket, request) => {
      if (gateway.requests.length === 1) socket.end(httpAnswer('503 Down', ''));
      else assert.ok(request);
    });
    t.after(() => gateway.close());
    const clock: Clock = {now: () => 0, monotonic: () => performance.now(), sleep: async () => {}};
    const result = await exchangeHandshake({gateway: openForTest(gateway.url), body, clock, limit: 1000});
    assert.ok(result.kind === 'unknown');
    assert.match(result.reason, /limit of 1 s for the whole handshake exchange/);
    assert.equal(result.attempts, 2);
  });
});
