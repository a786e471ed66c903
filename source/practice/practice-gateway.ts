import {randomBytes} from 'node:crypto';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Clock} from '../clock.ts';
import {causeOf, exitCode, OperatorError} from '../errors.ts';
import {parseStrictJson} from '../gateway/strict-json.ts';
import type {Json} from '../json.ts';
import type {Secret} from '../secret.ts';
import {behaviours} from './fault-behaviour.ts';
import type {FaultName} from './faults.ts';
import {answerHandshake} from './handshake-desk.ts';
import {answerHeartbeat} from './heartbeat-desk.ts';
import {lifelikePace, sendReply, type Pace, type Reply} from './reply.ts';
import {seenRequest, type SeenRequest} from './seen-request.ts';

export type PracticeGatewayOptions = {
  /** 0 or nothing: any free port. */
  port?: number | undefined;
  fault?: FaultName | undefined;
  clock: Clock;
  /** The tokens that authenticate, looked up at each handshake so that a rotation can change them. */
  tokens?: {accepted: readonly Secret[]} | undefined;
  onRequest?: ((request: SeenRequest) => void) | undefined;
  /** Next session's id; random, of the form `op-6f1c`, unless given. */
  sessionId?: (() => string) | undefined;
  pace?: Pace | undefined;
};

export type PracticeGateway = {
  url: string;
  port: number;
  /** Every request so far, first to last. */
  seen: readonly SeenRequest[];
  /** Ends all connections at once; may be called again. */
  close(): Promise<void>;
};

const loopback = '127.0.0.1';

/** Larger bodies are answered 413. */
const longestBody = 64 * 1024;

/**
 * A gateway that speaks the real protocol, on loopback only (design, section 7).
 *
 * @throws OperatorError when the port cannot be had.
 */
export async function startPracticeGateway(options: PracticeGatewayOptions): Promise<PracticeGateway> {
  const closing = new AbortController();
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    serve(request, response, options, seen, closing.signal).catch((error: unknown) => {
      response.destroy();
      if (!closing.signal.aborted) throw error;
    });
  });
  const port = await listen(server, options.port ?? 0);
  const close = async (): Promise<void> => {
    closing.abort();
    if (!server.listening) return;
    await new Promise(resolve => {
      server.close(resolve);
      server.closeAllConnections();
    });
  };
  if (options.fault === 'refused') await close();
  return {url: `http://${loopback}:${port}`, port, seen, close};
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', error => {
      reject(
        new OperatorError(`the practice gateway cannot listen on ${loopback}:${port} (${causeOf(error)})`, {
          code: 'port-not-available',
          next: 'Choose another port, or stop what listens there.',
          exit: exitCode.gateway,
          cause: error,
        }),
      );
    });
    server.listen(port, loopback, () => resolve((server.address() as AddressInfo).port));
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: PracticeGatewayOptions,
  seen: SeenRequest[],
  closing: AbortSignal,
): Promise<void> {
  const {clock, onRequest, pace = lifelikePace, tokens} = options;
  response.on('error', () => {});
  const bytes = await readBody(request);
  if (bytes === 'gone') return;
  const parsed = bytes === 'too long' ? undefined : parseStrictJson(bytes);
  const body = parsed?.ok ? parsed.value : undefined;
  const now = clock.now();
  const {method = '', url: path = ''} = request;
  const nth = 1 + seen.filter(earlier => earlier.path === path && earlier.method === method).length;
  const reply = bytes === 'too long' ? tooLong : chooseReply({method, path, body, nth, now}, options);
  const number = seen.length + 1;
  const sighting = seenRequest({number, at: now, method, path, body, reply, accepted: tokens?.accepted ?? []});
  seen.push(sighting);
  onRequest?.(sighting);
  await sendReply(response, reply, {clock, pace, closing});
}

const tooLong: Reply = {
  kind: 'json',
  status: 413,
  body: {error: `longer than ${longestBody} bytes`},
  headers: {connection: 'close'},
};
const notJson: Reply = {kind: 'json', status: 400, body: {error: 'the body is not acceptable JSON'}};
const notFound: Reply = {kind: 'json', status: 404, body: {error: 'not found'}};
const notAllowed: Reply = {kind: 'json', status: 405, body: {error: 'method not allowed'}, headers: {allow: 'POST'}};

type Request = {method: string; path: string; body: Json | undefined; nth: number; now: number};

function chooseReply({method, path, body, nth, now}: Request, options: PracticeGatewayOptions): Reply {
  if (path !== '/handshake' && path !== '/heartbeat') return notFound;
  if (method !== 'POST') return notAllowed;
  if (body === undefined) return notJson;
  const honest = path === '/handshake' ? handshake(body, now, options) : answerHeartbeat(body);
  return options.fault ? behaviours[options.fault]({path, nth, now, honest}) : honest;
}

function handshake(body: Json, now: number, {tokens, sessionId = randomSessionId}: PracticeGatewayOptions): Reply {
  return answerHandshake(body, {now, accepted: tokens?.accepted, sessionId});
}

function randomSessionId(): string {
  return `op-${randomBytes(2).toString('hex')}`;
}

/** What is beyond the limit is read and dropped, so that the other side gets to see the answer. */
function readBody(request: IncomingMessage): Promise<Buffer | 'too long' | 'gone'> {
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > longestBody) resolve('too long');
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => resolve('gone'));
    request.on('close', () => resolve('gone'));
  });
}
