import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {journalOf} from './audit.ts';
import {deployment, harbour, type Deployment} from '../worlds/deployment.ts';
import {choices, plainPerson, type PlainPerson} from '../people/plain-person.ts';
import {run} from '../people/program.ts';
import {webhook, type Webhook} from '../worlds/webhook.ts';

/** Freezes and leaves. */
async function freezesAndLeaves(t: TestContext, url: string): Promise<{mara: PlainPerson; deployed: Deployment}> {
  const deployed = await deployment(t, {more: `    notify: ${url}\n`});
  const mara = await plainPerson(t, ['run', 'mcp-gateway-rollback', '--env', harbour, '--plain', '--operator', 'mara', '--incident', 'INC-7'], {cwd: deployed.folder});
  await mara.changes('Freeze MCP traffic', harbour);
  await mara.sees(': Pause rehearsals\n');
  await mara.answers(choices, 'q');
  assert.equal(await mara.leaves(), 0);
  assert.equal(await deployed.route(), 'legacy');
  return {mara, deployed};
}

/** The same beside a channel that answers; walked again where the machine had no time for it within the deadline of a notice. */
async function tellsInTime(t: TestContext, answer?: Parameters<typeof webhook>[1]): Promise<Awaited<ReturnType<typeof freezesAndLeaves>> & {channel: Webhook}> {
  for (let walk = 1; ; walk += 1) {
    const channel = await webhook(t, answer);
    const walked = await freezesAndLeaves(t, channel.url);
    if (walk === 5 || !/did not answer within 3 s|the program ended first/.test(walked.mara.page())) return {...walked, channel};
  }
}

describe('notices to a channel', {concurrency: 2}, () => {
  it('pin the journal by the head that they carry', async t => {
    const {mara, deployed, channel} = await tellsInTime(t);
    const {lines} = journalOf(deployed);
    const [opened, frozen] = channel.posted;
    assert.deepEqual(channel.posted.map(({event, environment, operator, session}) => [event, environment, operator, session]), [
      ['opened', harbour, 'mara', lines[0]?.session], ['frozen', harbour, 'mara', lines[0]?.session],
    ]);
    assert.deepEqual([lines[1]?.prev, lines.find((_line, index) => lines[index - 1]?.type === 'step.finished')?.prev], [opened?.head, frozen?.head]);
    const {stdout} = await run(t, ['status', '--env', harbour], {cwd: deployed.folder});
    const [off = 'no sentence'] = /MCP is OFF in harbour since \d\d:\d\d/.exec(stdout) ?? [];
    assert.ok(frozen?.text.includes(`; ${off} (`), `${frozen?.text} has no ${off}`);
    assert.match(frozen?.text ?? '', /min, mara, INC-7\); MCP has to be back by \d{4}-/);
    assert.doesNotMatch(opened?.text ?? '', /OFF/);
    assert.doesNotMatch(mara.page(), /not delivered/);
  });

  it('hold up nobody when the channel takes them and never answers', async t => {
    const channel = await webhook(t, () => {});
    const {mara} = await freezesAndLeaves(t, channel.url);
    assert.match(mara.page(), /2 notices were not delivered \(last: /);
    assert.equal(channel.posted[0]?.event, 'opened');
  });

  it('hold up nobody when there is no channel, and the way in to it is told nowhere', async t => {
    const {mara, deployed, channel} = await tellsInTime(t, response => response.writeHead(410).end());
    assert.match(mara.page(), new RegExp(`2 notices were not delivered \\(last: ${channel.host} answered 410\\)`));
    assert.ok(!mara.bytes.includes('harbour-channel-key'));
    const holding = [...deployed.tree()].filter(([, content]) => content.includes('harbour-channel-key')).map(([file]) => file);
    assert.deepEqual(holding, ['mcp-runbook.yaml']);
  });
});
