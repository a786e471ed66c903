import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {theOne, readJournal, story} from '../worlds/working-folder.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import type {Size} from '../people/terminal.ts';
import {atFirstStep, atSmoke, confirms, does, journalOf, leaves, readsThePlan, starts, titles, writes} from '../people/walker.ts';

const escapeCode = '\u001B';
/** Selects a colour of ink or paper (ECMA-48, SGR); bold, dim and inverse are no colours. */
const colour = new RegExp(`${escapeCode}\\[(?:[\\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]`);

// Mostly waiting: for a person's pace, for a gateway.
describe('a window of another kind', {concurrency: 2}, () => {
  it('the window may change in the middle of a question: what was typed stays, and too small a window runs nothing', async t => {
    const person = await atSmoke(t, 'practice', {size: [100, 30]});
    await person.sees('│');
    const asked = await readsThePlan(person, 'practice');
    await writes(person, asked.slice(0, -1));
    await person.resizes(60, 16);
    await person.sees('1✓ 2✓ ▸3o 4· 5· 6· 7·');
    await person.sees(`>  ${asked.slice(0, -1)}▏`);
    await person.doesNotSee('│');

    await person.resizes(50, 10);
    await person.sees('This window is 50x10.');
    await person.sees('mcp-runbook needs 60x16.');
    await person.sees('nothing is lost');
    const told = person.screen();
    // Together with what is in the field this is all that would be asked for.
    await person.types(asked.slice(-1));
    await person.presses('enter');
    assert.equal(person.screen(), told);

    await person.resizes(100, 30);
    await person.sees("Type the environment's name");
    await person.sees('✓ 2 Confirm the gateway');
    await person.sees(/>  practice [0-9a-f]{3,4}▏/);
    assert.equal(person.screen().split('\n').filter(row => row.includes('PRACTICE')).length, 1, 'one header');
    assert.equal(story(journalOf(person)).at(-1), 'step.finished gateway done', 'nothing ran unseen');
    await person.brings('escape', 'enter read the plan');
  });

  it('a walk in a window that keeps changing ends as any other', async t => {
    const person = await atFirstStep(t, 'practice', {size: [60, 16]});
    await does(person, titles[0]);
    await person.resizes(140, 50);
    await does(person, titles[1]);
    await person.resizes(80, 24);
    await writes(person, await readsThePlan(person, 'practice'));
    await person.resizes(61, 17);
    await person.brings('enter', 'enter next step');
    await person.resizes(120, 36);
    await person.sees('3 of 3 lines on disk');
    assert.equal(await leaves(person), 0);
    assert.equal(story(journalOf(person)).at(-1), 'session.paused receipt');
  });

  it('without colour the class is still there in word and shape', {concurrency: 2}, async t => {
    await Promise.all([{NO_COLOR: '1'}, {}].map(env => t.test('NO_COLOR' in env ? 'NO_COLOR is set' : 'colour is welcome', async t => {
      const person = await atSmoke(t, 'practice', {env});
      await person.sees('○ PRACTICE');
      await person.presses('q');
      const {output} = await person.leaves();
      assert.equal(colour.test(output), !('NO_COLOR' in env));
    })));
  });

  it('with --ascii every frame is made of ASCII, and the signs still differ', {concurrency: 2}, async t => {
    const frames = async (size: Size, t: AfterTest): Promise<void> => {
      const person = await atSmoke(t, 'practice', {size, args: ['--ascii']});
      await person.sees('(o) PRACTICE');
      await person.brings('l', 'The rotation ledger');
      await person.presses('escape');
      await person.brings('?', 'Keys here');
      await person.presses('escape');
      await person.brings('b', 'PROOF * the gateway', 'stated, not verified');
      await person.brings('enter', '3 Run the smoke checks');
      await confirms(person, 'practice');
      // While it ends, what it did stands above that it is done.
      await person.sees('enter next step');
      if (size[1] < 20) await person.brings('page-down', '+ doctrine');
      await person.sees('+ doctrine');
      await person.brings('l', /operator_api +#{8,}/);
      assert.match(person.terminal.output.replaceAll(/\u001B\[[\d;?<>=u]*[A-Za-z]/g, ''), /^[\r\n\x20-\x7E]*$/);
    };
    await t.test('80x24', t => frames([80, 24], t));
    await t.test('60x16', t => frames([60, 16], t));
  });

  it('with TERM=dumb the same walk is lines of text: it is asked, typed and answered, and nothing moves the cursor', async t => {
    const person = await starts(t, 'stage-b-rehearsal', 'practice', {size: [110, 60], env: {TERM: 'dumb'}});
    await person.sees('Step 1 of 7: Confirm the toggles');
    const answers = async (prompt: string | RegExp, text: string): Promise<void> => {
      await person.sees(prompt);
      // The terminal collects the line; the program gets it as a whole.
      await person.pressesAtOnce(...text, 'enter');
    };
    await answers(/q leave: *$/, '');
    await answers(/q leave: *\n[^]*q leave: *$/, 'r');
    await person.sees('Step 2 of 7');
    await answers(/q leave: *$/, 'r');
    await answers('Is this so?', 'y');
    await person.sees('Step 3 of 7');
    await answers(/q leave: *$/, 'r');
    const asked = /Type the environment's name, a space and the plan's digits, (practice [0-9a-f]{4}): *$/;
    await answers(asked, 'console');
    await person.sees('nothing was run');
    await answers(/q leave: *$/, 'r');
    await person.sees(asked);
    await answers(asked, asked.exec(person.screen().trimEnd())?.[1] ?? 'nothing was asked');
    await person.sees('Step 4 of 7');
    await answers(/q leave: *$/, 'q');
    const {code, output} = await person.leaves();
    assert.equal(code, 0);
    assert.doesNotMatch(output.replaceAll(/\u001B\[(?:\d*[GJKD]|\?2004[hl])/g, ''), /\u001B/);
    const journal = readJournal(theOne(person.cwd, 'journal.jsonl'));
    assert.deepEqual(story(journal).slice(-3), ['step.started smoke', 'step.finished smoke done', 'session.paused receipt']);
    assert.deepEqual((journal.lines[0]?.body as {mode: string}).mode, 'plain');
  });
});

describe('a screen reader', {concurrency: 2}, () => {
  for (const value of ['true', '1', 'TRUE']) {
    it(`gets the walk as lines of text where INK_SCREEN_READER is ${value}`, async t => {
      const person = await starts(t, 'stage-b-rehearsal', 'practice', {size: [110, 60], env: {INK_SCREEN_READER: value}});
      await person.sees('Step 1 of 7: Confirm the toggles');
      await person.sees(/q leave: *$/);
      await person.pressesAtOnce('q', 'enter');
      assert.equal((await person.leaves()).code, 0);
    });
  }
});

describe('variables that are set where nobody sits', {concurrency: 2}, () => {
  for (const env of [{CI: 'true'}, {CI: 'false'}, {CI: '0'}, {CI: ''}, {CONTINUOUS_INTEGRATION: '1'}, {CI_SERVER: 'yes', GITHUB_ACTIONS: 'true'}]) {
    it(`draw the screens all the same, in colour: ${JSON.stringify(env)}`, async t => {
      const person = await atFirstStep(t, 'practice', {env});
      await person.brings('n', 'enter keep it');
      assert.ok(person.terminal.cells().flat().some(({ink}) => ink.kind !== 'default'));
      await person.presses('escape');
      assert.equal(await leaves(person), 0);
    });
  }
});
