import {connect, createServer, type AddressInfo, type Socket} from 'node:net';
import type {AfterTest} from './temp-folder.ts';

export type BadLine = {
  /** The same address through the bad line. */
  through(address: string): string;
  /** How often something was cut, swallowed or held up. */
  faults(): number;
};

/**
 * A TCP line to a server of this machine on which so many connections go wrong, then none: one is dropped at once,
 * others are cut in the middle of an answer, swallow what is sent and end, or hold answers up.
 */
export async function badLine(t: AfterTest, chance: () => number, most: number): Promise<BadLine> {
  let faults = 0;
  let port = 0;
  const open = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    open.add(socket.on('close', () => open.delete(socket)).on('error', () => {}));
    return socket;
  };
  const server = createServer(near => {
    keep(near);
    const kind = faults < most ? Math.floor(chance() * 5) : 4;
    if (kind < 4) faults += 1;
    if (kind === 0) return void near.destroy();
    const far = keep(connect(port, '127.0.0.1'));
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    near.on('close', cut);
    far.on('close', cut);
    // The greeting of a server is some 400 bytes: most are cut behind it.
    let left = kind === 1 ? 300 + Math.floor(chance() * 900) : Infinity;
    let held = Promise.resolve();
    let sent = kind === 2 ? 200 + Math.floor(chance() * 4000) : Infinity;
    near.on('data', (part: Buffer) => {
      sent -= part.length;
      if (sent >= 0) return void far.write(part);
      setImmediate(cut);
    });
    far.on('data', (part: Buffer) => {
      const passed = part.subarray(0, Math.max(0, left));
      left -= part.length;
      const pass = (): void => {
        near.write(passed);
        if (left < 0) near.end(cut);
      };
      if (kind !== 3) return pass();
      // One after the other: TCP gives them in order.
      const late = 1 + chance() * 20;
      held = held.then(() => new Promise<void>(resolve => void setTimeout(resolve, late))).then(pass);
    });
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  const own = (server.address() as AddressInfo).port;
  return {
    through: address => {
      const url = new URL(address);
      port = Number(url.port || 5432);
      url.port = String(own);
      return url.href;
    },
    faults: () => faults,
  };
}
