import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

test('the documents of doctrine are those of the root where they stand, else our own short ones', async t => {
  const cwd = await temporaryFolder(t);
  mkdirSync(join(cwd, 'docs/connectors'), {recursive: true});
  writeFileSync(join(cwd, 'docs/connectors/operator_mcp_audit.md'), '# The audit\n\nOurs.\u001b[2J\n');
  const list = await run(t, ['docs'], {cwd});
  assert.equal(list.code, 0);
  assert.match(list.stdout, /^audit +What the audit expects +\S+operator_mcp_audit\.md\n[^]*\nprotocol +Connector doctrine +our own short words: the root has none\n/);
  const audit = await run(t, ['docs', 'audit'], {cwd});
  assert.match(audit.stdout, /operator_mcp_audit\.md\n\n# The audit\n\nOurs\.<U\+001B>/);
  assert.match((await run(t, ['docs', 'heartbeat'], {cwd})).stdout, /# The heartbeat payload\n\nA heartbeat has chakra/);
  const wrong = await run(t, ['docs', 'audits'], {cwd});
  assert.deepEqual([wrong.code, wrong.stderr], [2, 'there is no document "audits"; did you mean audit?\nmcp-runbook docs lists them.\n']);
});

test('the pages that the program carries are listed by their titles, and printed', async t => {
  const list = await run(t, ['docs']);
  assert.match(list.stdout, /^on-call +On call$/m);
  assert.match(list.stdout, /^reference\/exit-codes +Exit codes$/m);
  const page = await run(t, ['docs', 'on-call']);
  assert.deepEqual([page.code, page.stdout.split('\n', 1)[0]], [0, '# On call']);
});

test('all that is carried can be written into a new folder, and into no other', async t => {
  const cwd = await temporaryFolder(t);
  const {code, stdout} = await run(t, ['docs', '--out', 'pages'], {cwd});
  assert.equal(code, 0);
  assert.match(stdout, /^\d\d files in pages; man -M pages\/man mcp-runbook shows the first manual page\n$/);
  assert.equal(readFileSync(join(cwd, 'pages/man/man1/mcp-runbook.1'), 'utf8'), readFileSync('docs/man/mcp-runbook.1', 'utf8'));
  assert.equal(readFileSync(join(cwd, 'pages/runbooks/learn-the-keys.md'), 'utf8'), readFileSync('runbooks/learn-the-keys.md', 'utf8'));
  const again = await run(t, ['docs', '--out', 'pages'], {cwd});
  assert.deepEqual([again.code, again.stderr], [2, 'pages is there already\nName a folder that is not there yet.\n']);
  const refused = await run(t, ['docs', '--out', 'pages/README.md/pages'], {cwd});
  assert.deepEqual([refused.code, refused.stderr.split('\n')[1]], [2, 'Name a folder where this user may write, and where there is room.']);
});
