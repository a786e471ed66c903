import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {story, theOne} from '../worlds/working-folder.ts';
import {audits, journalOf} from './audit.ts';
import {deployment, harbour, type Deployment} from '../worlds/deployment.ts';
import {choices, plainPerson, type PlainPerson} from '../people/plain-person.ts';

const fixture = (path: string): string => JSON.stringify(join(import.meta.dirname, '../fixtures', path));
const words = [JSON.stringify(process.execPath), fixture('programs/operator-smoke.js'), fixture('stage_b/20250921T122529Z/stage_b_smoke.json')];
const more = `    smoke: {command: [${words.join(', ')}], limit: 60s}\n`;

/** Mara at the smoke checks of a rehearsal. */
async function atSmoke(t: Parameters<typeof plainPerson>[0], {folder}: Deployment): Promise<PlainPerson> {
  const mara = await plainPerson(t, ['run', 'stage-b-rehearsal', '--env', harbour, '--plain', '--operator', 'mara', '--incident', 'INC-7'], {cwd: folder});
  await mara.checks('Confirm the toggles');
  await mara.checks('Confirm the gateway', 'the gateway shown above is the one this rehearsal is meant for');
  return mara;
}

describe("a deployment with a smoke command of its own", {concurrency: 2}, () => {
  it('is rehearsed on the same pages, and its receipt is the one that is reviewed', async t => {
    const deployed = await deployment(t, {more, token: 'harbour-first-token'});
    const mara = await atSmoke(t, deployed);
    const plan = await mara.changes('Run the smoke checks', harbour);
    assert.match(plan, /operator-smoke\.js/);
    assert.doesNotMatch(plan, /harbour-first-token/);
    await mara.sees(': Review the receipt\n');
    assert.match(mara.page(), /command: handshake done\n[^]*ok: ledger: The ledger gained 3 entries: operator_api, operator_upload, crown_handshake\.\n/);
    for (const proof of ['the gateway opened a session (session.id present)', 'one heartbeat, or none where none is wanted (heartbeat.ok = true)', 'every connector has its line (ledger.missing count = 0)', 'no doctrine failure (doctrine_failures count = 0)']) await mara.sees(`proof holds: ${proof}\n`);
    await mara.checks('Review the receipt');
    await mara.checks('Review the ledger entries');
    await mara.changes('Write the rehearsal packet', harbour);
    await mara.checks('Close the rehearsal', 'receipt, ledger lines and packet are archived together');
    await mara.answers('What should the next person know? ', 'Nothing unusual.');
    assert.equal(await mara.leaves(), 0);
    assert.deepEqual(deployed.gateway.requests(), ['POST /handshake', 'POST /heartbeat'], 'we spoke with the gateway ourselves');
    const receipt = JSON.parse(deployed.read(theOne(join(deployed.folder, 'logs/stage_b'), 'stage_b_smoke.json').slice(deployed.folder.length + 1))) as {handshake: {echo?: object; session: {id: string}}};
    assert.match(mara.bytes, new RegExp(`ok: session: ${receipt.handshake.session.id}`));
    assert.equal(story(journalOf(deployed)).at(-1), 'session.closed completed');
    await audits(t, deployed);
    assert.ok(![...deployed.tree()].some(([file, content]) => file.startsWith('records/') && content.includes('harbour-first-token')));
  });

  it('fails its step with the words of the command when the gateway refuses it', async t => {
    const deployed = await deployment(t, {more});
    const mara = await atSmoke(t, deployed);
    deployed.write('gateway/tokens', 'another-token\n');
    await mara.changes('Run the smoke checks', harbour);
    await mara.sees(/failed: .* exit code 1: Stage B smoke checks failed: MCP handshake authentication failed\n/);
    await mara.sees(/The ledger gained no entry\.\n/);
    await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
    assert.equal(deployed.ledger().length, 3);
  });
});
