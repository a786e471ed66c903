import {BlockList, isIP} from 'node:net';
import {isLoopback} from './loopback.ts';
import {Secret} from './secret.ts';

/** A proxy that stands between here and a host, as a variable of this shell names it. */
export type Proxy = {
  /** `HTTPS_PROXY`, in the letters in which it was set. */
  variable: string;
  /** Name and port as people write them: `proxy.example.org:3128`. */
  host: string;
  hostname: string;
  port: number;
  /** Whether the proxy itself is spoken to over TLS. */
  secure: boolean;
  /** Value of `proxy-authorization` (RFC 7617). */
  authorization: Secret | undefined;
};

/** How a host is reached. `unusable`: a variable names something that is no proxy for us, and nobody is contacted. */
export type ProxyChoice = {kind: 'direct'} | {kind: 'proxy'; proxy: Proxy} | {kind: 'unusable'; reason: string};

const direct: ProxyChoice = {kind: 'direct'};

/**
 * The usual variables (curl(1), ENVIRONMENT), small letters before capitals: `https_proxy` or `http_proxy` by
 * the scheme of the URL, then `all_proxy`, unless `no_proxy` names the host. Never for this machine itself.
 */
export function proxyFor(url: string, variables: NodeJS.ProcessEnv): ProxyChoice {
  const target = URL.parse(url);
  if (!target || isLoopback(url)) return direct;
  const secure = target.protocol === 'https:';
  const named = firstSet(variables, [secure ? 'https_proxy' : 'http_proxy', 'all_proxy']);
  if (!named) return direct;
  const except = firstSet(variables, ['no_proxy'])?.value ?? '';
  const port = target.port || (secure ? '443' : '80');
  if (isExcepted(target.hostname.replace(/^\[|\]$/g, ''), port, except)) return direct;
  return readProxy(named.variable, named.value);
}

/** How it is told beside a gateway: `via proxy.example.org:3128`. */
export function viaText(choice: ProxyChoice): string | undefined {
  if (choice.kind === 'direct') return undefined;
  return choice.kind === 'proxy' ? `via ${choice.proxy.host}` : `no way: ${choice.reason}`;
}

function firstSet(variables: NodeJS.ProcessEnv, names: readonly string[]): {variable: string; value: string} | undefined {
  for (const variable of names.flatMap(name => [name, name.toUpperCase()])) {
    const value = variables[variable]?.trim() ?? '';
    if (value !== '') return {variable, value};
  }
  return undefined;
}

function readProxy(variable: string, value: string): ProxyChoice {
  const unusable = (why: string): ProxyChoice => ({kind: 'unusable', reason: `${variable} ${why}`});
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return unusable(`names a ${scheme} proxy, and only http and https are taken`);
  const url = URL.parse(scheme === undefined ? `http://${value}` : value);
  if (!url || url.hostname === '') return unusable('is no address of a proxy, as http://proxy.example.org:3128 is');
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const credentials = [url.username, url.password].map(decoded).join(':');
  return {
    kind: 'proxy',
    proxy: {
      variable,
      host: `${url.hostname}:${port}`,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port,
      secure,
      authorization: url.username === '' && url.password === '' ? undefined : new Secret(`Basic ${Buffer.from(credentials).toString('base64')}`),
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A list of names, each with all below it, of addresses and networks (10.0.0.0/8), each with a port or without; `*` is every host. */
function isExcepted(host: string, port: string, list: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return list.toLowerCase().split(/[\s,]+/).filter(entry => entry !== '').some(entry => {
    if (entry === '*') return true;
    const [, wanted = entry, wantedPort] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
    if (wantedPort !== undefined && wantedPort !== port) return false;
    const plain = wanted.replace(/^\[|\]$/g, '');
    if (isIP(name) !== 0) return isInNetwork(name, plain);
    const domain = plain.replace(/^\*?\./, '').replace(/\.$/, '');
    return name === domain || name.endsWith(`.${domain}`);
  });
}

function isInNetwork(address: string, network: string): boolean {
  const [base = '', bits] = network.split('/');
  const family = isIP(base);
  if (family === 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const longest = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? longest : Number(bits);
  if (prefix > longest) return false;
  const list = new BlockList();
  list.addSubnet(base, prefix, kind);
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}
