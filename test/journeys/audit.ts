import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {filesIn, readJournal, theOne, verifyEvidence, type ReadJournal} from '../worlds/working-folder.ts';
import {run} from '../people/program.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import type {Deployment} from '../worlds/deployment.ts';

export function journalOf({folder}: Pick<Deployment, 'folder'>): ReadJournal {
  return readJournal(theOne(join(folder, 'logs/sessions'), 'journal.jsonl'));
}

/**
 * As an auditor does it: the journal, the exported record, then the record alone without this program.
 * Answers with the page of the record.
 */
export async function audits(t: AfterTest, deployed: Deployment): Promise<string> {
  const {folder} = deployed;
  verifyEvidence(journalOf(deployed));
  const [session = ''] = filesIn(join(folder, 'logs/sessions')).filter(file => !file.startsWith('.')).map(file => file.split('/')[0]);
  const verified = await run(t, ['sessions', 'verify', session], {cwd: folder});
  assert.match(verified.stdout, /^intact: /);
  assert.equal(verified.code, 0);
  const made = await run(t, ['sessions', 'record', session, '--json'], {cwd: folder});
  assert.equal(made.code, 0, made.stderr);
  const {folder: record, missing} = JSON.parse(made.stdout) as {folder: string; missing: string[]};
  assert.deepEqual(missing, []);
  rmSync(join(folder, 'logs'), {recursive: true});
  await promisify(execFile)('sha256sum', ['--check', '--strict', 'MANIFEST'], {cwd: record});
  return readFileSync(join(record, 'timeline.md'), 'utf8');
}
