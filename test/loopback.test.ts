import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isLoopback} from '../source/loopback.ts';

const cases: Readonly<Record<string, boolean>> = {
  'http://localhost': true,
  'https://localhost:8001/mcp': true,
  'http://LocalHost:8001': true,
  'http://gateway.localhost': true,
  'http://a.b.localhost:1': true,
  'http://127.0.0.1:8001': true,
  'http://127.255.255.254': true,
  'http://127.1': true,
  'http://2130706433': true,
  'http://0x7f.0.0.1': true,
  'http://[::1]:8001': true,
  'http://[0:0:0:0:0:0:0:1]': true,
  'http://user@localhost': true,
  'http://localhost.example': false,
  'http://notlocalhost': false,
  'http://xlocalhost': false,
  'http://localhost.': false,
  'http://127.0.0.1.example': false,
  'http://1127.0.0.1.example': false,
  'http://128.0.0.1': false,
  'http://0.0.0.0': false,
  'http://[::]': false,
  'http://[::2]': false,
  'http://[::ffff:127.0.0.1]': false,
  'http://localhost@gateway.example': false,
  'http://gateway.example/localhost': false,
  'http://gateway.example?localhost': false,
  localhost: false,
  '127.0.0.1': false,
  '': false,
};

describe('an address', () => {
  for (const [url, loopback] of Object.entries(cases)) {
    it(`${JSON.stringify(url)} ${loopback ? 'is this machine' : 'is not taken for this machine'}`, () =>
      assert.equal(isLoopback(url), loopback));
  }
});
