import assert from 'node:assert/strict';
import {appendFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {operator, type Operator} from '../people/operator.ts';
import {choices, plainPerson} from '../people/plain-person.ts';
import {run} from '../people/program.ts';
import {still} from '../people/walker.ts';
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

describe('Two consoles of a team', () => {
  it('see on the first screen what the other has frozen, and are asked before they walk there too', async t => {
    const team = await teamDatabase(t);
    const deployed = await deployment(t);
    appendFileSync(join(deployed.folder, 'mcp-runbook.yaml'), teamLines(team));
    const cwd = await otherDesk(t, team);
    const jonas = await firstScreen(t, cwd, team);
    await jonas.sees('Your name');
    await jonas.types('jonas');
    await jonas.presses('enter');
    await jonas.sees(/What is so, by the record at \d\d:\d\d UTC, of all consoles/);

    const mara = await plainPerson(t, ['run', 'mcp-gateway-rollback', '--env', harbour, '--plain', '--operator', 'mara', '--incident', 'INC-204'], {cwd: deployed.folder, env: team.variables('mara')});
    await mara.changes('Freeze MCP traffic', harbour);
    await mara.sees(': Pause rehearsals\n');
    await jonas.sees(new RegExp(`MCP is OFF in ${harbour} since \\d\\d:\\d\\d \\(0 min, mara, INC-204\\)`));

    const asked = await run(t, ['run', 'rehearsal-packet', '--env', harbour, '--auto', '--confirm', harbour, '--reason', 'the nightly packet'], {cwd, env: team.variables('jonas')});
    assert.equal(asked.code, 2, asked.stderr);
    assert.match(asked.stderr, new RegExp(`somebody is at ${harbour} already:\\n +\\S+: MCP is OFF in ${harbour} since .*, mara, open on `));
    const status = await run(t, ['status', '--json'], {cwd, env: team.variables('jonas')});
    const {team: told, environments} = JSON.parse(status.stdout) as {team: {asked: boolean}; environments: Array<{toggle: {value: string}; walks: Array<{operator: string; held: boolean; elsewhere: boolean}>}>};
    assert.deepEqual([told.asked, environments[0]?.toggle.value, environments[0]?.walks.map(({operator: who, held, elsewhere}) => [who, held, elsewhere])], [true, 'off', [['mara', true, true]]]);

    await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
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
