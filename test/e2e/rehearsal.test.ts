import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {ledgerIn, story, verifyEvidence} from '../worlds/working-folder.ts';
import {operator} from '../people/operator.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import type {Size} from '../people/terminal.ts';
import {answers, chooses, does, goesOn, introduces, journalOf, leaves, titles, told} from '../people/walker.ts';

const steps = ['toggles', 'gateway', 'smoke', 'receipt', 'ledger', 'packet', 'close'];
const sizes: readonly Size[] = [[120, 36], [80, 24], [60, 16]];

test('a newcomer starts the program and walks the whole rehearsal, key by key', {concurrency: 2}, async t => {
  await Promise.all(sizes.map(size => t.test(`in a window of ${size.join('x')}`, async t => {
    const person = await operator(t, {size});
    await introduces(person, 'Mara');
    await person.sees('Which procedure?');
    await person.sees('steps');
    await chooses(person, 'Stage B rehearsal');
    await person.sees('Where?');
    await person.sees(/Everything lands\s+under logs\/practice\./);
    await person.brings('enter', /○ PRACTICE {2}Stage B rehearsal +1 of 7 {2}Mara/, /ABZU_USE_MCP=1 \(operator\.env\) {2}(gateway )?http:\/\/127\.0\.0\.1:/);

    await does(person, titles[0]);
    await does(person, titles[1]);
    await does(person, titles[2], {changes: 'practice', goesOn: false});
    if (size[1] < 20) await person.brings('page-down', '3 of 3 lines on disk');
    await person.sees('3 of 3 lines on disk');
    await person.sees('no failures');
    await goesOn(person);
    await does(person, titles[3]);
    await does(person, titles[4], {goesOn: false});
    // What came of it stands first, and the windows below its proofs.
    if (size[1] < 20) await person.brings('page-down', /PROOF ✓ crown_handshake has a line in its window/);
    if (size[1] < 30) await person.brings('page-down', /crown_handshake +━{8,} +47h 5\dm left/);
    await person.sees(/crown_handshake +━{8,} +47h 5\dm left/);
    await goesOn(person);
    await does(person, titles[5], {changes: 'practice', goesOn: false});
    await person.sees('✓ all three connectors are in it');
    await goesOn(person);
    await does(person, titles[6], {says: 'Nothing unusual.'});
    await person.sees('Stage B rehearsal: completed');
    await person.sees('7 done');
    const summary = person.screen();

    await person.presses('q');
    const {code, screen} = await person.leaves();
    assert.equal(code, 0);

    const journal = journalOf(person);
    const head = journal.head.slice(0, 8);
    assert.ok(summary.includes(head), `the head ${head} is not on the last screen`);
    assert.match(screen, new RegExp(`^head +${head}$`, 'm'));
    assert.match(screen, /completed \(7 done\)/);

    assert.deepEqual(story(journal), [
      'session.opened',
      ...steps.flatMap(step => [`step.started ${step}`, ...(step === 'close' ? ['note.added close'] : []), `step.finished ${step} done`]),
      'session.closed completed',
    ]);
    assert.deepEqual([...new Set(journal.lines.map(line => `${line.operator} ${line.class}`))], ['Mara practice']);
    const digits = told(person, 'step.started').map(({plan}) => (plan as {digits: string} | null)?.digits);
    const confirmed = digits.map(four => (four === undefined ? null : `practice ${four}`));
    assert.deepEqual(told(person, 'step.started').map(line => line.confirmed), confirmed);
    assert.deepEqual(confirmed.map(typed => typed !== null), [false, false, true, false, false, true, false]);
    assert.deepEqual(told(person, 'note.added').map(({text}) => text), ['Nothing unusual.']);
    const proofs = told(person, 'step.finished').map(line => (line.proofs as Array<{state: string}>).map(({state}) => state));
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
  await first.sees('Enter takes this name; what you type stands in its place.');
  await answers(first, 'Mara Ellis');
  await first.sees('Which procedure?');
  assert.equal(await leaves(first), 0);

  const elsewhere = await temporaryFolder(t);
  mkdirSync(join(elsewhere, 'mcp-runbook', 'config.json'), {recursive: true});
  const third = await operator(t, {env: {XDG_CONFIG_HOME: elsewhere}, size: [200, 24]});
  await third.sees(/your preferences are not known, defaults count: .*config\.json: it is a folder/);
  await answers(third, 'Mara Ellis');
  await third.sees('Which procedure?');
  assert.equal(await leaves(third), 0);

  const second = await operator(t, {env});
  await second.sees('Which procedure?');
  await second.sees('Mara Ellis');
  await second.doesNotSee('Who is at the keyboard?');
  assert.equal(await leaves(second), 0);
});
