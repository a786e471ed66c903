import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {test} from 'node:test';
import {openLoopbackPort} from '../../source/practice/loopback-port.ts';

const opened = () => openLoopbackPort(createServer((_, answer) => answer.end()), {port: 0, whose: 'it'});

test('a port that is shut is given to nobody else, opens again under its number, and is free once it is closed', async t => {
  const first = await opened();
  t.after(() => first.close());
  await first.shut();
  const second = await opened();
  t.after(() => second.close());
  assert.notEqual(second.number, first.number);
  await first.open();
  assert.equal((await fetch(first.url)).status, 200);
  await first.close();
  await first.open();
  await assert.rejects(fetch(first.url));
});
