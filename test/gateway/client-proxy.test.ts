import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {describe, it, type TestContext} from 'node:test';
import {promisify} from 'node:util';
import {httpAnswer, startRawGateway} from '../worlds/raw-gateway.ts';

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
  it('asks the gateway directly, whatever proxy is named', async t => {
    const seen = await outcomeWith(t, [], httpAnswer('202 Accepted', ''));
    assert.deepEqual(seen, {kind: 'ok', requests: 1, throughProxy: 0});
  });

  it('reads HTTP strictly, whatever flag Node was given', async t => {
    const ambiguous = 'HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n';
    const seen = await outcomeWith(t, ['--insecure-http-parser'], ambiguous);
    assert.deepEqual(seen, {kind: 'bad answer', requests: 1, throughProxy: 0});
  });
});
