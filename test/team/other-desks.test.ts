import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import {askDesks, type DeskPorts, type FromDesks} from '../../source/team/other-desks.ts';
import {openPostgres} from '../../source/team/postgres-store.ts';
import type {Asked, TeamStore} from '../../source/team/team-store.ts';
import {teamDatabase, type TeamDatabase} from '../worlds/team-database.ts';

const session = '20261128T120000Z-mcp-gateway-rollback-811f';
const plan = (change: Partial<Asked> = {}): Asked => ({session, step: 'freeze', plan: '{}', sha256: `${'0'.repeat(60)}beef`, until: Date.now() + 300_000, people: null, ...change});

/** Mara asks, from her console; what she hears is waited for by a word of it. */
function waiting(team: TeamDatabase, asked: Asked, change: Partial<DeskPorts> = {}) {
  const heard: FromDesks[] = [];
  let tell = (): void => {};
  const stop = new AbortController();
  const open = (dropped: AbortSignal): Promise<TeamStore> => openPostgres(team.address, team.variables('mara'), 'mcp-runbook mara', dropped);
  const over = askDesks(asked, {open, clock: systemClock, pauseAfter: () => 10, ...change}, what => {
    heard.push(what);
    tell();
  }, stop.signal);
  const hears = async (state: FromDesks['state']): Promise<FromDesks> => {
    for (;;) {
      const found = heard.find(what => what.state === state);
      if (found) return found;
      await new Promise<void>(resolve => {
        tell = resolve;
      });
    }
  };
  const leaves = async (): Promise<void> => {
    stop.abort();
    await over;
  };
  return {heard, hears, leaves, over};
}

describe('Agreement from another desk', () => {
  it('reaches whoever waits, with the user, the time and the address that the server says, once', async t => {
    const team = await teamDatabase(t);
    const mara = waiting(team, plan());
    await mara.hears('asked');
    const jonas = await team.as('jonas');
    const [request] = await jonas.requests();
    assert.deepEqual([request?.session, request?.by, await jonas.agree(request?.id ?? 0, 'beef')], [session, 'mara', 'agreed']);
    const agreed = await mara.hears('agreed');
    assert.ok(agreed.state === 'agreed');
    assert.deepEqual([agreed.by, agreed.address], ['jonas', '127.0.0.1']);
    assert.ok(Math.abs(Date.parse(agreed.at) - Date.now()) < 60_000);
    await mara.leaves();
    assert.deepEqual(mara.heard.map(({state}) => state), ['asked', 'agreed']);
  });

  it('is seen by looking where something between swallows the news', async t => {
    const team = await teamDatabase(t);
    const mara = waiting(team, plan(), {open: async dropped => ({...(await openPostgres(team.address, team.variables('mara'), 'mcp-runbook mara', dropped)), follow: async () => false})});
    await mara.hears('asked');
    const jonas = await team.as('jonas');
    assert.equal(await jonas.agree((await jonas.requests())[0]?.id ?? 0, 'beef'), 'agreed');
    await mara.hears('agreed');
    await mara.leaves();
  });

  it('is asked for as soon as the database is there, and meanwhile it is said why it is not', async t => {
    const team = await teamDatabase(t);
    let isAway = true;
    const mara = waiting(team, plan(), {open: dropped => openPostgres(isAway ? 'postgres://127.0.0.1:1/runbook' : team.address, team.variables('mara'), 'mcp-runbook mara', dropped)});
    assert.deepEqual(await mara.hears('away'), {state: 'away', why: 'nothing listens there (ECONNREFUSED)'});
    isAway = false;
    await mara.hears('asked');
    await mara.leaves();
  });

  it('is still asked for after a look that failed, since nobody has left', async t => {
    const team = await teamDatabase(t);
    let looks = 0;
    const mara = waiting(team, plan(), {
      open: async dropped => {
        const store = await openPostgres(team.address, team.variables('mara'), 'mcp-runbook mara', dropped);
        return {...store, agreed: async request => ((looks += 1) === 1 ? Promise.reject(new Error('Query read timeout')) : store.agreed(request))};
      },
    });
    await mara.hears('away');
    const jonas = await team.as('jonas');
    assert.equal(await jonas.agree((await jonas.requests())[0]?.id ?? 0, 'beef'), 'agreed');
    await mara.hears('agreed');
    await mara.leaves();
    assert.deepEqual(await jonas.requests(), []);
  });

  it('opens nothing once nobody waits, nor for a plan that was made anew; who agreed to the first has not agreed to the second', async t => {
    const team = await teamDatabase(t);
    const jonas = await team.as('jonas');
    const first = waiting(team, plan());
    await first.hears('asked');
    const [request] = await jonas.requests();
    await first.leaves();
    assert.deepEqual([await jonas.requests(), await jonas.agree(request?.id ?? 0, 'beef')], [[], 'over']);

    const second = waiting(team, plan({until: Date.now() + 290_000}));
    await second.hears('asked');
    const [again] = await jonas.requests();
    assert.equal(await jonas.agree(again?.id ?? 0, 'beef'), 'agreed');
    await second.hears('agreed');
    const third = waiting(team, plan({until: Date.now() + 280_000}));
    await third.hears('asked');
    assert.equal(await jonas.agree(again?.id ?? 0, 'beef'), 'over', 'though the second is still waited for');
    assert.deepEqual((await jonas.requests()).map(({id}) => id > (again?.id ?? 0)), [true]);
    await Promise.all([second.leaves(), third.leaves()]);
    assert.ok(third.heard.every(({state}) => state === 'asked'));
  });

  it('is given by nobody for somebody else: who asks cannot agree, and only they withdraw', async t => {
    const team = await teamDatabase(t);
    const mara = waiting(team, plan());
    await mara.hears('asked');
    const [own, jonas] = [await team.as('mara'), await team.as('jonas')];
    const [request] = await jonas.requests();
    assert.equal(await own.agree(request?.id ?? 0, 'beef'), 'own');
    await jonas.withdraw(request?.id ?? 0);
    assert.equal((await jonas.requests()).length, 1);
    await assert.rejects(jonas.ask(plan({until: request?.until ?? 0})), {code: '42501'});
    await assert.rejects((await team.as('ada')).agree(request?.id ?? 0, 'beef'), {code: '42501'});
    await mara.leaves();
  });

  it('waits for a console whose clock is wrong as long as for any other', async t => {
    const team = await teamDatabase(t);
    const jonas = await team.as('jonas');
    for (const wrong of [-3_600_000, 3_600_000]) {
      const clock = {...systemClock, now: () => Date.now() + wrong};
      const mara = waiting(team, plan({until: clock.now() + 300_000}), {clock});
      await mara.hears('asked');
      const [request] = await jonas.requests();
      const left = (request?.until ?? 0) - Date.now();
      assert.ok(left > 200_000 && left <= 301_000, `${left} ms`);
      assert.equal(await jonas.agree(request?.id ?? 0, 'beef'), 'agreed');
      await mara.hears('agreed');
      await mara.leaves();
    }
  });

  it('is waited for no longer than the plan holds', async t => {
    const team = await teamDatabase(t);
    const mara = waiting(team, plan({until: Date.now() - 1}));
    await mara.over;
    assert.deepEqual(mara.heard, [{state: 'late'}]);
  });
});
