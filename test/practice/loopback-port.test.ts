import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {test} from 'node:test';
import {openLoopbackPort} from '../../source/practice/loopback-port.ts';

const opened = (server = createServer((_, answer) => answer.end())) => openLoopbackPort(server, {port: 0, whose: 'it'});

test('a port that is shut is given to nobody else, opens again under its number, and is free once it is closed', async t => {
  const server = createServer((_, answer) => answer.end());
  const first = await opened(server);
  t.after(() => first.close());
  await first.shut();
  const second = await opened();
  t.after(() => second.close());
  assert.notEqual(second.number, first.number);
  await first.open();
  assert.equal((await fetch(first.url)).status, 200);
  await first.close();
  await first.open();
  // Its number may be somebody else's by now.
  assert.equal(server.listening, false);
});
