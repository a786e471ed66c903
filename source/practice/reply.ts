import type {ServerResponse} from 'node:http';
import type {Clock} from '../clock.ts';
import {jsonLine, type Json} from '../json.ts';

/** What the practice gateway does with a request: the protocol's answer, or one of its faults. */
export type Reply =
  | {kind: 'json'; status: number; body: Json; headers?: Readonly<Record<string, string>>}
  | {kind: 'text'; status: number; text: string}
  | {kind: 'late'; reply: Reply}
  | {kind: 'drip'; status: number; text: string}
  | {kind: 'flood'; status: number}
  | {kind: 'drop'};

/** Milliseconds of the faults that are about time. */
export type Pace = {
  /** Before the head of a slow answer; longer than the client's limit for headers. */
  slow: number;
  /** Between two bytes of a dripping answer. */
  drip: number;
};

/** A busy machine must not take so long over the client's limit that the answer is there first. */
export const lifelikePace: Pace = {slow: 60_000, drip: 1000};

export type ReplyTerms = {
  clock: Clock;
  pace: Pace;
  /** Ends every wait when the gateway closes. */
  closing: AbortSignal;
};

const json = {'content-type': 'application/json'};

/** Rejects only when `closing` ends a wait. */
export async function sendReply(response: ServerResponse, reply: Reply, terms: ReplyTerms): Promise<void> {
  switch (reply.kind) {
    case 'json': {
      const text = jsonLine(reply.body);
      response.writeHead(reply.status, {...json, ...reply.headers, 'content-length': Buffer.byteLength(text)});
      response.end(text);
      return;
    }
    case 'text':
      response.writeHead(reply.status, json).end(reply.text);
      return;
    case 'late':
      await terms.clock.sleep(terms.pace.slow, terms.closing);
      return sendReply(response, reply.reply, terms);
    case 'drip':
      response.writeHead(reply.status, {...json, 'content-length': Buffer.byteLength(reply.text)});
      for (const byte of Buffer.from(reply.text)) {
        if (!(await written(response, Buffer.of(byte)))) return;
        await terms.clock.sleep(terms.pace.drip, terms.closing);
      }
      response.end();
      return;
    case 'flood': {
      const padding = Buffer.alloc(16 * 1024, 'a');
      response.writeHead(reply.status, json);
      let open = await written(response, Buffer.from('{"padding":"'));
      while (open) open = await written(response, padding);
      return;
    }
    case 'drop':
      response.destroy();
      return;
  }
}

/** False when the other side is gone. */
function written(response: ServerResponse, bytes: Buffer): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  return new Promise(resolve => {
    const gone = (): void => resolve(false);
    response.once('close', gone);
    response.write(bytes, error => {
      response.off('close', gone);
      resolve(!error);
    });
  });
}
