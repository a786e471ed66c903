import {randomBytes} from 'node:crypto';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {Clock} from '../clock.ts';
import {parseStrictJson} from '../connector/strict-json.ts';
import type {Json} from '../json.ts';
import type {Secret} from '../secret.ts';
import {behaviours} from './fault-behaviour.ts';
import type {FaultName} from './faults.ts';
import {answerHandshake} from './answer-handshake.ts';
import {answerHeartbeat} from './answer-heartbeat.ts';
import {openLoopbackPort} from './loopback-port.ts';
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
  /**
   * Changes what is wrong with it from here on; what it counts begins anew, the port stays. Requests
   * under way end as they began, but that a port which shuts ends them. @throws OperatorError
   */
  strike(fault: FaultName | undefined): Promise<void>;
  /** Ends all connections at once; may be called again. */
  close(): Promise<void>;
};

/** Larger bodies are answered 413. */
const longestBody = 64 * 1024;

/**
 * A gateway that speaks the real protocol, on loopback only (design, section 7).
 *
 * @throws OperatorError when the port cannot be had.
 */
export async function startPracticeGateway(options: PracticeGatewayOptions): Promise<PracticeGateway> {
  let closing = new AbortController();
  const seen: SeenRequest[] = [];
  let fault = options.fault;
  let struckAfter = 0;
  const server = createServer((request, response) => {
    const {signal} = closing;
    serve(request, response, {...options, fault}, {seen, struckAfter}, signal).catch((error: unknown) => {
      response.destroy();
      if (!signal.aborted) throw error;
    });
  });
  const port = await openLoopbackPort(server, {port: options.port ?? 0, whose: 'the practice gateway'});
  const strike: PracticeGateway['strike'] = next => {
    fault = next;
    struckAfter = seen.length;
    if (next === 'refused') {
      closing.abort();
      return port.shut();
    }
    if (closing.signal.aborted) closing = new AbortController();
    return port.open();
  };
  if (fault === 'refused') await strike(fault);
  return {
    url: port.url,
    port: port.number,
    seen,
    strike,
    close: () => {
      closing.abort();
      return port.close();
    },
  };
}

type Past = {seen: SeenRequest[]; /** How many requests came before the fault struck. */ struckAfter: number};

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: PracticeGatewayOptions,
  {seen, struckAfter}: Past,
  closing: AbortSignal,
): Promise<void> {
  const {clock, onRequest, pace = lifelikePace} = options;
  response.on('error', () => {});
  const bytes = await readBody(request);
  if (bytes === 'gone') return;
  const parsed = bytes === 'too long' ? undefined : parseStrictJson(bytes);
  const body = parsed?.ok ? parsed.value : undefined;
  const now = clock.now();
  const accepted = options.tokens?.accepted;
  const {method = '', url: path = ''} = request;
  const nth = 1 + seen.slice(struckAfter).filter(earlier => earlier.path === path && earlier.method === method).length;
  const reply = bytes === 'too long' ? tooLong : chooseReply({method, path, body, nth, now, accepted}, options);
  const number = seen.length + 1;
  const sighting = seenRequest({number, at: now, method, path, body, reply, accepted: accepted ?? []});
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

type Request = {method: string; path: string; body: Json | undefined; nth: number; now: number; accepted: readonly Secret[] | undefined};

function chooseReply({method, path, body, nth, now, accepted}: Request, {fault, sessionId = randomSessionId}: PracticeGatewayOptions): Reply {
  if (path !== '/handshake' && path !== '/heartbeat') return notFound;
  if (method !== 'POST') return notAllowed;
  if (body === undefined) return notJson;
  const honest = path === '/handshake' ? answerHandshake(body, {now, accepted, sessionId}) : answerHeartbeat(body);
  return fault ? behaviours[fault]({path, nth, now, honest}) : honest;
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
