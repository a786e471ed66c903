import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AfterTest} from './temp-folder.ts';

export type Request = {path: string; text: string; body: {[name: string]: never}};

export type OddGateway = {url: string; requests: readonly Request[]};

/** A gateway that answers as the test says; closed when the test is over. */
export async function oddGateway(t: AfterTest, answer: (request: Request, response: ServerResponse) => void | Promise<void>): Promise<OddGateway> {
  const requests: Request[] = [];
  const server = createServer((incoming, response) => {
    void read(incoming).then(text => {
      const request = {path: incoming.url ?? '', text, body: JSON.parse(text) as Request['body']};
      requests.push(request);
      return answer(request, response);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise<void>(resolve => server.close(() => resolve()));
  });
  const address = server.address();
  return {url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, requests};
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body));
}

/** What a healthy gateway answers to a handshake, with these members besides. */
export function welcome(more: object = {}): object {
  return {
    authenticated: true,
    session: {id: 'op-0001'},
    accepted_contexts: ['stage-b-rehearsal'],
    ...more,
  };
}
