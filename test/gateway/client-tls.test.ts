import assert from 'node:assert/strict';
import {createServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {beforeEach, describe, it, type TestContext} from 'node:test';
import {setDefaultCACertificates} from 'node:tls';
import {openForTest} from './open-for-test.ts';
import {selfSigned, type Certificate} from '../worlds/certificate.ts';
import {startRawGateway} from '../worlds/raw-gateway.ts';

const trusted = selfSigned('localhost');
const elsewhere = selfSigned('elsewhere', 'elsewhere.example', [192, 0, 2, 1]);

async function startTls(t: TestContext, certificate: Certificate): Promise<{port: number; requests: string[]}> {
  const requests: string[] = [];
  const server = createServer(certificate, (request, response) => {
    requests.push(`${request.method} ${request.headers.host}${request.url}`);
    response.end('{"secure":true}');
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return {port: (server.address() as AddressInfo).port, requests};
}

describe('a gateway behind TLS', () => {
  // Of the whole process, which other files may have set otherwise.
  beforeEach(() => setDefaultCACertificates([trusted.cert, elsewhere.cert]));

  for (const name of ['localhost', '127.0.0.1']) {
    it(`with a certificate that is trusted for ${name} is asked`, async t => {
      const {port, requests} = await startTls(t, trusted);
      const client = openForTest(`https://${name}:${port}`);
      const outcome = await client.post('/handshake', {}, {readBody: true});
      assert.ok(outcome.kind === 'ok', JSON.stringify(outcome));
      assert.deepEqual(outcome.body, {secure: true});
      assert.deepEqual(requests, [`POST ${name}:${port}/handshake`]);
      assert.equal((await client.reach()).kind, 'reachable');
    });
  }

  it('with a certificate for other names gets nothing', async t => {
    const {port, requests} = await startTls(t, elsewhere);
    const outcome = await openForTest(`https://localhost:${port}`).post('/handshake', {}, {readBody: true});
    assert.ok(outcome.kind === 'not sent');
    assert.match(
      outcome.reason,
      /^no trusted connection to localhost:\d+: .*elsewhere\.example.*\(ERR_TLS_CERT_ALTNAME_INVALID\)$/,
    );
    assert.deepEqual(requests, []);
  });

  it('with a certificate nobody vouches for gets nothing, whatever the environment says', async t => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    t.after(() => {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    });
    const {port, requests} = await startTls(t, selfSigned('\u001b]0;owned\u0007'));
    const client = openForTest(`https://localhost:${port}`);
    const outcome = await client.post('/handshake', {}, {readBody: true});
    assert.ok(outcome.kind === 'not sent');
    assert.match(outcome.reason, /^no trusted connection to localhost:\d+: .*certificate/);
    assert.doesNotMatch(outcome.reason, /\p{Cc}/u);
    assert.equal((await client.reach()).kind, 'unreachable');
    assert.deepEqual(requests, []);
  });

  it('that speaks plain HTTP instead gets nothing', async t => {
    const gateway = await startRawGateway(
      () => {},
      {onConnect: socket => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))},
    );
    t.after(() => gateway.close());
    const outcome = await openForTest(gateway.url.replace('http', 'https')).post('/handshake', {}, {readBody: true});
    assert.ok(outcome.kind === 'not sent');
    assert.match(outcome.reason, /^no trusted connection to 127\.0\.0\.1:\d+: /);
  });
});
