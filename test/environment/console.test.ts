import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {shippedDocuments} from '../../source/connector/shipped-documents.ts';
import {consoleEnvironment} from '../../source/environment/console.ts';
import {placesOf, practicePlaces, sessionFolder} from '../../source/environment/places.ts';

const at = (url: string | undefined) => consoleEnvironment({folder: '/somewhere', variables: {MCP_GATEWAY_URL: url}});

describe('the class of this shell', () => {
  for (const url of [
    undefined,
    'http://localhost:8001',
    'http://127.0.0.1',
    'https://127.9.8.7:8443/mcp',
    'http://[::1]:8001',
    'http://LOCALHOST',
    'http://gw.localhost',
    'http://127.1:80',
    'http://0x7f000001',
  ]) {
    it(`is rehearsal with ${url ?? 'the default address'}, and the environment's name is to be typed`, () => {
      const {class: found, confirmation, name} = at(url);
      assert.deepEqual(
        [found, confirmation, name],
        ['rehearsal', {what: "the environment's name", word: 'console'}, 'console'],
      );
    });
  }

  for (const [url, word] of [
    ['http://gateway.example:8001/', 'gateway.example:8001'],
    ['https://gateway.example', 'gateway.example'],
    ['http://localhost.example', 'localhost.example'],
    ['http://127.0.0.1.example', '127.0.0.1.example'],
    ['http://localhost@gateway.example', 'gateway.example'],
    ['http://0.0.0.0:8001', '0.0.0.0:8001'],
    ['http://10.0.0.1', '10.0.0.1'],
    ['http://[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
    ['', 'no usable gateway'],
    ['localhost', 'no usable gateway'],
  ] as const) {
    it(`is live with ${JSON.stringify(url)}, and ${word} is to be typed`, () => {
      const {class: found, confirmation} = at(url);
      assert.deepEqual([found, confirmation], ['live', {what: "the gateway's host", word}]);
    });
  }
});

describe('the environment console', () => {
  it('reads its gateway and its tokens anew at each use', () => {
    const variables: NodeJS.ProcessEnv = {};
    const environment = consoleEnvironment({folder: '/somewhere', variables});
    assert.deepEqual(environment.gateway(), {
      url: 'http://localhost:8001',
      source: {kind: 'default', label: 'default'},
      proxy: {kind: 'direct'},
    });
    assert.equal(environment.mask().text('token-q4x1'), 'token-q4x1');
    variables.MCP_GATEWAY_URL = 'http://127.0.0.1:9';
    variables.OPERATOR_API_STAGE_B_CONNECTOR_TOKEN = 'token-q4x1';
    assert.deepEqual(environment.gateway(), {
      url: 'http://127.0.0.1:9',
      source: {kind: 'process environment', label: 'this shell'},
      proxy: {kind: 'direct'},
    });
    assert.equal(environment.mask().text('a token-q4x1 b'), 'a <redacted> b');
  });

  it('keeps its things in the working folder, or below the root where one is named', () => {
    const variables = {};
    assert.equal(consoleEnvironment({folder: '/here', variables}).places.root, '/here');
    assert.equal(consoleEnvironment({folder: '/here', root: '/there', variables}).places.root, '/there');
  });

  it('judges by the documents that ship with us, or by those of the root', () => {
    const variables = {};
    assert.equal(consoleEnvironment({folder: '/here', variables}).documents, shippedDocuments);
    assert.equal(
      consoleEnvironment({folder: '/here', root: '/there', variables}).documents.componentIndex.path,
      '/there/component_index.json',
    );
  });
});

describe('the places of an environment', () => {
  it('are where other tools look for them', () => {
    assert.deepEqual(placesOf('/checkout'), {
      root: '/checkout',
      logs: '/checkout/logs',
      ledger: '/checkout/logs/stage_b_rotation_drills.jsonl',
      archive: '/checkout/logs/stage_b',
      packet: '/checkout/logs/stage_b_rehearsal_packet.json',
      fingerprintKey: '/checkout/logs/.fingerprint-key',
    });
  });

  it('of practice lie all below logs/practice, the key too', () => {
    for (const session of [undefined, '20251120T090000Z-drill-0001']) {
      const {root, fingerprintKey, ...rest} = practicePlaces('/checkout', session);
      const below = join('/checkout/logs/practice', session ?? '');
      assert.deepEqual([root, fingerprintKey, rest.logs], ['/checkout', '/checkout/logs/practice/.fingerprint-key', below]);
      for (const place of Object.values(rest)) assert.ok(place.startsWith(below));
    }
  });

  it('keep the journals of practice and of everything else apart', () => {
    const folders = (['practice', 'rehearsal', 'live'] as const).map(name =>
      sessionFolder(placesOf('/checkout'), name, 's'),
    );
    assert.deepEqual(folders, ['/checkout/logs/practice/s', '/checkout/logs/sessions/s', '/checkout/logs/sessions/s']);
  });
});
