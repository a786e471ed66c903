import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {symbolsFor} from '../../source/app/screens/theme.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {operator} from '../people/operator.ts';
import {does, introduces, leaves} from '../people/walker.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {replayTrace} from '../worlds/trace-replay.ts';

test('what was on the screen comes back when the trace of a run is replayed', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'trace.jsonl');
  const person = await operator(t, {env: {XDG_CONFIG_HOME: folder, MCP_RUNBOOK_TRACE: file}});
  await introduces(person, 'Mara');
  await person.sees('8 steps');
  await person.brings('enter', /1 of 8/);
  await does(person, 'Run a step', {goesOn: false});
  await person.sees('✓ MCP is on here (toggle.read ABZU_USE_MCP = 1)');
  const seen = person.screen();
  const {state, asked, traced} = replayTrace(readFileSync(file, 'utf8'));
  assert.deepEqual(JSON.parse(JSON.stringify(asked)), JSON.parse(JSON.stringify(traced)));
  assert.equal(openWalk(state).session.current, 'proof');
  const page = frameOf(state, symbolsFor(state)).body.map(row => row.map(({text}) => text).join('').trimEnd());
  assert.ok(page.some(row => row.includes('✓ MCP is on here (toggle.read ABZU_USE_MCP = 1)')) && seen.includes('✓ MCP is on here (toggle.read ABZU_USE_MCP = 1)'), page.join('\n'));
  assert.equal(await leaves(person), 0);
});
