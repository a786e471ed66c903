import {causeOf} from '../../errors.ts';

export type Posted = {ok: true} | {ok: false; reason: string};

/** Posts one document of JSON, and is over when there is an answer or the signal says so. */
export type Post = (url: string, body: string, signal: AbortSignal) => Promise<Posted>;

/**
 * Any 2xx is a delivery; the answer is not read. Reasons name the host alone: the rest of a webhook's
 * address is often what lets one in.
 */
export const postNotice: Post = async (url, body, signal) => {
  const host = hostOf(url);
  try {
    // A redirect could carry the notice anywhere.
    const answer = await fetch(url, {method: 'POST', headers: {'content-type': 'application/json'}, body, redirect: 'manual', signal});
    await answer.body?.cancel();
    if (answer.ok) return {ok: true};
    const redirects = answer.status >= 300 && answer.status < 400;
    return {ok: false, reason: redirects ? `${host} redirects (${answer.status}), which is not followed` : `${host} answered ${answer.status}`};
  } catch (error) {
    return {ok: false, reason: `${host} was not reached: ${wordOf(error)}`};
  }
};

/** For reasons. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an address that is none';
}

/** The system's word for it; the message of the error itself would quote the address. */
function wordOf(error: unknown): string {
  if (error instanceof Error && error.name === 'AbortError') return 'given up';
  return error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : 'the address cannot be used';
}
