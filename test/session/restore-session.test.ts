import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {tellFolder} from '../../source/record/record-of-folder.ts';
import {restoreSession} from '../../source/session/restore-session.ts';
import {frozen, type Freeze} from '../worlds/frozen.ts';
import {rehearsalPlace} from '../worlds/rehearsal-place.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';

const old = '20251120T140000Z-mcp-gateway-rollback-0001';

async function place(t: AfterTest, freeze: Freeze): Promise<string> {
  const folder = await rehearsalPlace(t, '0');
  frozen(folder, freeze);
  return folder;
}

describe('restoring after a walk that was closed', () => {
  it('begins where the handshake is tried, names the old session and belongs to its incident', async t => {
    const folder = await place(t, {state: 'closed'});
    const {conductor, environment, close} = await restoreSession(workplace(folder), {session: old, operator: 'jonas', mode: 'interactive'});
    const {session} = conductor;
    assert.deepEqual([session.current, session.opened.continues, session.incident, environment.name], ['try', {session: old, step: 'try'}, 'INC-204', 'rehearsal-eu']);
    assert.deepEqual(session.steps.filter(({status}) => status === 'skipped').map(({id}) => id), ['freeze', 'pause', 'impact', 'gap', 'recovery']);
    conductor.record({kind: 'end', reason: 'enough'});
    await close();
    const {record} = tellFolder(conductor.folder, session.id, environment.places.ledger);
    assert.deepEqual(record.deviations.filter(({kind}) => kind === 'continued').map(({what}) => what), [`goes on where the closed session ${old} left MCP off`]);
    assert.deepEqual(record.deviations.filter(({step, kind}) => step === 'freeze' && kind === 'not walked').map(({what}) => what), [`passed over: walked in ${old}`]);
  });

  const refusals: ReadonlyArray<[what: string, freeze: Freeze, session: string, says: RegExp]> = [
    ['an open walk, which can be gone on with', {}, old, /is not closed/],
    ['one that is not there', {}, '20251120T140000Z-gone-0001', /is not there/],
  ];
  for (const [what, freeze, session, says] of refusals) {
    it(`refuses ${what}`, async t => {
      const folder = await place(t, freeze);
      await assert.rejects(restoreSession(workplace(folder), {session, operator: 'jonas', mode: 'interactive'}), says);
    });
  }
});
