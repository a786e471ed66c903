import assert from 'node:assert/strict';
import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {foundBefore} from '../../source/journal/just-opened.ts';
import {openSession} from '../../source/session/open-session.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import {plainNews} from '../../source/session/plain/plain-report.ts';
import {nobody, perform} from '../worlds/practice-session.ts';
import {choices, plainPerson} from '../people/plain-person.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {workplace} from '../worlds/workplace.ts';

const wanted = {runbook: 'stage-b-rehearsal', environment: 'console', operator: 'mara', mode: 'plain'} as const;
const variables = {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: 'http://127.0.0.1:9'};
const ledger = (folder: string): string => join(folder, 'logs', 'stage_b_rotation_drills.jsonl');

describe('whoever goes on with a session', () => {
  it('reads when a step failed that failed before, and that it is not of now', async t => {
    const folder = await temporaryFolder(t);
    const clock = testClock();
    const place = workplace(folder, {clock, variables});
    const {conductor, close} = await openSession(place, wanted);
    await perform(conductor, 'gateway', {ask: nobody});
    const record = conductor.session.steps.find(({id}) => id === 'gateway');
    assert.equal(record?.status, 'failed');
    assert.equal(foundBefore(conductor.session, record), undefined, 'it was found just now');
    await close();
    clock.advance(3_600_000);
    const again = await resumeSession(place, {session: conductor.session.id, operator: 'mara'});
    t.after(() => again.close());
    assert.match(plainNews(again.conductor.session).join('\n'), /^Step 2: [^\n]+ was failed at 2025-11-20T09:00:00Z, before the session was left: /);
  });

  it('is told in plain lines too that the ledger was changed meanwhile', async t => {
    const folder = await temporaryFolder(t);
    const place = workplace(folder, {variables});
    writeFileSync(join(folder, 'mcp-runbook.yaml'), 'environments:\n  lab:\n    class: rehearsal\n    gateway: http://127.0.0.1:9\n');
    const first = await openSession({...place, variables: {}}, {...wanted, environment: 'lab'});
    await first.close();
    appendFileSync(ledger(folder), '{"connector_id": "operator_api"}\n');
    const second = await resumeSession({...place, variables: {}}, {session: first.conductor.session.id, operator: 'mara'});
    await second.close();
    assert.deepEqual(plainNews(second.conductor.session), []);
    writeFileSync(ledger(folder), readFileSync(ledger(folder), 'utf8').replace('operator_api', 'operator_apx'));
    const mara = await plainPerson(t, ['resume', '--plain', '--operator', 'mara'], {cwd: folder});
    const page = await mara.answers(choices, 'q');
    assert.equal(await mara.leaves(), 0);
    assert.match(page, /\nALARM the ledger's first \d+ bytes are changed since they were pinned/);
  });
});
