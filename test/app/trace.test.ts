import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openTrace} from '../../source/app/trace.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {Secret} from '../../source/secret.ts';
import type {Key} from '../../source/app/state/key.ts';
import {createStore} from '../../source/app/store.ts';
import {replayTrace} from '../worlds/trace-replay.ts';
import {atSmoke, concealing, confirming, letters, readOut, scene} from './scene.ts';

describe('a trace', () => {
  it('masks what it writes', () => {
    const lines: string[] = [];
    const mask = new SecretMask([new Secret('tok-live-7Kd92mQx')]);
    openTrace(line => lines.push(line), text => mask.text(text)).effect({type: 'ring', title: 'it is tok-live-7Kd92mQx'});
    assert.deepEqual(lines, ['{"effect":{"type":"ring","title":"it is <redacted>"}}\n']);
  });

  it('tells what was read together from what came by itself, and a replay takes it the same way', () => {
    const begun = atSmoke({phase: readOut(confirming())});
    const reads: ReadonlyArray<[what: string, keys: Key[]]> = [
      ['several characters with their enter', [{kind: 'burst', text: 'practice 9f3a\r'}]],
      ['several characters, and an enter with others', [{kind: 'burst', text: 'practice 9f3a'}, {kind: 'named', name: 'enter', together: true}]],
      ['each by itself', [...letters('practice 9f3a').map((character): Key => ({kind: 'character', character})), {kind: 'named', name: 'enter'}]],
    ];
    const ends = reads.map(([what, keys]) => {
      const lines: string[] = [];
      const trace = openTrace(line => lines.push(line), text => text);
      const store = createStore(begun, () => {}, error => assert.fail(String(error)), trace);
      for (const key of keys) store.dispatch({type: 'key', key});
      assert.deepEqual(lines.flatMap(line => (line.startsWith('{"message"') ? [(JSON.parse(line) as {message: {key: Key}}).message.key] : [])), keys, what);
      const {state, asked, traced} = replayTrace(lines.join(''));
      assert.deepEqual([state.walk?.phase.name, state.notice, asked], [store.state().walk?.phase.name, store.state().notice, traced], what);
      return store.state().walk?.phase.name;
    });
    assert.deepEqual(ends, ['confirming', 'confirming', 'running']);
  });

  it('holds nothing of what is typed unseen', () => {
    const lines: string[] = [];
    const trace = openTrace(line => lines.push(line), text => text);
    const asking = scene({phase: concealing()});
    trace.message({type: 'key', key: {kind: 'character', character: 'q'}}, asking);
    trace.message({type: 'key', key: {kind: 'paste', text: 'new-token'}}, asking);
    trace.effect({type: 'conceal', key: {kind: 'character', character: 'q'}});
    assert.doesNotMatch(lines.join(''), /q|new-token/);
  });
});
