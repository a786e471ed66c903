import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {pointedAt} from '../../source/app/effects/read-pointed.ts';
import {createStore} from '../../source/app/store.ts';
import type {Effect} from '../../source/app/state/state.ts';
import {consoleEnvironment} from '../../source/environment/console.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {keyOf, lobby} from './scene.ts';

const token = 'tok-xq4z91mk77';

async function pointed(t: TestContext, variables: Record<string, string>) {
  return pointedAt(consoleEnvironment({folder: await temporaryFolder(t), variables}));
}

describe('Where a console is pointed', () => {
  it('a gateway on another machine is live, and its host is the word to type', async t => {
    const {class: where, gateway, gatewaySource, confirmation} = await pointed(t, {MCP_GATEWAY_URL: 'https://gateway.example:8443'});
    assert.equal(where, 'live');
    assert.equal(gateway, 'https://gateway.example:8443');
    assert.deepEqual(confirmation, {what: "the gateway's host", word: 'gateway.example:8443'});
    assert.equal(gatewaySource, (await pointed(t, {MCP_GATEWAY_URL: 'https://other.example'})).gatewaySource);
    assert.notEqual(gatewaySource, (await pointed(t, {})).gatewaySource);
  });

  const toggles: ReadonlyArray<readonly [told: string, value: string | undefined, found: string, good: boolean]> = [
    ['on', '1', '1', true],
    ['off', '0', '0', false],
    ['true, which is not 1', 'true', 'true', false],
    ['1 and a space', '1 ', '1 ', false],
    ['not there', undefined, 'not set', false],
  ];
  for (const [told, value, found, good] of toggles) {
    it(`the toggle is ${told}`, async t => {
      const [toggle] = (await pointed(t, value === undefined ? {} : {ABZU_USE_MCP: value})).toggles;
      assert.equal(toggle?.name, 'ABZU_USE_MCP');
      assert.equal(toggle.found, found);
      assert.equal(toggle.good, good);
      assert.notEqual(toggle.source, '');
    });
  }

  it('a token is told by its fingerprint and its source, never by itself', async t => {
    const all = await pointed(t, {MCP_CONNECTOR_TOKEN: token, MCP_GATEWAY_URL: `http://user:${token}@gateway.example`});
    const told = all.toggles.find(({name}) => name === 'token');
    assert.match(told?.found ?? '', /^[0-9a-f]{8,}$|^set$/);
    assert.notEqual(told?.source, '');
    assert.ok(!JSON.stringify(all).includes(token));
  });

  it('no token is no word about a token', async t => {
    assert.deepEqual((await pointed(t, {})).toggles.map(({name}) => name), ['ABZU_USE_MCP']);
  });
});

describe('The store', () => {
  it('tells who listens after each change, and performs what was asked in order', () => {
    const effects: Effect[] = [];
    const seen: string[] = [];
    const store = createStore(lobby, effect => void effects.push(effect), () => assert.fail());
    const stop = store.subscribe(() => seen.push(store.state().screen.name));
    for (const key of ['enter', 'enter']) store.dispatch({type: 'key', key: keyOf(key)});
    stop();
    store.dispatch({type: 'key', key: keyOf('ctrl-c')});
    assert.deepEqual(seen, ['environment', 'opening']);
    assert.deepEqual(effects.map(({type}) => type), ['remember', 'open', 'exit']);
  });

  it('says nothing when nothing changed', () => {
    const left = {...lobby, screen: {name: 'left'} as const};
    const store = createStore(left, () => assert.fail(), () => assert.fail());
    store.subscribe(() => assert.fail());
    store.dispatch({type: 'key', key: keyOf('enter')});
    assert.equal(store.state(), left);
  });

  it('hands on a mistake of ours instead of swallowing it', () => {
    const mistake = new Error('ours');
    const told: unknown[] = [];
    const store = createStore(lobby, () => { throw mistake; }, error => void told.push(error));
    store.dispatch({type: 'key', key: keyOf('q')});
    assert.deepEqual(told, [mistake]);
  });
});
