import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {appendFileSync, cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import type {Clock} from '../../source/clock.ts';
import {keepEvidence} from '../../source/journal/evidence.ts';
import {createJournal, type Journal} from '../../source/journal/journal.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {countLines, linesAfter, placeBefore} from '../../source/team/journal-lines.ts';
import {pauseAfter, Sender, type SenderPorts} from '../../source/team/sender.ts';
import {SharedSource} from '../../source/team/shared-source.ts';
import type {TeamStore} from '../../source/team/team-store.ts';
import {teamDatabase, type TeamDatabase} from '../worlds/team-database.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';

const session = '20261128T120000Z-stage-b-rehearsal-811f';
const mask = new SecretMask([]);

async function journalIn(t: AfterTest): Promise<{folder: string; journal: Journal; write: (count: number) => number}> {
  const folder = join(await temporaryFolder(t), session);
  const journal = createJournal(folder, {session, class: 'practice'}, {clock: testClock(), mask: () => mask});
  let written = 0;
  const write = (count: number): number => {
    for (let end = written + count; written < end; written += 1) assert.ok(journal.append('note.added', 'mara', {step: null, text: `note ${written}`}).ok);
    return written;
  };
  return {folder, journal, write};
}

/** Pauses end at once and are listed; whoever waits for a quiet time waits until something happens. */
function quickClock(): Pick<Clock, 'now' | 'monotonic' | 'sleep'> & {pauses: number[]; seconds: number} {
  const clock = {
    pauses: [] as number[],
    seconds: 0,
    now: () => Date.now(),
    monotonic: () => clock.seconds * 1000,
    sleep: (milliseconds: number, signal?: AbortSignal): Promise<void> => {
      if (milliseconds !== 3000 && milliseconds !== 20_000) {
        clock.pauses.push(milliseconds);
        return new Promise(resolve => void setImmediate(resolve));
      }
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    },
  };
  return clock;
}

/** Until the sender says so. */
function until(sender: Sender, isSo: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const look = (): void => {
      if (isSo()) resolve();
    };
    sender.follow(look);
    look();
  });
}

async function sending(t: AfterTest, change: Partial<SenderPorts> = {}) {
  const team = await teamDatabase(t);
  const {folder, write} = await journalIn(t);
  const clock = quickClock();
  const settled: string[] = [];
  const ports: SenderPorts = {open: () => team.as('mara'), clock, chance: () => 0.4, leftBehind: () => [], settled: id => void settled.push(id), ...change};
  const begin = (lines = write(1)): Sender => new Sender({session, folder, epoch: 0}, lines, ports);
  return {team, folder, write, clock, settled, begin};
}

const linesOf = async (team: TeamDatabase): Promise<number> => Number((await team.rows('select count(*) as lines from mcp_runbook.line'))[0]?.lines);

describe('The lines of a journal', () => {
  it('are read from any place on, whole ones alone, across its files', async t => {
    const {folder, write} = await journalIn(t);
    write(3);
    appendFileSync(join(folder, 'journal.jsonl'), '{"torn');
    writeFileSync(join(folder, 'journal-2.jsonl'), 'four\nfive\nsi');
    assert.equal(countLines(folder), 5);
    for (const [from, count] of [[0, 3], [2, 1], [3, 2], [4, 1], [5, 0]] as const) {
      const {lines, place} = linesAfter(folder, placeBefore(folder, from));
      assert.deepEqual([lines.length, place.seq], [count, from + count]);
    }
    assert.equal(linesAfter(folder, placeBefore(folder, 4)).lines[0]?.toString(), 'five');
  });
});

describe('What is sent beside a walk', () => {
  it('is each line as it is written, with its evidence, and nobody waits for it', async t => {
    const {team, folder, write, settled, begin} = await sending(t);
    const {sha256} = keepEvidence(folder, {name: 'a', mediaType: 'text/plain', text: 'evidence'}, mask);
    const sender = begin();
    assert.equal(sender.standing().behind, 1, 'at first nothing is known of the server');
    await until(sender, () => sender.standing().behind === 0);
    sender.grown(write(30));
    assert.equal(sender.standing().behind, 30);
    await until(sender, () => sender.standing().behind === 0);
    assert.deepEqual(await sender.leave(), {behind: 0, since: undefined, forked: false, fenced: false, away: undefined});
    assert.equal(await linesOf(team), 31);
    assert.deepEqual(await team.rows(`select encode(sha256, 'hex') as sha256, convert_from(bytes, 'UTF8') as text from mcp_runbook.evidence`), [{sha256, text: 'evidence'}]);
    assert.deepEqual(settled, [session]);
    assert.deepEqual(await team.rows('select count(*)::int as late from mcp_runbook.evidence, mcp_runbook.line where evidence.received_at > line.received_at'), [{late: 0}], 'a line that is there has its evidence there');
  });

  it('is counted while the database is away, and sent when it is back, after growing pauses', async t => {
    let isAway = true;
    const {team, write, clock, begin} = await sending(t, {
      open: async () => {
        if (isAway) throw Object.assign(new Error('no'), {code: 'ECONNREFUSED'});
        return team.as('mara');
      },
    });
    const sender = begin();
    clock.seconds = 7;
    sender.grown(write(11));
    await until(sender, () => clock.pauses.length >= 6);
    assert.deepEqual(sender.standing(), {behind: 12, since: 0, forked: false, fenced: false, away: 'nothing listens there (ECONNREFUSED)'});
    assert.deepEqual(clock.pauses.slice(0, 4), [175, 350, 700, 1400]);
    isAway = false;
    await until(sender, () => sender.standing().behind === 0 && sender.standing().away === undefined);
    await sender.leave();
    assert.equal(await linesOf(team), 12);
  });

  it('is neither lost nor doubled where an answer is lost, before or after it was kept', async t => {
    let calls = 0;
    const {team, write, begin} = await sending(t, {
      open: async () => {
        const store = await team.as('mara');
        const append: TeamStore['append'] = async (...given) => {
          calls += 1;
          if (calls % 3 === 1) throw new Error('Connection terminated unexpectedly');
          const answer = await store.append(...given);
          if (calls % 3 === 2) throw new Error('Connection terminated unexpectedly');
          return answer;
        };
        return {...store, append};
      },
    });
    const sender = begin();
    for (let round = 0; round < 5; round += 1) {
      sender.grown(write(5));
      await until(sender, () => sender.standing().behind === 0);
    }
    const {behind, forked} = await sender.leave();
    assert.deepEqual([behind, forked, await linesOf(team)], [0, false, 26]);
  });

  it('is tried a little longer by whoever leaves, who is then told what is left and why', async t => {
    let asked = 0;
    const {clock, settled, begin} = await sending(t, {
      open: async () => {
        asked += 1;
        throw Object.assign(new Error('no'), {code: '28P01'});
      },
    });
    const sleep = clock.sleep.bind(clock);
    let timeIsUp = (): void => {};
    clock.sleep = (milliseconds, signal) => (milliseconds === 3000 ? new Promise(resolve => (timeIsUp = resolve)) : sleep(milliseconds, signal));
    const sender = begin();
    await until(sender, () => asked > 2);
    const left = sender.leave();
    const before = asked;
    await until(sender, () => asked > before + 2);
    timeIsUp();
    assert.deepEqual(await left, {behind: 1, since: 0, forked: false, fenced: false, away: 'it does not take this user or password: PGUSER and PGPASSWORD, or ~/.pgpass (28P01)'});
    assert.deepEqual(settled, []);
  });

  it('is told by what the database said, not by the try that leaving cut short', async t => {
    let asked = 0;
    const {clock, begin} = await sending(t, {
      open: async dropped => {
        asked += 1;
        if (asked > 1) await new Promise(resolve => dropped.addEventListener('abort', resolve));
        throw asked > 1 ? new Error('Connection terminated unexpectedly') : Object.assign(new Error('no'), {code: 'ECONNREFUSED'});
      },
    });
    const sleep = clock.sleep.bind(clock);
    clock.sleep = (milliseconds, signal) => (milliseconds === 3000 ? Promise.resolve() : sleep(milliseconds, signal));
    const sender = begin();
    while (asked < 2) await new Promise(resolve => void setImmediate(resolve));
    assert.equal((await sender.leave()).away, 'nothing listens there (ECONNREFUSED)');
  });

  it('goes on where an earlier start left it, and takes along what others left behind', async t => {
    const other = await journalIn(t);
    other.write(4);
    const id = session.replace('811f', '0000');
    const folder = join(other.folder, '..', id);
    mkdirSync(folder);
    writeFileSync(join(folder, 'journal.jsonl'), readFileSync(join(other.folder, 'journal.jsonl'), 'utf8').split('\n').slice(0, 1).map(line => `${line.replace(session, id)}\n`).join(''));
    const {team, write, settled, begin} = await sending(t, {leftBehind: () => (settled.includes(id) ? [] : [{session: id, folder, epoch: 0}])});
    const first = begin(write(3));
    await until(first, () => settled.includes(id));
    await first.leave();
    const second = begin(write(2));
    await until(second, () => second.standing().behind === 0);
    await second.leave();
    assert.deepEqual(await team.rows('select session, count(*)::int as lines from mcp_runbook.line group by 1 order by 1'), [{session: id, lines: 1}, {session, lines: 5}]);
  });

  it('says so, after growing pauses, where the journal has fewer lines than were written', async t => {
    const {clock, write, begin} = await sending(t);
    const sender = begin(write(2) + 1);
    await until(sender, () => clock.pauses.length >= 3);
    const {behind, away} = sender.standing();
    assert.deepEqual([behind, away], [1, 'the journal has fewer lines than were written to it']);
    assert.deepEqual(clock.pauses.slice(0, 3), [175, 350, 700]);
    write(1);
    await until(sender, () => sender.standing().behind === 0);
    await sender.leave();
  });

  it('is not kept by one that was left behind and cannot be sent: each is tried once, and stays left behind', async t => {
    const lost = {session: session.replace('811f', 'dead'), folder: join(await temporaryFolder(t), 'gone'), epoch: 0};
    const other = await journalIn(t);
    let asked = 0;
    const {write, clock, settled, begin} = await sending(t, {leftBehind: () => {
      asked += 1;
      return [lost, {session: session.replace('811f', 'beef'), folder: other.folder, epoch: 0}];
    }});
    other.write(1);
    const sender = begin();
    for (let round = 1; round < 4; round += 1) {
      while (asked < round) await new Promise(resolve => void setImmediate(resolve));
      sender.grown(write(1));
    }
    await until(sender, () => sender.standing().behind === 0);
    await sender.leave();
    assert.deepEqual(clock.pauses, [], 'nobody reconnected');
    assert.deepEqual(settled, [session], 'of another session, whose lines name this one, the server takes none');
  });

  it('says so as soon as it knows that another console has taken the session over', async t => {
    const {team, write, begin} = await sending(t);
    const sender = begin();
    await until(sender, () => sender.standing().behind === 0);
    const jonas = await team.as('jonas');
    while ((await jonas.claim(session, 0, 'it is gone')) === undefined) await team.rows('delete from mcp_runbook.lease');
    sender.grown(write(2));
    await until(sender, () => sender.standing().behind === 0);
    const {fenced, forked} = await sender.leave();
    assert.deepEqual([fenced, forked], [true, true]);
    assert.deepEqual((await (await team.as('ada')).fetch(session)).forks.length, 2);
  });

  it('leaves the whole of another record beside the one that was there first', async t => {
    const {team, folder, write} = await sending(t);
    write(6);
    const mara = await team.as('mara');
    await new SharedSource({session, folder, epoch: 0}).catchUp(mara);
    const again = `${folder}-again`;
    cpSync(folder, again, {recursive: true});
    const journal = join(again, 'journal.jsonl');
    const text = readFileSync(journal, 'utf8');
    truncateSync(journal, text.split('\n').slice(0, 2).join('\n').length + 1);
    const end = linesAfter(again, placeBefore(again, 1)).lines[0];
    assert.ok(end);
    // Another third line, and what follows it.
    let head = createHash('sha256').update(end).digest('hex');
    for (let seq = 2; seq < 9; seq += 1) {
      const line = `{"v":1,"session":"${session}","seq":${seq},"prev":"${head}","body":"other"}`;
      appendFileSync(journal, `${line}\n`);
      head = createHash('sha256').update(line).digest('hex');
    }
    const progress = await new SharedSource({session, folder: again, epoch: 0}).catchUp(mara);
    assert.deepEqual(progress, {shared: 9, forked: true, fenced: false});
    const kept = await mara.fetch(session);
    assert.deepEqual([kept.lines.length, kept.forks.map(({seq}) => seq)], [6, [2, 3, 4, 5, 6, 7, 8]]);
  });

  it('is tried again after pauses that grow to half a minute, and differ from console to console', () => {
    assert.deepEqual([1, 2, 3, 8, 20].map(failures => pauseAfter(failures, 1)), [250, 500, 1000, 30_000, 30_000]);
    assert.equal(pauseAfter(20, 0), 15_000);
  });
});
