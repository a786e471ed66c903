import assert from 'node:assert/strict';
import {test} from 'node:test';
import {story} from '../worlds/working-folder.ts';
import {operator} from '../people/operator.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {answers, does, goesOn, introduces, journalOf, leaves, told} from '../people/walker.ts';

test('whoever starts for the first time is offered the keys, learns each by pressing it, and is not offered them again', async t => {
  const env = {XDG_CONFIG_HOME: await temporaryFolder(t)};
  const first = await operator(t, {env});
  await introduces(first, 'Mara');
  await first.sees('▸ Learn the keys in two minutes');
  await first.sees('8 steps');
  await first.brings('enter', /○ PRACTICE .*1 of 8 {2}Mara/);

  await does(first, 'Run a step', {goesOn: false});
  await first.sees('✓ MCP is on here (toggle.read ABZU_USE_MCP = 1)');
  await goesOn(first);

  await does(first, 'Read a proof');

  await first.sees('── 3 Write a note');
  await first.presses('n');
  await answers(first, 'I was here.');
  await first.sees('note kept');
  await does(first, 'Write a note');

  await first.sees('── 4 Skip with a reason');
  await first.presses('s');
  await answers(first, 'Nothing to do.');
  await goesOn(first);

  await first.sees('── 5 Look back');
  await first.brings('b', /SKIPPED +Nothing to do\./);
  await first.brings('b', /NOTE +Mara: I was here\./);
  await first.presses('enter');
  await does(first, 'Look back');

  await first.sees('── 6 Leave and come back');
  assert.equal(await leaves(first), 0);

  const second = await operator(t, {env, cwd: first.cwd});
  await second.sees(/▸ continue: Learn the keys +.*Mara, practice/);
  await second.presses('enter');
  await does(second, 'Leave and come back');
  await does(second, 'Confirm by typing', {changes: 'practice'});
  await does(second, 'Finish', {says: 'None.'});
  await second.sees('Learn the keys: completed');
  assert.equal(await leaves(second), 0);

  const journal = journalOf(first);
  const walked = ['run', 'proof', 'note', 'back', 'leave', 'confirm', 'finish'];
  assert.deepEqual(story(journal).filter(line => line.startsWith('step.finished')), walked.map(step => `step.finished ${step} done`));
  assert.deepEqual(told(first, 'step.skipped').map(({step, reason}) => [step, reason]), [['skip', 'Nothing to do.']]);
  assert.deepEqual(told(first, 'note.added').map(({step, text}) => [step, text]), [['note', 'I was here.'], ['finish', 'None.']]);
  assert.deepEqual(journal.lines.filter(({type}) => type.startsWith('session.')).map(({type}) => type), ['session.opened', 'session.paused', 'session.resumed', 'session.closed']);
  assert.deepEqual([...new Set(journal.lines.map(line => line.class))], ['practice']);

  const elsewhere = await operator(t, {env});
  await elsewhere.sees('Which procedure?');
  await elsewhere.sees('steps');
  await elsewhere.doesNotSee('two minutes');
  assert.equal(await leaves(elsewhere), 0);
});
