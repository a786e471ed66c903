/**
 * What may be a gateway's URL (decisions: "trailing slash in the URL"). The sentences never repeat the
 * URL: where something is wrong with it, it may hold credentials.
 */

export type Address = {
  /** Without trailing slashes; a path such as `/handshake` is joined to it as it stands. */
  url: string;
  /** Name and, unless it is the scheme's own, port, as people write them; ASCII only. */
  host: string;
  secure: boolean;
  /** Name or IP address to connect to, IPv6 without brackets. */
  hostname: string;
  port: number;
  /** Path in front of `/handshake`: empty or beginning with a slash. */
  basePath: string;
};

export type AddressReading = {ok: true; address: Address} | {ok: false; reason: string};

type Rule = {broken(text: string): boolean; reason: string};

const rules: readonly Rule[] = [
  {broken: text => text === '', reason: 'the gateway URL is empty'},
  {
    broken: text => /[\s\p{Cc}\p{Cf}\\]/u.test(text),
    reason: 'the gateway URL has white space, a backslash or an invisible character in it',
  },
  {broken: text => !/^https?:\/\//i.test(text), reason: 'the gateway URL must begin with http:// or https://'},
  {
    broken: text => authority(text).includes('@'),
    reason: 'the gateway URL has credentials in it (before the @): a token belongs in its variable or file',
  },
  {broken: text => text.includes('?'), reason: 'the gateway URL has a query in it (from the ?): remove it'},
  {broken: text => text.includes('#'), reason: 'the gateway URL has a fragment in it (from the #): remove it'},
  {
    broken: text => /^https?:\/\/(?:\/|$)/i.test(text) || !URL.canParse(text),
    reason: 'the gateway URL is not a URL: expected something like http://localhost:8001',
  },
  {broken: text => new URL(text).port === '0', reason: 'the gateway URL names port 0, where nothing can listen'},
];

export function readAddress(text: string): AddressReading {
  const rule = rules.find(({broken}) => broken(text));
  if (rule) return {ok: false, reason: rule.reason};
  const {protocol, host, hostname, port, pathname} = new URL(text);
  const secure = protocol === 'https:';
  const basePath = pathname.replace(/\/+$/, '');
  return {
    ok: true,
    address: {
      url: `${protocol}//${host}${basePath}`,
      host,
      secure,
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 443 : 80) : Number(port),
      basePath,
    },
  };
}

function authority(text: string): string {
  // The URL standard skips any number of slashes after http:, so credentials may stand behind more than two.
  return text.replace(/^[^/]*\/+/, '').split(/[/?#]/, 1)[0] ?? '';
}
