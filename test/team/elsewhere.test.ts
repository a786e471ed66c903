import assert from 'node:assert/strict';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {occupantsOf} from '../../source/session/occupied.ts';
import {readStatus, type StatusReading} from '../../source/status/read-status.ts';
import {offText} from '../../source/status/status-text.ts';
import {listSessions} from '../../source/journal/session-list.ts';
import {aloneText, Copying, elsewhereRoot, readElsewhere} from '../../source/team/elsewhere.ts';
import {SharedSource} from '../../source/team/shared-source.ts';
import type {TeamStore} from '../../source/team/team-store.ts';
import {run, type ProgramRun} from '../people/program.ts';
import {frozen, type Freeze} from '../worlds/frozen.ts';
import {teamDatabase, type TeamDatabase} from '../worlds/team-database.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

const now = Date.parse('2025-11-20T15:04:00Z');

type Desk = {team: TeamDatabase; root: string; store: TeamStore; copying: Copying; shares(change?: Freeze): Promise<string>; sees(): StatusReading};

/** A console of jonas, and what mara shares from hers. */
async function desk(t: AfterTest): Promise<Desk> {
  const team = await teamDatabase(t);
  const [root, hers] = [await temporaryFolder(t), await temporaryFolder(t)];
  const [store, mara] = [await team.as('jonas'), await team.as('mara')];
  return {
    team,
    root,
    store,
    copying: new Copying([root], () => now),
    shares: async change => {
      const folder = frozen(hers, change);
      const session = folder.split('/').at(-1) ?? '';
      await new SharedSource({session, folder, epoch: 0}).catchUp(mara);
      return folder;
    },
    sees: () => readStatus([root], [{name: 'rehearsal-eu', class: 'rehearsal', root}], now, readElsewhere(root)),
  };
}

describe('What other consoles do', () => {
  it('is what is so here too, once the team was asked, with who is at it and where', async t => {
    const {shares, copying, store, sees} = await desk(t);
    const folder = await shares();
    assert.equal(sees().environments[0]?.walks.length, 0);
    assert.equal(await copying.refresh(store), true);
    const [status = assert.fail()] = sees().environments;
    assert.match(offText(status, now) ?? '', /^MCP is OFF in rehearsal-eu since 14:20 \(44 min, mara, INC-204\)$/);
    assert.deepEqual(status.walks.map(({held, elsewhere}) => ({held, elsewhere})), [{held: false, elsewhere: true}]);
    assert.deepEqual(occupantsOf(status, now).map(({state, elsewhere}) => ({state, elsewhere})), [{state: 'left', elsewhere: true}]);
    await store.hold(folder.split('/').at(-1) ?? '', 0);
    assert.equal(await copying.refresh(store), true);
    assert.match(occupantsOf(sees().environments[0] ?? assert.fail(), now)[0]?.says ?? '', /open on \S+$/);
    assert.equal(await copying.refresh(store), false);
  });

  it('is asked for by its new lines alone, and copied byte for byte', async t => {
    const {shares, copying, store, root} = await desk(t);
    const first = await shares({outcome: 'none'});
    await copying.refresh(store);
    const folder = await shares();
    assert.equal(folder, first);
    const asked: number[] = [];
    assert.equal(await copying.refresh({...store, after: (session, from) => store.after(session, (asked.push(from), from))}), true);
    assert.deepEqual(asked, [2]);
    const copy = join(elsewhereRoot(root), 'logs', 'sessions', folder.split('/').at(-1) ?? '', 'journal.jsonl');
    assert.deepEqual(readFileSync(copy), readFileSync(join(folder, 'journal.jsonl')));
  });

  it('leaves alone what this console has whole, and tells more of what others have gone on with', async t => {
    const {shares, copying, store, root, sees} = await desk(t);
    frozen(root, {outcome: 'none'});
    await shares();
    assert.equal(await copying.refresh(store), true);
    assert.deepEqual(sees().environments[0]?.toggle, {value: 'off', reads: '0', how: 'set', seen: toggleSeen, since: toggleSeen});
    assert.equal(sees().environments[0]?.walks.length, 1);
    assert.equal(listSessions([root, elsewhereRoot(root)]).sessions.length, 1);
    frozen(root);
    await new Copying([root], () => now).refresh(store);
    assert.deepEqual(readdirSync(join(elsewhereRoot(root), 'logs', 'sessions')), []);
  });

  it('is looked at as far back as so many sessions, which is said', async t => {
    const {shares, store, root, copying} = await desk(t);
    for (const hour of [12, 13, 14]) await shares({session: `20251120T${hour}0000Z-mcp-gateway-rollback-0001`, at: `2025-11-20T${hour}:20:00Z`});
    await copying.refresh(store);
    assert.equal(readElsewhere(root).cut, false);
    const few = await temporaryFolder(t);
    await new Copying([few], () => now, 2).refresh(store, ['20251120T120000Z-mcp-gateway-rollback-0001']);
    assert.equal(readElsewhere(few).cut, false, 'what is asked for by its name is there');
    await new Copying([few], () => now, 1).refresh(store);
    const {cut, askedAt} = readElsewhere(few);
    assert.equal(cut, true);
    assert.match(aloneText({state: 'asked', askedAt, newest: 200}) ?? '', /^Of the team's sessions the newest 200 were looked at, and it has older ones\.$/);
  });

  it('in a shell of theirs is no deployment of ours', async t => {
    const {shares, copying, store, sees} = await desk(t);
    await shares({environment: 'console', class: 'live'});
    await copying.refresh(store);
    assert.deepEqual(sees().environments.map(({environment}) => environment).filter(name => name.startsWith('console')), ['console on bridge']);
  });

  it('is in the record of the incident that it belongs to, with its evidence', async t => {
    const {team, shares, root} = await desk(t);
    const folder = await shares({state: 'closed'});
    const session = folder.split('/').at(-1) ?? '';
    writeFileSync(join(root, 'mcp-runbook.yaml'), `team:\n  database: ${team.address}\n  name: operations\n`);
    const call = (...more: string[]): Promise<ProgramRun> => run(t, ['sessions', 'record', '--incident', 'INC-204', '--json', ...more], {cwd: root, env: team.variables('ada')});
    assert.match((await call()).stdout, /"unknown-incident"/);
    const made = await call('--team');
    const {folder: record, sessions, files, missing} = JSON.parse(made.stdout) as {folder: string; sessions: Array<{session: string; verdict: string}>; files: string[]; missing: string[]};
    assert.deepEqual([made.code, sessions], [2, [{session, verdict: 'intact'}]], made.stdout + made.stderr);
    assert.ok(files.some(path => path.includes('evidence')), files.join(' '));
    const received = readFileSync(join(record, 'sessions', session, 'team-lines.jsonl'), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as {seq: number; by_user: string});
    assert.deepEqual(received.map(({seq, by_user: by}) => `${seq} ${by}`), received.map((_, seq) => `${seq} mara`), "the server's time and user beside each line");
    assert.match(readFileSync(join(record, 'sessions', session, 'timeline.md'), 'utf8'), /Seq 0 to \d+ received \S+ from mara/);
    const rows = readFileSync(join(record, 'timeline.md'), 'utf8').split('\n').filter(line => line.startsWith('| 2025-11-20T14:20:00Z'));
    assert.ok(rows.length > 2);
    for (const row of rows) assert.match(row, /^\| \S+ \| 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d, mara@127\.0\.0\.1 \| A \| mara \|/, "the server's time in each row");
    assert.match(missing.join('\n'), /^\S+: The ledger lines since the session opened: the ledger is missing; [^\n]*$/);

    writeFileSync(join(root, 'mcp-runbook.yaml'), 'team:\n  database: postgres://127.0.0.1:1/runbook\n  name: operations\n');
    const alone = await call('--team', '--out', 'alone');
    assert.match(alone.stdout, /The team's database is away: nothing listens there \(ECONNREFUSED\)\. This is the record of this console, and of others as of/);
  });

  it('can be a record that somebody made up: then it is said to be unreadable, and steers no screen', async t => {
    const {team, copying, store, root, sees} = await desk(t);
    const forged = '{"v":1,"session":"20251120T140000Z-x-0001","seq":0,"prev":"' + '0'.repeat(64) + '","type":"\u001B[2J"}';
    await team.rows(`select mcp_runbook.append('20251120T140000Z-x-0001', 0, array[$1::bytea], 0)`, [Buffer.from(forged)]);
    await copying.refresh(store);
    assert.deepEqual(sees().unread.map(({problem}) => problem.slice(0, 58)), ['the session 20251120T140000Z-x-0001 cannot be read: journa']);
    writeFileSync(join(elsewhereRoot(root), 'standing.json'), '[]');
    assert.equal(readElsewhere(root).held.size, 0);
  });
});

const toggleSeen = {at: '2025-11-20T14:20:00Z', session: '20251120T140000Z-mcp-gateway-rollback-0001', step: 'freeze', named: 'step 1: Set the toggle', operator: 'mara', incident: 'INC-204'};
