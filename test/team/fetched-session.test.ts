import assert from 'node:assert/strict';
import {appendFileSync, cpSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {continueJournal, createJournal} from '../../source/journal/journal.ts';
import {readJournal} from '../../source/journal/read-journal.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {epochIn} from '../../source/team/epoch-in.ts';
import {isBeginningOf, layOut, writeFiles} from '../../source/team/fetched-session.ts';
import {wholeLines} from '../../source/team/journal-lines.ts';
import {verifySession} from '../../source/verify/verify-session.ts';
import {bodies} from '../worlds/bodies.ts';
import {teamDatabase} from '../worlds/team-database.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';

const session = '20261128T120000Z-stage-b-rehearsal-811f';
const header = {session, class: 'rehearsal'} as const;
const ports = {clock: testClock(), mask: () => new SecretMask([])};

/** Opened, cut off inside a line, gone on with, and taken over twice. */
async function cutAndTaken(t: AfterTest): Promise<{folder: string; lines: Buffer[]}> {
  const folder = join(await temporaryFolder(t), session);
  assert.ok(createJournal(folder, header, ports).append('session.opened', 'mara', {...bodies['session.opened'], earlier: [{session: '20261127T120000Z-stage-b-rehearsal-0001', head: 'ab'.repeat(32)}]}).ok);
  appendFileSync(join(folder, 'journal.jsonl'), '{"v":1,"session":"20');
  for (const taken of [undefined, {epoch: 1, from: 'mara', reason: 'her laptop died'}, {epoch: 2, from: 'jonas', reason: 'left'}]) {
    const reading = readJournal(folder);
    assert.ok(reading.ok);
    assert.ok(continueJournal(folder, header, reading.end, 'jonas', ports, taken).append('session.paused', 'jonas', {step: null, reason: 'x'}).ok);
  }
  return {folder, lines: wholeLines(folder)};
}

describe('A session that is fetched from the team', () => {
  it('lies as it lay where it was written, to the last byte, what was torn off too', async t => {
    const {folder, lines} = await cutAndTaken(t);
    const copy = await temporaryFolder(t);
    writeFiles(copy, layOut(lines));
    assert.deepEqual(readdirSync(copy), ['journal-2.jsonl', 'journal-3.jsonl', 'journal-4.jsonl', 'journal.jsonl']);
    for (const name of readdirSync(copy)) assert.deepEqual(readFileSync(join(copy, name)), readFileSync(join(folder, name)), name);
  });

  it('tells how often it was taken over', async t => {
    const {folder} = await cutAndTaken(t);
    assert.equal(epochIn(folder), 2);
    const reading = readJournal(folder);
    assert.deepEqual(reading.ok && [reading.session.epoch, reading.session.moved], [2, true]);
    assert.equal(epochIn(await temporaryFolder(t)), 0);
  });

  it('fits a folder that has its beginning, and none that goes on otherwise', async t => {
    const {folder, lines} = await cutAndTaken(t);
    const files = layOut(lines);
    const other = join(await temporaryFolder(t), session);
    assert.ok(isBeginningOf(other, files));
    for (const count of [1, 2, 4]) {
      writeFiles(other, files.slice(0, count));
      assert.ok(isBeginningOf(other, files), `${count} files`);
    }
    writeFileSync(join(other, 'journal-5.jsonl'), 'x\n');
    assert.ok(!isBeginningOf(other, files), 'one file more');
    const edited = join(await temporaryFolder(t), session);
    cpSync(folder, edited, {recursive: true});
    appendFileSync(join(edited, 'journal-2.jsonl'), 'more\n');
    assert.ok(!isBeginningOf(edited, files), 'another line');
  });

  it('need not have the sessions before it beside it', async t => {
    const {folder} = await cutAndTaken(t);
    const {findings, remarks} = verifySession(folder, {sessionsFolder: join(folder, '..')});
    assert.deepEqual(findings.map(({what}) => what).filter(what => what.includes('earlier')), []);
    assert.ok(remarks.some(({what}) => /is not on this console, which has taken this one over/.test(what)));
  });
});

describe('Who has a session, by the team', () => {
  it('is whoever holds it, until they leave it; and whoever took it is told at once to those who listen for that', async t => {
    const team = await teamDatabase(t);
    const [mara, jonas] = [await team.as('mara'), await team.as('jonas')];
    assert.deepEqual(await jonas.standing(session), {epoch: 0, heldFor: 0, heldBy: null, taken: undefined});
    await mara.hold(session, 0);
    const {heldFor, heldBy} = await jonas.standing(session);
    assert.deepEqual([heldFor > 50_000, heldBy], [true, 'mara']);
    await jonas.release(session, 0);
    assert.equal(await jonas.claim(session, 0, 'now'), undefined, 'nobody leaves it for somebody else');
    await mara.release(session, 0);
    const heard = new Promise<string>(resolve => void mara.followOwn(resolve).then(() => jonas.claim(session, 0, 'mara has left')));
    assert.equal(await heard, session);
    const {epoch, taken} = await mara.standing(session);
    assert.deepEqual([epoch, taken?.by, taken?.reason, Math.abs(Date.parse(taken?.at ?? '') - Date.now()) < 60_000], [1, 'jonas', 'mara has left', true]);
    await mara.release(session, 0);
    assert.equal(await mara.claim(session, 1, 'back'), undefined, 'an older epoch releases nothing');
  });
});
