import type {Clock} from '../clock.ts';
import type {ProxyChoice} from '../proxy.ts';
import type {Secret} from '../secret.ts';
import {readAddress, type Address} from './address.ts';
import {answerMask} from './answer-mask.ts';
import {judgeConversation, planBody} from './answer.ts';
import {converse} from './conversation.ts';
import {dial} from './dial.ts';
import {defaultLimits, earliest, limitFrom, type Deadline, type Limits} from './limits.ts';
import type {Ending, GatewayOutcome, Reachability} from './outcome.ts';
import {requestBody} from './request-body.ts';

type GatewayPath = '/handshake' | '/heartbeat';

export type PostOptions = {
  signal?: AbortSignal | undefined;
  /** False: only the status counts, the connection is closed after the head. */
  readBody: boolean;
  /** A time this request shares with others, on top of its own limits. */
  deadline?: Deadline | undefined;
};

export type Gateway = {
  /** Without trailing slashes. */
  url: string;
  host: string;
  /** One POST: one connection, no retry, no redirect. Never rejects for what a gateway can do. */
  post(path: GatewayPath, body: unknown, options: PostOptions): Promise<GatewayOutcome>;
  /** Opens a connection, TLS included, and closes it without sending a request. */
  reach(options?: {signal?: AbortSignal | undefined}): Promise<Reachability>;
};

export type GatewayOptions = {
  url: string;
  clock: Clock;
  limits?: Partial<Limits> | undefined;
  /** How the gateway is reached; directly unless something stands between. */
  proxy?: ProxyChoice | undefined;
  /** Live secrets to mask in answers besides those in the request itself. */
  secrets?: Iterable<Secret> | undefined;
};

export type OpenedGateway = {ok: true; gateway: Gateway} | {ok: false; reason: string};

/** Reads the URL; nothing is contacted yet. */
export function openGateway({url, clock, limits: changed, proxy, secrets = []}: GatewayOptions): OpenedGateway {
  const reading = readAddress(url);
  if (!reading.ok) return reading;
  const {address} = reading;
  const limits = {...defaultLimits, ...changed};
  const known = [...secrets];
  const gateway: Gateway = {
    url: address.url,
    host: address.host,
    async post(path, body, options) {
      const began = clock.monotonic();
      const ending = await exchange({address, clock, limits, proxy, known, began}, path, body, options);
      return {...ending, milliseconds: Math.round(clock.monotonic() - began)};
    },
    async reach({signal} = {}) {
      const began = clock.monotonic();
      const dialled = await dial(address, {clock, limit: limits.connect, proxy, signal});
      const milliseconds = Math.round(clock.monotonic() - began);
      if (!dialled.ok) {
        const {ok: _, reason, ...rest} = dialled;
        return {kind: 'unreachable', ...rest, reason: answerMask(known).text(reason), milliseconds};
      }
      const {remoteAddress: ip = '', remotePort} = dialled.socket;
      dialled.socket.on('error', () => {}).destroy();
      return {kind: 'reachable', address: `${ip.includes(':') ? `[${ip}]` : ip}:${remotePort}`, milliseconds};
    },
  };
  return {ok: true, gateway};
}

type Circumstances = {address: Address; clock: Clock; limits: Limits; proxy: ProxyChoice | undefined; known: Secret[]; began: number};

async function exchange(
  {address, clock, limits, proxy, known, began}: Circumstances,
  path: GatewayPath,
  body: unknown,
  {signal, readBody, deadline: shared}: PostOptions,
): Promise<Ending> {
  const written = requestBody(body);
  if (!written.ok) return {kind: 'refused before sending', reason: written.reason};
  const {host, url, basePath} = address;
  const mask = answerMask([...known, ...written.secrets]);
  const deadline = earliest(limitFrom(began, 'total', limits.total), shared);

  const dialled = await dial(address, {clock, limit: limits.connect, proxy, deadline, signal});
  if (!dialled.ok) {
    const {ok: _, ...failure} = dialled;
    return masked({kind: 'not sent', ...failure}, mask.text);
  }
  if (signal?.aborted) {
    dialled.socket.on('error', () => {}).destroy();
    return {kind: 'not sent', reason: `cancelled before anything was sent to ${host}`, cancelled: true};
  }
  // A proxy that hands the request on may as well have answered itself.
  const answerer = dialled.forwarding && proxy?.kind === 'proxy' ? `${host} or the proxy ${proxy.proxy.host}` : host;
  const reading = {host: answerer, url, readBody, limits, mask};
  const conversation = await converse(
    dialled.socket,
    {host, answerer, path: `${basePath}${path}`, body: written.bytes, forwarding: dialled.forwarding},
    {clock, began, limits, deadline, signal, plan: head => planBody(head, reading)},
  );
  return masked(judgeConversation(conversation, reading), mask.text);
}

/** The last net: every sentence, whoever made it. Values and excerpts were masked where they were read. */
function masked(ending: Ending, mask: (text: string) => string): Ending {
  return 'reason' in ending ? {...ending, reason: mask(ending.reason)} : ending;
}
