import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {watchWalk} from '../../source/app/effects/watch-walk.ts';
import type {Pointed} from '../../source/app/state/state.ts';
import {systemClock} from '../../source/clock.ts';
import {hour} from '../../source/time.ts';
import type {Workplace} from '../../source/workplace.ts';
import {operator} from '../people/operator.ts';
import {choices, plainPerson} from '../people/plain-person.ts';
import {run, type ProgramRun} from '../people/program.ts';
import {start} from '../people/running.ts';
import {answers, does, still} from '../people/walker.ts';
import {deployment, harbour} from '../worlds/deployment.ts';
import {deskAt, teamLines} from '../worlds/desk.ts';
import {teamDatabase, type TeamDatabase} from '../worlds/team-database.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import {story, type JournalLine} from '../worlds/working-folder.ts';

const rollback = ['run', 'mcp-gateway-rollback', '--env', harbour, '--operator', 'mara', '--incident', 'INC-204'];

async function sharedHarbour(t: AfterTest) {
  const team = await teamDatabase(t);
  const deployed = await deployment(t, {more: teamLines(team)});
  const sessionOf = (): string => readdirSync(join(deployed.folder, 'logs/sessions')).find(name => !name.startsWith('.')) ?? '';
  return {team, deployed, sessionOf};
}

/** What whoever watches has in the header. */
function pointedIn(place: Workplace, session: string): Promise<Pointed> {
  const seen = new AbortController();
  return new Promise(resolve => void watchWalk({place, roots: [place.folder], session, signal: seen.signal}, message => {
    if (message.type !== 'watched') return;
    seen.abort();
    resolve(message.walk.pointed);
  }));
}

/** As if the console had been silent for a minute. */
const minuteLater = (team: TeamDatabase) => team.rows('update mcp_runbook.lease set until = clock_timestamp()');

/** Until all of it is with the team. */
async function shared(team: TeamDatabase, lines: number): Promise<void> {
  while (Number((await team.rows('select count(*) as lines from mcp_runbook.line'))[0]?.lines) < lines);
}

const toldBy = ({code, stdout, stderr}: ProgramRun): string => `${code} ${stdout}${stderr}`;

describe('A session that goes on at another console', {concurrency: 2}, () => {
  it('was left to whoever takes it, with a note; both records are one, and whole', async t => {
    const {team, deployed, sessionOf} = await sharedHarbour(t);
    const mara = await operator(t, {size: [100, 30], cwd: deployed.folder, args: rollback, env: {...(await still(t)), ...team.variables('mara')}});
    await mara.sees('shared');
    await does(mara, 'Freeze MCP traffic', {changes: harbour});
    await mara.brings('h', 'What must the next operator know?');
    await answers(mara, 'frozen, the gateway team is on it');
    await mara.sees('Who takes over? Enter alone: whoever takes it elsewhere');
    await mara.presses('enter');
    assert.equal((await mara.leaves()).code, 0);
    const session = sessionOf();
    await mara.sees(`at another console of the team: mcp-runbook take ${session}`);
    const here = {cwd: deployed.folder, env: team.variables('mara')};
    const lena = await start(t, ['watch', session, '--plain'], here);
    await lena.says('LEFT by mara at ');
    const {window} = await pointedIn({folder: deployed.folder, variables: here.env, clock: systemClock}, session);
    assert.deepEqual([window?.off, Math.round(((window?.ends ?? 0) - Date.now()) / hour)], [true, 28], 'by the ledger beside it: the last drills were 20 hours before');

    const there = await deskAt(t, deployed, team, 'jonas');
    for (const command of ['watch', 'take']) assert.equal((await run(t, ['completion', 'names', '--', command, 'current='], there)).stdout, `${session}\tharbour, mara, unfinished\n`);
    const jonas = await plainPerson(t, ['take', session, '--operator', 'jonas', '--plain', '--despite', 'the same deployment, from the other desk'], there);
    await jonas.sees('MCP gateway rollback in harbour, at step 2 of 12, Pause rehearsals; mara left it: left to whoever takes it: frozen, the gateway team is on it\n');
    await jonas.sees(`${session} is this console's now.`);
    await lena.says(/jonas: takes it over from mara: left to whoever takes it[^]*WATCHING read only: jonas on .* in harbour\n/);
    await jonas.checks('Pause rehearsals', 'every rehearsal job is paused, or runs with --skip-heartbeat');
    const listed = await run(t, ['watch'], here);
    assert.match(listed.stdout, new RegExp(`^MCP gateway rollback\n  harbour, jonas, open on another console, \\d\\d:\\d\\d UTC\n  ${session}\nWatch`), 'once, though its beginning lies here too');
    await jonas.answers(choices, 'q');
    assert.equal(await jonas.leaves(), 0);

    const lines = ['journal.jsonl', 'journal-2.jsonl'].flatMap(name => readFileSync(join(there.cwd, 'logs/sessions', session, name), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as JournalLine));
    assert.deepEqual(story({lines}).slice(3), ['session.paused pause', 'session.recovered', 'session.paused pause', 'session.resumed', 'step.started pause', 'step.finished pause done', 'session.paused impact']);
    const taken = lines.find(({type}) => type === 'session.recovered');
    assert.deepEqual([taken?.operator, taken?.body.taken], ['jonas', {epoch: 1, from: 'mara', reason: 'left to whoever takes it: frozen, the gateway team is on it'}]);
    const verified = await run(t, ['sessions', 'verify', session, '--team'], there);
    assert.match(toldBy(verified), /^1 unfinished/);
    assert.match(verified.stdout, /The team has the same \d+ lines\./);
    assert.deepEqual(await team.rows('select seq from mcp_runbook.fork'), []);
    assert.equal(await deployed.route(), 'legacy');
    const record = await run(t, ['sessions', 'record', session, '--json'], there);
    const {missing} = JSON.parse(record.stdout) as {missing: string[]};
    assert.deepEqual(missing.filter(text => /evidence|[0-9a-f]{64}/.test(text)), [], 'what both consoles kept is here');
  });

  it('is taken from a console that is still there: that one hears of it at once, changes nothing more, and what it writes is kept beside', async t => {
    const {team, deployed, sessionOf} = await sharedHarbour(t);
    const mara = await operator(t, {size: [100, 30], cwd: deployed.folder, args: rollback, env: {...(await still(t)), ...team.variables('mara')}});
    await mara.sees('shared');
    const session = sessionOf();
    const there = await deskAt(t, deployed, team, 'jonas');
    const take = (...reason: string[]): Promise<ProgramRun> => run(t, ['take', session, '--operator', 'jonas', ...reason], there);
    assert.match(toldBy(await take('--reason', 'in a hurry')), /^1 mara has the session \S+ open\nAsk for it: left there with h or q, it is free\. Where that console is dead, it is free in \d+ s\./);
    // Renews its lease each ten seconds, which the commands below can take longer than.
    await mara.sends('SIGSTOP');
    await minuteLater(team);
    assert.match(toldBy(await run(t, ['take', session, '--reason', 'her line is down'], there)), /^2 MCP gateway rollback in harbour[^]*mara had it last\.\nNothing was written\. Name yourself with: --operator NAME\.\n$/);
    assert.deepEqual(await team.rows('select epoch from mcp_runbook.claim'), []);
    assert.match(toldBy(await take()), /^2 MCP gateway rollback in harbour, at step 1 of 12, Freeze MCP traffic; the console of mara has not been heard of[^]*somebody has to say why/);
    assert.match(toldBy(await take('--reason', 'her line is down')), new RegExp(`^0 [^]*${session} is this console's now`));
    await mara.sends('SIGCONT');
    await mara.sees('TAKEN OVER');
    await mara.sees(/TAKEN +jonas took this session over at \d\d:\d\d:\d\d UTC, her line is/);
    await mara.brings('enter', 'enter: the session was taken over at another console');
    await mara.brings('n', 'A note for the record');
    await answers(mara, 'was it you?');
    await mara.sees('note kept');
    await mara.presses('q');
    await mara.leaves();
    assert.equal(await deployed.route(), 'mcp');
    const forks = await team.rows('select by_user::text as by, count(*)::int as lines from mcp_runbook.fork group by 1');
    assert.deepEqual(forks, [{by: 'mara', lines: 2}]);
    assert.match(toldBy(await run(t, ['sessions', 'verify', session, '--team'], {cwd: deployed.folder, env: team.variables('mara')})), /^3 tampered[^]*The team has another line here/);
    assert.match(toldBy(await run(t, ['sessions', 'verify', session, '--team'], there)), /^1 unfinished[^]*The team has the same 3 lines[^]*Beside its record the team keeps 2 other lines/);
  });

  it('is taken from a dead console by one of two who want it at once, and the other is told who has it', async t => {
    const {team, deployed, sessionOf} = await sharedHarbour(t);
    const mara = await plainPerson(t, [...rollback, '--plain'], {cwd: deployed.folder, env: team.variables('mara')});
    await mara.changes('Freeze MCP traffic', harbour);
    await mara.sees(': Pause rehearsals\n');
    await shared(team, 3);
    await mara.dies();
    await minuteLater(team);
    const session = sessionOf();
    const tries = await Promise.all(['jonas', 'ines'].map(async user => run(t, ['take', session.slice(0, -2), '--operator', user, '--reason', 'her console died'], await deskAt(t, deployed, team, user))));
    const [winner, loser] = tries[0]?.code === 0 ? ['jonas', tries[1]] as const : ['ines', tries[0]] as const;
    assert.deepEqual(tries.map(({code}) => code).toSorted(), [0, 1], tries.map(toldBy).join('\n'));
    assert.match(toldBy(loser as ProgramRun), new RegExp(`${winner} (?:took|has) the session`));
    assert.deepEqual(await team.rows('select by_user::text as by, epoch::int, reason from mcp_runbook.claim'), [{by: winner, epoch: 1, reason: 'her console died'}]);

    const back = await plainPerson(t, ['resume', session, '--plain', '--operator', 'mara'], {cwd: deployed.folder, env: team.variables('mara')});
    await back.answers(choices, 's');
    await back.answers('Why? Skipping stays visible: ', 'on paper');
    await back.sees('Step 3 of 12');
    await back.answers(choices, 'q');
    assert.equal(await back.leaves(), 0);
    assert.match(back.page(), /the session was taken over elsewhere: what was written here since is kept beside its record/);
  });

  it('is taken on the screens too, where who takes it and why is asked, and taken back by the first console, which has its beginning', async t => {
    const {team, deployed, sessionOf} = await sharedHarbour(t);
    const mara = await plainPerson(t, [...rollback, '--plain'], {cwd: deployed.folder, env: team.variables('mara')});
    await mara.sees(': Freeze MCP traffic\n');
    await shared(team, 1);
    await mara.dies();
    await minuteLater(team);
    const session = sessionOf();
    const there = await deskAt(t, deployed, team, 'jonas');
    const jonas = await operator(t, {size: [100, 30], cwd: there.cwd, args: ['take', session], env: {...(await still(t)), ...there.env}});
    await jonas.sees(/mara had it last\.\s+Who goes on\? What follows is recorded under that name:/);
    await jonas.types('\r');
    await jonas.sees('the record needs a name.');
    await jonas.types('jonas\r');
    await jonas.sees('Why is it taken over? This stays on record');
    await jonas.types('her laptop died\r');
    await jonas.sees(/harbour is described otherwise here:\n {2}toggles\.file was [^]*Why is that right\? This stays on record; enter alone: not taken:/);
    assert.deepEqual(await team.rows('select epoch from mcp_runbook.claim'), [], 'not before');
    await jonas.types('the same deployment\r');
    await jonas.sees('enter read the plan');
    await jonas.sees(/1 of 12 +jonas/);
    await does(jonas, 'Freeze MCP traffic', {changes: harbour});
    await jonas.presses('q');
    assert.equal((await jonas.leaves()).code, 0);
    assert.equal(await deployed.route(), 'legacy');

    const back = await plainPerson(t, ['take', session, '--operator', 'mara', '--plain', '--despite', 'the same deployment'], {cwd: deployed.folder, env: team.variables('mara')});
    await back.sees('Pause rehearsals; jonas left it: left by the operator\n');
    await back.sees('Step 2 of 12: Pause rehearsals');
    await back.answers(choices, 'q');
    assert.equal(await back.leaves(), 0);
    assert.deepEqual(await team.rows('select epoch::int, by_user::text as by from mcp_runbook.claim order by 1'), [{epoch: 1, by: 'jonas'}, {epoch: 2, by: 'mara'}]);
    assert.deepEqual(await team.rows('select seq from mcp_runbook.fork'), []);
    assert.deepEqual(readFileSync(join(there.cwd, 'logs/sessions', session, 'journal-2.jsonl'), 'utf8').match(/"operator":"\w+"/g)?.filter(by => by !== '"operator":"jonas"'), [], 'all that was written here is his');
    assert.match(toldBy(await run(t, ['sessions', 'verify', session, '--team'], {cwd: deployed.folder, env: team.variables('mara')})), /^1 unfinished[^]*The team has the same \d+ lines/);
  });

  it('brings the receipt of its smoke run, which the next step looks at', async t => {
    const {team, deployed, sessionOf} = await sharedHarbour(t);
    const mara = await plainPerson(t, ['run', 'stage-b-rehearsal', '--env', harbour, '--plain', '--operator', 'mara', '--incident', 'INC-7'], {cwd: deployed.folder, env: team.variables('mara')});
    await mara.checks('Confirm the toggles');
    await mara.checks('Confirm the gateway', 'the gateway shown above is the one this rehearsal is meant for');
    await mara.changes('Run the smoke checks', harbour);
    await mara.sees(': Review the receipt\n');
    await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
    const there = await deskAt(t, deployed, team, 'jonas');
    const jonas = await plainPerson(t, ['take', sessionOf(), '--operator', 'jonas', '--plain', '--despite', 'the same deployment'], there);
    await jonas.checks('Review the receipt');
    await jonas.sees(': Review the ledger entries\n');
    await jonas.answers(choices, 'q');
    assert.equal(await jonas.leaves(), 0);
  });

  it('is none of those that are practice, closed or not there', async t => {
    const {team, deployed} = await sharedHarbour(t);
    const there = await deskAt(t, deployed, team, 'jonas');
    const practised = await run(t, ['run', 'stage-b-rehearsal', '--auto', '--operator', 'mara'], {cwd: deployed.folder, env: team.variables('mara')});
    const session = (await team.rows('select session from mcp_runbook.line limit 1'))[0]?.session;
    assert.equal(practised.code, 0);
    const take = async (named: string): Promise<string> => toldBy(await run(t, ['take', named, '--reason', 'x', '--operator', 'jonas'], there));
    assert.match(await take(String(session)), /^2 the session \S+ is closed/);
    assert.match(await take('20251120'), /^2 the team has no session "20251120"/);
    const left = await plainPerson(t, ['run', 'stage-b-rehearsal', '--env', 'practice', '--plain', '--operator', 'mara'], {cwd: deployed.folder, env: team.variables('mara')});
    await left.answers(choices, 'q');
    assert.equal(await left.leaves(), 0);
    const practice = (await team.rows(`select session from mcp_runbook.line where session <> '${String(session)}' limit 1`))[0]?.session;
    assert.match(await take(String(practice)), /^2 \S+ is practice, and its world is on the console where it was begun/);
    assert.deepEqual(await team.rows('select epoch from mcp_runbook.claim'), []);
  });
});
