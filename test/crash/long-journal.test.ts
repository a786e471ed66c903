import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {readJournal} from '../../source/journal/read-journal.ts';
import {listNotes} from '../../source/journal/notes.ts';
import {verifySession} from '../../source/verify/verify-session.ts';
import {cpuTime} from '../worlds/cpu-time.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {bodies} from '../worlds/bodies.ts';
import {sha256, Scribe} from '../worlds/scribe.ts';

const lines = 100_000;

/** Rotations for months: notes, and steps that are started and finished again and again. */
function longJournal(): Scribe {
  const scribe = new Scribe();
  const page = scribe.keep('# The drill\n');
  scribe.line('session.opened', {
    ...bodies['session.opened'],
    runbook: {...bodies['session.opened'].runbook, sha256: page.sha256},
    earlier: [],
    ledger: {bytes: 0, sha256: sha256('')},
  });
  return scribe;
}

test('a journal of 100,000 lines opens and verifies', async t => {
  const scribe = longJournal();
  const kept = scribe.keep('{"ok": true}\n');
  const text: string[] = [];
  let head = scribe.head;
  for (let seq = 1; seq < lines; seq += 1) {
    const kind = seq % 4;
    const [type, body] =
      kind === 1
        ? ['step.started', {...bodies['step.started'], attempt: (seq + 3) / 4}]
        : kind === 2
          ? ['step.finished', {...bodies['step.finished'], attempt: (seq + 2) / 4, evidence: [kept], ledger: null, receipt: null}]
          : ['note.added', {step: 'look', text: `seen by the watch, entry ${seq}`}];
    const line = JSON.stringify({...scribe.members(), seq, prev: head, type, body});
    head = sha256(line);
    text.push(line);
  }
  scribe.tear(Buffer.from(`${text.join('\n')}\n`));
  const folder = scribe.write(join(await temporaryFolder(t), 'sessions'));

  const {value: reading, milliseconds: opening} = cpuTime(() => readJournal(folder));
  const {value: {verdict, findings, lines: verified}, milliseconds: verifying} = cpuTime(() => verifySession(folder));
  t.diagnostic(`${lines} lines, ${Math.round((scribe.files['journal.jsonl']?.length ?? 0) / 1e6)} MB: opened in ${opening} ms of CPU, verified in ${verifying} ms`);

  assert.ok(reading.ok, reading.ok ? '' : reading.reason);
  const {session, end} = reading;
  assert.deepEqual([session.lines, end.seq, end.head, end.torn], [lines, lines, head, undefined]);
  assert.equal(listNotes(session.notes).length, lines / 2 - 1);
  assert.equal(session.steps.find(({id}) => id === 'smoke')?.attempts, lines / 4);
  assert.deepEqual([verdict, verified], ['unfinished', lines], JSON.stringify(findings));
  // Loose, for slow machines; the times above are for a person.
  assert.ok(opening < 20_000);
});
