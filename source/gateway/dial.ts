import {connect, isIP, type Socket} from 'node:net';
import type {Clock} from '../clock.ts';
import {display} from '../display.ts';
import type {Address} from './address.ts';
import {earliest, limitFrom, seconds, type Deadline} from './limits.ts';

export type Dialled = {ok: true; socket: Socket} | {ok: false; error: string; cancelled?: true};

export type DialTerms = {
  clock: Clock;
  /** Milliseconds for name look-up, TCP and TLS together. */
  limit: number;
  deadline?: Deadline;
  signal?: AbortSignal | undefined;
};

/** What the system's codes mean to the person at the console. */
const meanings: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name was not found',
  EAI_AGAIN: 'the name service gave no answer',
  ECONNREFUSED: 'nothing accepts connections there',
  ECONNRESET: 'it closed the connection at once',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to its network',
  ETIMEDOUT: 'the network gave up',
};

/**
 * Opens a connection ready for the first byte, TLS included, and sends nothing of a request: whatever
 * fails here has not reached the gateway. No proxy, no session reuse; certificates are always
 * verified, whatever NODE_TLS_REJECT_UNAUTHORIZED says.
 */
export async function dial(address: Address, {clock, limit, deadline, signal}: DialTerms): Promise<Dialled> {
  const {host, hostname, port, secure} = address;
  const cancelled: Dialled = {ok: false, error: `cancelled before anything was sent to ${host}`, cancelled: true};
  if (signal?.aborted) return cancelled;
  const began = clock.monotonic();
  const until = earliest(limitFrom(began, 'connect', limit), deadline);
  if (until.at <= began) return {ok: false, error: `no time was left to connect to ${host} (${until.name})`};
  const tls = secure ? await import('node:tls') : undefined;

  return new Promise(resolve => {
    let greeted = false;
    const socket = tls
      ? tls.connect({
          host: hostname,
          port,
          ...(isIP(hostname) === 0 && {servername: hostname}),
          ALPNProtocols: ['http/1.1'],
          rejectUnauthorized: true,
        })
      : connect({host: hostname, port});
    const settle = (result: Dialled): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      socket.off('error', fail);
      // A socket that was given up may still report why; nobody is left to tell.
      if (!result.ok) socket.on('error', () => {}).destroy();
      resolve(result);
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      settle({ok: false, error: greeted ? tlsFailure(host, error) : connectFailure(host, error)});
    };
    const cancel = (): void => settle(cancelled);
    const timer = setTimeout(() => {
      const after = elapsed(clock, began);
      settle({ok: false, error: `no connection to ${host} in time (${until.name}, gave up after ${after})`});
    }, Math.ceil(until.at - began));
    signal?.addEventListener('abort', cancel, {once: true});
    socket.on('error', fail);
    socket.once('connect', () => {
      greeted = true;
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => settle({ok: true, socket}));
  });
}

/** `0.3 s`: time since an instant of the monotonic clock, for sentences. */
export function elapsed(clock: Clock, since: number): string {
  return seconds(Number(((clock.monotonic() - since) / 1000).toFixed(1)) * 1000);
}

function connectFailure(host: string, error: NodeJS.ErrnoException): string {
  const code = error.code ?? '';
  return `no connection to ${host}: ${meanings[code] ?? display(error.message)}${code && ` (${code})`}`;
}

/** Certificate names and alerts are the other side's words. */
function tlsFailure(host: string, error: NodeJS.ErrnoException & {reason?: unknown}): string {
  const words = typeof error.reason === 'string' ? error.reason : error.message;
  return `no trusted connection to ${host}: ${display(words)}${error.code ? ` (${error.code})` : ''}`;
}
