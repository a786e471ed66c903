import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {createServer} from 'node:https';
import {connect, type AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import {describe, it, type TestContext} from 'node:test';
import {createServer as createTlsServer, setDefaultCACertificates} from 'node:tls';
import {promisify} from 'node:util';
import {systemClock} from '../../source/clock.ts';
import {defaultRouteLimits, requestRoute} from '../../source/environment/route-request.ts';
import {proxyFor} from '../../source/proxy.ts';
import {postThrough} from '../../source/walk/notice/post.ts';
import {selfSigned} from '../worlds/certificate.ts';
import {startProxy, type ProxyManners, type TestProxy} from '../worlds/proxy.ts';
import {httpAnswer, startRawGateway, type RawGateway} from '../worlds/raw-gateway.ts';
import {openForTest} from './open-for-test.ts';
import {reservePort} from '../worlds/reserved-port.ts';

const program = fileURLToPath(new URL('proxied-client.ts', import.meta.url));

async function outcomeWith(t: TestContext, flags: string[], answer: Buffer | string) {
  const proxy = await startRawGateway(socket => socket.end(httpAnswer('200 OK', '{}')));
  const gateway = await startRawGateway(socket => socket.end(answer));
  t.after(() => Promise.all([proxy.close(), gateway.close()]));
  const named = {HTTP_PROXY: proxy.url, http_proxy: proxy.url, ALL_PROXY: proxy.url, NO_PROXY: '', no_proxy: ''};
  const env = {...process.env, ...named, NODE_USE_ENV_PROXY: '1'};
  const {stdout} = await promisify(execFile)(process.execPath, [...flags, program, gateway.url], {env});
  return {kind: stdout, requests: gateway.requests.length, throughProxy: proxy.connections};
}

describe('a client in a strange environment', () => {
  it('asks a gateway on this machine directly, whatever proxy is named', async t => {
    const seen = await outcomeWith(t, [], httpAnswer('202 Accepted', ''));
    assert.deepEqual(seen, {kind: 'ok', requests: 1, throughProxy: 0});
  });

  it('reads HTTP strictly, whatever flag Node was given', async t => {
    const ambiguous = 'HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n';
    const seen = await outcomeWith(t, ['--insecure-http-parser'], ambiguous);
    assert.deepEqual(seen, {kind: 'bad answer', requests: 1, throughProxy: 0});
  });
});

/** A gateway that only the proxy can find, as `gw.example`. */
async function behindProxy(t: TestContext, manners: Omit<ProxyManners, 'ports'> = {}): Promise<{proxy: TestProxy; gateway: RawGateway}> {
  const gateway = await startRawGateway(socket => socket.end(httpAnswer('200 OK', '{"through": true}')));
  const proxy = await startProxy({ports: {'gw.example': gateway.port}, ...manners});
  t.after(() => Promise.all([proxy.close(), gateway.close()]));
  return {proxy, gateway};
}

const through = (url: string, variables: NodeJS.ProcessEnv) => openForTest(url, {proxy: proxyFor(url, variables)});
const lines = ({requests}: RawGateway): string[] => requests.map(text => text.split('\r\n')[0] ?? '');

describe('a gateway behind a proxy', () => {
  it('is asked through a tunnel', async t => {
    const {proxy, gateway} = await behindProxy(t);
    const client = through('http://gw.example:8001', {http_proxy: proxy.url});
    const outcome = await client.post('/handshake', {}, {readBody: true});
    assert.ok(outcome.kind === 'ok', JSON.stringify(outcome));
    assert.deepEqual(outcome.body, {through: true});
    assert.deepEqual([proxy.asked, lines(gateway)], [['CONNECT gw.example:8001'], ['POST /handshake HTTP/1.1']]);
    assert.equal((await client.reach()).kind, 'reachable');
  });

  it('is asked by the proxy itself where that makes no tunnels, and the token for the proxy goes no further', async t => {
    const {proxy, gateway} = await behindProxy(t, {forwards: true, credentials: 'mara:s3cret pw'});
    const variables = {HTTP_PROXY: proxy.url.replace('//', '//mara:s3cret%20pw@')};
    const outcome = await through('http://gw.example:8001', variables).post('/heartbeat', {}, {readBody: false});
    assert.equal(outcome.kind, 'ok', JSON.stringify(outcome));
    assert.deepEqual(proxy.asked, ['CONNECT gw.example:8001', 'POST http://gw.example:8001/heartbeat']);
    assert.ok(!/proxy-authorization/i.test(gateway.requests.join('')));
  });

  it('behind TLS is verified from end to end', async t => {
    setDefaultCACertificates([selfSigned('other').cert]);
    const certificate = selfSigned('gw.example', 'gw.example');
    const server = createServer(certificate, (_, response) => response.end('{"secure": true}'));
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
    const proxy = await startProxy({ports: {'gw.example': (server.address() as AddressInfo).port, 'other.example': (server.address() as AddressInfo).port}});
    t.after(() => {
      server.close();
      server.closeAllConnections();
      return proxy.close();
    });
    const ask = (name: string) => through(`https://${name}`, {https_proxy: proxy.url}).post('/handshake', {}, {readBody: true});
    const unknown = await ask('gw.example');
    assert.ok(unknown.kind === 'not sent');
    assert.match(unknown.reason, /^no trusted connection to gw\.example: .*NODE_EXTRA_CA_CERTS/);
    setDefaultCACertificates([certificate.cert]);
    const trusted = await ask('gw.example');
    assert.ok(trusted.kind === 'ok', JSON.stringify(trusted));
    assert.deepEqual(trusted.body, {secure: true});
    const wrong = await ask('other.example');
    assert.ok(wrong.kind === 'not sent' && /no trusted connection to other\.example/.test(wrong.reason));
    assert.deepEqual(proxy.asked, ['CONNECT gw.example:443', 'CONNECT gw.example:443', 'CONNECT other.example:443']);
  });

  for (const [address, bytes] of [['10.77.0.9', [10, 77, 0, 9]], ['[fd00::9]', [0xfd, ...Array<number>(14).fill(0), 9]]] as const) {
    it(`is verified by its address, ${address}, in whatever way it is asked`, async t => {
      const own = selfSigned('own', 'localhost', bytes);
      const server = createServer(own, (_, response) => response.end('{}'));
      await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
      const {port} = server.address() as AddressInfo;
      const proxy = await startProxy({ports: {[address]: port, '10.77.0.10': port}});
      t.after(() => {
        server.close();
        server.closeAllConnections();
        return proxy.close();
      });
      setDefaultCACertificates([own.cert]);
      const variables = {https_proxy: proxy.url};
      const url = new URL(`https://${address}/hook`);
      const client = await through(`https://${address}`, variables).post('/heartbeat', {}, {readBody: false});
      assert.equal(client.kind, 'ok', JSON.stringify(client));
      const {signal} = new AbortController();
      const route = await requestRoute(url, {readBody: true, proxy: proxyFor(url.href, variables), limits: defaultRouteLimits, clock: systemClock, signal});
      assert.ok(route.ok, JSON.stringify(route));
      assert.deepEqual(await postThrough(to => proxyFor(to, variables))(url.href, '{}', signal), {ok: true});
      const wrong = await through('https://10.77.0.10', variables).post('/heartbeat', {}, {readBody: false});
      assert.ok(wrong.kind === 'not sent' && /^no trusted connection to 10\.77\.0\.10: .*ALTNAME/.test(wrong.reason), JSON.stringify(wrong));
    });
  }

  it('is asked through a proxy that is itself spoken to over TLS, by its address', async t => {
    const {proxy, gateway} = await behindProxy(t);
    const certificate = selfSigned('proxy');
    const front = createTlsServer(certificate, socket => socket.pipe(connect(Number(new URL(proxy.url).port), '127.0.0.1')).pipe(socket).on('error', () => {}));
    await new Promise<void>(resolve => void front.listen(0, '127.0.0.1', resolve));
    t.after(() => front.close());
    setDefaultCACertificates([certificate.cert]);
    const outcome = await through('http://gw.example', {http_proxy: `https://127.0.0.1:${(front.address() as AddressInfo).port}`}).post('/heartbeat', {}, {readBody: false});
    assert.equal(outcome.kind, 'ok', JSON.stringify(outcome));
    assert.deepEqual(lines(gateway), ['POST /heartbeat HTTP/1.1']);
  });

  it('that hands requests on may have answered itself, and is named', async t => {
    const {proxy} = await behindProxy(t, {status: 403});
    const outcome = await through('http://gw.example', {http_proxy: proxy.url}).post('/heartbeat', {}, {readBody: false});
    assert.match('reason' in outcome ? outcome.reason : '', new RegExp(`^gw\\.example or the proxy ${proxy.host} answered 403 Forbidden`));
  });

  const faults: ReadonlyArray<{when: string; manners?: Omit<ProxyManners, 'ports'>; name?: string; error: RegExp}> = [
    {when: 'that wants a password', manners: {credentials: 'a:b'}, error: /^the proxy .* \(https?_proxy\) opened no way to gw\.example:443: it wants a name and a password, .* \(407\)$/},
    {when: 'that does not find the host', name: 'nowhere.example', error: /opened no way to nowhere\.example:443: it could not reach the host \(502\)$/},
    {when: 'that forbids the host', manners: {status: 403}, error: /it does not allow that host \(403\)$/},
    {when: 'with an answer of its own', manners: {status: 418}, error: /it refused \(418\)$/},
  ];
  for (const {when, manners, name = 'gw.example', error} of faults) {
    it(`is not asked through one ${when}; the proxy is blamed, and nothing was sent`, async t => {
      const {proxy, gateway} = await behindProxy(t, manners);
      const outcome = await through(`https://${name}`, {https_proxy: proxy.url}).post('/handshake', {}, {readBody: true});
      assert.ok(outcome.kind === 'not sent', JSON.stringify(outcome));
      assert.match(outcome.reason, error);
      assert.deepEqual(gateway.requests, []);
    });
  }

  it('is not asked through one that is not there, and the proxy is blamed', async t => {
    const {gateway} = await behindProxy(t);
    const outcome = await through('http://gw.example', {http_proxy: `http://127.0.0.1:${await reservePort(t)}`}).post('/heartbeat', {}, {readBody: false});
    assert.ok(outcome.kind === 'not sent');
    assert.match(outcome.reason, /^no connection to the proxy 127\.0\.0\.1:\d+ \(http_proxy\): .*ECONNREFUSED/);
    assert.deepEqual(gateway.requests, []);
  });

  it('is not asked through one that never answers, and the limit is told', async t => {
    const silent = await startRawGateway(() => {});
    t.after(() => silent.close());
    const client = openForTest('http://gw.example', {proxy: proxyFor('http://gw.example', {http_proxy: silent.url}), limits: {connect: 200}});
    const outcome = await client.post('/heartbeat', {}, {readBody: false});
    assert.ok(outcome.kind === 'not sent');
    assert.match(outcome.reason, /^no connection to gw\.example in time \(connect limit of 0\.2 s, gave up after .*the proxy 127\.0\.0\.1:\d+ \(http_proxy\)/);
  });

  it('is not asked at all where the variable names something else than a proxy', async () => {
    const outcome = await through('http://gw.example', {all_proxy: 'socks5://p:1080'}).post('/heartbeat', {}, {readBody: false});
    assert.ok(outcome.kind === 'not sent');
    assert.equal(outcome.reason, 'no way to gw.example: all_proxy names a socks5 proxy, and only http and https are taken');
  });

  for (const forwards of [false, true]) {
    it(`tells its route too, ${forwards ? 'handed on' : 'through a tunnel'}`, async t => {
      const {proxy} = await behindProxy(t, {forwards});
      const url = new URL('http://gw.example/health');
      const answer = await requestRoute(url, {readBody: true, proxy: proxyFor(url.href, {http_proxy: proxy.url}), limits: defaultRouteLimits, clock: systemClock, signal: new AbortController().signal});
      assert.ok(answer.ok, JSON.stringify(answer));
      assert.equal(answer.body.toString(), '{"through": true}');
    });
  }
});
