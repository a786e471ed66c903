import type {IncomingMessage, RequestOptions} from 'node:http';
import type {Socket} from 'node:net';
import {whenOver, type Clock} from '../clock.ts';
import {causeOf} from '../errors.ts';
import type {ProxyChoice} from '../proxy.ts';
import {wayTo} from '../proxy-tunnel.ts';
import {formatElapsed} from '../time.ts';

/** Times in milliseconds, the body in bytes. */
export type RouteLimits = {connect: number; headers: number; total: number; body: number};

export const defaultRouteLimits: RouteLimits = {connect: 3000, headers: 5000, total: 15_000, body: 256 * 1024};

export type RouteResponse = {ok: true; status: number; reason: string; location: string | undefined; /** Its clock, as it says (RFC 9110, section 6.6.1). */ date: string | undefined; body: Buffer} | {ok: false; reason: string};

export type RouteTerms = {/** False: only the status counts. */ readBody: boolean; /** What stands between here and there. */ proxy: ProxyChoice; limits: RouteLimits; clock: Clock; signal: AbortSignal};

const longestHead = 16 * 1024;

/**
 * One GET: no redirect is followed, no proxy asked but the one given, nothing kept open or unpacked; a certificate is
 * always verified, whatever NODE_TLS_REJECT_UNAUTHORIZED says. Never rejects.
 */
export async function requestRoute(url: URL, {readBody, proxy, limits, clock, signal}: RouteTerms): Promise<RouteResponse> {
  if (signal.aborted) return {ok: false, reason: 'cancelled before it was asked'};
  const secure = url.protocol === 'https:';
  const {request} = secure ? await import('node:https') : await import('node:http');
  const began = clock.monotonic();
  const way = await wayTo(url, proxy, AbortSignal.any([signal, AbortSignal.timeout(limits.connect)]));
  if (!way.ok) return {ok: false, reason: `it could not be asked: ${way.reason}`};
  return new Promise(resolve => {
    const options: RequestOptions & {rejectUnauthorized: boolean} = {
      ...way.options,
      rejectUnauthorized: true,
      maxHeaderSize: longestHead,
      insecureHTTPParser: false,
      headers: {accept: 'application/json, text/plain, */*', 'accept-encoding': 'identity', 'user-agent': 'mcp-runbook', connection: 'close', ...way.headers},
    };
    const asking = request(url, options);
    let callOff = (): void => {};
    const settle = (response: RouteResponse): void => {
      callOff();
      callOffWhole();
      signal.removeEventListener('abort', cancel);
      resolve(response);
      // What comes now comes too late; a socket that was given up may still report why.
      asking.on('error', () => {}).destroy();
    };
    const fail = (reason: string): void => settle({ok: false, reason});
    const late = (what: string, limit: number): string => `${what} (limit of ${formatElapsed(limit)}, gave up after ${formatElapsed(clock.monotonic() - began)})`;
    const limit = (milliseconds: number, what: string): void => {
      callOff();
      callOff = whenOver(milliseconds, () => fail(late(what, milliseconds)));
    };
    const cancel = (): void => fail('cancelled before it had answered');
    const callOffWhole = whenOver(limits.total, () => fail(late('its answer did not end', limits.total)));
    signal.addEventListener('abort', cancel, {once: true});
    limit(limits.connect, 'no connection in time');
    asking.once('socket', (socket: Socket) => {
      const awaitHead = (): void => limit(limits.headers, 'it accepted the connection and did not answer');
      if (proxy.kind === 'proxy' && !secure) awaitHead();
      else socket.once(secure ? 'secureConnect' : 'connect', awaitHead);
    });
    asking.once('error', error => fail(`it could not be asked: ${error.message || causeOf(error)}`));
    asking.once('response', (answer: IncomingMessage) => {
      callOff();
      if (readBody) takeBody(answer, limits.body, settle);
      else settle({ok: true, ...headOf(answer), body: Buffer.alloc(0)});
    });
    asking.end();
  });
}

function headOf({statusCode = 0, statusMessage = '', headers}: IncomingMessage): Omit<RouteResponse & {ok: true}, 'ok' | 'body'> {
  return {status: statusCode, reason: statusMessage, location: headers.location, date: headers.date};
}

function takeBody(answer: IncomingMessage, most: number, settle: (response: RouteResponse) => void): void {
  const packing = answer.headers['content-encoding'] ?? 'identity';
  if (packing.toLowerCase() !== 'identity') return settle({ok: false, reason: `its answer is packed (${packing}), which was not asked for`});
  const chunks: Buffer[] = [];
  let length = 0;
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) settle({ok: false, reason: `its answer is longer than ${most} bytes`});
  });
  answer.once('end', () => settle({ok: true, ...headOf(answer), body: Buffer.concat(chunks)}));
  answer.once('error', () => settle({ok: false, reason: 'its answer broke off'}));
}
