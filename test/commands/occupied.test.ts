import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {choices, plainPerson} from '../people/plain-person.ts';
import {run} from '../people/program.ts';
import {frozen} from '../worlds/frozen.ts';
import {rehearsalPlace} from '../worlds/rehearsal-place.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import {documentOf} from '../worlds/working-folder.ts';

const old = '20251120T140000Z-mcp-gateway-rollback-0001';

async function frozenPlace(t: AfterTest): Promise<string> {
  const cwd = await rehearsalPlace(t, '0');
  frozen(cwd);
  return cwd;
}

/** The first lines of all journals but the old one. */
function begun(cwd: string): string[] {
  const sessions = join(cwd, 'logs', 'sessions');
  return readdirSync(sessions).filter(name => name !== old && name !== '.environments').map(name => readFileSync(join(sessions, name, 'journal.jsonl'), 'utf8').split('\n')[0] ?? '');
}

test('nobody begins unattended beside a walk without naming it', async t => {
  const cwd = await frozenPlace(t);
  const words = ['run', 'rehearsal-packet', '--env', 'rehearsal-eu', '--auto', '--confirm', 'rehearsal-eu', '--reason', 'the nightly packet', '--json'];
  const refused = await run(t, words, {cwd});
  const {error} = documentOf(refused.stdout) as {error: {code: string; message: string; next: string}};
  assert.deepEqual([refused.code, error.code, begun(cwd)], [2, 'environment-occupied', []]);
  assert.match(error.message, /MCP is OFF in rehearsal-eu since .*, mara, INC-204\)/);
  assert.match(error.next, new RegExp(`--beside ${old}`));

  await run(t, [...words, '--beside', old], {cwd});
  assert.deepEqual(begun(cwd).map(line => (JSON.parse(line) as {body: {beside: object}}).body.beside), [{sessions: [old], reason: 'the nightly packet'}]);
});

test('in plain lines somebody watches the other walk, then begins beside it with a reason', async t => {
  const cwd = await frozenPlace(t);
  const jonas = await plainPerson(t, ['run', 'mcp-gateway-rollback', '--env', 'rehearsal-eu', '--plain', '--operator', 'jonas'], {cwd});
  const asked = 'g go on with it, w watch it, b begin beside it, q leave: ';
  assert.match(await jonas.answers(asked, 'w'), /Somebody is at rehearsal-eu already:\n- MCP is OFF in rehearsal-eu since .*step 2 of 2, Pause rehearsals/);
  await jonas.sees(/Set the toggle\n[^]*proof holds: route\.probe = legacy/);
  jonas.types('\r');
  await jonas.answers(asked, 'b');
  await jonas.answers('Why beside it? This stays on record as a deviation: ', 'mara cannot be reached');
  await jonas.answers('the last one here: ', '');
  await jonas.answers(choices, 'q');
  assert.equal(await jonas.leaves(), 0);
  assert.match(begun(cwd).join('\n'), /"beside":\{"sessions":\["20251120T140000Z-mcp-gateway-rollback-0001"\],"reason":"mara cannot be reached"\}/);
});
