import assert from 'node:assert/strict';
import {appendFileSync} from 'node:fs';
import {join} from 'node:path';
import {it} from 'node:test';
import {closes, practiceSession, runbookOf} from '../worlds/practice-session.ts';

it('a plan to freeze holds while a busy service writes to the ledger, and not once the file of toggles is another', async t => {
  const freezes = ['**Kind:** action', '**Effect:** changes: the route', '**Confirm:** the name', '**Action:** `toggle.set` `ABZU_USE_MCP` = `0`', '**Proof:** `deployment.read` `ABZU_USE_MCP` = `0`', '**Undo:** none'];
  const {conductor, world: {environment: {places}}} = await practiceSession(t, {runbook: runbookOf({freeze: freezes, close: closes})});
  const digest = async (): Promise<string> => {
    const planning = await conductor.plan('freeze', new AbortController().signal);
    assert.ok(planning.ok);
    return planning.plan.sha256;
  };
  const first = await digest();
  appendFileSync(places.ledger, '{"connector_id":"operator_api"}\n');
  assert.equal(await digest(), first);
  appendFileSync(join(places.logs, 'operator.env'), '# somebody was here\n');
  assert.notEqual(await digest(), first);
});
