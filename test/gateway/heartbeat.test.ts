import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {sendHeartbeat} from '../../source/gateway/send-heartbeat.ts';
import {openForTest} from './open-for-test.ts';
import {httpAnswer, startRawGateway} from '../worlds/raw-gateway.ts';

describe('the heartbeat', () => {
  const answers: ReadonlyArray<readonly [string, string, string]> = [
    ['200 OK', 'not JSON at all', 'ok'],
    ['202 Accepted', '', 'ok'],
    ['204 No Content', '', 'ok'],
    ['302 Found', '', 'error answer'],
    ['400 Bad Request', '{}', 'error answer'],
    ['503 Service Unavailable', '', 'error answer'],
  ];
  for (const [status, text, kind] of answers) {
    it(`answered ${status} is: ${kind}, after one request`, async t => {
      const gateway = await startRawGateway(socket => socket.end(httpAnswer(status, text, {'content-encoding': 'br'})));
      t.after(() => gateway.close());
      const outcome = await sendHeartbeat({gateway: openForTest(gateway.url), payload: {chakra: 'operator'}});
      assert.equal(outcome.kind, kind);
      assert.equal(outcome.kind === 'ok' ? outcome.body : undefined, undefined);
      assert.match(gateway.requests[0] ?? '', /^POST \/heartbeat [^]*\{"chakra":"operator"\}$/);
      assert.equal(gateway.requests.length, 1);
    });
  }

  it('does not wait for a body: the status is enough, and the connection is closed', async t => {
    let closed: () => void = () => {};
    const hungUp = new Promise<void>(resolve => {
      closed = resolve;
    });
    const gateway = await startRawGateway(socket => {
      socket.on('close', closed);
      socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 1000000\r\n\r\n');
    });
    t.after(() => gateway.close());
    const outcome = await sendHeartbeat({gateway: openForTest(gateway.url), payload: {}});
    assert.equal(outcome.kind, 'ok');
    await hungUp;
  });
});
