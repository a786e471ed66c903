import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {proxyFor, viaText} from '../source/proxy.ts';

const here = 'http://proxy.example.org:3128';

const rows: ReadonlyArray<readonly [url: string, variables: Readonly<Record<string, string>>, told: string | undefined]> = [
  ['http://gw.example', {}, undefined],
  ['http://gw.example', {http_proxy: here}, 'via proxy.example.org:3128'],
  ['http://gw.example', {HTTP_PROXY: here}, 'via proxy.example.org:3128'],
  ['http://gw.example', {http_proxy: here, HTTP_PROXY: 'http://other:1'}, 'via proxy.example.org:3128'],
  ['http://gw.example', {http_proxy: '', HTTP_PROXY: here}, 'via proxy.example.org:3128'],
  ['http://gw.example', {https_proxy: here}, undefined],
  ['https://gw.example', {https_proxy: here}, 'via proxy.example.org:3128'],
  ['https://gw.example', {http_proxy: here}, undefined],
  ['https://gw.example', {all_proxy: here}, 'via proxy.example.org:3128'],
  ['https://gw.example', {ALL_PROXY: here, https_proxy: 'https://nearer'}, 'via nearer:443'],
  ['http://gw.example', {http_proxy: 'proxy.example.org:3128'}, 'via proxy.example.org:3128'],
  ['http://gw.example', {http_proxy: 'http://mara:pw@proxy.example.org:3128'}, 'via proxy.example.org:3128'],
  ['http://gw.example', {http_proxy: 'http://proxy.example.org'}, 'via proxy.example.org:80'],
  ['http://gw.example', {http_proxy: 'http://[2001:db8::1]:3128'}, 'via [2001:db8::1]:3128'],
  ['http://gw.example', {http_proxy: 'socks5://p:1'}, 'no way: http_proxy names a socks5 proxy, and only http and https are taken'],
  ['http://gw.example', {http_proxy: 'http://'}, 'no way: http_proxy is no address of a proxy, as http://proxy.example.org:3128 is'],
  ['http://localhost:8001', {http_proxy: here, all_proxy: here}, undefined],
  ['http://127.0.0.1:8001', {http_proxy: here}, undefined],
  ['http://[::1]:8001', {http_proxy: here}, undefined],
  ['http://gw.example', {http_proxy: here, no_proxy: '*'}, undefined],
  ['http://gw.example', {http_proxy: here, no_proxy: 'gw.example'}, undefined],
  ['http://gw.example', {http_proxy: here, NO_PROXY: 'other.example, GW.example'}, undefined],
  ['http://gw.eu.example', {http_proxy: here, no_proxy: '.example'}, undefined],
  ['http://gw.eu.example', {http_proxy: here, no_proxy: 'eu.example'}, undefined],
  ['http://gw.eu.example', {http_proxy: here, no_proxy: '*.example'}, undefined],
  ['http://gw-eu.example', {http_proxy: here, no_proxy: 'eu.example'}, 'via proxy.example.org:3128'],
  ['http://gw.example:8001', {http_proxy: here, no_proxy: 'gw.example:8001'}, undefined],
  ['http://gw.example:8001', {http_proxy: here, no_proxy: 'gw.example:80'}, 'via proxy.example.org:3128'],
  ['http://10.1.2.3:8001', {http_proxy: here, no_proxy: '10.0.0.0/8'}, undefined],
  ['http://11.1.2.3:8001', {http_proxy: here, no_proxy: '10.0.0.0/8'}, 'via proxy.example.org:3128'],
  ['http://10.1.2.3:8001', {http_proxy: here, no_proxy: '10.1.2.3'}, undefined],
  ['http://[2001:db8::7]:8001', {http_proxy: here, no_proxy: '2001:db8::/32'}, undefined],
  ['http://10.1.2.3', {http_proxy: here, no_proxy: '10.0.0.0/99'}, 'via proxy.example.org:3128'],
  ['', {http_proxy: here}, undefined],
];

describe('the way to', () => {
  for (const [url, variables, told] of rows) {
    it(`${url || 'no address'} with ${JSON.stringify(variables)} is ${told ?? 'direct'}`, () => assert.equal(viaText(proxyFor(url, variables)), told));
  }
});
