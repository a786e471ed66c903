import assert from 'node:assert/strict';
import {createServer as createTlsServer} from 'node:https';
import type {AddressInfo, Socket} from 'node:net';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {setDefaultCACertificates} from 'node:tls';
import {gzipSync} from 'node:zlib';
import {execa} from 'execa';
import {systemClock} from '../../source/clock.ts';
import type {RouteConfig} from '../../source/environment/config/environment-config.ts';
import type {RouteAnswer} from '../../source/environment/route.ts';
import {openRouteProbe, type RouteProbeOptions} from '../../source/environment/ask-route.ts';
import {Secret} from '../../source/secret.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {selfSigned, type Certificate} from '../worlds/certificate.ts';
import {httpAnswer, startRawGateway} from '../worlds/raw-gateway.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {reservePort} from '../worlds/reserved-port.ts';

type Looks = Partial<RouteConfig & {kind: 'http'}>;
type Terms = Partial<RouteProbeOptions> & {signal?: AbortSignal};

const program = (name: string): string => join(import.meta.dirname, '../fixtures/programs', name);
const token = new Secret('token-q4x1-secret');

async function ask(config: RouteConfig, {signal = new AbortController().signal, ...terms}: Terms = {}): Promise<RouteAnswer> {
  return openRouteProbe(config, {clock: systemClock, folder: '.', variables: process.env, mask: () => new SecretMask([token]), ...terms})(signal);
}

async function askUrl(url: string, looks: Looks = {}, terms: Terms = {}): Promise<RouteAnswer> {
  return ask({kind: 'http', url, looksAt: {kind: 'text'}, mcp: 'route=mcp', legacy: 'route=legacy', ...looks}, terms);
}

async function service(t: TestContext, answer: (socket: Socket, request: string) => void, options: Parameters<typeof startRawGateway>[1] = {}) {
  const started = await startRawGateway(answer, options);
  t.after(() => started.close());
  return started;
}

async function told(t: TestContext, status: string, body: string | Buffer, looks: Looks = {}, headers: Record<string, string> = {}): Promise<[string, string]> {
  const {url} = await service(t, socket => socket.end(httpAnswer(status, body, headers)));
  const {route, detail} = await askUrl(`${url}/health`, looks);
  return [route, detail];
}

const field = (path: string): Looks => ({looksAt: {kind: 'field', path}, mcp: 'mcp', legacy: 'legacy'});
const status: Looks = {looksAt: {kind: 'status'}, mcp: '200', legacy: '204'};

describe('a service that is asked for its route', () => {
  for (const [about, answer, body, looks, expected] of [
    ['by a text in its answer', '200 OK', 'ok route=mcp x', {}, ['mcp', 'the answer says "route=mcp"']],
    ['by a text in its answer', '200 OK', '{"a": "route=legacy"}', {}, ['legacy', 'the answer says "route=legacy"']],
    ['by neither text', '200 OK', 'all\n  is well', {}, ['unknown', 'the answer says neither "route=mcp" (mcp) nor "route=legacy" (legacy): 200 OK: all is well']],
    ['by both texts', '200 OK', 'route=mcp, not route=legacy', {}, ['unknown', 'the answer says both "route=mcp" (mcp) and "route=legacy" (legacy): 200 OK: route=mcp, not route=legacy']],
    ['by an empty answer', '200 OK', '', {}, ['unknown', 'the answer says neither "route=mcp" (mcp) nor "route=legacy" (legacy): 200 OK: nothing']],
    ['by a text of nothing, which is everywhere', '200 OK', 'x', {mcp: ''}, ['unknown', 'the answer says neither "" (mcp) nor "route=legacy" (legacy): 200 OK: x']],
    ['while it is broken', '503 Service Unavailable', 'route=legacy', {}, ['unknown', 'it answered 503 Service Unavailable: route=legacy']],
    ['with a status that is none', '099 Odd', 'route=legacy', {}, ['unknown', 'it answered 99 Odd: route=legacy']],
    ['by a field', '200 OK', '{"route": "mcp"}', field('route'), ['mcp', 'the field route says "mcp"']],
    ['by a field far down', '200 OK', '{"a": {"services": [{"route": "legacy"}]}}', field('a.services.0.route'), ['legacy', 'the field a.services.0.route says "legacy"']],
    ['by a field that is true', '200 OK', '{"mcp": true}', {looksAt: {kind: 'field', path: 'mcp'}, mcp: 'true', legacy: 'false'}, ['mcp', 'the field mcp says "true"']],
    ['by a field that only begins so', '200 OK', '{"route": "mcp-2"}', field('route'), ['unknown', 'the field route says neither "mcp" (mcp) nor "legacy" (legacy): mcp-2']],
    ['by a field that is not there', '200 OK', '{"path": "mcp"}', field('route'), ['unknown', 'the answer has no field route: 200 OK: {"path": "mcp"}']],
    ['by a field that every object has', '200 OK', '{}', field('constructor.name'), ['unknown', 'the answer has no field constructor.name: 200 OK: {}']],
    ['by a field that holds more', '200 OK', '{"route": {"mcp": 1}}', field('route'), ['unknown', 'the field route is no single value: 200 OK: {"route": {"mcp": 1}}']],
    ['by a field, and answers no JSON', '200 OK', 'mcp', field('route'), ['unknown', 'the answer is not acceptable JSON (line 1, column 1: expected a value): 200 OK: mcp']],
    ['by a field, and names it twice', '200 OK', '{"route":"mcp","x":1,"route":"legacy"}', field('route'), ['unknown', 'the answer is not acceptable JSON (line 1, column 22: the name "route" stands twice in one object): 200 OK: {"route":"mcp","x":1,"route":"legacy"}']],
    ['by a field, and names another twice', '200 OK', '{"services":[{"a":1,"a":2}],"route":"legacy"}', field('route'), ['unknown', 'the answer is not acceptable JSON (line 1, column 21: the name "a" stands twice in one object): 200 OK: {"services":[{"a":1,"a":2}],"route":"legacy"}']],
    ['by a number that would be rounded', '200 OK', '{"mode": 9007199254740993}', {looksAt: {kind: 'field', path: 'mode'}, mcp: '1', legacy: '9007199254740992'}, ['unknown', 'the field mode is a number that cannot be kept as it is written: 200 OK: {"mode": 9007199254740993}']],
    ['by a field beside a number that would be rounded', '200 OK', '{"route":"legacy","started_ns":1731938400123456789}', field('route'), ['legacy', 'the field route says "legacy"']],
    ['by a field below an object of such numbers', '200 OK', '{"n":[1e999,{"x":0.10000000000000000001}],"route":"mcp"}', field('route'), ['mcp', 'the field route says "mcp"']],
    ['by its status', '200 OK', 'whatever', status, ['mcp', 'the status says "200"']],
    ['by its status', '204 No Content', '', status, ['legacy', 'the status says "204"']],
    ['by its status, which is another', '404 Not Found', '', status, ['unknown', 'the status says neither "200" (mcp) nor "204" (legacy): 404 Not Found']],
  ] as ReadonlyArray<[string, string, string, Looks, [string, string]]>) {
    it(`${about}: ${expected[1]}`, async t => assert.deepEqual(await told(t, answer, body, looks), expected));
  }

  it('is asked once, with a plain GET, under its own address', async t => {
    const {url, requests} = await service(t, socket => socket.end(httpAnswer('200 OK', 'route=mcp')));
    const answer = await askUrl(`${url.replace('//', '//mara:hunter2@')}/health?v=1`);
    assert.deepEqual(answer, {route: 'mcp', asked: `${url}/health?v=1`, detail: 'the answer says "route=mcp"'});
    assert.equal(requests.length, 1);
    assert.match(requests[0] ?? '', /^GET \/health\?v=1 HTTP\/1\.1\r\n/);
    assert.match(requests[0] ?? '', /accept-encoding: identity/i);
  });

  it('is not followed elsewhere', async t => {
    const elsewhere = await service(t, socket => socket.end(httpAnswer('200 OK', 'route=mcp')));
    const [route, detail] = await told(t, '302 Found', '', {}, {location: elsewhere.url});
    assert.deepEqual([route, detail, elsewhere.connections], ['unknown', `it answered 302 Found: the redirect to ${elsewhere.url} was not followed`, 0]);
    assert.deepEqual(await told(t, '302 Found', '', {looksAt: {kind: 'status'}, mcp: '200', legacy: '302'}), ['legacy', 'the status says "302"']);
  });

  it('may not pack its answer, nor make it too long', async t => {
    assert.deepEqual(await told(t, '200 OK', gzipSync('route=mcp'), {}, {'content-encoding': 'gzip'}), ['unknown', 'its answer is packed (gzip), which was not asked for']);
    assert.deepEqual(await told(t, '200 OK', `route=mcp ${'x'.repeat(256 * 1024)}`), ['unknown', 'its answer is longer than 262144 bytes']);
  });

  it('may not answer in another encoding where a field counts', async t => {
    const [route, detail] = await told(t, '200 OK', Buffer.from('{"x": "\xE9", "route": "legacy"}', 'latin1'), field('route'));
    assert.equal(route, 'unknown');
    assert.match(detail, /^the answer is not acceptable JSON \(not UTF-8 at byte 8\): /);
  });

  it('is quoted in short, and never with a token', async t => {
    const [route, detail] = await told(t, '200 OK', `${'x'.repeat(195)}token-q4x1-secret${'y'.repeat(500)}`);
    assert.equal(route, 'unknown');
    assert.doesNotMatch(detail, /tok|q4x1/);
    assert.match(detail, /200 OK: x{195}<reda<505 more characters>$/);
    const {url} = await service(t, socket => socket.end(httpAnswer('200 OK', 'route=mcp')));
    assert.equal((await askUrl(`${url}/?key=token-q4x1-secret`)).asked, `${url}/?key=<redacted>`);
  });
});

describe('a service that does not answer', () => {
  // A limit is short where it is what ends the asking, and there alone.
  for (const [about, answer, detail, limits] of [
    ['stays silent', () => {}, /^it accepted the connection and did not answer \(limit of 150 ms, gave up after [\d.]+ m?s\)$/, {headers: 150}],
    ['drips for ever', (socket: Socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nroute=mcp');
      const drip = setInterval(() => socket.write('.'), 20);
      socket.once('close', () => clearInterval(drip));
    }, /^its answer did not end \(limit of 600 ms, gave up after [\d.]+ m?s\)$/, {total: 600}],
    ['closes the connection', (socket: Socket) => socket.destroy(), /^it could not be asked: socket hang up$/, {}],
    ['stops in the middle', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nroute=mcp'), /^its answer broke off$/, {}],
    ['speaks another protocol', (socket: Socket) => socket.end('SSH-2.0-route=mcp\r\n'), /^it could not be asked: Parse Error/, {}],
  ] as const) {
    it(`because it ${about}: unknown, and why`, async t => {
      const {url} = await service(t, answer);
      const {route, detail: said} = await askUrl(url, {}, {limits: {connect: 30_000, headers: 30_000, total: 60_000, ...limits}});
      assert.equal(route, 'unknown');
      assert.match(said, detail);
    });
  }

  it('because nothing listens there', async t => {
    const {route, detail} = await askUrl(`http://127.0.0.1:${await reservePort(t)}`);
    assert.equal(route, 'unknown');
    assert.match(detail, /^it could not be asked: .*ECONNREFUSED/);
  });

  it('because it never speaks TLS: the connect limit', async t => {
    const {url} = await service(t, () => {});
    const {detail} = await askUrl(url.replace('http', 'https'), {}, {limits: {connect: 150}});
    assert.match(detail, /^no connection in time \(limit of 150 ms, gave up after [\d.]+ m?s\)$/);
  });

  it('because the operator cancels', async t => {
    const controller = new AbortController();
    const started = await service(t, () => controller.abort());
    assert.equal((await askUrl(started.url, {}, {signal: controller.signal})).detail, 'cancelled before it had answered');
    assert.equal((await askUrl(started.url, {}, {signal: controller.signal})).detail, 'cancelled before it was asked');
    assert.equal(started.connections, 1);
  });

  for (const url of ['ftp://localhost/', 'no address', '']) {
    it(`because ${JSON.stringify(url)} is nothing to ask`, async () => {
      assert.deepEqual(await askUrl(url), {route: 'unknown', asked: url, detail: 'the address is not an http or https URL'});
    });
  }

  it('leaves no timer and no listener behind', async t => {
    const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
    const before = timers();
    const {url} = await service(t, socket => socket.end(httpAnswer('200 OK', 'route=mcp')));
    await askUrl(url);
    assert.equal(timers(), before);
  });
});

describe('a probe in a strange environment', () => {
  const run = async (url: string, env: Record<string, string>): Promise<RouteAnswer> =>
    JSON.parse((await execa(process.execPath, [program('probing.ts'), url], {env})).stdout) as RouteAnswer;

  it('asks the service directly, whatever proxy is named', async t => {
    const proxy = await service(t, socket => socket.end(httpAnswer('200 OK', 'route=legacy')));
    const {url} = await service(t, socket => socket.end(httpAnswer('200 OK', 'route=mcp')));
    const {route} = await run(url, {HTTP_PROXY: proxy.url, http_proxy: proxy.url, ALL_PROXY: proxy.url, NO_PROXY: '', no_proxy: '', NODE_USE_ENV_PROXY: '1'});
    assert.deepEqual([route, proxy.connections], ['mcp', 0]);
  });

  it('believes no certificate that nobody vouches for, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async t => {
    const url = await behindTls(t, selfSigned('localhost'));
    const {route, detail} = await run(url, {NODE_TLS_REJECT_UNAUTHORIZED: '0'});
    assert.equal(route, 'unknown');
    assert.match(detail, /^it could not be asked: self-signed certificate/);
  });

  it('believes one that is vouched for', async t => {
    const trusted = selfSigned('localhost');
    setDefaultCACertificates([trusted.cert]);
    assert.equal((await askUrl(await behindTls(t, trusted))).route, 'mcp');
  });
});

async function behindTls(t: TestContext, certificate: Certificate): Promise<string> {
  const server = createTlsServer(certificate, (_, response) => response.end('route=mcp'));
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a command that is asked for the route', () => {
  const asking = async (t: TestContext, command: readonly string[], terms: Terms = {}): Promise<RouteAnswer> =>
    ask({kind: 'command', command, mcp: 'route=mcp', legacy: 'route=legacy'}, {folder: await temporaryFolder(t), ...terms});

  it('tells it with a text and the exit code 0', async t => {
    assert.deepEqual(await asking(t, ['echo', 'now route=legacy']), {route: 'legacy', asked: "echo 'now route=legacy'", detail: 'its output says "route=legacy"'});
    assert.equal((await asking(t, ['sh', '-c', 'echo route=mcp >&2'])).route, 'mcp');
  });

  for (const [about, script, detail] of [
    ['says neither', 'echo up', /^its output says neither "route=mcp" \(mcp\) nor "route=legacy" \(legacy\): up$/],
    ['says both', 'echo route=mcp; echo route=legacy', /^its output says both .*: route=mcp route=legacy$/],
    ['says it and fails', 'echo route=mcp; exit 4', /ended with exit code 4: route=mcp$/],
    ['echoes a token', 'echo "token-q4"x1-secret', /: <redacted>$/],
  ] as const) {
    it(`and ${about}: unknown`, async t => {
      const answer = await asking(t, ['sh', '-c', script]);
      assert.equal(answer.route, 'unknown');
      assert.match(answer.detail, detail);
    });
  }

  it('and is not there, or hangs: unknown', async t => {
    assert.match((await asking(t, ['no-such-program'])).detail, /no program of that name is on the PATH/);
    assert.match((await asking(t, ['sleep', '100'], {limits: {total: 200}})).detail, /^sleep 100 did not end within its limit of 200 ms and was stopped/);
  });
});
