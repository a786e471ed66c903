import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {describe, it} from 'node:test';
import {firstPrev} from '../../source/journal/event.ts';
import {initSchema, schemaSteps, schemaText} from '../../source/team/init-schema.ts';
import {postgres} from '../worlds/postgres.ts';
import {teamDatabase} from '../worlds/team-database.ts';

const session = '20261128T120000Z-stage-b-rehearsal-811f';
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A chain of so many lines, from a place and a head on; `mark` makes it another one. */
function chain(count: number, {from = 0, head = firstPrev, mark = 'a'}: {from?: number; head?: string; mark?: string} = {}): Buffer[] {
  const lines: Buffer[] = [];
  for (let seq = from; seq < from + count; seq++) {
    const prev = lines.length === 0 ? head : sha256(lines.at(-1) ?? Buffer.alloc(0));
    lines.push(Buffer.from(`{"v":1,"session":"${session}","seq":${seq},"prev":"${prev}","body":"${mark}"}`));
  }
  return lines;
}

describe('A team\'s database', () => {
  it('keeps the exact bytes of each line once, with its own time, the user and the address', async t => {
    const team = await teamDatabase(t);
    const mara = await team.as('mara');
    const lines = chain(5);
    assert.deepEqual(await mara.append(session, 0, lines.slice(0, 2), 0), {kept: 2, next: 2, forked: 0, epoch: 0});
    assert.deepEqual(await mara.append(session, 0, lines, 0), {kept: 5, next: 5, forked: 0, epoch: 0});
    assert.deepEqual(await mara.append(session, 0, lines, 0), {kept: 5, next: 5, forked: 0, epoch: 0});
    assert.deepEqual(await mara.append(session, 0, [], 0), {kept: 0, next: 5, forked: 0, epoch: 0});
    const kept = await mara.fetch(session);
    assert.deepEqual(kept.lines.map(({seq, bytes, sha256: digest, byUser, fromAddress}) => [seq, bytes.toString(), digest, byUser, fromAddress]), lines.map((line, seq) => [seq, line.toString(), sha256(line), 'mara', '127.0.0.1']));
    assert.ok(kept.lines.every(({receivedAt}) => Math.abs(Date.parse(receivedAt) - Date.now()) < 60_000));
    assert.deepEqual(kept.forks, []);
  });

  it('leaves out no place, and says from where on it wants lines', async t => {
    const mara = await (await teamDatabase(t)).as('mara');
    const lines = chain(5);
    assert.deepEqual(await mara.append(session, 3, lines.slice(3), 0), {kept: 3, next: 0, forked: 0, epoch: 0});
    await mara.append(session, 0, lines.slice(0, 2), 0);
    assert.deepEqual(await mara.append(session, 3, lines.slice(3), 0), {kept: 3, next: 2, forked: 0, epoch: 0});
  });

  it('keeps other bytes for a taken place beside it with all that follows them, and never in its place', async t => {
    const team = await teamDatabase(t);
    const [mara, jonas] = [await team.as('mara'), await team.as('jonas')];
    const lines = chain(4);
    await mara.append(session, 0, lines, 0);
    const other = chain(4, {from: 2, head: sha256(lines[1] ?? Buffer.alloc(0)), mark: 'b'});
    assert.deepEqual(await jonas.append(session, 2, other, 0), {kept: 6, next: 4, forked: 4, epoch: 0});
    assert.deepEqual(await jonas.append(session, 2, other, 0), {kept: 6, next: 4, forked: 4, epoch: 0});
    const kept = await mara.fetch(session);
    assert.deepEqual(kept.lines.map(({bytes}) => bytes), lines);
    assert.deepEqual(kept.forks.map(({seq, bytes, byUser}) => [seq, bytes, byUser]), other.map((bytes, index) => [index + 2, bytes, 'jonas']));
  });

  it('takes a line at the end that does not follow the one before as a fork, whatever seq it names', async t => {
    const mara = await (await teamDatabase(t)).as('mara');
    await mara.append(session, 0, chain(2), 0);
    const [stranger] = chain(1, {from: 2, head: 'f'.repeat(64)});
    assert.deepEqual(await mara.append(session, 2, [stranger ?? Buffer.alloc(0)], 0), {kept: 3, next: 2, forked: 1, epoch: 0});
  });

  it('refuses what is no line of this session at this place', async t => {
    const team = await teamDatabase(t);
    const mara = await team.as('mara');
    const wrong = [
      `{"v":1,"session":"20261128T120000Z-other-0000","seq":0,"prev":"${firstPrev}"}`,
      `{"v":1,"session":"${session}","seq":1,"prev":"${firstPrev}"}`,
      `{"v":1,"session":"${session}","seq":0,"prev":"none","x":"${firstPrev}"}`,
      'hello',
      `{"v":1,"session":"${session}","seq":0,"prev":"${firstPrev}","x":"${'x'.repeat(65_536)}"}`,
    ];
    for (const line of wrong) await assert.rejects(mara.append(session, 0, [Buffer.from(line)], 0), line.slice(0, 100));
    await assert.rejects(mara.append("x'; drop", 0, [], 0));
    assert.deepEqual(await team.rows('select bytes from mcp_runbook.line union all select bytes from mcp_runbook.fork'), []);
  });

  it('serves two who send the same lines at once', async t => {
    const team = await teamDatabase(t);
    const stores = await Promise.all(['mara', 'jonas', 'mara'].map(user => team.as(user)));
    const lines = chain(40);
    const answers = await Promise.all(stores.map(store => store.append(session, 0, lines, 0)));
    assert.ok(answers.every(({kept, forked}) => kept === 40 && forked === 0));
    assert.deepEqual(await team.rows('select count(*)::int as lines from mcp_runbook.line'), [{lines: 40}]);
  });

  it('names evidence by the digest that it works out itself, once, and up to 1 MiB', async t => {
    const team = await teamDatabase(t);
    const mara = await team.as('mara');
    const [one, two] = [Buffer.from('one'), Buffer.alloc(1_048_576)];
    assert.deepEqual(await mara.missing([sha256(one), sha256(two)]), [sha256(one), sha256(two)]);
    await mara.keep([one, two, one]);
    assert.deepEqual(await mara.missing([sha256(one), sha256(two), 'f'.repeat(64)]), ['f'.repeat(64)]);
    await assert.rejects(mara.keep([Buffer.alloc(1_048_577)]), {code: '23514'});
  });

  it('gives a session to one of two who take it at once, and keeps what the other epoch writes as a fork', async t => {
    const team = await teamDatabase(t);
    const [mara, jonas] = [await team.as('mara'), await team.as('jonas')];
    const lines = chain(3);
    await mara.append(session, 0, lines.slice(0, 2), 0);
    assert.deepEqual((await Promise.all([mara, jonas].map(store => store.claim(session, 0, 'the console died')))).filter(epoch => epoch !== undefined), [1]);
    assert.deepEqual(await mara.append(session, 2, lines.slice(2), 0), {kept: 3, next: 2, forked: 1, epoch: 1});
    assert.deepEqual(await jonas.append(session, 2, chain(1, {from: 2, head: sha256(lines[1] ?? Buffer.alloc(0)), mark: 'b'}), 1), {kept: 3, next: 3, forked: 0, epoch: 1});
  });

  it('leaves a session to whoever holds it while the lease runs', async t => {
    const team = await teamDatabase(t);
    const [mara, jonas] = [await team.as('mara'), await team.as('jonas')];
    assert.equal(await mara.hold(session, 0), 0);
    assert.equal(await jonas.claim(session, 0, 'impatient'), undefined);
    await team.rows('update mcp_runbook.lease set until = now()');
    assert.equal(await jonas.claim(session, 0, 'it is gone'), 1);
    assert.equal(await mara.hold(session, 0), 1, 'the first one is told of the newer epoch');
    assert.equal(await mara.claim(session, 1, 'back again'), undefined);
  });

  it('takes an agreement of another user with the digits of the plan, and tells at once whoever listens', async t => {
    const team = await teamDatabase(t);
    const [mara, jonas] = [await team.as('mara'), await team.as('jonas')];
    const heard: string[] = [];
    let hear = (): void => {};
    const agreed = new Promise<void>(resolve => {
      hear = resolve;
    });
    const hears = await mara.follow(({what}) => {
      heard.push(what);
      if (what === 'agree') hear();
    });
    assert.equal(hears, true, 'nothing between swallows it');
    const plan = {session, step: 'freeze', plan: '{"items":[]}', sha256: `${'0'.repeat(60)}beef`, until: Date.now() + 60_000, people: null};
    const id = await mara.ask(plan);
    assert.equal(await mara.ask(plan), id);
    assert.equal(await mara.agree(id, 'beef'), 'own');
    assert.equal(await jonas.agree(id, 'dead'), 'digits');
    assert.equal(await jonas.agree(id + 1, 'beef'), 'unknown');
    assert.equal(await jonas.agree(id, 'BEEF'), 'agreed');
    assert.equal(await jonas.agree(id, 'beef'), 'agreed');
    await agreed;
    assert.deepEqual([...new Set(heard)], ['ask', 'agree']);
    const [request] = await jonas.requests();
    const {people: _, ...told} = plan;
    assert.deepEqual(request, {...told, id, by: 'mara', at: request?.at});
    assert.deepEqual((await mara.agreed(id)).map(({by, address}) => [by, address]), [['jonas', '127.0.0.1']]);
    const named = await mara.ask({...plan, people: ['Jonas ', 'ada'], sha256: `${'2'.repeat(60)}beef`, until: plan.until + 1});
    assert.equal(await (await team.as('ines')).agree(named, 'beef'), 'stranger', 'whatever her program says');
    assert.equal(await jonas.agree(named, 'beef'), 'agreed');
    const late = await mara.ask({...plan, sha256: `${'1'.repeat(60)}beef`, until: Date.now() - 1000});
    assert.equal(await jonas.agree(late, 'beef'), 'late');
  });

  it('lets nobody change or remove what it has, and readers and strangers not even add to it', async t => {
    const team = await teamDatabase(t);
    const mara = await team.as('mara');
    await mara.append(session, 0, chain(1), 0);
    const ada = await team.as('ada');
    assert.equal((await ada.fetch(session)).lines.length, 1);
    await assert.rejects(ada.append(session, 1, [], 0), {code: '42501'});
    const eve = await team.as('eve');
    await assert.rejects(eve.fetch(session), {code: '42501'});
    for (const change of ['update mcp_runbook.line set bytes = bytes', 'delete from mcp_runbook.line', 'truncate mcp_runbook.line']) await assert.rejects(team.rows(change), {code: '42501'}, change);
    for (const change of ['update mcp_runbook.line set bytes = bytes', 'insert into mcp_runbook.line (session, seq, bytes, sha256) values (\'x\', 0, \'\', \'\')']) {
      await assert.rejects(team.rows(`set role mcp_runbook_writer; ${change}`), {code: '42501'}, change);
    }
  });

  it('is set up by numbered steps, each once, and by the same text through psql', async t => {
    const team = await teamDatabase(t);
    const {username, password} = new URL((await postgres()).url('postgres'));
    assert.deepEqual(await initSchema(team.address, {PGUSER: username, PGPASSWORD: password}), []);
    const before = await team.rows('select number, name from mcp_runbook.step order by number');
    assert.deepEqual(before, schemaSteps().map(({number, name}) => ({number, name})));
    await team.rows(`drop schema mcp_runbook cascade; ${schemaText()}`);
    assert.deepEqual(await team.rows('select number, name from mcp_runbook.step order by number'), before);
    const {user, schema, server: version} = await (await team.as('mara')).around();
    assert.deepEqual([user, schema], ['mara', before.length]);
    assert.match(version, /^\d+/);
  });
});
