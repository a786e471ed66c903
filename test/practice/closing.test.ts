import {connect} from 'node:net';
import {describe, it, type TestContext} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import type {FaultName} from '../../source/practice/faults.ts';
import {startPracticeGateway, type PracticeGateway} from '../../source/practice/practice-gateway.ts';

async function start(t: TestContext, fault?: FaultName): Promise<PracticeGateway> {
  const practice = await startPracticeGateway({clock: systemClock, fault, pace: {slow: 3_600_000, drip: 10}});
  t.after(() => practice.close());
  return practice;
}

describe('closing the practice gateway', () => {
  const body = JSON.stringify({identity: {connector_id: 'operator_api'}, supported_contexts: [], rotation: {}});

  for (const fault of ['slow', 'dripping', 'endless'] as const) {
    it(`ends a ${fault} answer at once`, async t => {
      const practice = await start(t, fault);
      const socket = connect(practice.port, '127.0.0.1');
      const ended = new Promise<void>(resolve => {
        socket.on('error', () => {}).on('close', () => resolve());
      });
      socket.resume().write(`POST /handshake HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      await (fault === 'slow' ? untilSeen(practice) : new Promise(resolve => socket.once('data', resolve)));
      await practice.close();
      await ended;
      await practice.close();
    });
  }

  it('ends connections that never asked anything', async t => {
    const practice = await start(t);
    const socket = connect(practice.port, '127.0.0.1');
    await new Promise(resolve => socket.once('connect', resolve));
    socket.write('POST /handshake HTTP/1.1\r\ncontent-le');
    const ended = new Promise(resolve => socket.on('error', () => {}).on('close', resolve).resume());
    await practice.close();
    await ended;
  });
});

async function untilSeen(practice: PracticeGateway): Promise<void> {
  while (practice.seen.length === 0) await new Promise(resolve => setImmediate(resolve));
}
