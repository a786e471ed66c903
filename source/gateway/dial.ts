import {connect, type Socket} from 'node:net';
import {whenOver, type Clock} from '../clock.ts';
import {display} from '../display.ts';
import type {Address} from './address.ts';
import type {Proxy, ProxyChoice} from '../proxy.ts';
import {openTunnel, verifying, type Forwarding, type Tunnelled} from '../proxy-tunnel.ts';
import {earliest, limitFrom, seconds, type Deadline} from './limits.ts';

export type Dialled = {ok: true; socket: Socket; /** Where a proxy hands the request on. */ forwarding?: Forwarding} | {ok: false; reason: string; cancelled?: true};

export type DialTerms = {
  clock: Clock;
  /** Milliseconds for name look-up, TCP and TLS together. */
  limit: number;
  /** What stands between here and there; without it nothing does. */
  proxy?: ProxyChoice | undefined;
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
 * fails here has not reached the gateway. No session reuse; certificates are always verified, through a
 * proxy too, whatever NODE_TLS_REJECT_UNAUTHORIZED says.
 */
export async function dial(address: Address, {clock, limit, proxy, deadline, signal}: DialTerms): Promise<Dialled> {
  const {host, hostname, port, secure} = address;
  const cancelled: Dialled = {ok: false, reason: `cancelled before anything was sent to ${host}`, cancelled: true};
  if (signal?.aborted) return cancelled;
  const began = clock.monotonic();
  const until = earliest(limitFrom(began, 'connect', limit), deadline);
  if (until.at <= began) return {ok: false, reason: `no time was left to connect to ${host} (${until.name})`};
  const late = (): string => `no connection to ${host} in time (${until.name}, gave up after ${elapsed(clock, began)})`;
  if (proxy?.kind === 'unusable') return {ok: false, reason: `no way to ${host}: ${proxy.reason}`};
  const way = proxy?.kind === 'proxy' ? await throughProxy(proxy.proxy, address, until.at - began, signal) : undefined;
  if (signal?.aborted) return cancelled;
  if (way?.ok === false) return way.late ? {ok: false, reason: `${late()}; ${way.reason}`} : way;
  // Nothing is left to wait for: the proxy has opened the way.
  if (way && !secure) return way;
  const tls = secure ? await import('node:tls') : undefined;

  return new Promise(resolve => {
    let greeted = way !== undefined;
    const socket = tls
      ? tls.connect({...(way ? {socket: way.socket} : {port}), ...verifying(hostname)})
      : connect({host: hostname, port});
    // What TLS is spoken over does not end with it.
    socket.once('close', () => way?.socket.destroy());
    const settle = (result: Dialled): void => {
      callOff();
      signal?.removeEventListener('abort', cancel);
      socket.off('error', fail);
      // A socket that was given up may still report why; nobody is left to tell.
      if (!result.ok) socket.on('error', () => {}).destroy();
      resolve(result);
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      settle({ok: false, reason: greeted ? tlsFailure(host, error) : connectFailure(host, error)});
    };
    const cancel = (): void => settle(cancelled);
    const callOff = whenOver(Math.ceil(until.at - clock.monotonic()), () => settle({ok: false, reason: late()}));
    signal?.addEventListener('abort', cancel, {once: true});
    socket.on('error', fail);
    socket.once('connect', () => {
      greeted = true;
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => settle({ok: true, socket}));
  });
}

/** `late`: the time was up first. */
async function throughProxy(proxy: Proxy, {hostname, port, secure}: Address, milliseconds: number, signal: AbortSignal | undefined): Promise<Tunnelled & {late?: boolean}> {
  const given = new AbortController();
  const stop = (): void => given.abort(new Error('stopped'));
  let late = false;
  const callOff = whenOver(Math.ceil(milliseconds), () => {
    late = true;
    stop();
  });
  signal?.addEventListener('abort', stop, {once: true});
  const authority = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
  const way = await openTunnel(proxy, {authority, secure}, given.signal);
  callOff();
  signal?.removeEventListener('abort', stop);
  return {...way, late};
}

/** `0.3 s`: time since an instant of the monotonic clock, for sentences. */
export function elapsed(clock: Clock, since: number): string {
  return seconds(Number(((clock.monotonic() - since) / 1000).toFixed(1)) * 1000);
}

function connectFailure(host: string, error: NodeJS.ErrnoException): string {
  const code = error.code ?? '';
  return `no connection to ${host}: ${meanings[code] ?? display(error.message)}${code && ` (${code})`}`;
}

/** Nobody whom this machine trusts has signed it. */
const unknownAuthority: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Certificate names and alerts are the other side's words. */
function tlsFailure(host: string, error: NodeJS.ErrnoException & {reason?: unknown}): string {
  const words = typeof error.reason === 'string' ? error.reason : error.message;
  const advice = unknownAuthority.has(error.code ?? '') ? '; certificates of your own authority are taken from the file that NODE_EXTRA_CA_CERTS names' : '';
  return `no trusted connection to ${host}: ${display(words)}${error.code ? ` (${error.code})` : ''}${advice}`;
}
