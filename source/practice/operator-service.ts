import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {isMcpOn} from '../connector/services.ts';
import {useMcp} from '../environment/toggles.ts';
import {openLoopbackPort} from './loopback-port.ts';
import {readToggles} from './toggle-file.ts';

/** Which way the service serves operators. */
export type ServedRoute = 'mcp' | 'legacy';

/** `deaf`: toggles may change, it keeps the route it has. `down`: connections are refused. */
export type ServiceFault = 'deaf' | 'down';

type ServiceRequest = {
  /** 1 for the first request of this service. */
  number: number;
  method: string;
  path: string;
  status: number;
  /** As it was at that moment. */
  route: ServedRoute;
};

export type OperatorServiceOptions = {
  /** The deployment's toggle file: read at the start and at each request. Unset, or no file at all, is off. */
  file: string;
  fault?: ServiceFault | undefined;
  /** The route of a service that runs already; read from the file unless given. Only a deaf one is still on it. */
  route?: ServedRoute | undefined;
  /** Called before `/health` is answered: whoever has the answer finds done what this does. */
  onHealth?: ((route: ServedRoute) => void) | undefined;
};

export type OperatorService = {
  url: string;
  port: number;
  /** Every request so far, first to last. */
  seen: readonly ServiceRequest[];
  /** What it would answer now. */
  route(): ServedRoute;
  /**
   * Changes what is wrong with it from here on. A deaf service stays on the route of this moment; one
   * that was down starts anew, on the same port, and reads its file. @throws OperatorError
   */
  strike(fault: ServiceFault | undefined): Promise<void>;
  /** Ends all connections at once; may be called again. */
  close(): Promise<void>;
};

const health = '/health';

/**
 * The service that operators use, as far as a runbook can see it: it tells its route, which is MCP
 * exactly when the toggle file says `ABZU_USE_MCP=1` (protocol notes, sections 3 and 15).
 * @throws OperatorError when it gets no port.
 */
export async function startOperatorService(options: OperatorServiceOptions): Promise<OperatorService> {
  const {file, onHealth} = options;
  const seen: ServiceRequest[] = [];
  let {fault} = options;
  let kept = options.route ?? routeIn(file);
  const route = (): ServedRoute => (fault === 'deaf' ? kept : routeIn(file));
  const server = createServer((request, response) => {
    const now = route();
    const {method = '', url: path = ''} = request;
    const {status, text, headers} = answer(method, path, now);
    seen.push({number: seen.length + 1, method, path, status, route: now});
    if (status === 200) onHealth?.(now);
    send(request, response, status, text, headers);
  });
  const port = await openLoopbackPort(server, {port: 0, whose: 'the practice operator service'});
  const strike: OperatorService['strike'] = next => {
    kept = route();
    fault = next;
    return next === 'down' ? port.shut() : port.open();
  };
  if (fault === 'down') await port.shut();
  return {url: port.url, port: port.number, seen, route, strike, close: () => port.close()};
}

function routeIn(file: string): ServedRoute {
  return isMcpOn(readToggles(file).read(useMcp)) ? 'mcp' : 'legacy';
}

type Answer = {status: number; text: string; headers?: Readonly<Record<string, string>>};

function answer(method: string, path: string, route: ServedRoute): Answer {
  if (path !== health) return {status: 404, text: 'not found\n'};
  if (method !== 'GET' && method !== 'HEAD') return {status: 405, text: 'method not allowed\n', headers: {allow: 'GET, HEAD'}};
  return {status: 200, text: `operator service\nroute=${route}\n`};
}

function send(request: IncomingMessage, response: ServerResponse, status: number, text: string, headers: Answer['headers']): void {
  response.on('error', () => {});
  request.on('error', () => {}).resume();
  response.writeHead(status, {'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(text), ...headers});
  response.end(text);
}
