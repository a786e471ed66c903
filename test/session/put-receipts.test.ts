import assert from 'node:assert/strict';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import type {JournalEvent} from '../../source/journal/event.ts';
import {putReceipts} from '../../source/session/put-receipts.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const sha256 = 'a'.repeat(64);

/** A smoke step that says where its receipt lies, and what of it was kept. */
const finished = (receipt: string | null, name = 'stage_b_smoke.json'): JournalEvent => ({type: 'step.finished', body: {receipt, evidence: [{sha256, bytes: 2, name, media_type: 'application/json'}]}}) as unknown as JournalEvent;

describe('A receipt that a session of another console names', () => {
  for (const [told, receipt, there] of [
    ['lies where the walk looks for it', 'logs/stage_b/run/stage_b_smoke.json', true],
    ['is none where no step made one', null, false],
    ['is written nowhere outside its logs', '../stage_b_smoke.json', false],
    ['is written nowhere outside them by a way through them', 'logs/../../stage_b_smoke.json', false],
    ['is written under no name that hides something', 'logs/\u202e/stage_b_smoke.json', false],
    ['is another one than what was kept', 'logs/stage_b/run/other.json', false],
  ] as const) {
    it(told, async t => {
      const above = await temporaryFolder(t);
      const [root, folder] = [join(above, 'root'), join(above, 'session')];
      for (const made of [root, join(folder, 'evidence')]) mkdirSync(made, {recursive: true, mode: 0o700});
      writeFileSync(join(folder, 'evidence', sha256), '{}', {mode: 0o600});
      putReceipts(root, folder, [finished(receipt)]);
      assert.deepEqual(readdirSync(above, {recursive: true}).filter(name => String(name).endsWith('.json')), there ? [join('root', receipt ?? '')] : []);
    });
  }

  it('stays as it is where it is there already', async t => {
    const root = await temporaryFolder(t);
    mkdirSync(join(root, 'logs', 'evidence'), {recursive: true});
    writeFileSync(join(root, 'logs', 'evidence', sha256), '{}', {mode: 0o600});
    writeFileSync(join(root, 'logs', 'stage_b_smoke.json'), 'its own');
    putReceipts(root, join(root, 'logs'), [finished('logs/stage_b_smoke.json')]);
    assert.equal(readFileSync(join(root, 'logs', 'stage_b_smoke.json'), 'utf8'), 'its own');
  });
});
