import assert from 'node:assert/strict';
import {appendFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {lineAt} from '../worlds/scratch-ledger.ts';
import {ledgerIn, story} from '../worlds/working-folder.ts';
import {startGateway} from '../people/running.ts';
import type {Operator} from '../people/operator.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import {answers, atSmoke, confirms, journalOf, readsThePlan, writes} from '../people/walker.ts';

/** `asked` is what would let the step run. */
type Attempt = {what: string; does(person: Operator, asked: string): Promise<void>; says: RegExp};

const notPasted = /what is pasted is not taken\s+here/;
const together = /enter came together with other\s+keys/;
const otherLetters = /the environment's name is written console, in just these letters; nothing was run/;
const notTheName = /that is not the environment's name; nothing was run/;

/** Each begins with the question on screen and an empty field, and ends with something in it or not. */
const attempts: readonly Attempt[] = [
  {what: 'Enter on an empty field', does: person => person.presses('enter'), says: /type the environment's name and the plan's digits first/},
  {what: 'Enter, three times', does: person => person.presses('enter', 'enter', 'enter'), says: /nothing was run|enter came together/},
  {what: 'the word without the digits', does: person => answers(person, 'console'), says: /the plan's digits are missing; nothing was run/},
  {what: 'the word and other digits', does: person => answers(person, 'console zzzz'), says: /those are not the plan's digits; nothing was run/},
  {what: 'the word in capitals', does: (person, asked) => answers(person, asked.replace('console', 'CONSOLE')), says: otherLetters},
  {what: 'another environment', does: (person, asked) => answers(person, asked.replace('console', 'practice')), says: notTheName},
  {what: 'yes', does: person => answers(person, 'yes'), says: /neither the environment's name nor the plan's digits/},
  {what: 'a paste of both', does: (person, asked) => person.pastes(asked), says: notPasted},
  {what: 'a paste of both and Enter', does: (person, asked) => person.pastes(`${asked}\r`), says: notPasted},
  {what: 'a burst of both and Enter', does: (person, asked) => person.pressesAtOnce(...asked, 'enter'), says: together},
  {what: 'a paste, then Enter', does: async (person, asked) => {
    await person.pastes(asked);
    await person.presses('enter');
  }, says: /nothing was run|enter came together/},
];

/** At the smoke step of this console, whose gateway tells what it was asked. */
async function atConsole(t: AfterTest): Promise<{person: Operator; requests(): string[]}> {
  const {url, requests} = await startGateway(t);
  return {person: await atSmoke(t, 'console', {size: [100, 30], env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: url}}), requests};
}

// Mostly waiting: for a person's pace, for a gateway.
describe('a step that changes something', {concurrency: 2}, () => {
  it('silence, Enter, a wrong word or a paste changes nothing and is answered; only the word, key by key, runs the step, once', async t => {
    const {person, requests} = await atConsole(t);
    await person.sees('◆ REHEARSAL');
    for (const {what, does, says} of attempts) {
      const asked = await readsThePlan(person, 'console');
      await does(person, asked);
      await person.sees(says);
      await person.doesNotSee(/so far|on disk|✗ /);
      await person.brings('escape', 'nothing was done', 'enter read the plan');
      assert.deepEqual(requests(), [], what);
    }
    const before = story(journalOf(person));
    assert.equal(before.at(-1), 'step.finished gateway done', 'no intent was written');
    assert.deepEqual(ledgerIn(join(person.cwd, 'logs')), []);

    await confirms(person, 'console');
    await person.sees('3 of 3 lines on disk');
    await person.sees('enter next step');
    assert.deepEqual(requests(), ['POST /handshake', 'POST /heartbeat']);
    assert.deepEqual(story(journalOf(person)).slice(before.length), ['step.started smoke', 'step.finished smoke done']);
    assert.equal(ledgerIn(join(person.cwd, 'logs')).length, 3);
  });

  it('a plan that is read beside a busy service is confirmed while its lines come in', async t => {
    const {person} = await atConsole(t);
    const ledger = join(person.cwd, 'logs', 'stage_b_rotation_drills.jsonl');
    const busy = (): void => appendFileSync(ledger, `${lineAt(new Date().toISOString())}\n`);
    busy();
    const asked = await readsThePlan(person, 'console');
    busy();
    await writes(person, asked);
    busy();
    await person.presses('enter');
    await person.sees('3 of 3 lines on disk');
    await person.sees('enter next step');
    assert.equal(ledgerIn(join(person.cwd, 'logs')).length, 6);
  });

  it('keys that arrive together outside a text field are dropped and said to be', async t => {
    const {person, requests} = await atConsole(t);
    const page = person.screen();
    const bursts: Array<() => Promise<void>> = [
      () => person.pressesAtOnce('enter', ...'console', 'enter'),
      () => person.pressesAtOnce(...'sq'),
      () => person.pastes('q\rs\r'),
    ];
    for (const arrive of bursts) {
      await arrive();
      await person.sees('several keys arrived at once: none was taken');
      // A key takes the notice away, and under it is the page as it was.
      await person.presses('up');
      await person.doesNotSee('none was taken');
      assert.equal(person.screen(), page);
    }
    assert.deepEqual(requests(), []);
    assert.equal(story(journalOf(person)).at(-1), 'step.finished gateway done');
  });

  it('two Enters in one read confirm nothing; one Enter runs the step, once', async t => {
    const {person, requests} = await atConsole(t);
    await writes(person, await readsThePlan(person, 'console'));
    await person.pressesAtOnce('enter', 'enter');
    await person.sees(together);
    assert.deepEqual(requests(), []);
    await person.brings('enter', '3 of 3 lines on disk');
    assert.equal(story(journalOf(person)).filter(line => line === 'step.started smoke').length, 1);

    // Once done, Enter only goes on, and back on a step that is done nothing can be run again.
    await person.brings('enter', '── 4 Review the receipt');
    await person.brings('b', '── 3 Run the smoke checks', 'enter next step');
    await person.doesNotSee('enter read the plan');
    assert.equal(requests().length, 2);
  });
});
