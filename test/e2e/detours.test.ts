import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {ledgerIn, story} from '../worlds/working-folder.ts';
import {answers, atFirstStep, atSmoke, confirms, does, journalOf, titles, told, writes} from '../people/walker.ts';

// Mostly waiting: for a person's pace, for a gateway.
describe('somebody who leaves the straight way', {concurrency: 2}, () => {
  it('a note belongs to the step it was written on, is shown there, and an empty one is not kept', async t => {
    const person = await atFirstStep(t, 'practice');
    await person.brings('n', 'A note for the record:');
    await person.brings('enter', 'an empty note is not kept');
    await answers(person, 'gateway was slow at 3 a.m.');
    await person.sees('note kept');
    await person.presses('n');
    await writes(person, 'never mind');
    await person.brings('escape', 'nothing was done');
    assert.deepEqual(told(person, 'note.added'), [{step: 'toggles', text: 'gateway was slow at 3 a.m.'}]);

    await does(person, titles[0]);
    await person.sees('── 2 Confirm the gateway');
    await person.doesNotSee('slow at 3 a.m.');
    await person.brings('b', '── 1 Confirm the toggles');
    await person.presses('page-down');
    await person.sees(/NOTE +mara: gateway was slow at 3 a\.m\./);
  });

  it('a pasted note becomes one line, and what would steer a terminal is shown as marks', async t => {
    const person = await atFirstStep(t, 'practice', {size: [120, 36]});
    await person.presses('n');
    await person.pastes('first line\nsecond \u202Eline\u0007');
    await person.sees('first line second <U+202E>line<U+0007>');
    await person.brings('enter', 'note kept');
    assert.deepEqual(told(person, 'note.added'), [{step: 'toggles', text: 'first line second \u202Eline\u0007'}]);
  });

  it('over a slow line keys arrive together: in a note they count as if typed one by one, Enter at their end does not', async t => {
    const person = await atFirstStep(t, 'practice');
    await person.brings('n', 'A note for the record:');
    await person.pressesAtOnce(...'wrong', 'ctrl-u', ...'all wekl', 'backspace', 'backspace', ...'ll', 'enter');
    await person.sees(/>  all well/);
    assert.deepEqual(told(person, 'note.added'), []);
    await person.brings('enter', 'note kept');
    assert.deepEqual(told(person, 'note.added'), [{step: 'toggles', text: 'all well'}]);
  });

  it('a step is skipped only with a reason, stays visible as skipped, and what needs it fails', async t => {
    const person = await atSmoke(t, 'practice');
    const asks = 'Skipping is a deviation and stays visible. Why?';
    await person.brings('s', asks);
    await person.brings('enter', 'say why: whoever reads the record will ask');
    await person.brings('escape', 'nothing was done');
    assert.deepEqual(told(person, 'step.skipped'), []);

    await person.brings('s', asks);
    await answers(person, 'smoke ran an hour ago');
    await person.sees(/SKIPPED +smoke ran an hour ago/);
    await person.sees('▸3- ');
    assert.deepEqual(told(person, 'step.skipped'), [{step: 'smoke', reason: 'smoke ran an hour ago', next: 'receipt'}]);
    assert.equal(told(person, 'step.started').length, 2);

    // Without a receipt there is nothing to review: the next step fails and says what to do.
    await person.brings('enter', '── 4 Review the receipt');
    await person.brings('enter', 'this session has no receipt yet', 'Run the smoke step first.', 'enter run again');
    assert.equal(story(journalOf(person)).at(-1), 'step.finished receipt failed');
  });

  it('looking back shows what was done and runs nothing; enter leads back to the open step', async t => {
    const person = await atSmoke(t, 'practice');
    const before = journalOf(person).head;
    await person.brings('b', '── 2 Confirm the gateway', 'stated, not verified');
    await person.brings('b', '── 1 Confirm the toggles', /PROOF ✓ MCP is on here \(toggle\.read ABZU_USE_MCP = 1/);
    await person.brings('b', 'b: first step');
    await person.brings('s', 's: only at the open step');
    await person.brings('enter', '── 3 Run the smoke checks', 'enter read the plan');
    assert.equal(journalOf(person).head, before, 'nothing was written');
  });

  it('help names the keys of the place where it was asked for, and gives that place back', async t => {
    const person = await atSmoke(t, 'practice', {size: [100, 60]});
    await person.brings('?', 'Keys here', 'unknown: it may have happened');
    for (const line of [/enter +read the plan/, /n +note/, /s +skip/, /q +leave and keep/]) await person.sees(line);
    for (const key of ['s', 'n']) await person.brings(key, `${key} does nothing here`);
    await person.sees('Keys here');
    await person.brings('escape', '── 3 Run the smoke checks');
    assert.equal(story(journalOf(person)).at(-1), 'step.finished gateway done');
  });

  it('the ledger screen draws a bar for each connector and a sign for each drill, and escape goes back', async t => {
    const person = await atSmoke(t, 'practice', {size: [100, 30]});
    await person.brings('l', 'The rotation ledger', /operator_api .*no entry/);
    await person.brings('escape', 'enter read the plan');
    await confirms(person, 'practice');
    await person.sees('enter next step');
    await person.brings('l', /operator_upload +━{20,} +47h 5\dm left/, 'newest 3 lines', '▪▪▪');
    await person.brings('q', '── 3 Run the smoke checks');
    assert.equal(ledgerIn(join(journalOf(person).path, '..')).length, 3);
  });

  it('long pages are read by scrolling, and the keys of the page stay in sight', async t => {
    const person = await atSmoke(t, 'practice', {size: [60, 16]});
    await person.sees(/↓ \d+ more/);
    const pages = [person.screen()];
    for (let more = 0; more < 9 && /↓ \d+ more/.test(pages.at(-1) ?? ''); more += 1) {
      await person.presses('page-down');
      await person.seesChange(pages.at(-1) ?? '');
      pages.push(person.screen());
    }
    const [first = '', last = ''] = [pages[0], pages.at(-1)];
    assert.match(last, /↑ \d+ more/);
    assert.match(pages.join('\n'), /doctrine_failures count = 0/);
    assert.match(pages.join('\n'), /--skip-heartbeat/, 'the end of the page was reached');
    for (const page of pages) assert.match(page, /enter read the plan/);
    // Past the end is the end: one key back moves the page.
    await person.presses('down', 'down', 'down');
    assert.equal(person.screen(), last);
    await person.presses('up');
    await person.seesChange(last);
    for (let back = 0; back < 9 && person.screen() !== first; back += 1) await person.presses('page-up');
    assert.equal(person.screen(), first);
  });
});
