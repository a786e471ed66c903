import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {httpAnswer, startRawGateway} from '../worlds/raw-gateway.ts';
import {atConsole} from './at-console.ts';

const handshake = JSON.stringify({authenticated: true, session: {id: 'op-6f1c'}, accepted_contexts: ['stage-b-rehearsal']});

/** What comes back for a heartbeat, and whether the gateway itself said by it that it did not take it. */
const answers: ReadonlyArray<[what: string, answer: string | Buffer, outcome: 'unknown' | 'failed' | 'completed']> = [
  ['202 with a head that is too long', `HTTP/1.1 202 Accepted\r\nx-much: ${'a'.repeat(20_000)}\r\ncontent-length: 2\r\n\r\n{}`, 'unknown'],
  ['bytes that are no HTTP', '\u0001\u0002 this is not HTTP at all\r\n\r\n', 'unknown'],
  ['half a head', 'HTTP/1.1 202 Acc', 'unknown'],
  ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n', 'unknown'],
  ['a redirect', httpAnswer('307 Temporary Redirect', '', {location: 'https://login.example.org/'}), 'unknown'],
  ['not modified', httpAnswer('304 Not Modified', ''), 'unknown'],
  ['a proxy that got no good answer', httpAnswer('502 Bad Gateway', '<html>'), 'unknown'],
  ['a proxy that waited in vain', httpAnswer('504 Gateway Timeout', '{"error": "upstream"}'), 'unknown'],
  ['a front that waited in vain', httpAnswer('524 A Timeout Occurred', '<html>'), 'unknown'],
  ['a front that lost its connection', httpAnswer('520 Web Server Returned an Unknown Error', '<html>'), 'unknown'],
  ['a time-out that a front may mean', httpAnswer('408 Request Timeout', ''), 'unknown'],
  ['a network that gave up', httpAnswer('599 Network Connect Timeout', ''), 'unknown'],
  ['a closed request', httpAnswer('499 Client Closed Request', ''), 'unknown'],
  ['too many', httpAnswer('429 Too Many Requests', ''), 'failed'],
  ['a status that nobody knows', httpAnswer('799 Whatever', ''), 'unknown'],
  ['not now', httpAnswer('503 Service Unavailable', ''), 'failed'],
  ['a failure of its own', httpAnswer('500 Internal Server Error', ''), 'failed'],
  ['a refusal', httpAnswer('422 Unprocessable Content', '{}'), 'failed'],
  ['on the way to its answer 100', Buffer.concat([Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), httpAnswer('202 Accepted', '{}')]), 'completed'],
];

describe('a heartbeat that is answered with', () => {
  for (const [what, answer, outcome] of answers) {
    it(`${what} is ${outcome}`, async t => {
      const gateway = await startRawGateway((socket, request) => void socket.end(request.startsWith('POST /handshake') ? httpAnswer('200 OK', handshake) : answer));
      t.after(() => gateway.close());
      const console = await atConsole(t, {variables: {MCP_GATEWAY_URL: gateway.url}});
      const {result} = await console.smoke();
      assert.equal(result.kind === 'failed' ? result.failure.outcome : result.kind, outcome, JSON.stringify(result));
      assert.equal(console.ledger().length, outcome === 'completed' ? 3 : 0);
      assert.equal(gateway.requests.filter(request => request.startsWith('POST /heartbeat')).length, 1);
    });
  }
});

describe('a handshake that is answered by nothing that can be read', () => {
  for (const [what, answer] of answers.slice(0, 3)) {
    it(`is unknown: ${what}`, async t => {
      const gateway = await startRawGateway(socket => void socket.end(answer));
      t.after(() => gateway.close());
      const console = await atConsole(t, {variables: {MCP_GATEWAY_URL: gateway.url}});
      const {result} = await console.smoke();
      assert.deepEqual(result.kind === 'failed' && [result.failure.outcome, gateway.requests.length], ['unknown', 1]);
    });
  }
});
