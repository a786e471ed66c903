import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {cpSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import {keepEvidence} from '../../source/journal/evidence.ts';
import {continueJournal, createJournal, type Journal} from '../../source/journal/journal.ts';
import {readJournal} from '../../source/journal/read-journal.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {wholeLines} from '../../source/team/journal-lines.ts';
import {openPostgres} from '../../source/team/postgres-store.ts';
import {Sender} from '../../source/team/sender.ts';
import {badLine} from '../worlds/bad-line.ts';
import {bodies} from '../worlds/bodies.ts';
import {postgres} from '../worlds/postgres.ts';
import {seededRandom} from '../worlds/seed.ts';
import {teamDatabase} from '../worlds/team-database.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';

const long = process.env.CRASH_TESTS === 'long';
const consoles = long ? 8 : 3;
const linesOfEach = long ? 1000 : 100;
const crashes = long ? 100 : 3;
const cuts = long ? 100 : 20;

const mask = new SecretMask([]);
/** Pauses are as they are, and shorter. */
const hurried = {now: () => systemClock.now(), monotonic: () => systemClock.monotonic(), sleep: (milliseconds: number, signal?: AbortSignal) => systemClock.sleep(milliseconds / 25, signal)};

type Console = {session: string; folder: string; journal: Journal; sender: Sender};

test(`${consoles} consoles of ${linesOfEach} lines, a server that is killed ${crashes} times and a line with up to ${cuts} faults: nothing is lost, nothing doubled, the fork is told`, async t => {
  const team = await teamDatabase(t);
  const chance = seededRandom('consoles');
  const line = await badLine(t, seededRandom('bad line'), cuts);
  const address = line.through(team.address);
  const root = await temporaryFolder(t);
  const share = (session: string, folder: string, lines: number): Sender =>
    new Sender({session, folder, epoch: 0}, lines, {open: dropped => openPostgres(address, team.variables('mara'), 'mcp-runbook test', dropped), clock: hurried, chance, leftBehind: () => [], settled: () => {}});
  const header = (session: string) => ({session, class: 'practice'}) as const;
  const ports = {clock: testClock(), mask: () => mask};
  const opened: Console[] = Array.from({length: consoles}, (_, index) => {
    const session = `20261128T120000Z-stage-b-rehearsal-000${index}`;
    const folder = join(root, session);
    const journal = createJournal(folder, header(session), ports);
    assert.ok(journal.append('session.opened', 'mara', bodies['session.opened']).ok);
    return {session, folder, journal, sender: share(session, folder, 1)};
  });
  const [first] = opened;
  assert.ok(first);
  // Somebody has copied the first console's folder, and goes on in both.
  const copy = join(root, 'copy');
  cpSync(first.folder, copy, {recursive: true});
  const reading = readJournal(copy);
  assert.ok(reading.ok);
  const other = {session: first.session, folder: copy, journal: continueJournal(copy, header(first.session), reading.end, 'jonas', ports)};

  let killing = Promise.resolve();
  for (let round = 1; round < linesOfEach; round += 1) {
    for (const {journal, folder, sender, session} of opened) {
      if (round % 40 === 0) keepEvidence(folder, {name: 'found', mediaType: 'text/plain', text: `${session} ${round}`}, mask);
      assert.ok(journal.append('note.added', 'mara', {step: null, text: `round ${round} ${'x'.repeat(Math.floor(chance() * 300))}`}).ok);
      sender.grown(journal.lines);
    }
    if (round % Math.floor(linesOfEach / crashes) === 0) killing = killing.then(async () => (await postgres()).crash());
    await systemClock.sleep(1);
  }
  await killing;
  const until = async (sender: Sender): Promise<void> => {
    while (sender.standing().behind > 0) await systemClock.sleep(5);
  };
  await Promise.all(opened.map(({sender}) => until(sender)));
  while (other.journal.lines < 20) assert.ok(other.journal.append('note.added', 'jonas', {step: null, text: 'elsewhere'}).ok);
  const late = share(other.session, other.folder, other.journal.lines);
  await until(late);

  assert.deepEqual(await Promise.all(opened.map(async ({sender}) => {
    const {behind, forked, fenced} = await sender.leave();
    return {behind, forked, fenced};
  })), opened.map(() => ({behind: 0, forked: false, fenced: false})));
  assert.equal((await late.leave()).forked, true);
  assert.ok(line.faults() > cuts / 4, `${line.faults()} faults`);
  const ada = await team.as('ada');
  for (const {session, folder, journal} of opened) {
    const {lines, forks} = await ada.fetch(session);
    assert.equal(journal.lines, linesOfEach);
    assert.deepEqual(lines.map(({bytes}) => bytes.toString()), wholeLines(folder).map(bytes => bytes.toString()));
    assert.deepEqual(forks.map(({bytes}) => bytes.toString()), session === other.session ? wholeLines(copy).slice(1).map(bytes => bytes.toString()) : []);
  }
  const kept = await team.rows(`select encode(sha256, 'hex') as sha256, bytes from mcp_runbook.evidence`);
  assert.equal(kept.length, consoles * Math.floor((linesOfEach - 1) / 40));
  for (const {sha256, bytes} of kept) assert.equal(createHash('sha256').update(bytes as Buffer).digest('hex'), sha256);
});
