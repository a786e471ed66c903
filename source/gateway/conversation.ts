import {request as open, type IncomingHttpHeaders, type IncomingMessage} from 'node:http';
import type {Socket} from 'node:net';
import {whenOver, type Clock} from '../clock.ts';
import {display} from '../display.ts';
import type {Forwarding} from '../proxy-tunnel.ts';
import {elapsed} from './dial.ts';
import {earliest, limitFrom, type Deadline, type Limits} from './limits.ts';

export type OutgoingRequest = {host: string; /** Who may have answered, for sentences. */ answerer: string; path: string; body: Buffer; /** Where a proxy hands the request on. */ forwarding?: Forwarding | undefined};

export type Head = {status: number; headers: IncomingHttpHeaders};

/** How much of a body is wanted; undefined: none of it. */
export type BodyPlan = {bytes: number; milliseconds?: number} | undefined;

export type Conversation =
  | {kind: 'silent'; reason: string; cancelled?: true}
  | {kind: 'garbled'; reason: string; status?: number}
  | {kind: 'answered'; head: Head; body: Buffer; /** Why the body is not whole. */ flaw?: string};

export type ConversationTerms = {
  clock: Clock;
  /** When the call began, on the monotonic clock; sentences count from there. */
  began: number;
  limits: Pick<Limits, 'headers' | 'idle'>;
  deadline: Deadline;
  signal?: AbortSignal | undefined;
  plan(head: Head): BodyPlan;
};

/** Head of an answer, in bytes; fixed here because a flag of Node could change its default. */
const longestHead = 16 * 1024;

/**
 * One POST over a connection that is open, and what comes back. From the first line of this function
 * on the request counts as sent. The socket is destroyed at the end: nothing is ever reused, and what
 * follows the first answer is not looked at. Our own, over Node's parser: clients retry, follow redirects,
 * unpack past limits, or hide whether something was sent.
 */
export function converse(socket: Socket, outgoing: OutgoingRequest, terms: ConversationTerms): Promise<Conversation> {
  const {clock, began, limits, signal, plan} = terms;
  const {answerer: host} = outgoing;
  let {deadline} = terms;
  let answer: {head: Head; incoming: IncomingMessage} | undefined;
  const chunks: Buffer[] = [];
  let length = 0;

  return new Promise(resolve => {
    let callOff = (): void => {};
    const request = open({
      createConnection: () => socket,
      method: 'POST',
      path: `${outgoing.forwarding?.before ?? ''}${outgoing.path}`,
      setHost: false,
      maxHeaderSize: longestHead,
      insecureHTTPParser: false,
      headers: {
        host: outgoing.host,
        'content-type': 'application/json',
        'content-length': outgoing.body.length,
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'mcp-runbook',
        connection: 'close',
        ...outgoing.forwarding?.headers,
      },
    });

    const settle = (result: Conversation): void => {
      callOff();
      signal?.removeEventListener('abort', cancel);
      request.destroy();
      socket.destroy();
      resolve(result);
    };
    const endWith = (flaw?: string): void => {
      if (!answer) return settle({kind: 'silent', reason: flaw ?? `no answer from ${host}`});
      settle({kind: 'answered', head: answer.head, body: Buffer.concat(chunks), ...(flaw !== undefined && {flaw})});
    };
    const waitFor = (limit: Deadline, what: string): void => {
      const until = earliest(limit, deadline);
      callOff();
      callOff = whenOver(Math.ceil(until.at - clock.monotonic()), () => {
        const late = until === limit ? what : unfinished(host, answer);
        endWith(`${late} (${until.name}, gave up after ${elapsed(clock, began)})`);
      });
    };
    const waitForBytes = (): void => {
      waitFor(limitFrom(clock.monotonic(), 'idle', limits.idle), `${host} fell silent in the middle of its answer`);
    };
    const cancel = (): void => {
      settle({kind: 'silent', reason: `cancelled after the request was sent to ${host}`, cancelled: true});
    };

    const takeBody = (incoming: IncomingMessage, wanted: NonNullable<BodyPlan>): void => {
      if (wanted.milliseconds !== undefined) {
        deadline = earliest(deadline, limitFrom(clock.monotonic(), 'excerpt', wanted.milliseconds));
      }
      const tooLong = `the answer of ${host} is longer than ${wanted.bytes} bytes`;
      waitForBytes();
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > wanted.bytes) endWith(tooLong);
        else waitForBytes();
      });
      incoming.on('end', () => endWith(incoming.complete ? undefined : cutOff(host, length)));
      incoming.on('error', () => endWith(cutOff(host, length)));
    };

    request.on('response', incoming => {
      const head = {status: incoming.statusCode ?? 0, headers: incoming.headers};
      answer = {head, incoming};
      incoming.on('error', () => {});
      const wanted = plan(head);
      if (wanted) takeBody(incoming, wanted);
      else endWith();
    });
    request.on('upgrade', incoming => {
      const reason = `${host} wants to leave HTTP, which was not asked for`;
      settle({kind: 'garbled', reason, status: incoming.statusCode ?? 101});
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      // Bytes after a whole answer: the answer stands, its 'end' is on the way.
      if (answer?.incoming.complete) return;
      if (answer) endWith(cutOff(host, length));
      else settle(failure(host, error));
    });
    signal?.addEventListener('abort', cancel, {once: true});
    waitFor(limitFrom(clock.monotonic(), 'headers', limits.headers), unfinished(host, undefined));
    request.end(outgoing.body);
  });
}

function unfinished(host: string, answer: unknown): string {
  return answer ? `the answer of ${host} was not finished in time` : `no answer from ${host} in time`;
}

function cutOff(host: string, length: number): string {
  return `the answer of ${host} broke off after ${length} bytes`;
}

function failure(host: string, error: NodeJS.ErrnoException): Conversation {
  const code = error.code ?? '';
  if (code === 'HPE_HEADER_OVERFLOW') {
    return {kind: 'garbled', reason: `the head of the answer of ${host} is longer than ${longestHead} bytes`};
  }
  if (code.startsWith('HPE_')) {
    return {kind: 'garbled', reason: `${host} answered with something that is not HTTP (${code})`};
  }
  const words = code === 'ECONNRESET' || code === 'EPIPE' ? 'it closed the connection' : display(error.message);
  return {kind: 'silent', reason: `no answer from ${host}: ${words}${code && ` (${code})`}`};
}
