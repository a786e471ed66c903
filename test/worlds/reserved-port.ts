import {createServer, type Server} from 'node:net';
import type {AfterTest} from './temp-folder.ts';

/**
 * A port that nobody else is given while nothing listens there: below those that the system hands out by itself
 * (ip_local_port_range), and whoever holds the one above it, as this test does until it is over, may use it.
 */
export async function reservePort(t: AfterTest): Promise<number> {
  for (let port = 10_000; port < 30_000; port += 2) {
    const claim = await listen(port + 1);
    if (claim === undefined) continue;
    const trial = await listen(port);
    await trial?.[Symbol.asyncDispose]();
    if (trial !== undefined) {
      t.after(() => claim[Symbol.asyncDispose]());
      return port;
    }
    await claim[Symbol.asyncDispose]();
  }
  throw new Error('no port between 10000 and 30000 is free');
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
