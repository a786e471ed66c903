import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {closing, exported, exporting, writtenSession} from '../worlds/recorded.ts';

const session = writtenSession().session;

const opened = (change: Record<string, unknown> = {}): string => `${JSON.stringify({
  event: 'gap.opened', gap_id: 'gap-20251120T090000Z', noted_at: '2025-11-20T09:00:00Z', session, incident: 'INC-204', operator: 'mara', reason: 'The gateway refuses every handshake.',
  connectors: [{connector_id: 'operator_api', last_rotated_at: '2025-11-19T09:00:00Z', window_ends_at: '2025-11-21T09:00:00Z'}, {connector_id: 'operator_upload', last_rotated_at: null, window_ends_at: null}, {connector_id: 'crown_handshake', last_rotated_at: '2025-11-24T09:00:00Z', window_ends_at: null}],
  ledger_bytes: 12, ...change,
})}\n`;
const closed = `${JSON.stringify({event: 'gap.closed', gap_id: 'gap-20251120T090000Z', closed_at: '2025-11-20T10:00:00Z', session, operator: 'ines', entries: []})}\n`;

async function record(t: TestContext, gaps: string | undefined) {
  const options = await exporting(t, closing(writtenSession()));
  mkdirSync(dirname(options.ledger), {recursive: true});
  if (gaps !== undefined) writeFileSync(join(dirname(options.ledger), 'stage_b_rotation_gaps.jsonl'), gaps);
  return exported(options);
}

describe('the record of a rollback', () => {
  it('has the lines that it wrote beside the ledger, and none of another session', async t => {
    const made = await record(t, opened({session: 'another', gap_id: 'gap-1'}) + opened() + closed);
    assert.equal(made.read('gap-lines.jsonl'), opened() + closed);
    assert.ok(made.files.includes('gap-lines.jsonl'));
    assert.match(made.read('MANIFEST'), / {2}gap-lines\.jsonl$/m);
  });

  it('tells why no drill was recorded, in the words of whoever said so, and what was covered', async t => {
    const {read, record: document} = await record(t, opened() + closed);
    assert.match(read('timeline.md'), /## Rotation gaps\n[^#]*\*\*No rotation drills\*\* since 2025-11-20T09:00:00Z, gap-20251120T090000Z, mara: The gateway refuses every handshake\. \(operator\\_api is covered until 2025-11-21T09:00:00Z, operator\\_upload has no entry, crown\\_handshake has none that counts\)[^#]*\*\*Rotation drills again\*\* since 2025-11-20T10:00:00Z, gap-20251120T090000Z, ines: drills are recorded again/);
    assert.deepEqual(document.gap_notes.notes.map(({event, reason}) => [event, reason]), [['gap.opened', 'The gateway refuses every handshake.'], ['gap.closed', null]]);
  });

  for (const gaps of [undefined, '', opened({session: 'another'})]) {
    it(`says nothing of notes where it wrote none: ${gaps === undefined ? 'no file' : `${gaps.length} bytes`}`, async t => {
      const {read, files} = await record(t, gaps);
      assert.doesNotMatch(read('timeline.md'), /No rotation drills|Rotation drills again/);
      assert.ok(!files.includes('gap-lines.jsonl'));
    });
  }
});
