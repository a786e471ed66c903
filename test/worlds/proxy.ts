import {createServer, request} from 'node:http';
import {connect, type AddressInfo, type Socket} from 'node:net';

export type TestProxy = {url: string; host: string; /** What it was asked for, `CONNECT gw.example:443`. */ asked: string[]; authorizations: string[]; close(): Promise<void>};

export type ProxyManners = {
  /** Where each name that it is asked for really is: a port of this machine. */
  ports: Readonly<Record<string, number>>;
  /** `user:password` that it wants. */
  credentials?: string;
  /** True for one that makes no tunnels to plain HTTP and hands requests on instead. */
  forwards?: boolean;
  /** Answers everything with this status. */
  status?: number;
};

/** A real HTTP proxy: it alone knows the names that it is asked for. */
export async function startProxy({ports, credentials, forwards = false, status}: ProxyManners): Promise<TestProxy> {
  const asked: string[] = [];
  const authorizations: string[] = [];
  const sockets = new Set<Socket>();
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const refusal = (given: string | undefined, name: string): number | undefined => {
    authorizations.push(given ?? '');
    if (status !== undefined) return status;
    if (wanted !== undefined && given !== wanted) return 407;
    return ports[name] === undefined ? 502 : undefined;
  };
  const server = createServer((incoming, answer) => {
    const url = new URL(incoming.url ?? '');
    asked.push(`${incoming.method} ${url.href}`);
    const no = refusal(incoming.headers['proxy-authorization'], url.hostname);
    if (no !== undefined) return void answer.writeHead(no).end();
    const {'proxy-authorization': _, ...headers} = incoming.headers;
    const onward = request({port: ports[url.hostname], method: incoming.method, path: url.pathname, headers}, from => from.pipe(answer.writeHead(from.statusCode ?? 502, from.headers)));
    incoming.pipe(onward.on('error', () => answer.destroy()));
  });
  server.on('connection', socket => sockets.add(socket.on('close', () => sockets.delete(socket))));
  server.on('connect', (incoming, socket: Socket) => {
    const {hostname, port} = new URL(`http://${incoming.url}`);
    asked.push(`CONNECT ${incoming.url}`);
    const no = forwards && port !== '443' ? 403 : refusal(incoming.headers['proxy-authorization'], hostname);
    socket.on('error', () => {});
    if (no !== undefined) return void socket.end(`HTTP/1.1 ${no} No\r\ncontent-length: 0\r\n\r\n`);
    const onward = connect(ports[hostname] ?? 0, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    asked,
    authorizations,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
