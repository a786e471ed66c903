import assert from 'node:assert/strict';
import {test} from 'node:test';
import {run} from '../people/program.ts';
import {filesIn, ledgerIn, readJournal, theOne} from '../worlds/working-folder.ts';
import {dirname} from 'node:path';

test('a variable of the rotation is set for one walk: sent, shown as its source, recorded, and nowhere else', async t => {
  const {code, stdout, stderr, cwd} = await run(t, ['run', 'stage-b-rehearsal', '--auto', '--set', 'MCP_ROTATION_WINDOW=PT24H', 'MCP_ROTATION_HINT=by order']);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /ok: MCP_ROTATION_WINDOW: PT24H \(--set\)\n/);
  const path = theOne(cwd, 'journal.jsonl');
  const [opened] = readJournal(path).lines;
  assert.deepEqual(opened?.body.set, [{name: 'MCP_ROTATION_WINDOW', value: 'PT24H'}, {name: 'MCP_ROTATION_HINT', value: 'by order'}]);
  const lines = ledgerIn(dirname(path)) as unknown as Array<{rotation_window: {duration: string}}>;
  assert.ok(lines.every(line => JSON.stringify(line).includes('PT24H')));
});

test('what is none of the rotation, or no value of it, is refused, all of it at once, and nothing begins', async t => {
  const {code, stderr, cwd} = await run(t, ['run', 'stage-b-rehearsal', '--auto', '--set', 'ABZU_USE_MCP=0', 'MCP_ROTATION_WINDOW=2 days', 'MCP_CONNECTOR_TOKEN=tok-hidden-1', 'MCP_ROTATION_HINT=a=b']);
  assert.equal(code, 2);
  assert.match(stderr, /"ABZU_USE_MCP" is none of the rotation's variables.*\nMCP_ROTATION_WINDOW="2 days": not a duration such as PT48H\n"MCP_CONNECTOR_TOKEN" is none/);
  assert.doesNotMatch(stderr, /HINT|tok-hidden/);
  assert.deepEqual(filesIn(cwd), []);
});
