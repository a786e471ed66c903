import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {filesIn, ledgerIn, story} from '../worlds/working-folder.ts';
import {startGateway} from '../people/running.ts';
import {operator, type Operator} from '../people/operator.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import {patience, waitFor} from '../people/waiting.ts';
import {atFirstStep, atSmoke, confirms, journalOf, leaves, told} from '../people/walker.ts';

/** At the smoke step, its handshake with a gateway that takes its time: one that is silent is given up after 5 s, one that drips after 15 s. */
async function whileTheGatewayIs(how: 'slow' | 'dripping', t: AfterTest): Promise<{person: Operator; requests(): string[]}> {
  const gateway = await startGateway(t, how);
  const person = await atSmoke(t, 'console', {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
  await confirms(person, 'console');
  await gateway.process.says('POST /handshake');
  return {person, requests: gateway.requests};
}

/** How long a gateway may take to answer, milliseconds; after that a step has an outcome. */
const longestAnswer = 15_000;

const smokeUnknown = ['step.started smoke', 'step.finished smoke unknown', 'session.paused smoke'];

// Mostly waiting: for a person's pace, for a gateway.
describe('somebody who leaves', {concurrency: 2}, () => {
  it('ctrl-c on the picker ends with 130, leaves nothing behind and the terminal as it was', async t => {
    const person = await operator(t, {env: {XDG_CONFIG_HOME: undefined}});
    await person.sees('Who is at the keyboard?');
    await person.brings('enter', 'Which procedure?');
    assert.equal(await leaves(person, 'ctrl-c'), 130);
    assert.deepEqual(filesIn(person.cwd), []);
  });

  it('q leaves and keeps: exit code 0, the summary on the normal screen, the digits of the head to paste', async t => {
    const person = await atSmoke(t, 'practice');
    await person.presses('q');
    const {code, screen} = await person.leaves();
    const journal = journalOf(person);
    assert.equal(code, 0);
    assert.deepEqual(journal.lines.at(-1)?.body, {step: 'smoke', reason: 'left by the operator'});
    assert.equal(story(journal).at(-1), 'session.paused smoke');
    assert.match(screen, /^Stage B rehearsal, practice: left unfinished \(2 done, 5 open\)$/m);
    assert.match(screen, new RegExp(`^head +${journal.head.slice(0, 8)}$`, 'm'));
    assert.ok(screen.replaceAll('\n', '').includes('journal.jsonl'));
  });

  it('ctrl-c between steps ends with 130 and keeps the session', async t => {
    const person = await atFirstStep(t, 'practice');
    assert.equal(await leaves(person, 'ctrl-c'), 130);
    assert.deepEqual(journalOf(person).lines.at(-1)?.body, {step: 'toggles', reason: 'interrupted'});
  });

  it('while a step runs only ctrl-c ends it: once after the step, twice now, and the unknown outcome is the exit code', async t => {
    const {person, requests} = await whileTheGatewayIs('dripping', t);
    await person.sees('so far');
    await person.brings('q', /q: .*ctrl-c stops/);
    await person.presses('s', 'enter', 'escape');
    assert.match(person.screen(), /so far/);
    await person.brings('ctrl-c', 'stopping when this step is done');
    await person.presses('ctrl-c');
    const {code, screen} = await person.leaves();
    assert.equal(code, 6);
    assert.match(screen, /left unfinished \(2 done, 1 unknown, 4 open\)/);
    assert.deepEqual(story(journalOf(person)).slice(-3), smokeUnknown);
    assert.deepEqual(requests(), ['POST /handshake']);
    assert.deepEqual(ledgerIn(join(person.cwd, 'logs')), []);
  });

  it('a step that nobody answers becomes unknown, says so, and Enter does not run it again', async t => {
    const {person, requests} = await whileTheGatewayIs('slow', t);
    await person.sees(/UNKNOWN .*no answer from/, longestAnswer + patience);
    await person.sees('▸3?');
    await person.brings('enter', 'What is so?', 'd it was done');
    await person.brings('escape', 'nothing was done');
    await person.doesNotSee('What is so?');
    assert.deepEqual(requests(), ['POST /handshake']);
    assert.equal(told(person, 'step.started').filter(({step}) => step === 'smoke').length, 1);
    assert.equal(await leaves(person), 6);
  });

  it('a signal from outside, in the middle of a step or not, leaves terminal and journal in order', {concurrency: 2}, async t => {
    await t.test('SIGTERM between two steps', async t => {
      const person = await atFirstStep(t, 'practice');
      await person.sends('SIGTERM');
      assert.equal((await person.leaves()).code, 143);
      assert.deepEqual(journalOf(person).lines.at(-1)?.body, {step: 'toggles', reason: 'the program was told to stop'});
    });
    await t.test('SIGTERM while the gateway has the handshake', async t => {
      const {person} = await whileTheGatewayIs('slow', t);
      await person.sends('SIGTERM');
      assert.equal((await person.leaves()).code, 6, 'what was sent and not answered is unknown');
      assert.deepEqual(story(journalOf(person)).slice(-3), smokeUnknown);
    });
  });

  it('when the line is cut the session is kept', async t => {
    const person = await atSmoke(t, 'practice');
    await person.hangsUp();
    const kept = (): boolean => existsSync(join(person.cwd, 'logs')) && story(journalOf(person)).at(-1) === 'session.paused smoke';
    await waitFor({until: kept, changed: () => new Promise(() => {}), missing: () => `the journal ends with ${story(journalOf(person)).at(-1)}`});
    assert.equal(told(person, 'session.paused')[0]?.reason, 'the program was told to stop');
  });
});
