import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {causeOf, exitCode, OperatorError} from '../errors.ts';
import {reservePort} from './reserve-port.ts';

/** A server's own port on this machine, which may shut and open again; its number stays the same. */
export type LoopbackPort = {
  url: string;
  number: number;
  /** Does nothing where it is open, or closed for good. @throws OperatorError when another program has taken it. */
  open(): Promise<void>;
  /** From now on connections are refused; those that are there end at once. */
  shut(): Promise<void>;
  /** Shuts it for good; may be called again. */
  close(): Promise<void>;
};

const loopback = '127.0.0.1';

/**
 * Listens on loopback only. `port` 0: a free one that nobody else is given while it is shut. `whose` names the server in the error.
 * @throws OperatorError when the port cannot be had.
 */
export async function openLoopbackPort(server: Server, {port, whose}: {port: number; whose: string}): Promise<LoopbackPort> {
  const reserved = port === 0 ? await reservePort() : undefined;
  const number = await listen(server, reserved?.port ?? port, whose).catch(async (error: unknown) => {
    await reserved?.release();
    throw error;
  });
  // A connection that fails before it is one concerns nobody here.
  server.on('error', () => {});
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();
  // One after the other: a port that opens while it still shuts would end up as neither.
  const inTurn = (task: () => Promise<unknown>): Promise<void> => {
    const done = turn.then(task).then(() => {});
    turn = done.catch(() => {});
    return done;
  };
  const shut = (): Promise<void> => inTurn(async () => server.listening && end(server));
  return {
    url: `http://${loopback}:${number}`,
    number,
    open: () => inTurn(async () => closed || server.listening || listen(server, number, whose)),
    shut,
    close: async () => {
      closed = true;
      await shut();
      await reserved?.release();
    },
  };
}

function end(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function listen(server: Server, port: number, whose: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: Error): void =>
      reject(
        new OperatorError(`${whose} cannot listen on ${loopback}:${port} (${causeOf(error)})`, {
          code: 'port-not-available',
          next: 'Choose another port, or stop what listens there.',
          exit: exitCode.gateway,
          cause: error,
        }),
      );
    server.once('error', refused);
    server.listen(port, loopback, () => {
      server.off('error', refused);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
