import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {readAddress} from '../../source/gateway/address.ts';
import {fc} from '../worlds/fast-check.ts';

const read = (text: string) => {
  const reading = readAddress(text);
  return reading.ok ? reading.address : reading.reason;
};

describe('the URL of a gateway', () => {
  const accepted: ReadonlyArray<readonly [string, string, string, number, string]> = [
    ['http://localhost:8001', 'http://localhost:8001', 'localhost', 8001, ''],
    ['http://localhost:8001/', 'http://localhost:8001', 'localhost', 8001, ''],
    ['http://localhost:8001///', 'http://localhost:8001', 'localhost', 8001, ''],
    ['HTTP://GW.Example', 'http://gw.example', 'gw.example', 80, ''],
    ['https://gw.example/mcp/v1/', 'https://gw.example/mcp/v1', 'gw.example', 443, '/mcp/v1'],
    ['https://gw.example:443/a@b', 'https://gw.example/a@b', 'gw.example', 443, '/a@b'],
    ['http://[::1]:9', 'http://[::1]:9', '::1', 9, ''],
    ['http://127.1:1', 'http://127.0.0.1:1', '127.0.0.1', 1, ''],
    ['http://gаteway.example', 'http://xn--gteway-3nf.example', 'xn--gteway-3nf.example', 80, ''],
  ];
  for (const [text, url, hostname, port, basePath] of accepted) {
    it(`reads ${text} as ${url}`, () => {
      assert.deepEqual(
        read(text),
        {url, host: new URL(url).host, secure: url.startsWith('https'), hostname, port, basePath},
      );
    });
  }

  const refused: ReadonlyArray<readonly [string, RegExp]> = [
    ['', /is empty/],
    [' http://gw', /white space/],
    ['http://g w', /white space/],
    ['http://gw\u202Emoc', /invisible character/],
    ['http:\\\\gw', /backslash/],
    ['localhost:8001', /must begin with http/],
    ['ftp://gw', /must begin with http/],
    ['http:gw', /must begin with http/],
    ['file:///etc/passwd', /must begin with http/],
    ['http://mara:hunter2@gw', /has credentials/],
    ['http://hunter2@gw:99999', /has credentials/],
    ['http://:hunter2@', /has credentials/],
    ['http://@gw', /has credentials/],
    ['http:////hunter2@gw/', /has credentials/],
    ['hunter2:hunter2@gw', /must begin with http/],
    ['http://gw?token=hunter2', /has a query/],
    ['http://gw/?', /has a query/],
    ['http://gw/#hunter2', /has a fragment/],
    ['http://', /is not a URL/],
    ['http:///gw', /is not a URL/],
    ['http://gw:99999', /is not a URL/],
    ['http://gw:0', /port 0/],
  ];
  for (const [text, sentence] of refused) {
    it(`refuses ${JSON.stringify(text)} without repeating what it holds`, () => {
      const error = read(text);
      assert.ok(typeof error === 'string');
      assert.match(error, sentence);
      assert.doesNotMatch(error, /hunter2/);
    });
  }

  it('is read or refused, never thrown at, and joins a path with one slash', () => {
    const signs = ['http:', 'https:', '/', '//', '@', ':', '8001', 'gw', '[::1]', '..', '?', '#', '\\', 'é', '\0'];
    const parts = fc.array(fc.constantFrom(...signs)).map(chosen => chosen.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string(), parts, parts.map(tail => `http://gw${tail}`)), text => {
        const address = read(text);
        if (typeof address === 'string') return;
        assert.match(`${address.url}/handshake`, /[^/]\/handshake$/);
        const {username, password, search, hash} = new URL(text);
        assert.equal(username + password + search + hash, '');
      }),
      {numRuns: 1000},
    );
  });
});
