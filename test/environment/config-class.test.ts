import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isStillMeant, pointingOf, type Pointing} from '../../source/environment/gateway-class.ts';

const named = [
  {name: 'rehearsal', class: 'rehearsal', gateway: 'http://gw.rehearsal:8001'},
  {name: 'other', class: 'rehearsal', gateway: 'https://gw.other/mcp'},
  {name: 'live', class: 'live', gateway: 'https://gw.live/mcp'},
  // A tunnel to a live gateway ends on this machine.
  {name: 'tunnel', class: 'live', gateway: 'http://localhost:9001'},
] as const;

function pointing(name: string, url: string): Pointing {
  return pointingOf(url, {name, own: named.find(environment => environment.name === name), named});
}

/** Which environment is opened, the gateway that its toggles say, and what comes of it. */
const rules: ReadonlyArray<[name: string, url: string, environmentClass: 'rehearsal' | 'live', because: Pointing['because'], word: string]> = [
  ['rehearsal', 'http://gw.rehearsal:8001', 'rehearsal', 'own', 'rehearsal'],
  ['rehearsal', 'http://GW.rehearsal:8001/', 'rehearsal', 'own', 'rehearsal'],
  ['live', 'https://gw.live:443/mcp/', 'live', 'own', 'live'],
  ['tunnel', 'http://127.0.0.1:9001', 'live', 'own', 'tunnel'],
  // Another environment of the file: the stricter of the two.
  ['rehearsal', 'https://gw.other/mcp', 'rehearsal', 'named', 'rehearsal'],
  ['rehearsal', 'https://gw.live/mcp', 'live', 'named', 'gw.live'],
  ['live', 'http://gw.rehearsal:8001', 'live', 'named', 'gw.rehearsal:8001'],
  ['rehearsal', 'http://localhost:9001', 'live', 'named', 'localhost:9001'],
  ['rehearsal', 'http://127.0.0.1:9001', 'live', 'named', '127.0.0.1:9001'],
  ['rehearsal', 'http://[::1]:9001/', 'live', 'named', '[::1]:9001'],
  // Another path of a live host is live, also on this machine.
  ['other', 'https://gw.live/other', 'live', 'unknown', 'gw.live'],
  ['rehearsal', 'http://localhost:9001/mcp', 'live', 'loopback', 'localhost:9001'],
  // This machine: as the file says.
  ['rehearsal', 'http://localhost:8001', 'rehearsal', 'loopback', 'rehearsal'],
  ['live', 'http://localhost:8001', 'live', 'loopback', 'localhost:8001'],
  // Nobody named it.
  ['rehearsal', 'http://gw.elsewhere', 'live', 'unknown', 'gw.elsewhere'],
  ['rehearsal', 'http://gw.rehearsal:8002', 'live', 'unknown', 'gw.rehearsal:8002'],
  ['rehearsal', 'https://gw.rehearsal:8001', 'live', 'unknown', 'gw.rehearsal:8001'],
  ['other', 'https://gw.other/mcp2', 'live', 'unknown', 'gw.other'],
  ['rehearsal', 'http://mara@gw.rehearsal:8001', 'live', 'unknown', 'gw.rehearsal:8001'],
  ['rehearsal', 'http://localhost@gw.live', 'live', 'unknown', 'gw.live'],
  ['rehearsal', '', 'live', 'unknown', 'no usable gateway'],
  ['rehearsal', 'gw.rehearsal:8001', 'live', 'unknown', 'no usable gateway'],
  ['console', 'localhost:8001', 'live', 'unknown', 'no usable gateway'],
  // This shell, which no file describes.
  ['console', 'http://gw.rehearsal:8001', 'rehearsal', 'named', 'console'],
  ['console', 'https://gw.live/mcp', 'live', 'named', 'gw.live'],
  ['console', 'http://127.0.0.1:9001', 'live', 'named', '127.0.0.1:9001'],
  ['console', 'http://localhost:8001', 'rehearsal', 'loopback', 'console'],
  ['console', 'http://gw.elsewhere', 'live', 'unknown', 'gw.elsewhere'],
];

describe('the class of an environment follows the gateway that is used', () => {
  for (const [name, url, environmentClass, because, word] of rules) {
    it(`${name} with ${JSON.stringify(url)} is ${environmentClass} (${because}), and ${JSON.stringify(word)} is typed`, () => {
      const {confirmation, ...rest} = pointing(name, url);
      assert.deepEqual(rest, {class: environmentClass, because});
      assert.equal(confirmation.word, word);
      assert.equal(confirmation.what, word === name ? "the environment's name" : "the gateway's host");
    });
  }
});

it('a tunnel on the usual port of its protocol is found by its number too', () => {
  const tunnels = [{name: 'tunnel', class: 'live', gateway: 'https://localhost/mcp'}] as const;
  for (const [url, environmentClass] of [['http://127.0.0.1:443', 'live'], ['http://127.0.0.1', 'rehearsal']] as const) {
    assert.equal(pointingOf(url, {name: 'console', own: undefined, named: tunnels}).class, environmentClass, url);
  }
});

describe('a gateway that moves while an environment is open', () => {
  for (const [name, from, to, meant] of [
    ['rehearsal', 'http://gw.rehearsal:8001', 'http://localhost:8001', true],
    ['rehearsal', 'http://localhost:8001', 'https://gw.other/mcp', true],
    ['rehearsal', 'http://gw.rehearsal:8001', 'https://gw.live/mcp', false],
    ['rehearsal', 'http://gw.rehearsal:8001', 'http://gw.elsewhere', false],
    ['rehearsal', 'http://gw.elsewhere', 'http://gw.rehearsal:8001', true],
    ['rehearsal', 'http://gw.elsewhere', 'http://gw.elsewhere/mcp', true],
    ['rehearsal', 'http://gw.elsewhere', 'http://gw.nowhere', false],
    ['live', 'https://gw.live/mcp', 'https://gw.live/mcp/', true],
    ['live', 'https://gw.live/mcp', 'https://gw.live/other', false],
    ['live', 'https://gw.live/mcp', 'http://gw.elsewhere', false],
    ['live', 'https://gw.live/mcp', 'http://live', false],
    ['rehearsal', 'http://gw.rehearsal:8001', 'http://rehearsal', false],
  ] as const) {
    it(`${meant ? 'may be used' : 'is not used'}: ${name} from ${from} to ${to}`, () => {
      assert.equal(isStillMeant(pointing(name, to), pointing(name, from)), meant);
    });
  }
});
