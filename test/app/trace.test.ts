import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openTrace} from '../../source/app/trace.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {Secret} from '../../source/secret.ts';
import {concealing, scene} from './scene.ts';

describe('a trace', () => {
  it('masks what it writes', () => {
    const lines: string[] = [];
    const mask = new SecretMask([new Secret('tok-live-7Kd92mQx')]);
    openTrace(line => lines.push(line), text => mask.text(text)).effect({type: 'ring', title: 'it is tok-live-7Kd92mQx'});
    assert.deepEqual(lines, ['{"effect":{"type":"ring","title":"it is <redacted>"}}\n']);
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
