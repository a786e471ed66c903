import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
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
  assert.match(list.stdout, /^audit +What the audit expects +\S+operator_mcp_audit\.md\n[^]*\nprotocol +Connector doctrine +our own short words: the root has none\n$/);
  const audit = await run(t, ['docs', 'audit'], {cwd});
  assert.match(audit.stdout, /operator_mcp_audit\.md\n\n# The audit\n\nOurs\.<U\+001B>/);
  assert.match((await run(t, ['docs', 'heartbeat'], {cwd})).stdout, /# The heartbeat payload\n\nA heartbeat has chakra/);
  const wrong = await run(t, ['docs', 'audits'], {cwd});
  assert.deepEqual([wrong.code, wrong.stderr], [2, 'there is no document "audits"; did you mean audit?\nName one of: audit, capabilities, heartbeat, protocol.\n']);
});
