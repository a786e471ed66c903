import assert from 'node:assert/strict';
import type {Socket} from 'node:net';
import {describe, it, type TestContext} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import {startDeadline, type Limits} from '../../source/gateway/limits.ts';
import {Secret} from '../../source/secret.ts';
import {openForTest} from './open-for-test.ts';
import {httpAnswer, startRawGateway, type RawGateway} from '../worlds/raw-gateway.ts';
import {stall} from '../worlds/stall.ts';

async function start(t: TestContext, ...terms: Parameters<typeof startRawGateway>): Promise<RawGateway> {
  const gateway = await startRawGateway(...terms);
  t.after(() => gateway.close());
  return gateway;
}

/** Writes one byte every few milliseconds until the other side is gone. */
function drip(socket: Socket, milliseconds: number, byte = ' '): void {
  const timer = setInterval(() => socket.write(byte), milliseconds);
  socket.on('close', () => clearInterval(timer));
}

const head = 'HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n';

type Case = {
  name: string;
  limits: Partial<Limits>;
  answer(socket: Socket): void;
  kind: string;
  says: RegExp;
};

const cases: readonly Case[] = [
  {
    name: 'says nothing: the headers limit',
    limits: {headers: 150},
    answer() {},
    kind: 'sent, no answer',
    says: /^no answer from 127\.0\.0\.1:\d+ in time \(headers limit of 0\.15 s, gave up after \d+(\.\d)? s\)$/,
  },
  {
    name: 'drips its headers: the headers limit all the same',
    limits: {headers: 150},
    answer: socket => {
      socket.write('HTTP/1.1 200 OK\r\nx: ');
      drip(socket, 10, 'h');
    },
    kind: 'sent, no answer',
    says: /headers limit/,
  },
  {
    name: 'sends hints for ever: the headers limit all the same',
    limits: {headers: 150},
    answer: socket => drip(socket, 10, 'HTTP/1.1 103 Early Hints\r\n\r\n'),
    kind: 'sent, no answer',
    says: /headers limit/,
  },
  {
    name: 'falls silent in its answer: the idle limit',
    limits: {idle: 150},
    answer: socket => socket.write(`${head}{"a":`),
    kind: 'bad answer',
    says: /fell silent in the middle of its answer \(idle limit of 0\.15 s/,
  },
  {
    name: 'drips its answer: the total limit',
    limits: {total: 600},
    answer: socket => {
      socket.write(head);
      drip(socket, 10);
    },
    kind: 'bad answer',
    says: /was not finished in time \(total limit of 0\.6 s, gave up after \d+(\.\d)? s\)/,
  },
  {
    name: 'drips whenever it is this process\'s turn: the total limit all the same',
    limits: {total: 300},
    answer: socket => {
      socket.write(head);
      const drop = (): void => void (socket.destroyed || (socket.write(' '), setImmediate(drop)));
      drop();
    },
    kind: 'bad answer',
    says: /was not finished in time \(total limit of 0\.3 s/,
  },
  {
    name: 'announces too much: the size limit',
    limits: {body: 1000},
    answer: socket => {
      socket.write(head);
      drip(socket, 1, ' '.repeat(200));
    },
    kind: 'bad answer',
    says: /is longer than 1000 bytes$/,
  },
  {
    name: 'drips an error: its status counts, the rest is not waited for',
    limits: {excerpt: {bytes: 100, milliseconds: 100}},
    answer: socket => {
      socket.write('HTTP/1.1 500 Oh\r\n\r\n');
      drip(socket, 10, 'x');
    },
    kind: 'error answer',
    says: /answered 500 Internal Server Error$/,
  },
];

describe('a gateway that wastes time', () => {
  for (const {name, limits, answer, kind, says} of cases) {
    it(name, async t => {
      const gateway = await start(t, answer);
      const outcome = await openForTest(gateway.url, {limits}).post('/handshake', {}, {readBody: true});
      assert.equal(outcome.kind, kind);
      assert.ok('reason' in outcome);
      assert.match(outcome.reason, says);
    });
  }

  it('stops in the middle of an error that repeats the token: no part of it is told', async t => {
    const gateway = await start(t, socket => socket.write('HTTP/1.1 401 No\r\n\r\n<p>this console sent T0ken/with-sl'));
    const client = openForTest(gateway.url, {limits: {excerpt: {bytes: 8192, milliseconds: 100}}});
    const outcome = await client.post('/handshake', {token: new Secret('T0ken/with-slash')}, {readBody: true});
    assert.ok(outcome.kind === 'error answer' && outcome.excerpt !== undefined);
    assert.doesNotMatch(outcome.excerpt, /T0k/);
  });

  it('wastes none where this process stood still: an answer that came meanwhile is taken', async t => {
    const gateway = await start(t, socket => {
      socket.end(httpAnswer('200 OK', '{}'));
      stall(400);
    });
    const outcome = await openForTest(gateway.url, {limits: {headers: 150}}).post('/handshake', {}, {readBody: true});
    assert.equal(outcome.kind, 'ok', JSON.stringify(outcome));
  });

  it('accepts the connection and never speaks TLS: the connect limit, and nothing was sent', async t => {
    const gateway = await start(t, () => {});
    const client = openForTest(gateway.url.replace('http', 'https'), {limits: {connect: 150}});
    for (const result of [await client.post('/handshake', {}, {readBody: true}), await client.reach()]) {
      assert.ok(result.kind === 'not sent' || result.kind === 'unreachable');
      assert.match(
        result.reason,
        /^no connection to 127\.0\.0\.1:\d+ in time \(connect limit of 0\.15 s, gave up after \d+(\.\d)? s\)$/,
      );
    }
  });

  it('meets a deadline shared with other requests, which cuts first and is named', async t => {
    const gateway = await start(t, () => {});
    const deadline = startDeadline(systemClock, 150, 'the whole handshake exchange');
    const client = openForTest(gateway.url);
    const cut = await client.post('/handshake', {}, {readBody: true, deadline});
    assert.ok(cut.kind === 'sent, no answer');
    assert.match(cut.reason, /\(limit of 0\.15 s for the whole handshake exchange, gave up after \d+(\.\d)? s\)$/);
    const over = startDeadline(systemClock, 0, 'the smoke run');
    const late = await client.post('/handshake', {}, {readBody: true, deadline: over});
    assert.ok(late.kind === 'not sent');
    assert.match(late.reason, /^no time was left to connect to .* \(limit of 0 s for the smoke run\)$/);
    assert.equal(gateway.connections, 1);
  });
});

it('a request that ended leaves no timer behind to hold the program', async t => {
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  const gateway = await start(t, socket => socket.end(httpAnswer('200 OK', '{}')));
  const before = timers();
  const client = openForTest(gateway.url);
  assert.equal((await client.post('/handshake', {}, {readBody: true})).kind, 'ok');
  assert.equal((await client.reach()).kind, 'reachable');
  assert.equal(timers(), before);
});

describe('a gateway that closes or resets', () => {
  it('in the middle of TLS: nothing was sent', async t => {
    const gateway = await start(
      t,
      () => {},
      {onConnect: socket => socket.once('data', () => socket.resetAndDestroy())},
    );
    const outcome = await openForTest(gateway.url.replace('http', 'https')).post('/handshake', {}, {readBody: true});
    assert.equal(outcome.kind, 'not sent');
  });

  it('after the request arrived: it may have acted', async t => {
    const gateway = await start(t, socket => socket.resetAndDestroy());
    const outcome = await openForTest(gateway.url).post('/handshake', {}, {readBody: true});
    assert.ok(outcome.kind === 'sent, no answer');
    assert.equal(outcome.cancelled, undefined);
  });

  it('its own half at once, but answers nothing: it may have acted', async t => {
    const gateway = await start(t, () => {}, {allowHalfOpen: true, onConnect: socket => socket.end()});
    const outcome = await openForTest(gateway.url).post('/handshake', {}, {readBody: true});
    assert.equal(outcome.kind, 'sent, no answer');
  });

  it('its own half after a whole answer: the answer counts', async t => {
    const gateway = await start(t, socket => socket.end(httpAnswer('200 OK', '{}')), {allowHalfOpen: true});
    const outcome = await openForTest(gateway.url).post('/handshake', {}, {readBody: true});
    assert.equal(outcome.kind, 'ok');
  });
});

describe('an operator who cancels', () => {
  it('before anything was sent: nothing was', async t => {
    const gateway = await start(t, () => {});
    const outcome = await openForTest(gateway.url).post(
      '/handshake',
      {},
      {readBody: true, signal: AbortSignal.abort()},
    );
    assert.ok(outcome.kind === 'not sent' && outcome.cancelled === true);
    assert.equal(gateway.connections, 0);
  });

  it('while connecting: nothing was sent', async t => {
    const controller = new AbortController();
    const gateway = await start(t, () => {}, {onConnect: () => controller.abort()});
    const client = openForTest(gateway.url.replace('http', 'https'));
    const outcome = await client.post('/handshake', {}, {readBody: true, signal: controller.signal});
    assert.ok(outcome.kind === 'not sent' && outcome.cancelled === true);
    assert.equal((await client.reach({signal: controller.signal})).kind, 'unreachable');
  });

  it('while waiting for the answer: the gateway may have acted', async t => {
    const controller = new AbortController();
    const gateway = await start(t, () => controller.abort());
    const outcome = await openForTest(gateway.url).post('/handshake', {}, {readBody: true, signal: controller.signal});
    assert.ok(outcome.kind === 'sent, no answer' && outcome.cancelled === true);
    assert.match(outcome.reason, /^cancelled after the request was sent to/);
  });

  it('in the middle of the answer: the gateway may have acted', async t => {
    const controller = new AbortController();
    const gateway = await start(t, socket => socket.write(head, () => setImmediate(() => controller.abort())));
    const outcome = await openForTest(gateway.url).post('/handshake', {}, {readBody: true, signal: controller.signal});
    assert.ok(outcome.kind === 'sent, no answer' && outcome.cancelled === true);
  });

  it('leaves no listener behind on a signal that is used for many requests', async t => {
    const {signal} = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...terms: Parameters<typeof add>) => (listeners++, add(...terms));
    signal.removeEventListener = (...terms: Parameters<typeof remove>) => (listeners--, remove(...terms));
    const gateway = await start(t, socket => socket.end(httpAnswer('200 OK', '{}')));
    await openForTest(gateway.url).post('/handshake', {}, {readBody: true, signal});
    assert.equal(listeners, 0);
  });
});
