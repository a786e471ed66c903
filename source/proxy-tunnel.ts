import type {RequestOptions} from 'node:http';
import {connect, isIP, type Socket} from 'node:net';
import type {ConnectionOptions} from 'node:tls';
import {display} from './display.ts';
import {causeOf} from './errors.ts';
import type {Proxy, ProxyChoice} from './proxy.ts';

/** What a request needs that a proxy hands on itself (RFC 9112, section 3.2.2): what stands before its path, and headers for the proxy. */
export type Forwarding = {before: string; headers: Readonly<Record<string, string>>};

/** A connection that reaches its host through a proxy: a tunnel, or, where the proxy makes none to plain HTTP, one that it forwards requests from. */
export type Tunnelled = {ok: true; socket: Socket; forwarding?: Forwarding} | {ok: false; reason: string};

/** Head of a proxy's answer, bytes. */
const longestHead = 16 * 1024;

/** What a proxy means that opens no way (RFC 9110, section 15). */
const refusals: Readonly<Record<number, string>> = {
  403: 'it does not allow that host',
  407: 'it wants a name and a password, which belong into its address in the variable',
  502: 'it could not reach the host',
  503: 'it could not reach the host',
  504: 'the host gave it no answer',
};

/** Statuses by which a proxy says that it makes no tunnel at all to such a port. */
const noTunnels: ReadonlySet<number> = new Set([400, 403, 405, 501]);

export type TunnelTarget = {/** `gateway.example:8001`, IPv6 in brackets. */ authority: string; secure: boolean};

/**
 * Opens a connection to the proxy and asks it for a tunnel (RFC 9110, section 9.3.6). Of the request that
 * is to go through it nothing is sent: what fails here has not reached the host, and is the proxy's fault.
 */
export async function openTunnel(proxy: Proxy, {authority, secure}: TunnelTarget, signal: AbortSignal): Promise<Tunnelled> {
  const named = `the proxy ${proxy.host} (${proxy.variable})`;
  const opened = await connectTo(proxy, signal).catch((error: NodeJS.ErrnoException) => error);
  if (opened instanceof Error) return {ok: false, reason: `no connection to ${named}: ${display(opened.message)}`};
  const {request} = await import('node:http');
  const forProxy = proxy.authorization && {'proxy-authorization': proxy.authorization.reveal()};
  return new Promise(resolve => {
    const asking = request({
      createConnection: () => opened,
      method: 'CONNECT',
      path: authority,
      setHost: false,
      maxHeaderSize: longestHead,
      insecureHTTPParser: false,
      headers: {host: authority, 'user-agent': 'mcp-runbook', ...forProxy},
    });
    const settle = (result: Tunnelled): void => {
      signal.removeEventListener('abort', cancel);
      asking.on('error', () => {});
      if (!result.ok) opened.on('error', () => {}).destroy();
      resolve(result);
    };
    const cancel = (): void => settle({ok: false, reason: `${named} opened no way in time`});
    const judge = (status: number): void => {
      if (!secure && noTunnels.has(status)) {
        opened.on('error', () => {}).destroy();
        connectTo(proxy, signal).then(
          socket => settle({ok: true, socket, forwarding: {before: `http://${authority}`, headers: {...forProxy}}}),
          (error: unknown) => settle({ok: false, reason: `no connection to ${named}: ${causeOf(error)}`}),
        );
        return;
      }
      settle({ok: false, reason: `${named} opened no way to ${authority}: ${refusals[status] ?? 'it refused'} (${status})`});
    };
    signal.addEventListener('abort', cancel, {once: true});
    asking.once('connect', (answer, socket, head) => {
      const {statusCode = 0} = answer;
      if (statusCode < 200 || statusCode > 299) return judge(statusCode);
      // Before the first byte of ours a host that is asked by HTTP or TLS has nothing to say.
      if (head.length > 0) return settle({ok: false, reason: `${named} sent something before anything was asked of ${authority}`});
      return settle({ok: true, socket: socket as Socket});
    });
    asking.once('response', answer => judge(answer.statusCode ?? 0));
    asking.once('error', error => settle({ok: false, reason: `${named} gave no answer that is HTTP: ${display(error.message)}`}));
    asking.end();
  });
}

/** What a request to a URL needs besides its own options, so that it goes the given way. */
export type Way = {ok: true; options: Pick<RequestOptions, 'createConnection' | 'agent' | 'path'>; headers: Readonly<Record<string, string>>} | {ok: false; reason: string};

/**
 * The way to a URL: through the proxy, TLS from here to the host itself, or on a connection of its own. Node's
 * own agent is told of no proxy, so that NODE_USE_ENV_PROXY means nothing here.
 */
export async function wayTo(url: URL, choice: ProxyChoice, signal: AbortSignal): Promise<Way> {
  const secure = url.protocol === 'https:';
  if (choice.kind === 'unusable') return {ok: false, reason: choice.reason};
  if (choice.kind === 'direct') {
    const {Agent} = secure ? await import('node:https') : await import('node:http');
    return {ok: true, options: {agent: new Agent({keepAlive: false})}, headers: {}};
  }
  const opened = await openTunnel(choice.proxy, {authority: `${url.hostname}:${url.port || (secure ? 443 : 80)}`, secure}, signal);
  if (!opened.ok) return opened;
  const tls = secure ? await import('node:tls') : undefined;
  const {socket, forwarding} = opened;
  return {
    ok: true,
    options: {
      // What TLS is spoken over does not end with it.
      createConnection: () => tls?.connect({socket, ...verifying(url.hostname.replace(/^\[|\]$/g, ''))}).once('close', () => socket.destroy()) ?? socket,
      ...(forwarding && {path: `${forwarding.before}${url.pathname}${url.search}`}),
    },
    headers: {...forwarding?.headers},
  };
}

/**
 * Options of tls.connect() for a host by its name or address, IPv6 without brackets: whose certificate it has to be is
 * said also where the connection is another's, whose name would be taken. An address is no server name (RFC 6066, section 3).
 */
export function verifying(hostname: string): Pick<ConnectionOptions, 'host' | 'servername' | 'ALPNProtocols' | 'rejectUnauthorized'> {
  return {host: hostname, ...(isIP(hostname) === 0 && {servername: hostname}), ALPNProtocols: ['http/1.1'], rejectUnauthorized: true};
}

async function connectTo({hostname, port, secure}: Proxy, signal: AbortSignal): Promise<Socket> {
  const tls = secure ? await import('node:tls') : undefined;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const socket = tls ? tls.connect({port, ...verifying(hostname)}) : connect({host: hostname, port});
    const cancel = (): void => {
      socket.on('error', () => {}).destroy();
      reject(new Error('no connection in time'));
    };
    signal.addEventListener('abort', cancel, {once: true});
    socket.once('error', error => {
      signal.removeEventListener('abort', cancel);
      reject(error);
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      signal.removeEventListener('abort', cancel);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
