import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {story} from '../worlds/working-folder.ts';
import {audits, journalOf} from './audit.ts';
import {deployment, harbour, operatorEnv, type Deployment} from '../worlds/deployment.ts';
import {choices, plainPerson, type PlainPerson} from '../people/plain-person.ts';
import {webhook} from '../worlds/webhook.ts';

const titles = {
  freeze: 'Freeze MCP traffic', pause: 'Pause rehearsals', impact: 'Assess doctrine impact', gap: 'Note the ledger gap', recovery: 'Wait for the gateway',
  try: 'Try the handshake', restore: 'Restore MCP traffic', smoke: 'Smoke after restore', ledger: 'Review fresh lines', close: 'Close the gap', closure: 'Document closure', record: 'Write the record',
};

const frozenEnv = operatorEnv.replace('ABZU_USE_MCP=1', 'ABZU_USE_MCP=0');

async function begins(t: TestContext, deployed: Deployment): Promise<PlainPerson> {
  const args = ['run', 'mcp-gateway-rollback', '--env', harbour, '--plain', '--operator', 'mara', '--incident', 'INC-204'];
  return plainPerson(t, args, {cwd: deployed.folder});
}

/** Freeze, and what is to be done while operators are on the legacy route. */
async function freezes(mara: PlainPerson, {first}: {first: boolean}): Promise<void> {
  await mara.changes(titles.freeze, harbour);
  await mara.checks(titles.pause, 'every rehearsal job is paused, or runs with --skip-heartbeat');
  await mara.checks(titles.impact, 'the incident channel knows until when MCP has to be back');
  await mara.changes(titles.gap, harbour);
  if (first) await mara.answers('Why does the ledger record no drills? ', 'The gateway refused the handshake, INC-204.');
  await mara.checks(titles.recovery, 'whoever runs the gateway calls it stable');
  await mara.sees(`: ${titles.try}\n`);
}

/** The handshake first, then operators. */
async function restores(mara: PlainPerson): Promise<void> {
  await mara.changes(titles.try, harbour);
  await mara.changes(titles.restore, harbour);
}

async function proves(mara: PlainPerson): Promise<void> {
  await mara.changes(titles.smoke, harbour);
  await mara.checks(titles.ledger);
  await mara.changes(titles.close, harbour);
  await mara.checks(titles.closure, 'the paused jobs run again');
  await mara.answers('What was wrong, and what is left to do? ', 'A broken certificate, for minutes; nothing is left.');
  await mara.changes(titles.record, harbour);
  await mara.answers('Is this so? the gateway is healthy (y yes, x no, n not yet): ', 'y');
  assert.equal(await mara.leaves(), 0);
}

const ends = (text: string): boolean => /^(?:step\.finished|session\.closed)/.test(text);

describe('a rollback of a deployment that only a file describes', {concurrency: 2}, () => {
  it('takes operators to the legacy handlers and back, and leaves a record that others can check', async t => {
    const channel = await webhook(t);
    const deployed = await deployment(t, {more: `    notify: ${channel.url}\n`});
    const [before, service] = [deployed.ledger(), await deployed.health()];
    const mara = await begins(t, deployed);
    await freezes(mara, {first: true});
    assert.equal(await deployed.route(), 'legacy');
    assert.notEqual(await deployed.health(), service?.replace('mcp', 'legacy'), 'the service was not restarted');
    assert.equal(deployed.read('deploy/operator.env'), frozenEnv);
    assert.deepEqual(deployed.oldCopies(), [operatorEnv]);
    assert.deepEqual(deployed.gaps().map(({event, incident, operator, reason}) => [event, incident, operator, reason]), [['gap.opened', 'INC-204', 'mara', 'The gateway refused the handshake, INC-204.']]);
    assert.deepEqual(deployed.gateway.requests(), [], 'somebody asked the gateway while it was to be left alone');

    await restores(mara);
    await mara.sees(/apply: operator service restarted\n.*\n {2}apply: route=mcp\n/);
    await mara.sees(`: ${titles.smoke}\n`);
    assert.equal(await deployed.route(), 'mcp');
    assert.equal(deployed.read('deploy/operator.env'), operatorEnv);
    assert.deepEqual(deployed.oldCopies(), [operatorEnv, frozenEnv]);
    await proves(mara);
    assert.deepEqual(deployed.ledger().slice(0, 3), before, 'old lines are no longer what they were');
    assert.deepEqual(deployed.ledger().slice(3).map(line => (JSON.parse(line) as {connector_id: string}).connector_id), ['operator_api', 'operator_upload', 'crown_handshake']);
    const [opened, closed, ...more] = deployed.gaps();
    assert.deepEqual([closed?.event, closed?.gap_id, (closed?.entries as unknown[]).length, more], ['gap.closed', opened?.gap_id, 3, []]);
    assert.deepEqual(deployed.gateway.requests(), ['POST /handshake', 'POST /handshake', 'POST /heartbeat']);

    assert.deepEqual(story(journalOf(deployed)).filter(ends), [
      ...['freeze', 'pause', 'impact', 'gap', 'recovery', 'try', 'restore', 'smoke', 'ledger', 'close-gap', 'close', 'record'].map(step => `step.finished ${step} done`),
      'session.closed completed',
    ]);
    // While MCP is off each notice says until when. One for which the machine had no time is told as that.
    const wanted = ['opened', 'frozen, until when', 'gap noted, until when', 'restored', 'closed'];
    const posted = channel.posted.map(({event, deadline}) => (deadline === null ? event : `${event}, until when`));
    assert.deepEqual(posted, wanted.filter(one => posted.includes(one)));
    const [, missed = '0'] = /^(\d) notices? (?:was|were) not delivered/m.exec(mara.page()) ?? [];
    assert.ok(wanted.length - posted.length <= Number(missed), `${posted.join('; ')} came, ${missed} are said to be missing`);
    assert.deepEqual([...new Set(channel.posted.map(({incident}) => incident))], ['INC-204']);
    await audits(t, deployed);
  });

  for (let round = 1; round <= Number(process.env.ROLLBACK_RUNS ?? 1); round++) {
    it(`is completed beside a service that writes to the ledger itself and takes its time to restart, round ${round}`, async t => {
      const deployed = await deployment(t);
      deployed.does('writes-ahead');
      deployed.does('returns-at-once');
      await deployed.route();
      const mara = await begins(t, deployed);
      await freezes(mara, {first: true});
      await restores(mara);
      await mara.sees(`: ${titles.smoke}\n`);
      await proves(mara);
      assert.equal(await deployed.route(), 'mcp');
      const lines = deployed.ledger().slice(3).map(line => JSON.parse(line) as {rotated_at: string; stage_b_run_id?: string});
      assert.equal(lines.filter(line => line.stage_b_run_id !== undefined).length, 3);
      assert.ok(lines.filter(line => Date.parse(line.rotated_at) > Date.now()).length >= 4, 'the service wrote less than it does');
      assert.deepEqual(story(journalOf(deployed)).filter(ends).filter(line => !line.endsWith(' done')), ['session.closed completed']);
    });
  }

  it('is led back to the freeze when the service does not come back, and succeeds on the second way', async t => {
    const deployed = await deployment(t);
    const mara = await begins(t, deployed);
    await freezes(mara, {first: true});
    deployed.breaks('service-stays-down');
    await restores(mara);
    await mara.sees(`: ${titles.freeze}\n`);
    const page = mara.page();
    assert.match(page, /apply: operator service did not come back\n/);
    assert.match(page, /failed: the new value of ABZU_USE_MCP is written \(deploy\/operator\.env\), but not in force: .* exit code 1: operator service did not come back/);
    assert.match(page, /next: Run it by hand when its trouble is mended: .*operator-apply\.js'? \d+\. Or set ABZU_USE_MCP back\./);
    assert.match(page, /proof fails: operators are on MCP \(route\.probe = mcp\): expected mcp, found unknown\n[^]*the page leads to step 1: Freeze MCP traffic\n/);
    assert.equal(await deployed.route(), undefined, 'nobody serves now');

    await freezes(mara, {first: false});
    assert.equal(await deployed.route(), 'legacy');
    assert.equal(deployed.gaps().length, 1, 'one session notes one gap');
    await restores(mara);
    await proves(mara);
    assert.equal(await deployed.route(), 'mcp');
    assert.equal(deployed.read('deploy/operator.env'), operatorEnv);
    assert.equal(deployed.oldCopies().length, 4);
    assert.equal(deployed.ledger().length, 6);
    assert.deepEqual(story(journalOf(deployed)).filter(ends).filter(line => /freeze|restore|gap|closed/.test(line)), [
      'step.finished freeze done', 'step.finished gap done', 'step.finished restore failed',
      'step.finished freeze done', 'step.finished gap done', 'step.finished restore done', 'step.finished close-gap done', 'session.closed completed',
    ]);
    const record = await audits(t, deployed);
    assert.match(record, /\*\*Failed\*\* 7\. Restore MCP traffic[^]*\*\*Led back\*\* 7\. Restore MCP traffic .*step 1: Freeze MCP traffic/);
  });

  it('on the third way the walk asks to call whom the environment names, and freezing stays possible', async t => {
    const deployed = await deployment(t, {more: '    escalate: Ines, +49 30 1234\n'});
    const mara = await begins(t, deployed);
    for (const first of [true, false, false]) {
      await freezes(mara, {first});
      deployed.breaks('service-stays-down');
      await restores(mara);
    }
    await mara.sees('the page says: call Ines, +49 30 1234\n');
    await mara.answers(choices, 'w');
    await mara.sees('1 the gateway is failing again: go to step 1: Freeze MCP traffic\n');
    await mara.answers('Which? ', '1');
    await mara.answers('What makes you say so? ', 'the service is down, Ines is called');
    await mara.changes(titles.freeze, harbour);
    await mara.sees(`: ${titles.pause}\n`);
    assert.equal(await deployed.route(), 'legacy');

    // Ines knows that all else is done already: the page has no way from here, so it is told as one out of order.
    for (const [step, told] of [['2', 'Nothing was done.\n'], ['7', ': Restore MCP traffic\n']] as const) {
      await mara.answers(choices, 'w');
      await mara.sees('another step, out of order\n');
      const [, number = ''] = /(\d+) another step, out of order\n/.exec(mara.page()) ?? [];
      await mara.answers('Which? ', number);
      await mara.answers('Which step? ', step);
      if (step === '7') await mara.answers('Why now? ', 'Ines says so.');
      await mara.sees(told);
    }
    await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
    assert.deepEqual(story(journalOf(deployed)).slice(-2), ['step.left pause', 'session.paused restore']);
  });
});
