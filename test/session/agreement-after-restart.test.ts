import assert from 'node:assert/strict';
import {appendFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {gapFile} from '../../source/ledger/gap-file.ts';
import {openSession} from '../../source/session/open-session.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import type {HeldSession} from '../../source/session/held-session.ts';
import {lacksApproval} from '../../source/walk/approval.ts';
import type {Plan} from '../../source/walk/conductor.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {lineAt} from '../worlds/scratch-ledger.ts';
import {workplace} from '../worlds/workplace.ts';

/** What the step after the agreement does. */
const changing: ReadonlyArray<[what: string, action: string, proof: string]> = [
  ['freeze', '`toggle.set` `ABZU_USE_MCP` = `0`', '`deployment.read` `ABZU_USE_MCP` = `0`'],
  ['put a token in', '`token.update`', '`changed` = `true`'],
  ['run the smoke checks', '`smoke.run`', '`ledger.appended` = `3`'],
  ['note a gap', '`gap.note`', '`gap_id` is not `none`'],
  ['close a gap', '`gap.close`', '`gap_id` is not `none`'],
  ['write the packet', '`packet.write`', '`path` is not `none`'],
  ['try a handshake', '`handshake.try`', '`attempts` = `1`'],
  ['write the record', '`record.write`', '`folder` is not `none`'],
];

const page = (action: string, proof: string): string => `---
id: agreed
title: Agreed
version: 1
summary: Somebody else agrees to a change first.
---

## 1. Agree

- **Id:** \`agree\`
- **Kind:** approve
- **Effect:** reads
- **Ask:** Who else knows?

## 2. Change

- **Id:** \`change\`
- **Kind:** action
- **Effect:** changes: what this is about
- **Confirm:** the environment's name
- **Action:** ${action}
- **Proof:** ${proof}
- **Undo:** none
`;

const opened = {event: 'gap.opened', gap_id: 'gap-of-somebody', noted_at: '2025-11-20T07:00:00Z', session: null, incident: null, operator: 'ines', reason: 'down', connectors: [], ledger_bytes: 0};

const opening = {CLUSTER: 'staging', HOME: '/srv/mara', PATH: '/bin', SSH_AUTH_SOCK: '/tmp/ssh-1/agent', LANG: 'C'};

/** What the shell of the second start has, and whether the commands still go where they were agreed to go. */
const shells: ReadonlyArray<[what: string, shell: NodeJS.ProcessEnv, same: boolean]> = [
  ['another cluster', {CLUSTER: 'prod'}, false],
  ['no cluster', {CLUSTER: undefined}, false],
  ['a kubeconfig', {KUBECONFIG: 'prod.yaml'}, false],
  ['another home', {HOME: '/srv/jonas'}, false],
  ['other programs', {PATH: '/tmp/bin:/bin'}, false],
  ['another agent and language', {SSH_AUTH_SOCK: '/tmp/ssh-2/agent', LANG: 'de_DE.UTF-8'}, true],
];

const ledgerOf = ({environment: {places}}: HeldSession): string => places.ledger;

async function planOf({conductor}: HeldSession): Promise<Plan> {
  const planning = await conductor.plan('agree', AbortSignal.timeout(5000));
  assert.ok(planning.ok, JSON.stringify(planning));
  return planning.plan;
}

/** Somebody agrees, the console is left and started again; whether they have to agree once more. `first`: before they do. */
async function agreesOnce(t: AfterTest, [, action, proof]: (typeof changing)[number], happens: {first?: (open: HeldSession) => void; then?: (open: HeldSession) => void; shell?: NodeJS.ProcessEnv} = {}): Promise<boolean> {
  const folder = await temporaryFolder(t);
  for (const name of ['deploy', 'pages', 'logs']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'deploy/operator.env'), 'ABZU_USE_MCP=1\n');
  writeFileSync(join(folder, 'deploy/token'), 'the-first-token\n');
  writeFileSync(join(folder, 'pages/agreed.md'), page(action, proof));
  writeFileSync(join(folder, 'mcp-runbook.yaml'), 'environments:\n  reh: {class: rehearsal, gateway: "http://127.0.0.1:9", toggles: {file: deploy/operator.env, apply: ["true"]}, token: {file: deploy/token}, approval: two people, pass: [CLUSTER]}\n');
  const place = workplace(folder, {runbooks: join(folder, 'pages'), variables: opening});
  const before = await openSession(place, {runbook: 'agreed', environment: 'reh', operator: 'mara', mode: 'plain'});
  appendFileSync(ledgerOf(before), `${lineAt('2025-11-20T08:30:00Z')}\n`);
  appendFileSync(gapFile(ledgerOf(before)), `${JSON.stringify(opened)}\n`);
  if (happens.first) {
    await planOf(before);
    happens.first(before);
  }
  const plan = await planOf(before);
  before.conductor.record({kind: 'approve', step: 'agree', approver: 'ines', plan});
  before.conductor.record({kind: 'leave', reason: 'left by the operator'});
  await before.close();
  const after = await resumeSession({...place, variables: {...opening, ...happens.shell}}, {session: before.conductor.session.id, operator: 'mara', despite: happens.shell && 'the other shell is meant'});
  happens.then?.(after);
  const again = await planOf(after);
  await after.close();
  const [agree] = after.conductor.runbook.steps;
  assert.ok(agree);
  return lacksApproval(agree, again, after.conductor.session, after.environment) === undefined;
}

const grows = (open: HeldSession): void => appendFileSync(ledgerOf(open), `${lineAt('2025-11-20T08:45:00Z')}\n`);

const onTheLedger = changing.filter(([what]) => ['run the smoke checks', 'note a gap', 'close a gap'].includes(what));

describe('agreement to a plan outlives a restart of the console:', () => {
  for (const change of changing) it(`to ${change[0]}`, async t => assert.equal(await agreesOnce(t, change), true));

  for (const change of onTheLedger) {
    it(`to ${change[0]}, while others append to the ledger`, async t => assert.equal(await agreesOnce(t, change, {first: grows, then: grows}), true));

    it(`to ${change[0]}, but not where what was there is another`, async t => {
      const rewrites = (open: HeldSession): void => writeFileSync(ledgerOf(open), readFileSync(ledgerOf(open), 'utf8').replace(':30:', ':31:'));
      assert.equal(await agreesOnce(t, change, {then: rewrites}), false);
    });

    it(`to ${change[0]}, but not where what came before the agreement is another`, async t => {
      const rewrites = (open: HeldSession): void => writeFileSync(ledgerOf(open), readFileSync(ledgerOf(open), 'utf8').replace(':45:', ':46:'));
      assert.equal(await agreesOnce(t, change, {first: grows, then: rewrites}), false);
    });
  }

  for (const [what, shell, same] of shells) {
    it(`${same ? 'also' : 'but not'} in a shell with ${what}`, async t => {
      const [freeze] = changing;
      assert.ok(freeze);
      assert.equal(await agreesOnce(t, freeze, {shell}), same);
    });
  }

  it('but not where the deployment is another than it was', async t => {
    const [freeze] = changing;
    assert.ok(freeze);
    const edits = ({environment}: HeldSession): void => appendFileSync(join(environment.places.root, 'deploy/operator.env'), '# somebody was here\n');
    assert.equal(await agreesOnce(t, freeze, {then: edits}), false);
  });
});
