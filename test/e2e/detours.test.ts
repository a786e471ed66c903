import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {ledgerIn, story, type JournalLine} from '../commands/folder.ts';
import type {Operator} from '../helpers/operator.ts';
import {atFirstStep, atSmoke, journalOf, reads, typesTheWord, writes} from './walking.ts';

function told(person: Operator, type: string): Array<JournalLine['body']> {
  return journalOf(person).lines.filter(line => line.type === type).map(({body}) => body);
}

// Mostly waiting: for a person's pace, for a gateway.
describe('somebody who leaves the straight way', {concurrency: 2}, () => {
  it('a note belongs to the step it was written on, is shown there, and an empty one is not kept', async t => {
    const person = await atFirstStep(t, 'practice');
    await person.presses('n');
    await person.sees('A note for the record:');
    await person.presses('enter');
    await person.sees('an empty note is not kept');
    await writes(person, 'gateway was slow at 3 a.m.');
    await person.presses('enter');
    await person.sees('note kept');
    await person.presses('n');
    await writes(person, 'never mind');
    await person.presses('escape');
    await person.sees('nothing was done');
    assert.deepEqual(told(person, 'note.added'), [{step: 'toggles', text: 'gateway was slow at 3 a.m.'}]);

    await reads(person, 'Confirm the toggles');
    await person.doesNotSee('slow at 3 a.m.');
    await person.presses('b');
    await person.presses('page-down');
    await person.sees(/NOTE +gateway was slow at 3 a\.m\. +mara/);
  });

  it('a pasted note becomes one line, and what would steer a terminal is shown as marks', async t => {
    const person = await atFirstStep(t, 'practice', {size: [120, 36]});
    await person.presses('n');
    await person.pastes('first line\nsecond \u202Eline\u0007');
    await person.sees('first line second <U+202E>line<U+0007>');
    await person.presses('enter');
    await person.sees('note kept');
    assert.deepEqual(told(person, 'note.added'), [{step: 'toggles', text: 'first line second \u202Eline\u0007'}]);
  });

  it('over a slow line keys arrive together: in a note they count as if typed one by one, Enter at their end does not', async t => {
    const person = await atFirstStep(t, 'practice');
    await person.presses('n');
    await person.sees('A note for the record:');
    await person.pressesAtOnce(...'wrong', 'ctrl-u', ...'all wekl', 'backspace', 'backspace', ...'ll', 'enter');
    await person.sees(/>  all well/);
    assert.deepEqual(told(person, 'note.added'), []);
    await person.presses('enter');
    await person.sees('note kept');
    assert.deepEqual(told(person, 'note.added'), [{step: 'toggles', text: 'all well'}]);
  });

  it('a step is skipped only with a reason, stays visible as skipped, and the walk is not completed silently', async t => {
    const person = await atSmoke(t, 'practice');
    await person.presses('s');
    await person.sees('Skipping is a deviation and stays visible. Why?');
    await person.presses('enter');
    await person.sees('say why: whoever reads the record will ask');
    await person.presses('escape');
    await person.sees('nothing was done');
    assert.deepEqual(told(person, 'step.skipped'), []);

    await person.presses('s');
    await writes(person, 'smoke ran an hour ago');
    await person.presses('enter');
    await person.sees(/SKIPPED +smoke ran an hour ago/);
    await person.sees('- 3 Run the smoke checks');
    assert.deepEqual(told(person, 'step.skipped'), [{step: 'smoke', reason: 'smoke ran an hour ago', next: 'receipt'}]);
    assert.equal(story(journalOf(person)).filter(line => line.startsWith('step.started')).length, 2);

    // Without a receipt there is nothing to review: the next step fails and says what to do.
    await person.presses('enter');
    await person.sees('4  Review the receipt');
    await person.presses('enter');
    await person.sees('this session has no receipt yet');
    await person.sees('Run the smoke step first.');
    await person.sees('enter run again');
  });

  it('looking back shows what was done and runs nothing; enter leads back to the open step', async t => {
    const person = await atSmoke(t, 'practice');
    await person.presses('b');
    await person.sees('2  Confirm the gateway');
    await person.sees('stated, not verified');
    await person.presses('b');
    await person.sees('1  Confirm the toggles');
    await person.sees(/PROOF ✓ toggle\.read ABZU_USE_MCP = 1/);
    const before = journalOf(person).head;
    await person.presses('b');
    await person.sees('b: first step');
    await person.presses('s');
    await person.sees('s: not the open step');
    await person.presses('enter');
    await person.sees('3  Run the smoke checks');
    await person.sees('enter run');
    assert.equal(journalOf(person).head, before, 'nothing was written');
  });

  it('help names the keys of the place where it was asked for, and gives that place back', async t => {
    const person = await atSmoke(t, 'practice', {size: [100, 40]});
    await person.presses('?');
    await person.sees('Keys here');
    for (const line of [/enter +run/, /n +note/, /s +skip/, /q +leave and keep/]) await person.sees(line);
    await person.sees('unknown: it may have happened');
    await person.presses('s', 'n');
    await person.sees('Keys here');
    await person.presses('escape');
    await person.sees('3  Run the smoke checks');
    assert.equal(story(journalOf(person)).at(-1), 'step.finished gateway done');
  });

  it('the ledger screen draws a bar for each connector and a sign for each drill, and escape goes back', async t => {
    const person = await atSmoke(t, 'practice', {size: [100, 30]});
    await person.presses('l');
    await person.sees('The rotation ledger');
    await person.sees(/operator_api .*no entry/);
    await person.presses('escape');
    await person.sees('enter run');
    await typesTheWord(person, "the environment's name", 'practice');
    await person.presses('enter');
    await person.sees('enter next step');
    await person.presses('l');
    await person.sees(/operator_upload +█{20,} +47h 59m left/);
    await person.sees('newest 3 drills');
    await person.sees('▪▪▪');
    await person.presses('q');
    await person.sees('3  Run the smoke checks');
    assert.equal(ledgerIn(join(journalOf(person).path, '..')).length, 3);
  });

  it('long pages are read by scrolling, and the keys of the page stay in sight', async t => {
    const person = await atSmoke(t, 'practice', {size: [60, 16]});
    await person.doesNotSee('python scripts/stage_b_smoke.py');
    await person.sees('↓');
    await person.presses('page-down', 'page-down', 'page-down', 'page-down', 'page-down');
    await person.sees('doctrine_failures count = 0');
    await person.sees('↑');
    await person.sees('enter run');
    // Past the end is the end: one key back moves the page.
    const end = person.screen();
    await person.presses('down', 'down', 'down', 'up');
    assert.notEqual(person.screen(), end);
    await person.presses('page-up', 'page-up', 'page-up', 'page-up', 'page-up', 'page-up');
    await person.sees('3  Run the smoke checks');
  });
});
