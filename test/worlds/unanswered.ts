import type {AddressInfo} from 'node:net';
import {createServer} from 'node:net';
import type {AfterTest} from './temp-folder.ts';

/** A port at which nobody is answered, for http and https. */
export type Unanswered = {
  host: string;
  /** How many have knocked. */
  knocks(): number;
  /** When the first has. */
  knocked: Promise<void>;
};

/** Takes every connection and says nothing: who asks waits. With `shut` each is cut off at once. */
export async function unanswered(t: AfterTest, {shut = false}: {shut?: boolean} = {}): Promise<Unanswered> {
  const {promise: knocked, resolve} = Promise.withResolvers<void>();
  let knocks = 0;
  const server = createServer(socket => {
    socket.on('error', () => {});
    knocks += 1;
    resolve();
    if (shut) socket.destroy();
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  t.after(() => void server.close());
  return {host: `127.0.0.1:${(server.address() as AddressInfo).port}`, knocks: () => knocks, knocked};
}
