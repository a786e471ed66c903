import assert from 'node:assert/strict';
import {test} from 'node:test';
import {story} from '../commands/folder.ts';
import {operator, type Operator} from '../helpers/operator.ts';
import {temporaryFolder} from '../helpers/temp-folder.ts';
import {journalOf, typesTheWord, writes} from './walking.ts';

/** Does a step that asks for somebody's word, and goes on. */
async function vouches(person: Operator, title: string): Promise<void> {
  await person.sees(title);
  await person.sees(/enter (?:run|do it)/);
  await person.presses('enter');
  await person.sees('Is this so?');
  await person.presses('y');
  await goesOn(person);
}

async function goesOn(person: Operator): Promise<void> {
  await person.sees('enter next step');
  await person.presses('enter');
}

test('whoever starts for the first time is offered the keys, learns each by pressing it, and is not offered them again', async t => {
  const env = {XDG_CONFIG_HOME: await temporaryFolder(t)};
  const first = await operator(t, {env});
  await first.sees('Who is at the keyboard?');
  await first.presses('ctrl-u');
  await first.sees(/> {2}▏/);
  await writes(first, 'Mara');
  await first.presses('enter');
  await first.sees('▸ Learn the keys in two minutes');
  await first.sees('8 steps');
  await first.presses('enter');

  await first.sees(/○ PRACTICE .*Mara {2}1 of 8/);
  await first.sees('Run a step');
  await first.presses('enter');
  await first.sees('✓ toggle.read ABZU_USE_MCP = 1');
  await goesOn(first);

  await vouches(first, 'Read a proof');

  await first.sees('Write a note');
  await first.presses('n');
  await writes(first, 'I was here.');
  await first.presses('enter');
  await first.sees('note kept');
  await vouches(first, 'Write a note');

  await first.sees('Skip with a reason');
  await first.sees('enter do it');
  await first.presses('s');
  await writes(first, 'Nothing to do.');
  await first.presses('enter');
  await goesOn(first);

  await first.sees('Look back');
  await first.presses('b');
  await first.sees(/SKIPPED +Nothing to do\./);
  await first.presses('b');
  await first.sees(/NOTE +I was here\. +Mara/);
  await first.presses('enter');
  await vouches(first, 'Look back');

  await first.sees('Leave and come back');
  await first.presses('q');
  assert.equal((await first.leaves()).code, 0);

  const second = await operator(t, {env, cwd: first.cwd});
  await second.sees('▸ continue: Learn the keys, practice, Mara');
  await second.presses('enter');
  await vouches(second, 'Leave and come back');

  await second.sees('Confirm by typing');
  await second.sees('enter run');
  await typesTheWord(second, "the environment's name", 'practice');
  await second.presses('enter');
  await goesOn(second);

  await second.sees('Finish');
  await second.sees('enter do it');
  await second.presses('enter');
  await second.sees('Which key will you look up again?');
  await writes(second, 'None.');
  await second.presses('enter');
  await second.sees('enter finish');
  await second.presses('enter');
  await second.sees('Learn the keys: completed');
  await second.presses('enter');
  assert.equal((await second.leaves()).code, 0);

  const journal = journalOf(first);
  const walked = ['run', 'proof', 'note', 'back', 'leave', 'confirm', 'finish'];
  assert.deepEqual(story(journal).filter(line => line.startsWith('step.finished')), walked.map(step => `step.finished ${step} done`));
  assert.deepEqual(journal.lines.filter(({type}) => type === 'step.skipped').map(({body}) => [body.step, body.reason]), [['skip', 'Nothing to do.']]);
  assert.deepEqual(journal.lines.filter(({type}) => type.startsWith('session.')).map(({type}) => type), ['session.opened', 'session.paused', 'session.resumed', 'session.closed']);
  assert.deepEqual([...new Set(journal.lines.map(line => line.class))], ['practice']);

  const elsewhere = await operator(t, {env});
  await elsewhere.sees('Which procedure?');
  await elsewhere.sees('steps');
  await elsewhere.doesNotSee('two minutes');
  await elsewhere.presses('q');
  assert.equal((await elsewhere.leaves()).code, 0);
});
