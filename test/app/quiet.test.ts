import assert from 'node:assert/strict';
import {once} from 'node:events';
import {connect, createServer, type AddressInfo} from 'node:net';
import {it} from 'node:test';
import {Quiet} from '../../source/app/effects/quiet.ts';

it('a key that came in time is heard before its time is over, on a machine that held the program up', async t => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[far]] = await Promise.all([once(server, 'connection'), once(near, 'connect')]);
  t.after(() => [far, near].forEach(each => each.destroy()));
  t.after(() => server.close());
  const moment = Promise.withResolvers<void>();
  const called: string[] = [];
  const quiet = new Quiet({sleep: () => moment.promise}, new AbortController().signal);
  const over = quiet.await(() => called.push('a letter that nobody followed'));
  near.on('data', () => {
    quiet.await(() => {}).catch(() => {});
  });
  // In the kernel by now, and not read; the time is over at the next turn of the loop, before anything is read.
  far.write('another');
  setTimeout(() => moment.resolve(), 1);
  for (const held = performance.now() + 50; performance.now() < held;);
  await over;
  assert.deepEqual(called, []);
});
