import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {story} from '../worlds/working-folder.ts';
import {does, journalOf, leaves, starts} from '../people/walker.ts';

test('in the smallest window the freeze shows its plan, is confirmed, and is proved by the route', async t => {
  const person = await starts(t, 'mcp-gateway-rollback', 'practice', {size: [60, 16]});
  await person.sees('ABZU_USE_MCP=1');
  await does(person, 'Freeze MCP traffic', {changes: 'practice', goesOn: false});
  await person.sees('ABZU_USE_MCP=0');
  await person.sees(/MCP must be back by \w+ \d\d:\d\d UTC \(\d+ h \d+ min\)/);
  await person.sees(/✓ operators are on the legacy handlers/);
  const journal = journalOf(person);
  assert.deepEqual(story(journal), ['session.opened', 'step.started freeze', 'step.finished freeze done']);
  assert.match(readFileSync(join(dirname(journal.path), 'operator.env'), 'utf8'), /^ABZU_USE_MCP=0$/m);
  assert.equal(await leaves(person), 0);
});
