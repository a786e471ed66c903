import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {story} from '../commands/folder.ts';
import {operator} from '../helpers/operator.ts';
import {journalOf, typesTheWord} from './walking.ts';

test('in the smallest window the freeze shows its plan, is confirmed, and is proved by the route', async t => {
  const person = await operator(t, {size: [60, 16], args: ['run', 'mcp-gateway-rollback', '--env', 'practice', '--operator', 'mara']});
  await person.sees('Freeze MCP traffic');
  await person.sees('enter run');
  await person.sees('ABZU_USE_MCP=1');
  await typesTheWord(person, "the environment's name", 'practice');
  await person.presses('enter');
  await person.sees('enter next step');
  await person.sees('ABZU_USE_MCP=0');
  await person.sees(/48h \d+:\d\d left/);
  await person.presses('page-down');
  await person.sees(/✓ route\.probe = legacy/);
  const journal = journalOf(person);
  assert.deepEqual(story(journal), ['session.opened', 'step.started freeze', 'step.finished freeze done']);
  assert.match(readFileSync(join(dirname(journal.path), 'operator.env'), 'utf8'), /^ABZU_USE_MCP=0$/m);
  await person.presses('q');
  assert.equal((await person.leaves()).code, 0);
});
