import {createServer, type AddressInfo, type Server, type Socket} from 'node:net';

export type RawGateway = {
  url: string;
  port: number;
  /** Whole requests, as text. */
  requests: string[];
  connections: number;
  close(): Promise<void>;
};

/** A TCP server that answers each whole request with whatever `answer` writes. */
export async function startRawGateway(
  answer: (socket: Socket, request: string) => void,
  options: {allowHalfOpen?: boolean; onConnect?: (socket: Socket) => void} = {},
): Promise<RawGateway> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({allowHalfOpen: options.allowHalfOpen ?? false}, socket => {
    gateway.connections++;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    options.onConnect?.(socket);
    let text = '';
    socket.on('data', chunk => {
      text += chunk.toString('latin1');
      const [head = '', body] = text.split(/\r\n\r\n([\s\S]*)/);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (body === undefined || body.length < length) return;
      gateway.requests.push(text);
      answer(socket, text);
      text = '';
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const {port} = server.address() as AddressInfo;
  const gateway: RawGateway = {
    url: `http://127.0.0.1:${port}`,
    port,
    requests: [],
    connections: 0,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return gateway;
}

/** A whole HTTP answer with the length of its body. */
export function httpAnswer(status: string, body: string | Buffer, headers: Record<string, string> = {}): Buffer {
  const bytes = Buffer.from(body);
  const all = Object.entries({'content-length': String(bytes.length), ...headers});
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`, 'latin1'), bytes]);
}
