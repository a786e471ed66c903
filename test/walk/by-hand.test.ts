import assert from 'node:assert/strict';
import {it} from 'node:test';
import {consoleEnvironment} from '../../source/environment/console.ts';
import {Conductor, type Question} from '../../source/walk/conductor.ts';
import {createJournal} from '../../source/journal/journal.ts';
import {evolve} from '../../source/journal/session.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {openedBody} from '../worlds/bodies.ts';
import {outcomeOf, perform, reportOf, runbookOf} from '../worlds/practice-session.ts';

const freezes = [
  '**Kind:** action',
  '**Effect:** changes: operators leave MCP',
  '**Confirm:** the name',
  '**Action:** `toggle.set` `ABZU_USE_MCP` = `0`',
  '**Proof:** `deployment.read` `ABZU_USE_MCP` is not `1`',
  '**Proof:** `route.probe` = `legacy`',
  '**Undo:** set it to 1 again',
];

/** A console that sees neither the deployment nor its route. */
async function atConsole(t: AfterTest): Promise<Conductor> {
  const folder = await temporaryFolder(t);
  const clock = testClock();
  const environment = consoleEnvironment({folder, variables: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: 'http://localhost:8001'}});
  const runbook = runbookOf({freeze: freezes});
  const journal = createJournal(folder, {session: 'by-hand', class: 'rehearsal'}, {clock, mask: () => environment.mask()});
  t.after(() => journal.close());
  const written = journal.append('session.opened', 'mara', {...openedBody, steps: runbook.steps.map(({id, title}) => ({id, title}))});
  assert.ok(written.ok);
  return new Conductor({session: evolve(undefined, written.event), runbook, journal, folder, ports: {environment, documents: environment.documents, clock}});
}

it('a freeze without hands shows what to do, and what nobody can look at is stated', async t => {
  const conductor = await atConsole(t);
  const planning = await conductor.plan('freeze', new AbortController().signal);
  assert.ok(planning.ok && planning.plan.byHand);
  assert.match(planning.plan.does.join('\n'), /in the affected deployment, not in this shell: set ABZU_USE_MCP=0/);
  const asked: Question[] = [];
  const reports = await perform(conductor, 'freeze', {
    confirmed: 'console',
    plan: planning.plan,
    ask: async question => {
      asked.push(question);
      return 'yes';
    },
  });
  const {outcome, proofs} = outcomeOf(reports);
  assert.equal(outcome, 'done');
  assert.deepEqual(proofs.map(({state}) => state), ['stated', 'stated']);
  assert.equal(asked.length, 3);
  assert.ok(asked.every(({kind}) => kind === 'statement'));
});

it('a freeze by hand that nobody did is no freeze', async t => {
  const conductor = await atConsole(t);
  const reports = await perform(conductor, 'freeze', {confirmed: 'console', ask: async () => 'no'});
  const {outcome, failure} = outcomeOf(reports);
  assert.deepEqual([outcome, failure?.code], ['failed', 'not-done']);
  assert.equal(reportOf(reports, 'acted').result.outcome, 'failed');
});
