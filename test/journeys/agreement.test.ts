import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {journalOf} from './audit.ts';
import {operator} from '../people/operator.ts';
import {choices, pasted, plainPerson} from '../people/plain-person.ts';
import {run} from '../people/program.ts';
import {patience} from '../people/waiting.ts';
import {answers, still} from '../people/walker.ts';
import {deployment, harbour} from '../worlds/deployment.ts';
import {desk, teamLines} from '../worlds/desk.ts';
import {teamDatabase, type TeamDatabase} from '../worlds/team-database.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';

const rollback = ['run', 'mcp-gateway-rollback', '--env', harbour, '--operator', 'mara', '--incident', 'INC-204'];

/** A harbour where jonas or ada has to agree, and its operators' database. */
async function guardedHarbour(t: AfterTest) {
  const team = await teamDatabase(t);
  const deployed = await deployment(t, {more: `    approval: {people: [jonas, ada]}\n${teamLines(team)}`});
  return {team, deployed};
}

const approval = (deployed: {folder: string}) => journalOf(deployed).lines.find(({type}) => type === 'approval.given')?.body;

const toldBy = async (team: TeamDatabase) => (await team.rows('select by_user, from_address::text as address from mcp_runbook.agreement'));

describe('A freeze that two people have to agree to, on two consoles', {concurrency: 2}, () => {
  it('waits on the first, is read whole and agreed to on the second, and goes on by itself', async t => {
    const {team, deployed} = await guardedHarbour(t);
    const mara = await operator(t, {size: [100, 30], cwd: deployed.folder, args: rollback, env: {...(await still(t)), ...team.variables('mara')}});
    await mara.sees('shared');
    await mara.brings('enter', 'Another person, jonas or ada, reads this plan', 'or, at another desk: mcp-runbook approve');
    const there = await desk(t, team, 'jonas');
    assert.match((await run(t, ['completion', 'names', '--', 'approve', 'current='], there)).stdout, /^\d{8}T\d{6}Z-mcp-gateway-rollback-[0-9a-f]{4}\tmara, step 1: Freeze MCP traffic\n$/);
    const [, digits = ''] = /digits ([0-9a-f]{4})/.exec(mara.screen()) ?? [];
    const jonas = await plainPerson(t, ['approve'], there);
    // Pasted before the plan is there, it is no answer to it.
    jonas.types(`${digits}\r${digits}`);
    const question = `jonas, to agree type its digits, ${digits}; enter alone: not agreed: `;
    const page = await jonas.answers(question, '0000');
    assert.match(page, /1 MCP gateway rollback, step 1: Freeze MCP traffic\n {2}REHEARSAL harbour INC-204 mara waits since \d\d:\d\d:\d\d UTC\n/);
    const plan = mara.screen().split('\n').map(row => row.replace(/^.*│/, '').trim()).filter(row => /^(?:CHANGES|UNDO|UNTIL) /.test(row));
    assert.equal(plan.length, 3);
    for (const row of plan) assert.ok(page.includes(row), `not on the other desk: ${row}\n${page}`);
    await jonas.sees("Not agreed: those are not the plan's digits.");
    // A whole paste agrees to nothing, with its enter or with one that is typed.
    await jonas.answers(question, pasted(`${digits}\r`));
    await jonas.sees('What is pasted is not taken here: type it.\n');
    await jonas.answers(question, pasted(digits));
    await jonas.sees('What is pasted is not taken here: type it.\n');
    await jonas.answers(question, digits);
    await jonas.sees('Agreed, as jonas. mara goes on, and is asked to confirm.');
    assert.equal(await jonas.leaves(), 0);
    await mara.sees('jonas agreed');
    await mara.sees('enter confirm and run');
    await answers(mara, `${harbour} ${digits}`);
    await mara.sees(/operators are on the legacy handlers/);
    await mara.sees('enter next step');
    assert.equal(await deployed.route(), 'legacy');
    const given = approval(deployed);
    assert.deepEqual([given?.approver, given?.digits, given?.of], ['jonas', digits, 'freeze']);
    const source = given?.source as Record<string, unknown>;
    assert.deepEqual([source.where, source.user, source.address, Math.abs(Date.parse(String(source.at)) - Date.now()) < 60_000], ['another desk', 'jonas', '127.0.0.1', true]);
    assert.deepEqual(await toldBy(team), [{by_user: 'jonas', address: '127.0.0.1/32'}]);
    assert.match((await run(t, ['approve'], there)).stdout, /^Nothing waits for an agreement\./);
  });

  it('is listed for scripts, and refused to whoever asked and to whom the environment does not name', async t => {
    const {team, deployed} = await guardedHarbour(t);
    const mara = await plainPerson(t, [...rollback, '--plain'], {cwd: deployed.folder, env: team.variables('mara')});
    await mara.answers(choices, 'r');
    await mara.sees('Or, at another desk: mcp-runbook approve\n');
    const own = await desk(t, team, 'mara');
    for (const asked = performance.now(); ; ) {
      assert.ok(performance.now() - asked < patience, `nothing waits: ${mara.page()}`);
      const listed = await run(t, ['approve', '--json'], own);
      const {user, waiting} = JSON.parse(listed.stdout) as {user: string; waiting: Array<{by: string; people: string[]; environment: string}>};
      if (waiting.length === 0) continue;
      assert.deepEqual([listed.code, user, waiting.map(({by, people, environment}) => [by, people, environment])], [0, 'mara', [['mara', ['jonas', 'ada'], harbour]]]);
      break;
    }
    const herself = await plainPerson(t, ['approve'], own);
    await herself.sees('Not agreed: whoever asks cannot agree, and this is the same database user.');
    assert.equal(await herself.leaves(), 1);
    const ines = await plainPerson(t, ['approve'], await desk(t, team, 'ines'));
    await ines.sees('Not agreed: ines may not agree here: it takes jonas or ada.');
    assert.equal(await ines.leaves(), 1);

    const jonas = await plainPerson(t, ['approve'], await desk(t, team, 'jonas'));
    const asked = /type its digits, ([0-9a-f]{4})/;
    await jonas.sees(asked);
    const digits = asked.exec(jonas.page())?.[1] ?? '';
    await jonas.answers('not agreed: ', digits);
    await jonas.sees('Agreed, as jonas.');
    await mara.sees(/agreed by jonas, plan [0-9a-f]{4}, at another desk, \S+Z by the team's database, from 127\.0\.0\.1\n/);
    await mara.answers(choices, 'r');
    await mara.confirms(harbour);
    await mara.sees(': Pause rehearsals\n');
    assert.equal(await deployed.route(), 'legacy');
  });

  it('is agreed to at the first keyboard while the database is away, and the record says so', async t => {
    const deployed = await deployment(t, {more: `    approval: {people: [jonas, ada]}\n${teamLines({address: 'postgres://127.0.0.1:1/runbook'})}`});
    const mara = await operator(t, {size: [100, 30], cwd: deployed.folder, args: rollback, env: await still(t)});
    await mara.sees('not shared');
    await mara.brings('enter', /only at this keyboard: the team's database cannot be asked, nothing/);
    const [, digits = ''] = /digits ([0-9a-f]{4})/.exec(mara.screen()) ?? [];
    await answers(mara, 'ada');
    await mara.sees('ada, if the plan is right');
    await answers(mara, digits);
    await mara.sees('ada agreed');
    await answers(mara, `${harbour} ${digits}`);
    await mara.sees('enter next step');
    assert.equal(await deployed.route(), 'legacy');
    assert.deepEqual([approval(deployed)?.approver, approval(deployed)?.source], ['ada', {where: 'this keyboard'}]);
  });
});
