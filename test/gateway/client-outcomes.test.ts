import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import {openGateway} from '../../source/gateway/client.ts';
import type {GatewayOutcome} from '../../source/gateway/outcome.ts';
import {Secret} from '../../source/secret.ts';
import {answers} from './answers.ts';
import {openForTest} from './open-for-test.ts';
import {httpAnswer, startRawGateway, type RawGateway} from '../worlds/raw-gateway.ts';
import {reservePort} from '../worlds/reserved-port.ts';

async function answering(t: TestContext, bytes: Buffer | string): Promise<RawGateway> {
  const gateway = await startRawGateway(socket => socket.end(bytes));
  t.after(() => gateway.close());
  return gateway;
}

const errorOf = (outcome: GatewayOutcome): string => ('reason' in outcome ? outcome.reason : 'no error');

describe('what is sent', () => {
  it('is one POST of JSON, with one slash before its path, no packing wanted, no connection kept', async t => {
    const gateway = await answering(t, httpAnswer('200 OK', '{"a":1}'));
    const outcome = await openForTest(`${gateway.url}/mcp//`).post('/handshake', {b: 'é'}, {readBody: true});
    assert.ok(Number.isInteger(outcome.milliseconds));
    assert.deepEqual({...outcome, milliseconds: 0}, {kind: 'ok', status: 200, body: {a: 1}, milliseconds: 0});
    const [head = '', body = ''] = (gateway.requests[0] ?? '').split('\r\n\r\n');
    assert.deepEqual(head.split('\r\n'), [
      'POST /mcp/handshake HTTP/1.1',
      `host: 127.0.0.1:${gateway.port}`,
      'content-type: application/json',
      'content-length: 10',
      'accept: application/json',
      'accept-encoding: identity',
      'user-agent: mcp-runbook',
      'connection: close',
    ]);
    assert.equal(Buffer.from(body, 'latin1').toString(), '{"b":"é"}');
  });

  it('holds the token in clear only inside the request', async t => {
    const gateway = await answering(
      t,
      httpAnswer('200 OK', '{"seen":"hunter2","hunter2":["\\u0068unter2",{"t":"x"}]}'),
    );
    const body = {rotation: {credentials: {type: 'bearer', token: new Secret('hunter2')}}};
    const outcome = await openForTest(gateway.url).post('/handshake', body, {readBody: true});
    assert.match(gateway.requests[0] ?? '', /"credentials":\{"type":"bearer","token":"hunter2"\}/);
    assert.ok(outcome.kind === 'ok');
    assert.deepEqual(outcome.body, {seen: '<redacted>', '<redacted>': ['<redacted>', {t: 'x'}]});
  });

  it('is nothing at all when the body cannot be JSON', async t => {
    const gateway = await answering(t, httpAnswer('200 OK', '{}'));
    const circle: {self?: unknown} = {};
    circle.self = circle;
    for (const body of [circle, undefined, {big: 1n}, () => {}]) {
      const outcome = await openForTest(gateway.url).post('/heartbeat', body, {readBody: false});
      assert.equal(outcome.kind, 'refused before sending');
    }
    assert.equal(gateway.connections, 0);
  });

  it('is nothing when the URL is not acceptable', () => {
    const opened = openGateway({url: 'http://mara:hunter2@localhost', clock: systemClock});
    assert.ok(!opened.ok);
    assert.doesNotMatch(opened.reason, /hunter2/);
  });
});

describe('a gateway that cannot be reached', () => {
  it('is told apart by what is missing: the listener or the name', async t => {
    const port = await reservePort(t);
    const closed = await openForTest(`http://127.0.0.1:${port}`).post('/handshake', {}, {readBody: true});
    assert.equal(closed.kind, 'not sent');
    assert.equal(
      errorOf(closed),
      `no connection to 127.0.0.1:${port}: nothing accepts connections there (ECONNREFUSED)`,
    );
    const nameless = await openForTest('http://no-such-gateway.invalid:81').post('/handshake', {}, {readBody: true});
    assert.equal(nameless.kind, 'not sent');
    assert.match(
      errorOf(nameless),
      /^no connection to no-such-gateway\.invalid:81: (its name was not found|the name service gave no answer)/,
    );
  });

  it('is unreachable, and one that listens is reachable without a request', async t => {
    const gateway = await answering(t, '');
    const there = await openForTest(gateway.url).reach();
    assert.deepEqual(
      {...there, milliseconds: 0},
      {kind: 'reachable', address: `127.0.0.1:${gateway.port}`, milliseconds: 0},
    );
    assert.deepEqual(gateway.requests, []);
    const away = await openForTest(`http://127.0.0.1:${await reservePort(t)}`).reach();
    assert.equal(away.kind, 'unreachable');
  });
});

describe('what comes back', () => {
  for (const {name, answer, kind, says, status} of answers) {
    it(`${name}: ${kind}`, async t => {
      const gateway = await answering(t, answer);
      const outcome = await openForTest(gateway.url).post('/handshake', {}, {readBody: true});
      assert.equal(outcome.kind, kind, errorOf(outcome));
      if (says) assert.match(errorOf(outcome), says);
      if (status !== undefined) assert.equal('status' in outcome ? outcome.status : undefined, status);
      if (outcome.kind === 'ok') assert.deepEqual(outcome.body, {a: 1});
      assert.ok(errorOf(outcome).includes(`127.0.0.1:${gateway.port}`) || kind === 'ok', 'the host is named');
      assert.equal(gateway.requests.length, 1, 'nothing is sent twice');
    });
  }

  it('is a redirect: it is told, not followed', async t => {
    const target = await answering(t, httpAnswer('200 OK', '{}'));
    const location = `${target.url.replace('//', '//mara:pw@')}/elsewhere?x=hunter2`;
    for (const status of ['301 Moved Permanently', '302 Found', '303 See Other', '307 Temporary Redirect']) {
      const gateway = await answering(t, httpAnswer(status, '', {location}));
      const outcome = await openForTest(gateway.url).post('/handshake', {}, {readBody: true});
      assert.equal(outcome.kind, 'error answer');
      assert.equal(
        errorOf(outcome),
        `127.0.0.1:${gateway.port} answered ${status}: the redirect to ${target.url} was not followed`,
      );
    }
    assert.equal(target.connections, 0);
  });

  it('is an error that repeats the token: the excerpt is masked, also where it was cut', async t => {
    const token = 'T0ken/with-slash';
    const bodies = [
      `{"detail":"bad token T0ken\\/with-slash"}`,
      `<p>bad token ${token}</p>`,
      `no \\u00540ken/with-slash`,
      `${'x '.repeat(4093)}${token}${'y'.repeat(9000)}`,
    ];
    for (const body of bodies) {
      const gateway = await answering(t, httpAnswer('401 Unauthorized', body));
      const outcome = await openForTest(gateway.url).post('/handshake', {token: new Secret(token)}, {readBody: true});
      assert.ok(outcome.kind === 'error answer');
      assert.ok(outcome.excerpt !== undefined && outcome.excerpt.length <= 2000);
      assert.doesNotMatch(outcome.excerpt, /T0ken|with-slash|540ken/);
    }
  });

  it('repeats the token as a name twice: the sentence is masked', async t => {
    const token = 'n'.repeat(100);
    const gateway = await answering(t, httpAnswer('200 OK', `{"${token}":1,"${token}":2}`));
    const outcome = await openForTest(gateway.url).post('/handshake', {token: new Secret(token)}, {readBody: true});
    assert.match(errorOf(outcome), /the name "<redacted>" stands twice/);
  });

  it('is masked for the secrets given at the start too', async t => {
    const gateway = await answering(t, httpAnswer('200 OK', '{"other":"the old-token"}'));
    const outcome = await openForTest(gateway.url, {secrets: [new Secret('old-token')]}).post(
      '/handshake',
      {},
      {readBody: true},
    );
    assert.ok(outcome.kind === 'ok');
    assert.deepEqual(outcome.body, {other: 'the <redacted>'});
  });
});
