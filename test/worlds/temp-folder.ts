import {mkdtemp, realpath, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** The part of node:test's context that clears up after a test. */
export type AfterTest = {after(finish: () => Promise<void> | void): void};

/** A folder of the test's own, gone when the test is over. */
export async function temporaryFolder(t: AfterTest): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'mcp-runbook-')));
  // Whoever lost its terminal may still be writing its last file.
  t.after(() => rm(folder, {recursive: true, force: true, maxRetries: 20}));
  return folder;
}
