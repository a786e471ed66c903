import {createServer, type Server} from 'node:net';

export type ReservedPort = {port: number; release(): Promise<void>};

/** Below those that systems hand out by themselves (ip(7), ip_local_port_range), above those of well-known services. */
const first = 10_000;
const last = 30_000;

/**
 * A port on loopback that nobody else is given while nothing listens there: no system hands it out, and of those who
 * choose as we do only whoever holds the one above it, as this process does until `release`, may use it.
 * Undefined where none is free.
 */
export async function reservePort(): Promise<ReservedPort | undefined> {
  for (let port = first; port < last; port += 2) {
    const claim = await listen(port + 1);
    if (claim === undefined) continue;
    const trial = await listen(port);
    await trial?.[Symbol.asyncDispose]();
    if (trial) return {port, release: () => claim[Symbol.asyncDispose]()};
    await claim[Symbol.asyncDispose]();
  }
  return undefined;
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise(resolve => {
    const server = createServer().unref();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
