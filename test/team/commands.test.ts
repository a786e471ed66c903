import assert from 'node:assert/strict';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import {checks} from '../../source/doctor/checks.ts';
import {examine} from '../../source/doctor/examine.ts';
import {openMachine} from '../../source/doctor/open-machine.ts';
import {run, type ProgramRun} from '../people/program.ts';
import {postgres} from '../worlds/postgres.ts';
import {databasePassword, teamDatabase} from '../worlds/team-database.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';

const canary = 'Zk9-canary-4711';

const fileFor = (database: string): string => `team:\n  database: ${database}\n  name: operations\n`;

describe('A team in the environment file', () => {
  it('is looked at by the doctor: schema, user and clock, and who sets it up where nobody has', async t => {
    const team = await teamDatabase(t);
    const cwd = await temporaryFolder(t);
    const looked = async (database: string): Promise<string[]> => {
      writeFileSync(join(cwd, 'mcp-runbook.yaml'), fileFor(database));
      const machine = await openMachine(workplace(cwd, {variables: team.variables('mara'), clock: systemClock}), {terminal: undefined, smallest: {columns: 60, rows: 16}, signal: AbortSignal.timeout(60_000)});
      return (await examine(checks.filter(({name}) => name === 'team'), machine)).map(({state, says, next}) => [state, says, next].join(' | '));
    };
    const [schema = '', ...clock] = await looked(team.address);
    assert.match(schema, /^well \| PostgreSQL \d\S*, schema \d+, as mara \| $/);
    assert.deepEqual(clock, ['well | the same time | ']);
    assert.deepEqual(await looked((await postgres()).address('postgres')), ['finding | nobody has set the database up | Whoever owns it runs: mcp-runbook team init']);
  });

  it('gets what is walked here, and what it could not get later; it holds no secret, and finds what was changed', async t => {
    const team = await teamDatabase(t);
    const cwd = await temporaryFolder(t);
    const call = (args: readonly string[], user = 'mara'): Promise<ProgramRun> => run(t, args, {cwd, env: {...team.variables(user), OPS_API_TOKEN: canary}});
    const walk = (): Promise<ProgramRun> => call(['run', 'stage-b-rehearsal', '--auto', '--incident', `INC ${canary}`, '--operator', 'mara']);
    writeFileSync(join(cwd, 'mcp-runbook.yaml'), fileFor(team.address));

    const init = await call(['team', 'init']);
    assert.match(`${init.code} ${init.stdout}${init.stderr}`, /^3 .*42501/);
    const walked = await walk();
    assert.equal(walked.code, 0, walked.stderr);
    assert.doesNotMatch(walked.stdout, /NOT SHARED/);
    const shared = await call(['team', 'status', '--json']);
    assert.deepEqual([shared.code, JSON.parse(shared.stdout).not_shared], [0, {lines: 0, sessions: []}]);

    // The server is away for a whole walk.
    writeFileSync(join(cwd, 'mcp-runbook.yaml'), fileFor('postgres://127.0.0.1:1/runbook'));
    const alone = await walk();
    assert.equal(alone.code, 0, alone.stderr);
    assert.match(alone.stdout, /NOT SHARED 16 lines not shared: nothing listens there \(ECONNREFUSED\)\. They are safe here/);
    const away = await call(['team', 'status']);
    assert.deepEqual([away.code, /cannot be asked: nothing listens there/.test(away.stderr)], [3, true]);
    writeFileSync(join(cwd, 'mcp-runbook.yaml'), fileFor(team.address));
    const behind = await call(['team']);
    assert.match(`${behind.code} ${behind.stdout}`, /^1 operations at postgres:\/\/\S+: PostgreSQL \d+[^]*NOT SHARED: 16 lines of 1 of 2 sessions/);
    const synced = await call(['team', 'sync']);
    assert.match(`${synced.code} ${synced.stdout}`, /^0 sent: 16 lines/);
    assert.deepEqual(readdirSync(join(cwd, 'logs', '.unshared')), []);

    const tables = await team.rows(`select table_name as name from information_schema.tables where table_schema = 'mcp_runbook'`);
    assert.ok(tables.length >= 8);
    for (const {name} of tables) {
      // What is kept as bytes is printed in hexadecimal.
      const text = JSON.stringify(await team.rows(`select t::text from mcp_runbook.${String(name)} as t`));
      for (const secret of [canary, databasePassword]) for (const form of [secret, Buffer.from(secret).toString('hex')]) assert.ok(!text.includes(form), `${String(name)} holds ${form}`);
    }

    const [session = ''] = readdirSync(join(cwd, 'logs', 'practice')).filter(name => name.endsWith(String(alone.stdout.match(/session \S+-(\w{4})\b/)?.[1])));
    const verify = async (): Promise<string> => {
      const {code, stdout} = await call(['sessions', 'verify', session, '--team'], 'ada');
      return `${code} ${stdout}`;
    };
    assert.match(await verify(), /^0 intact[^]*The team has the same 16 lines\.\nSeq 0 to 15 received \S+Z from mara at 127\.0\.0\.1, the last of them \S+Z\./);
    const record = await call(['sessions', 'record', session, '--team', '--json'], 'ada');
    const {folder} = JSON.parse(record.stdout) as {folder: string};
    assert.equal(readFileSync(join(folder, 'team-lines.jsonl'), 'utf8').match(/"by_user":"mara"/g)?.length, 16);
    assert.match(readFileSync(join(folder, 'timeline.md'), 'utf8'), /Seq 0 to 15 received \S+ from mara/);
    const journal = join(cwd, 'logs', 'practice', session, 'journal.jsonl');
    const whole = readFileSync(journal, 'utf8').split('\n');
    writeFileSync(journal, `${whole.slice(0, 12).join('\n')}\n`);
    assert.match(await verify(), /^3 tampered[^]*The team has 4 lines more than can be read of the journal, the last one received \S+ from mara at \S+: something of it was cut off/);
    writeFileSync(journal, whole.map((line, seq) => (seq === 4 ? line.replace('"operator":"mara"', '"operator":"nobody"') : line)).join('\n'));
    assert.match(await verify(), /^3 tampered[^]*journal\.jsonl:5: The team has another line here, received/);
    writeFileSync(journal, `\ufeff${whole.join('\n')}`);
    const hidden = await call(['team']);
    assert.match(`${hidden.code} ${hidden.stdout}`, /^4 [^]*shared: all lines of 1 sessions; of 1 that cannot be read nobody can tell\n/);
    assert.equal((await call(['team', 'sync'])).code, 4);
  });

  it('is set up by whoever owns the database, with --print by whoever lets no program at it', async t => {
    const team = await teamDatabase(t);
    const cwd = await temporaryFolder(t);
    writeFileSync(join(cwd, 'mcp-runbook.yaml'), fileFor(team.address));
    const printed = await run(t, ['team', 'init', '--print'], {cwd});
    assert.match(`${printed.code} ${printed.stdout}`, /^0 begin;[^]*create table mcp_runbook\.line[^]*commit;\s*$/);
    await team.rows('drop schema mcp_runbook cascade');
    const {username, password} = new URL((await postgres()).url('postgres'));
    const bare = await run(t, ['team'], {cwd, env: {PGUSER: username, PGPASSWORD: password}});
    assert.match(`${bare.code} ${bare.stderr}`, /^2 nobody has set the database up\nWhoever owns it runs: mcp-runbook team init/);
    const made = await run(t, ['team', 'init'], {cwd, env: {PGUSER: username, PGPASSWORD: password}});
    assert.match(`${made.code} ${made.stdout}`, /^0 operations at \S+: schema 6, with 0001-record\.sql, [^]*0006-leases\.sql/);
    const none = await run(t, ['team'], {cwd: await temporaryFolder(t)});
    assert.match(`${none.code} ${none.stderr}`, /^2 no team is named here\nName one in mcp-runbook\.yaml/);
  });
});
