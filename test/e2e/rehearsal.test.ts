import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {ledgerIn, story, verifyEvidence} from '../commands/folder.ts';
import {operator, type Operator} from '../helpers/operator.ts';
import {temporaryFolder} from '../helpers/temp-folder.ts';
import type {Size} from '../helpers/terminal.ts';
import {journalOf, reads, titles, typesTheWord, writes} from './walking.ts';

const steps = ['toggles', 'gateway', 'smoke', 'receipt', 'ledger', 'packet', 'close'];
const sizes: readonly Size[] = [[120, 36], [80, 24], [60, 16]];

/** Moves down until the row is the selected one. */
async function chooses(person: Operator, title: string): Promise<void> {
  await person.sees('steps');
  for (let row = 0; row < 20 && !person.screen().includes(`▸ ${title}`); row += 1) await person.presses('down');
  await person.sees(`▸ ${title}`);
}

test('a newcomer starts the program and walks the whole rehearsal, key by key', {concurrency: 2}, async t => {
  await Promise.all(sizes.map(size => t.test(`in a window of ${size.join('x')}`, async t => {
    const person = await operator(t, {size});
    await person.sees('Who is at the keyboard?');
    await person.presses('ctrl-u');
    await person.sees(/> {2}▏/);
    await writes(person, 'Mara');
    await person.presses('enter');
    await person.sees('Which procedure?');
    // The list may be longer than one: the rehearsal is the one with these words.
    await chooses(person, 'Stage B rehearsal');
    await person.presses('enter');
    await person.sees('Where?');
    await person.sees('Everything lands under logs/practice.');
    await person.presses('enter');

    await person.sees(/○ PRACTICE {2}http:\/\/127\.0\.0\.1:\d+ .*Mara {2}1 of 7/);
    await person.sees('ABZU_USE_MCP=1 (operator.env)');
    await reads(person, titles[0]);
    await reads(person, titles[1]);

    await person.sees(titles[2]);
    await typesTheWord(person, "the environment's name", 'practice');
    await person.presses('enter');
    await person.sees('3 of 3 lines on disk');
    await person.sees('no failures');
    await person.sees('enter next step');
    await person.presses('enter');

    await reads(person, titles[3]);

    await person.sees(titles[4]);
    await person.presses('enter');
    await person.sees(/operator_api +█{8,} +47h 59m left/);
    await person.sees(/crown_handshake +█{8,} +47h 59m left/);
    await person.sees('enter next step');
    await person.presses('enter');

    await person.sees(titles[5]);
    await typesTheWord(person, "the environment's name", 'practice');
    await person.presses('enter');
    await person.sees('✓ connectors count = 3');
    await person.sees('enter next step');
    await person.presses('enter');

    await person.sees(titles[6]);
    await person.sees('enter do it');
    await person.presses('enter');
    await person.sees('Is this so?');
    await person.presses('y');
    await person.sees('What should the next person know?');
    await writes(person, 'Nothing unusual.');
    await person.presses('enter');
    await person.sees('enter finish');
    await person.presses('enter');
    await person.sees('Stage B rehearsal: completed');
    await person.sees('7 done');
    const summary = person.screen();

    await person.presses('enter');
    const {code, screen} = await person.leaves();
    assert.equal(code, 0);

    const journal = journalOf(person);
    const head = journal.head.slice(0, 8);
    assert.ok(summary.includes(`${head} saved`), `the head ${head} is not on the last screen`);
    assert.match(screen, new RegExp(`^head +${head}$`, 'm'));
    assert.match(screen, /completed \(7 done\)/);

    assert.deepEqual(story(journal), [
      'session.opened',
      ...steps.flatMap(step => [`step.started ${step}`, ...(step === 'close' ? ['note.added close'] : []), `step.finished ${step} done`]),
      'session.closed completed',
    ]);
    assert.deepEqual([...new Set(journal.lines.map(line => `${line.operator} ${line.class}`))], ['Mara practice']);
    const told = (type: string, member: string): unknown[] => journal.lines.filter(line => line.type === type).map(({body}) => body[member]);
    const digits = told('step.started', 'plan').map(plan => (plan as {digits: string} | null)?.digits);
    const confirmed = digits.map(four => (four === undefined ? null : `practice ${four}`));
    assert.deepEqual(told('step.started', 'confirmed'), confirmed);
    assert.deepEqual(confirmed.map(typed => typed !== null), [false, false, true, false, false, true, false]);
    assert.deepEqual(told('note.added', 'text'), ['Nothing unusual.']);
    const proofs = (told('step.finished', 'proofs') as Array<Array<{state: string}>>).map(list => list.map(({state}) => state));
    assert.deepEqual([...new Set(proofs.flat())].sort(), ['holds', 'stated']);
    assert.deepEqual(proofs.map(list => list.filter(state => state === 'stated').length), [0, 1, 0, 0, 0, 0, 1]);

    assert.ok(verifyEvidence(journal) >= 6);
    const folder = dirname(journal.path);
    assert.equal(ledgerIn(folder).length, 3);
    const packet = JSON.parse(readFileSync(join(folder, 'stage_b_rehearsal_packet.json'), 'utf8')) as {connectors: object};
    assert.equal(Object.keys(packet.connectors).length, 3);
    assert.ok(!existsSync(join(person.cwd, 'logs/stage_b_rotation_drills.jsonl')), 'practice is no evidence');
  })));
});

test('who was at the keyboard is remembered for the next time', async t => {
  const settings = await temporaryFolder(t);
  const env = {XDG_CONFIG_HOME: settings};
  const first = await operator(t, {env});
  await first.sees('Who is at the keyboard?');
  await first.presses('ctrl-u');
  await first.sees(/> {2}▏/);
  await first.presses('enter');
  await first.sees('the record needs a name');
  await writes(first, 'Mara Ellis');
  await first.presses('enter');
  await first.sees(/Which procedure\?/);
  await first.presses('q');
  assert.equal((await first.leaves()).code, 0);

  const second = await operator(t, {env});
  await second.sees('Which procedure?');
  await second.sees('Mara Ellis');
  await second.doesNotSee('Who is at the keyboard?');
  await second.presses('q');
  assert.equal((await second.leaves()).code, 0);
});
