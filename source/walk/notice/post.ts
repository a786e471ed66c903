import type {ClientRequest} from 'node:http';
import {causeOf} from '../../errors.ts';
import type {ProxyChoice} from '../../proxy.ts';
import {wayTo} from '../../proxy-tunnel.ts';

export type Posted = {ok: true} | {ok: false; reason: string};

/** Posts one document of JSON, and is over when there is an answer or the signal says so. */
export type Post = (url: string, body: string, signal: AbortSignal) => Promise<Posted>;

/** How a webhook is reached. */
export type ProxyTo = (url: string) => ProxyChoice;

/**
 * Any 2xx is a delivery, whatever was said on the way to it (RFC 9110, 15.2); the answer is not read.
 * A redirect could carry the notice anywhere, so none is followed. Reasons name the host alone: the
 * rest of a webhook's address is often what lets one in.
 */
export const postThrough = (proxyTo: ProxyTo): Post => async (url, body, signal) => {
  const host = hostOf(url);
  const unreached = (word: string): Posted => ({ok: false, reason: `${host} was not reached: ${word}`});
  const target = URL.parse(url);
  const {request} = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  // What lets one in belongs into a header or the path, not in front of the host.
  if (!target || target.username) return unreached('the address cannot be used');
  const way = await wayTo(target, proxyTo(url), signal);
  if (!way.ok) return unreached(way.reason);
  return new Promise(resolve => {
    let posting: ClientRequest;
    try {
      const headers = {'content-type': 'application/json', 'content-length': Buffer.byteLength(body), connection: 'close', ...way.headers};
      posting = request(target, {method: 'POST', ...way.options, headers, signal});
    } catch (error) {
      resolve(unreached(causeOf(error)));
      return;
    }
    posting.on('response', ({statusCode: status = 0}) => {
      posting.destroy();
      if (status >= 200 && status <= 299) return resolve({ok: true});
      const redirects = status >= 300 && status < 400;
      resolve({ok: false, reason: redirects ? `${host} redirects (${status}), which is not followed` : `${host} answered ${status}`});
    });
    // The message of the error itself would quote the address.
    posting.on('error', error => resolve(unreached(wordOf(error))));
    posting.on('upgrade', (_, socket) => {
      socket.destroy();
      resolve({ok: false, reason: `${host} wants to leave HTTP, which was not asked for`});
    });
    posting.end(body);
  });
};

function wordOf(error: Error): string {
  if (error.name === 'AbortError') return 'given up';
  const cause = causeOf(error);
  return cause.startsWith('HPE_') ? `its answer is not HTTP (${cause})` : cause;
}

/** For reasons. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an address that is none';
}
