import assert from 'node:assert/strict';
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {readJournal} from '../../source/journal/read-journal.ts';
import {storyOf} from '../../source/record/session-story.ts';
import {tellFolder} from '../../source/record/record-of-folder.ts';
import {exportRecord} from '../../source/record/export-record.ts';
import {OperatorError} from '../../source/errors.ts';
import {oddFiles} from '../worlds/odd-files.ts';
import {closedSession, Scribe} from '../worlds/scribe.ts';
import {bodies} from '../worlds/bodies.ts';
import {closing, noSecrets, writtenSession} from '../worlds/recorded.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

async function lying(t: TestContext, scribe: Scribe): Promise<{root: string; folder: string; id: string}> {
  const root = await temporaryFolder(t);
  const folder = scribe.write(join(root, 'logs', 'sessions'));
  return {root, folder, id: scribe.session};
}

describe('a session whose files are something else', () => {
  for (const name of ['journal.jsonl', 'evidence']) {
    for (const {what, put} of oddFiles.filter(odd => name === 'journal.jsonl' ? odd.what !== 'a file of 300 MB' : odd.what !== 'a folder')) {
      it(`is told in one sentence where ${name} is ${what}, by everything that reads it`, async t => {
        const {root, folder, id} = await lying(t, closedSession());
        rmSync(join(folder, name), {recursive: true});
        await put(join(folder, name), t);
        const ledger = join(root, 'logs', 'ledger.jsonl');
        assert.throws(
          () => tellFolder(folder, id, ledger),
          (error: unknown) => error instanceof OperatorError && error.exit === 4 && error.message.startsWith(`${join(folder, name)} cannot be read: `),
        );
        assert.match(JSON.stringify(storyOf([root], id, {})), /cannot be read: /);
        const made = await exportRecord({folder, id, out: join(root, 'records'), ledger, mask: noSecrets});
        assert.ok(!made.ok);
        assert.match(made.problem, /cannot be read: /);
        if (name === 'journal.jsonl') assert.match(String(Object.values(readJournal(folder))), /journal\.jsonl cannot be read: /);
      });
    }
  }

  it('is not gone on with where its first line is missing', async t => {
    const scribe = new Scribe().line('note.added', {...bodies['note.added']});
    const {folder} = await lying(t, scribe);
    assert.deepEqual(readJournal(folder), {ok: false, reason: 'journal.jsonl: line 1: it does not open the session: the first line is missing', hindrance: 'damaged'});
  });

  it('is closed although an editor took its last line feed away', async t => {
    const scribe = closing(writtenSession());
    const text = scribe.files['journal.jsonl'] ?? Buffer.alloc(0);
    scribe.files['journal.jsonl'] = text.subarray(0, -1);
    const {folder} = await lying(t, scribe);
    const reading = readJournal(folder);
    assert.ok(reading.ok);
    assert.deepEqual([reading.session.state, reading.end.torn, reading.end.head], ['closed', undefined, scribe.head]);
  });
});
