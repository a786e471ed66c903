import assert from 'node:assert/strict';
import {it} from 'node:test';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {choices, plainPerson} from '../people/plain-person.ts';

const rollback = ['run', 'mcp-gateway-rollback', '--env', 'practice', '--plain', '--operator', 'mara'];
const ended = /\npractice stands still with MCP off, in it alone; going on finds it so\n/;
const goesOn = /\ngo on {3}mcp-runbook resume \d{8}T\d{6}Z-mcp-gateway-rollback-[0-9a-f]{4}\n {8}or the first row when it is started again\n/;

it('whoever leaves before the freeze reads how to go on, and nothing of MCP', async t => {
  const mara = await plainPerson(t, rollback, {cwd: await temporaryFolder(t)});
  await mara.answers(choices, 'q');
  assert.equal(await mara.leaves(), 0);
  assert.match(mara.page(), goesOn);
  assert.doesNotMatch(mara.page(), /MCP OFF/);
});

it('whoever leaves practice while MCP is frozen there reads that it is off there alone and stays as it was left, and how to go on', async t => {
  const mara = await plainPerson(t, rollback, {cwd: await temporaryFolder(t)});
  await mara.changes('Freeze MCP traffic', 'practice');
  await mara.sees(': Pause rehearsals\n');
  await mara.answers(choices, 'q');
  assert.equal(await mara.leaves(), 0);
  assert.match(mara.page(), ended);
  assert.doesNotMatch(mara.page(), /MCP OFF|stay on the legacy/);
  assert.match(mara.page(), goesOn);
});
