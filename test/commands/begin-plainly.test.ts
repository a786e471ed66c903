import assert from 'node:assert/strict';
import {it} from 'node:test';
import {openAsking} from '../../source/commands/begin-plainly.ts';
import {openSession, type WantedSession} from '../../source/session/open-session.ts';
import {frozen} from '../worlds/frozen.ts';
import {rehearsalPlace} from '../worlds/rehearsal-place.ts';
import {workplace} from '../worlds/workplace.ts';

const old = '20251120T140000Z-mcp-gateway-rollback-0001';

it('a restore that is begun beside somebody stays that restore, whoever else comes', async t => {
  const folder = await rehearsalPlace(t, '0');
  frozen(folder, {state: 'closed'});
  const place = workplace(folder);
  const wanted: WantedSession = {runbook: 'rehearsal-packet', environment: 'rehearsal-eu', operator: 'jonas', mode: 'plain'};
  const mara = await openSession(place, {...wanted, operator: 'mara', beside: {sessions: [old], reason: 'she knows'}});
  const {id} = mara.conductor.session;
  const others = [mara];

  const prompts: string[] = [];
  const answers = ['g', 'b', 'no answer', 'b', 'none again'];
  const read = async (prompt: string): Promise<string | undefined> => {
    prompts.push(prompt);
    const answer = answers.shift();
    // While the reason is typed a third person comes in.
    if (answer === 'no answer') others.push(await openSession(place, {...wanted, operator: 'ada', beside: {sessions: [old, id], reason: 'she knows'}}));
    return answer;
  };
  const open = await openAsking({place, operator: 'jonas', withLines: work => work({print: () => {}, read, type: read})}, ({beside}) => openSession(place, {...wanted, beside}));
  for (const one of [...others, ...(open ? [open] : [])]) await one.close();

  const {runbook, continues, beside} = open?.conductor.session.opened ?? {};
  assert.deepEqual([runbook?.id, continues?.session, beside?.reason], ['mcp-gateway-rollback', old, 'none again']);
  assert.deepEqual(beside?.sessions.toSorted(), others.map(({conductor}) => conductor.session.id).toSorted());
  assert.deepEqual([answers.length, prompts.filter(prompt => prompt.startsWith('g ')).length], [0, 1], 'what is restored is not offered again');
});
