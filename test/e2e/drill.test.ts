import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {filesIn, ledgerIn, story, theOne, type JournalLine} from '../commands/folder.ts';
import {operator, type Operator} from '../helpers/operator.ts';
import {temporaryFolder, type AfterTest} from '../helpers/temp-folder.ts';
import {journalOf, typesTheWord, writes} from './walking.ts';

/** No clock ticks: what comes after a key is the answer to it. */
async function still(t: AfterTest): Promise<{XDG_CONFIG_HOME: string}> {
  const settings = await temporaryFolder(t);
  mkdirSync(join(settings, 'mcp-runbook'));
  writeFileSync(join(settings, 'mcp-runbook', 'config.json'), '{"motion": false}\n');
  return {XDG_CONFIG_HOME: settings};
}

/** Mara reads the story of a drill and goes on to its first step. */
async function begins(t: AfterTest, drill: string, title: string): Promise<Operator> {
  const person = await operator(t, {env: await still(t), args: ['run', 'mcp-gateway-rollback', '--drill', drill, '--operator', 'mara']});
  await person.sees(title);
  await person.sees('enter begin');
  await person.sees(/○ PRACTICE ▲ DRILL \d:\d\d .*mara/);
  await person.presses('enter');
  await person.sees('Freeze MCP traffic');
  return person;
}

/** What ends a step on screen: the next one, the end, or another try. */
const over = /enter (?:next step|finish|run again|to step)/;

/** Does the step on screen: confirms what changes something, vouches for what is asked, answers questions with this text. */
async function does(person: Operator, title: string, {changes = false, says = '', goesOn = true} = {}): Promise<void> {
  await person.sees(title);
  await person.sees(/enter (?:run|do it)/);
  if (changes) await typesTheWord(person, "the environment's name", 'practice');
  await person.presses('enter');
  for (;;) {
    await person.sees(new RegExp(`${over.source}|y yes, I checked it|enter keep it`));
    const asked = /Is this so\? ([^\n│]*)/.exec(person.screen())?.[1];
    if (asked !== undefined) {
      await person.presses('y');
      await person.doesNotSee(`Is this so? ${asked.trim()}`);
    } else if (person.screen().includes('enter keep it')) {
      await writes(person, says);
      await person.presses('enter');
      await person.doesNotSee('enter keep it');
    } else break;
  }
  if (goesOn) await person.presses('enter');
}

/** What the service itself answered, proof by proof. */
function routesIn(lines: readonly JournalLine[]): unknown[] {
  const proofs = lines.filter(({type}) => type === 'step.finished').flatMap(({body}) => body.proofs as Array<{text: string; state: string; found: string}>);
  return proofs.filter(({text}) => text.startsWith('route.probe')).map(({found, state}) => `${found} ${state}`);
}

function deployed(folder: string): string {
  return readFileSync(join(folder, 'operator.env'), 'utf8');
}

function roster(cwd: string): Array<Record<string, unknown>> {
  return readFileSync(join(cwd, 'logs/practice/results.jsonl'), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
}

test('a rollback drill done right: a hint on request, the route there and back, a debrief, a line in the roster', async t => {
  const person = await begins(t, 'quiet-rollback', 'A quiet rollback');
  await person.presses('h');
  await person.sees(/HINT .*A freeze is proved/);
  await person.sees('-5 points');
  await does(person, 'Freeze MCP traffic', {changes: true});
  const folder = dirname(journalOf(person).path);
  assert.match(deployed(folder), /^ABZU_USE_MCP=0$/m);
  await does(person, 'Pause rehearsals');
  await does(person, 'Assess doctrine impact');
  await does(person, 'Note the ledger gap', {changes: true, says: 'Practice.'});
  await does(person, 'Wait for the gateway');
  await does(person, 'Restore MCP traffic', {changes: true});
  assert.match(deployed(folder), /^ABZU_USE_MCP=1$/m);
  await does(person, 'Smoke after restore', {changes: true});
  await does(person, 'Review fresh lines');
  await does(person, 'Close the gap', {changes: true});
  await does(person, 'Document closure', {says: 'Nothing is left.'});

  await person.sees('▲ DEBRIEF  A quiet rollback');
  await person.sees('Ended completed, as the page has it.');
  await person.sees('Score 95 of 100');
  await person.sees(/-5 {2}1 hint/);
  await person.presses('enter');
  await person.sees('MCP gateway rollback: completed');
  await person.presses('enter');
  assert.equal((await person.leaves()).code, 0);

  const {lines} = journalOf(person);
  const steps = ['freeze', 'pause', 'impact', 'gap', 'recovery', 'restore', 'smoke', 'ledger', 'close-gap', 'close'];
  assert.deepEqual(lines.filter(({type}) => type === 'step.finished').map(({body}) => `${String(body.step)} ${String(body.outcome)}`), steps.map(step => `${step} done`));
  assert.deepEqual(lines.filter(({type}) => type === 'hint.taken').map(({body}) => [body.step, body.number]), [['freeze', 1]]);
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
  await does(person, 'Freeze MCP traffic', {changes: true});
  await does(person, 'Pause rehearsals');
  await does(person, 'Assess doctrine impact');
  await does(person, 'Note the ledger gap', {changes: true, says: 'Practice.'});
  await person.sees('Wait for the gateway');
  await person.presses('s');
  await writes(person, 'Any minute now.');
  await person.presses('enter');
  await person.sees('enter next step');
  await person.presses('enter');
  await does(person, 'Restore MCP traffic', {changes: true});
  await does(person, 'Smoke after restore', {changes: true, goesOn: false});
  await person.sees('enter to step 1: Freeze MCP traffic');
  await person.presses('enter');
  await person.sees('Freeze MCP traffic');
  await person.presses('w');
  await person.sees('How to go on from step 1?');
  for (let row = 0; row < 9 && !person.screen().includes('▸ end the session here'); row += 1) await person.presses('down');
  await person.sees('▸ end the session here');
  await person.presses('enter');
  await writes(person, 'Lost.');
  await person.presses('enter');

  await person.sees('▲ DEBRIEF  It stays down');
  await person.sees('Ended stopped at freeze; the page has: escalated at recovery');
  await person.sees('Score 40 of 100');
  await person.presses('page-down');
  await person.sees(/restore: Skipping the wait puts operators back on a gateway\s+that is not\s+there\./);
  await person.presses('enter');
  await person.sees('MCP gateway rollback: not completed');
  await person.presses('enter');
  assert.equal((await person.leaves()).code, 1);

  const journal = journalOf(person);
  assert.deepEqual(routesIn(journal.lines), ['legacy holds', 'mcp holds']);
  assert.deepEqual(story(journal).slice(-2), ['step.finished smoke failed', 'session.closed stopped']);
  assert.match(deployed(dirname(journal.path)), /^ABZU_USE_MCP=1$/m);
  assert.deepEqual(roster(person.cwd).map(({score, expected, ended}) => ({score, expected, ended})), [{score: 40, expected: false, ended: 'stopped at freeze'}]);
});

test('a console that dies in a drill ends the program; started again, the step waits to be settled', async t => {
  const person = await begins(t, 'killed-restore', 'The console dies');
  await does(person, 'Freeze MCP traffic', {changes: true});
  await does(person, 'Pause rehearsals');
  await does(person, 'Assess doctrine impact');
  await does(person, 'Note the ledger gap', {changes: true, says: 'Practice.'});
  await does(person, 'Wait for the gateway');
  await person.sees('Restore MCP traffic');
  await typesTheWord(person, "the environment's name", 'practice');
  await person.presses('enter');
  const {code, screen} = await person.leaves();
  assert.equal(code, 6);
  assert.match(screen, /the console died in step restore, as this drill has it/);

  const again = await operator(t, {env: await still(t), cwd: person.cwd, args: ['resume', '--operator', 'mara']});
  await again.sees(/▲ DRILL \d:\d\d .*6 of 10/);
  await again.sees('enter settle what happened');
  await again.presses('enter');
  await again.sees('What is so?');
  await again.presses('d');
  await writes(again, 'The route says mcp.');
  await again.presses('enter');
  await again.sees('enter next step');
  await again.presses('enter');
  await again.sees('Smoke after restore');
  await again.presses('q');
  assert.equal((await again.leaves()).code, 0);
  assert.equal(story(journalOf(person)).at(-1), 'step.started restore');
  const goesOn = readFileSync(theOne(person.cwd, 'journal-2.jsonl'), 'utf8').trimEnd().split('\n').map(line => (JSON.parse(line) as JournalLine).type);
  assert.deepEqual(goesOn, ['session.recovered', 'session.resumed', 'step.settled', 'session.paused']);
});
