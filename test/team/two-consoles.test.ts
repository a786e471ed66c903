import assert from 'node:assert/strict';
import {appendFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {operator, type Operator} from '../people/operator.ts';
import {choices, plainPerson} from '../people/plain-person.ts';
import {run} from '../people/program.ts';
import {start} from '../people/running.ts';
import {patience} from '../people/waiting.ts';
import {atFirstStep, does, leaves, still, titles} from '../people/walker.ts';
import {deployment, harbour} from '../worlds/deployment.ts';
import {teamDatabase, type TeamDatabase} from '../worlds/team-database.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

const teamLines = ({address}: {address: string}): string => `team:\n  database: ${address}\n  name: operations\n`;

/** Jonas in front of another console, with a folder of his own. */
async function otherDesk(t: AfterTest, team: {address: string}): Promise<string> {
  const cwd = await temporaryFolder(t);
  writeFileSync(join(cwd, 'mcp-runbook.yaml'), `environments:\n  ${harbour}: {class: rehearsal, gateway: "http://127.0.0.1:9", toggles: {file: operator.env}}\n${teamLines(team)}`);
  writeFileSync(join(cwd, 'operator.env'), 'ABZU_USE_MCP=1\n');
  return cwd;
}

const firstScreen = async (t: AfterTest, cwd: string, team: TeamDatabase, size: [number, number] = [100, 30]): Promise<Operator> => operator(t, {cwd, size, env: {...(await still(t)), ...team.variables('jonas')}, args: []});

type Told = {team: {asked: boolean}; environments: Array<{toggle: {value: string}; walks: Array<{operator: string; held: boolean; elsewhere: boolean}>}>};

/** What status says of all consoles to jonas. Its database is asked for three seconds, in which a busy machine may not have come to it. */
async function statusOfAll(t: AfterTest, cwd: string, team: TeamDatabase): Promise<Told> {
  for (const asked = performance.now(); ; ) {
    const told = JSON.parse((await run(t, ['status', '--json'], {cwd, env: team.variables('jonas')})).stdout) as Told;
    if (told.team.asked) return told;
    assert.ok(performance.now() - asked < patience, 'the database is never asked');
  }
}

describe('Two consoles of a team', () => {
  it('see on the first screen what the other has frozen, and are asked before they walk there too', async t => {
    const team = await teamDatabase(t);
    const deployed = await deployment(t);
    appendFileSync(join(deployed.folder, 'mcp-runbook.yaml'), teamLines(team));
    const cwd = await otherDesk(t, team);
    assert.equal((await run(t, ['run', 'ledger-review', '--drill', 'quiet-review', '--auto', '--operator', 'mara'], {cwd: deployed.folder, env: team.variables('mara')})).code, 0);
    const jonas = await firstScreen(t, cwd, team);
    await jonas.sees('Your name');
    await jonas.types('jonas');
    await jonas.presses('enter');
    await jonas.sees(/What is so, by the record at \d\d:\d\d UTC, of all consoles/);
    await jonas.sees(/Ledger review +\d+ +never by a person/);

    const mara = await plainPerson(t, ['run', 'mcp-gateway-rollback', '--env', harbour, '--plain', '--operator', 'mara', '--incident', 'INC-204'], {cwd: deployed.folder, env: team.variables('mara')});
    await mara.changes('Freeze MCP traffic', harbour);
    await mara.sees(': Pause rehearsals\n');
    await jonas.sees(new RegExp(`MCP is OFF in ${harbour} since \\d\\d:\\d\\d \\(\\d+ min, mara, INC-204\\)`));

    const asked = await run(t, ['run', 'rehearsal-packet', '--env', harbour, '--auto', '--confirm', harbour, '--reason', 'the nightly packet'], {cwd, env: team.variables('jonas')});
    assert.equal(asked.code, 2, asked.stderr);
    assert.match(asked.stderr, new RegExp(`somebody is at ${harbour} already:\\n +\\S+: MCP is OFF in ${harbour} since .*, mara, open on `));
    const {environments} = await statusOfAll(t, cwd, team);
    assert.deepEqual([environments[0]?.toggle.value, environments[0]?.walks.map(({operator: who, held, elsewhere}) => [who, held, elsewhere])], ['off', [['mara', true, true]]]);

    await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
    await jonas.presses('t');
    await jonas.sees('r record');
    await jonas.presses('r');
    await jonas.sees('was written at another console');
    await jonas.presses('escape');
    await jonas.sees('r record');
    await jonas.presses('escape');
    await jonas.sees('t history');
    await jonas.presses('q');
    assert.equal((await jonas.leaves()).code, 0);
  });

  it('say whose record it is while the database is away, and wait for nothing', async t => {
    const cwd = await otherDesk(t, {address: 'postgres://127.0.0.1:1/runbook'});
    const status = await run(t, ['status'], {cwd, env: {PGUSER: 'jonas', PGPASSWORD: 'x'}});
    assert.match(status.stderr, /The team's database is away: nothing listens there \(ECONNREFUSED\)\. This is the record of this console alone\./);
    const jonas = await operator(t, {cwd, size: [100, 30], env: {...(await still(t)), PGUSER: 'jonas', PGPASSWORD: 'x'}, args: ['--ascii']});
    await jonas.sees('Your name');
    await jonas.types('jonas');
    await jonas.presses('enter');
    await jonas.sees(/, this console's alone: team away/);
    await jonas.sees('TEAM AWAY  nothing listens there (ECONNREFUSED)');
    await jonas.presses('q');
    assert.equal((await jonas.leaves()).code, 0);
  });
});

describe('Somebody at another console', () => {
  it('watches a walk of this one as it is written, and the operator sees how many do', async t => {
    const team = await teamDatabase(t);
    const [here, cwd] = [await temporaryFolder(t), await otherDesk(t, team)];
    writeFileSync(join(here, 'mcp-runbook.yaml'), teamLines(team));
    const mara = await atFirstStep(t, 'practice', {cwd: here, size: [120, 30], env: team.variables('mara')});
    await mara.sees(/shared +record/);
    const session = readdirSync(join(here, 'logs', 'practice')).find(name => name.includes('stage-b')) ?? assert.fail('no session');

    const listed = await run(t, ['watch'], {cwd, env: team.variables('jonas')});
    assert.match(listed.stdout, new RegExp(`practice, mara, open on another console, \\d\\d:\\d\\d UTC\n  ${session}\n`), listed.stderr);
    const jonas = await operator(t, {cwd, size: [100, 30], env: {...(await still(t)), ...team.variables('jonas')}, args: ['watch', session]});
    await jonas.sees(/WATCHING {2}read only: mara on .* in practice/);
    await jonas.sees(`1 ${titles[0]}`);
    await mara.sees('shared, 1 watches');
    const lena = await start(t, ['watch', session, '--plain'], {cwd: await otherDesk(t, team), env: team.variables('ada')});
    await lena.says(/WATCHING read only: mara on .* in practice\n/);
    await mara.sees('shared, 2 watch');

    await does(mara, titles[0]);
    await jonas.sees(`2 ${titles[1]}`);
    await lena.says(/mara: step 1 of 7, Confirm the toggles\n[^]*done in /);
    assert.equal(await leaves(mara), 0);
    await jonas.sees(/LEFT {2}by mara at/);
    await lena.says(/LEFT by mara at/);
    await jonas.presses('t');
    await jonas.sees(session);
    await jonas.presses('escape', 'q');
    assert.equal((await jonas.leaves()).code, 0);
  });

  it('is told that nobody has such a session, and that the team is away', async t => {
    const cwd = await otherDesk(t, {address: 'postgres://127.0.0.1:1/runbook'});
    const env = {PGUSER: 'jonas', PGPASSWORD: 'x'};
    const none = await run(t, ['watch', '20251120T140000Z-x-0001'], {cwd, env});
    assert.match(`${none.code} ${none.stderr}`, /^2 there is no session "20251120T140000Z-x-0001" here[^]*team's database is away: nothing listens/);
    const listed = await run(t, ['watch'], {cwd, env});
    assert.match(`${listed.code} ${listed.stdout}${listed.stderr}`, /^0 No walk is open here\.\n.*The team's database is away/);
  });
});

describe('The report of drills', () => {
  it('has what was practised at other consoles, as they scored it', async t => {
    const team = await teamDatabase(t);
    const [here, cwd] = [await temporaryFolder(t), await temporaryFolder(t)];
    for (const folder of [here, cwd]) writeFileSync(join(folder, 'mcp-runbook.yaml'), teamLines(team));
    const walked = await run(t, ['run', 'ledger-review', '--drill', 'quiet-review', '--auto', '--operator', 'mara'], {cwd: here, env: team.variables('mara')});
    assert.doesNotMatch(walked.stdout, /NOT SHARED/);
    const report = async (folder: string): Promise<{code: number | undefined; standings: object[]}> => {
      const {code, stdout, stderr} = await run(t, ['drills', 'report', '--json'], {cwd: folder, env: team.variables('jonas')});
      assert.equal(stderr, '');
      return {code, standings: (JSON.parse(stdout) as {standings: object[]}).standings};
    };
    const hers = await report(here);
    assert.equal(hers.standings.length, 1, walked.stdout + walked.stderr);
    assert.deepEqual(await report(cwd), hers);

    writeFileSync(join(cwd, 'mcp-runbook.yaml'), teamLines({address: 'postgres://127.0.0.1:1/runbook'}));
    const alone = await run(t, ['drills', 'report'], {cwd, env: team.variables('jonas')});
    assert.match(`${alone.code} ${alone.stdout}${alone.stderr}`, /^0 [^]*mara +ledger-review[^]*The team's database is away/);
  });
});
