import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {story} from '../worlds/working-folder.ts';
import {journalOf} from './audit.ts';
import {deployment, harbour, operatorEnv, type Deployment} from '../worlds/deployment.ts';
import {choices, plainPerson, type PlainPerson} from '../people/plain-person.ts';

async function begins(t: TestContext, deployed: Deployment, runbook = 'mcp-gateway-rollback'): Promise<PlainPerson> {
  const mara = await plainPerson(t, ['run', runbook, '--env', harbour, '--plain', '--operator', 'mara', '--incident', 'INC-7'], {cwd: deployed.folder});
  return mara;
}

/** All but what the session itself writes of itself. */
const outside = (deployed: Deployment): Map<string, string> => new Map([...deployed.tree()].filter(([file]) => !/^logs\/(?:sessions\/|\.fingerprint-key$)/.test(file)));

describe('a change that is not confirmed as it was read', {concurrency: 2}, () => {
  it('is not made by a wrong name, wrong digits, half of it, or Enter alone', async t => {
    const deployed = await deployment(t);
    const before = outside(deployed);
    const mara = await begins(t, deployed);
    const wrong: Array<(digits: string) => string> = [
      () => '',
      digits => digits,
      () => harbour,
      digits => `harbor ${digits}`,
      digits => `HARBOUR ${digits}`,
      digits => `${harbour} ${digits.replace(/^./, digit => (digit === '0' ? '1' : '0'))}`,
      digits => `${harbour}  ${digits}`,
      digits => `${harbour} ${digits} `,
      () => 'y',
    ];
    for (const typed of wrong) {
      await mara.answers(choices, 'r');
      const {digits} = await mara.readsThePlan(harbour);
      await mara.answers(`${harbour} ${digits}: `, typed(digits));
      await mara.sees(`That is not ${harbour} ${digits}; nothing was run.\n`);
    }
    await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
    assert.deepEqual(outside(deployed), before);
    assert.deepEqual([await deployed.route(), deployed.gateway.requests()], ['mcp', []]);
    assert.deepEqual(story(journalOf(deployed)), ['session.opened', 'session.paused freeze']);
  });

  it('is not made when somebody else was at the file meanwhile, and is planned anew', async t => {
    const deployed = await deployment(t);
    const mara = await begins(t, deployed);
    for (const [edited, told] of [
      [`${operatorEnv}\n# Jonas was here`, /not run: what it would change is no longer as it was\n  next: Read the plan again/],
      [operatorEnv.replaceAll('ABZU_USE_MCP=1', 'ABZU_USE_MCP=0'), /not run: changed since the plan was made: ABZU_USE_MCP\n  next: Read the plan again/],
    ] as const) {
      deployed.write('deploy/operator.env', operatorEnv);
      await mara.answers(choices, 'r');
      const {digits} = await mara.readsThePlan(harbour);
      deployed.write('deploy/operator.env', edited);
      const before = outside(deployed);
      await mara.answers(`${harbour} ${digits}: `, `${harbour} ${digits}`);
      await mara.sees(told);
      assert.deepEqual(outside(deployed), before);
    }
    assert.equal(await deployed.route(), 'mcp');
    assert.deepEqual(story(journalOf(deployed)), ['session.opened']);
    const {plan} = await anew(mara);
    assert.match(plan, /ABZU_USE_MCP in deploy\/operator\.env, line 6: stays 0\n/);
  });

  it('is not made where the file is gone, and says so before anything is asked', async t => {
    const deployed = await deployment(t);
    const mara = await begins(t, deployed);
    deployed.remove('deploy/operator.env');
    await mara.answers(choices, 'r');
    await mara.sees('This cannot be done: deploy/operator.env cannot be used: it does not exist (ENOENT)\n');
    await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
    assert.deepEqual(story(journalOf(deployed)), ['session.opened', 'session.paused freeze']);
    assert.deepEqual(deployed.oldCopies(), []);
  });
});

async function anew(mara: PlainPerson): Promise<{plan: string; digits: string}> {
  await mara.answers(choices, 'r');
  return mara.readsThePlan(harbour);
}

describe('a token that is not given', {concurrency: 2}, () => {
  const token = 'harbour-first-token';

  /** Mara alone: she goes on without a second person, which the page lets her do with a reason. */
  async function atTheToken(t: TestContext, deployed: Deployment): Promise<PlainPerson> {
    const mara = await begins(t, deployed, 'credential-rotation');
    await mara.checks('See what is live');
    await mara.answers(choices, 's');
    await mara.answers('Why? Skipping stays visible: ', 'nobody is awake');
    return mara;
  }

  it('leaves the old one where it is: Enter alone, a blank inside, the same one once more', async t => {
    const deployed = await deployment(t, {token});
    const before = outside(deployed);
    const mara = await atTheToken(t, deployed);
    for (const [typed, told] of [
      ['', /nobody typed the new token/],
      ['two words', /the new token was refused: /],
      [token, /the new token was refused: /],
    ] as const) {
      // From the second time on the plan is one that was confirmed before, and no key brings that back.
      const {digits} = await anew(mara);
      await mara.answers(`${harbour} ${digits}: `, '\u001B[A\u001B[A');
      await mara.answers(choices, 'r');
      await mara.confirms(harbour);
      await mara.answers('The new token (not shown): ', typed);
      if (typed !== '') await mara.answers('or enter alone where it was pasted: ', '');
      await mara.sees(told);
      await mara.sees(/Nothing was changed\./);
    }
    await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
    assert.deepEqual(outside(deployed), before);
    assert.deepEqual([mara.bytes.includes(token), mara.bytes.includes('two words')], [false, false]);
  });

  for (const [key, name, code] of [['\u0003', 'ctrl-c', 130], ['\u0004', 'ctrl-d', 0]] as const) {
    it(`leaves the old one where it is: ${name}`, async t => {
      const deployed = await deployment(t, {token});
      const before = outside(deployed);
      const mara = await atTheToken(t, deployed);
      await mara.changes('Update the secret', harbour);
      await mara.sees('The new token (not shown): ');
      mara.types(key);
      assert.equal(await mara.leaves(), code);
      assert.match(mara.page(), /nobody typed the new token[^]*The session is kept\./);
      assert.deepEqual(outside(deployed), before);
    });
  }
});
