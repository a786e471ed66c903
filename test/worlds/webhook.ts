import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {text} from 'node:stream/consumers';
import type {AfterTest} from './temp-folder.ts';

type Posted = {event: string; session: string; environment: string; operator: string; incident: string | null; deadline: string | null; head: string; text: string};

export type Webhook = {
  url: string;
  host: string;
  /** In the order in which they came. */
  posted: readonly Posted[];
};

/** Where an incident channel takes notices; its address is what lets one in. */
export async function webhook(t: AfterTest, answer: (response: ServerResponse) => void = response => response.writeHead(204).end()): Promise<Webhook> {
  const posted: Posted[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    posted.push(JSON.parse(await text(request)) as Posted);
    answer(response);
  };
  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {url: `http://${host}/hooks?key=harbour-channel-key`, host, posted};
}
