import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {pointedAt} from '../../source/app/effects/read-pointed.ts';
import {createStore} from '../../source/app/store.ts';
import type {Effect} from '../../source/app/state/state.ts';
import {consoleEnvironment} from '../../source/environment/console.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import type {Toggles} from '../../source/environment/toggles.ts';
import {done, finished, keyOf, lobby, sessionOf, started, type Line} from './scene.ts';
import {smallRollback} from './small-rollback.ts';

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

  const doubts: ReadonlyArray<readonly [when: string, lines: Line[], toggleSeen: boolean, told: string]> = [
    ['nothing was begun', [], true, '1 (this shell)'],
    ['it was begun, and not looked at since', [started(smallRollback, 'freeze')], false, '1? (not known)'],
    ['it was begun, and looked at', [started(smallRollback, 'freeze')], true, '1 (this shell, in force?)'],
    ['its outcome is not known, nor what it reads', [started(smallRollback, 'freeze'), finished(smallRollback, 'freeze', 'unknown')], false, '1? (not known)'],
    ['its outcome is not known, and it was read', [started(smallRollback, 'freeze'), finished(smallRollback, 'freeze', 'unknown')], true, '1 (this shell, in force?)'],
    ['it is done', done(smallRollback, 'freeze'), false, '1 (this shell)'],
  ];
  for (const [when, lines, toggleSeen, told] of doubts) {
    it(`the toggle where ${when}`, async t => {
      const environment = consoleEnvironment({folder: await temporaryFolder(t), variables: {ABZU_USE_MCP: '1'}});
      const [toggle] = pointedAt(environment, {runbook: smallRollback, session: sessionOf(smallRollback, ...lines), toggleSeen, ports: {clock: {now: () => 0}}}).toggles;
      assert.equal(`${toggle?.found} (${toggle?.source})`, told);
    });
  }

  it('a toggle that cannot be read is not one that is not set', async t => {
    const environment = consoleEnvironment({folder: await temporaryFolder(t), variables: {}});
    const read: Toggles['read'] = name => ({kind: 'text', name, value: undefined, source: {kind: 'deployment', label: 'operator.env'}, fault: 'cannot be told: operator.env: EACCES'});
    assert.deepEqual(pointedAt({...environment, toggles: {...environment.toggles, read}}).toggles[0], {name: 'ABZU_USE_MCP', found: 'not readable', source: 'operator.env', good: false});
  });

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
