import {request as open} from 'node:http';
import {hour} from '../../source/time.ts';

export type Asked = {status: number; text: string; headers: NodeJS.Dict<string | string[]>};

/** Nothing here answers with more. */
const longest = 1024 * 1024;

/** One request on a connection of its own; the system's word (`ECONNREFUSED`) where no whole answer came. */
export function ask(url: string, {method = 'GET', body}: {method?: string; body?: unknown} = {}): Promise<Asked | string> {
  return new Promise(resolve => {
    const failed = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
    const request = open(url, {method, agent: false}, response => {
      const chunks: Buffer[] = [];
      let length = 0;
      response
        .on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length > longest) request.destroy(new Error('too long'));
        })
        .on('error', failed)
        .on('end', () => resolve({status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString(), headers: response.headers}));
    });
    request.on('error', failed).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** One that a gateway takes. */
export const goodHeartbeat = {
  chakra: 'operator',
  cycle_count: 0,
  context: 'stage-b-rehearsal',
  credential_expiry: '2026-11-24T00:00:00Z',
  emitted_at: '2026-11-22T00:00:00Z',
};

type Answer = {
  authenticated: boolean;
  session?: {issued_at: string};
  accepted_contexts: Array<{status: string}>;
  rotation: {last_rotated: string};
};

/** What a handshake of operator_api comes to, in one word; a status that is not 200 as its number. */
export async function shakeHands(url: string, token?: string): Promise<number | string> {
  const body = {
    identity: {connector_id: 'operator_api'},
    supported_contexts: ['stage-b-rehearsal'],
    rotation: token === undefined ? {} : {credentials: {type: 'bearer', token}},
  };
  const answer = await ask(`${url}/handshake`, {method: 'POST', body});
  if (typeof answer === 'string') return answer;
  if (answer.status !== 200) return answer.status;
  const said = parsed(answer.text);
  if (!said) return 'no JSON';
  if (!said.authenticated) return 'not authenticated';
  if (!said.session) return 'no session';
  if (said.accepted_contexts[0]?.status !== 'accepted') return 'context rejected';
  const age = Date.parse(said.session.issued_at) - Date.parse(said.rotation.last_rotated);
  return age === 0 ? 'authenticated' : `rotation of ${age / hour} hours ago`;
}

function parsed(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}
