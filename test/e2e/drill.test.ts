import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {filesIn, ledgerIn, story, theOne, type JournalLine} from '../worlds/working-folder.ts';
import {operator, type Operator} from '../people/operator.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import {answers, chooses, confirms, does, goesOn, journalOf, leaves, starts, still, told} from '../people/walker.ts';

/** Mara reads the story of a drill and goes on to its first step. */
async function begins(t: AfterTest, drill: string, title: string): Promise<Operator> {
  const person = await starts(t, 'mcp-gateway-rollback', 'practice', {args: ['--drill', drill]});
  await person.sees(title);
  await person.sees('enter begin');
  await person.sees(/○ PRACTICE ▲ DRILL \d+s .*mara/);
  await person.brings('enter', 'Freeze MCP traffic');
  return person;
}

/** What the service itself answered, proof by proof. */
function routesIn(lines: readonly JournalLine[]): unknown[] {
  const proofs = lines.filter(({type}) => type === 'step.finished').flatMap(({body}) => body.proofs as Array<{text: string; state: string; found: string}>);
  return proofs.filter(({text}) => text.includes('(route.probe ')).map(({found, state}) => `${found} ${state}`);
}

function deployed(folder: string): string {
  return readFileSync(join(folder, 'operator.env'), 'utf8');
}

function roster(cwd: string): Array<Record<string, unknown>> {
  return readFileSync(join(cwd, 'logs/practice/results.jsonl'), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
}

test('a rollback drill done right: a hint on request, the route there and back, a debrief, a line in the roster', async t => {
  const person = await begins(t, 'quiet-rollback', 'A quiet rollback');
  await person.brings('h', /HINT .*A freeze is proved/, '-5 points');
  await does(person, 'Freeze MCP traffic', {changes: 'practice'});
  const folder = dirname(journalOf(person).path);
  assert.match(deployed(folder), /^ABZU_USE_MCP=0$/m);
  await does(person, 'Pause rehearsals');
  await does(person, 'Assess doctrine impact');
  await does(person, 'Note the ledger gap', {changes: 'practice', says: 'Practice.'});
  await does(person, 'Wait for the gateway');
  await does(person, 'Try the handshake', {changes: 'practice'});
  await does(person, 'Restore MCP traffic', {changes: 'practice'});
  assert.match(deployed(folder), /^ABZU_USE_MCP=1$/m);
  await does(person, 'Smoke after restore', {changes: 'practice'});
  await does(person, 'Review fresh lines');
  await does(person, 'Close the gap', {changes: 'practice'});
  await does(person, 'Document closure', {says: 'Nothing is left.'});
  await does(person, 'Write the record', {changes: 'practice'});

  await person.sees('▲ DEBRIEF  A quiet rollback');
  await person.sees('Ended completed, as its page says.');
  await person.sees('Score 95 of 100');
  await person.sees(/-5 {2}1 hint/);
  await person.brings('enter', 'MCP gateway rollback: drill completed, as its page says');
  // The list that a walk leads back to knows of it.
  await person.brings('enter', 'Which procedure?', /MCP gateway rollback +.*just now, mara, in a drill|MCP gateway rollback +.*minutes? ago, mara, in a drill/);
  assert.equal(await leaves(person), 0);

  const {lines} = journalOf(person);
  const steps = ['freeze', 'pause', 'impact', 'gap', 'recovery', 'try', 'restore', 'smoke', 'ledger', 'close-gap', 'close', 'record'];
  assert.deepEqual(told(person, 'step.finished').map(({step, outcome}) => `${String(step)} ${String(outcome)}`), steps.map(step => `${step} done`));
  assert.deepEqual(told(person, 'hint.taken').map(({step, number}) => [step, number]), [['freeze', 1]]);
  assert.deepEqual(routesIn(lines), ['legacy holds', 'mcp holds']);
  assert.equal(ledgerIn(folder).length, 6);
  const [result, ...others] = roster(person.cwd);
  assert.deepEqual(others, []);
  const {operator: who, drill, score, ended, expected, hints, wrong_turns: turns} = result ?? {};
  assert.deepEqual({who, drill, score, ended, expected, hints, turns}, {who: 'mara', drill: 'quiet-rollback', score: 95, ended: 'completed', expected: true, hints: 1, turns: 0});
  assert.deepEqual(filesIn(join(person.cwd, 'logs')).filter(file => !file.startsWith('practice/') && file !== '.fingerprint-key'), []);
});

test('the same done wrong: the world answers as the real one would, and the debrief says what that would have meant', async t => {
  const person = await begins(t, 'gateway-stays-down', 'It stays down');
  await does(person, 'Freeze MCP traffic', {changes: 'practice'});
  await does(person, 'Pause rehearsals');
  await does(person, 'Assess doctrine impact');
  await does(person, 'Note the ledger gap', {changes: 'practice', says: 'Practice.'});
  await person.sees('── 5 Wait for the gateway');
  await person.presses('s');
  await answers(person, 'Any minute now.');
  await goesOn(person);
  await does(person, 'Try the handshake', {changes: 'practice', goesOn: false});
  await person.sees('enter to step 5: Wait for the gateway');
  await person.brings('enter', '── 5 Wait for the gateway');
  await person.brings('w', 'How to go on from step 5?');
  await chooses(person, 'end the drill here');
  await answers(person, 'Lost.');

  await person.sees('▲ DEBRIEF  It stays down');
  await person.sees(/Yours ended: stopped at step 5: Wait for the gateway\. The page ends:\s+escalated at step 5: Wait for the gateway/);
  await person.sees('Score 40 of 100');
  await person.brings('page-down', /step 6: Try the handshake fails: Skipping the wait brings nobody\s+back/);
  await person.brings('enter', /MCP gateway rollback: drill stopped at step 5: Wait for the gateway, not/);
  assert.equal(await leaves(person), 1);

  const journal = journalOf(person);
  assert.deepEqual(routesIn(journal.lines), ['legacy holds']);
  assert.deepEqual(story(journal).slice(-2), ['step.finished try failed', 'session.closed stopped']);
  assert.match(deployed(dirname(journal.path)), /^ABZU_USE_MCP=0$/m);
  assert.deepEqual(roster(person.cwd).map(({score, expected, ended}) => ({score, expected, ended})), [{score: 40, expected: false, ended: 'stopped at step 5: Wait for the gateway'}]);
});

test('a console that dies in a drill ends the program; started again, the step waits to be settled', async t => {
  const person = await begins(t, 'killed-restore', 'The console dies');
  await does(person, 'Freeze MCP traffic', {changes: 'practice'});
  await does(person, 'Pause rehearsals');
  await does(person, 'Assess doctrine impact');
  await does(person, 'Note the ledger gap', {changes: 'practice', says: 'Practice.'});
  await does(person, 'Wait for the gateway');
  await does(person, 'Try the handshake', {changes: 'practice'});
  await person.sees('── 7 Restore MCP traffic');
  await confirms(person, 'practice');
  const {code, screen} = await person.leaves();
  assert.equal(code, 6);
  assert.match(screen, /the console died in step 7: Restore MCP traffic, as this drill has it/);

  const again = await operator(t, {env: await still(t), cwd: person.cwd, args: ['resume', '--operator', 'mara']});
  await again.sees(/▲ DRILL \d+[ms] .*7 of 12/);
  await again.sees('enter settle what happened');
  await again.brings('enter', 'What is so?');
  await again.presses('d');
  await answers(again, 'The route says mcp.');
  await goesOn(again);
  await again.sees('── 8 Smoke after restore');
  assert.equal(await leaves(again), 0);
  assert.equal(story(journalOf(person)).at(-1), 'step.started restore');
  const wentOn = readFileSync(theOne(person.cwd, 'journal-2.jsonl'), 'utf8').trimEnd().split('\n').map(line => (JSON.parse(line) as JournalLine).type);
  assert.deepEqual(wentOn, ['session.recovered', 'session.resumed', 'step.settled', 'session.paused']);
});
