import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {run} from '../people/program.ts';
import {startGateway} from '../people/running.ts';
import {readJournal, theOne} from '../worlds/working-folder.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const proved = /proof holds: one heartbeat, or none where none is wanted \(heartbeat\.ok = true\)\n/;

test('a walk towards a cold standby sends no heartbeat, says so, and has it in its first line', async t => {
  const {code, stdout, stderr, cwd} = await run(t, ['run', 'stage-b-rehearsal', '--auto', '--skip-heartbeat']);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^practice, \S+, heartbeat=skip \(--skip-heartbeat\), session /);
  assert.match(stdout, proved);
  const [opened] = readJournal(theOne(cwd, 'journal.jsonl')).lines;
  assert.equal(opened?.body.skip_heartbeat, true);
});

test('an environment that skips heartbeats does so in each smoke run and each plan', async t => {
  const [gateway, cwd] = [await startGateway(t), await temporaryFolder(t)];
  writeFileSync(join(cwd, 'mcp-runbook.yaml'), `environments:\n  standby:\n    class: rehearsal\n    gateway: ${gateway.url}\n    variables: {ABZU_USE_MCP: 1}\n    heartbeat: skip\n`);
  const dry = await run(t, ['run', 'stage-b-rehearsal', '--dry-run', '--env', 'standby'], {cwd});
  assert.match(dry.stdout, /heartbeat in \S+: to none, as mcp-runbook\.yaml wants it; a handshake all the same\n/);
  const {code, stdout} = await run(t, ['smoke', '--json', '--env', 'standby'], {cwd});
  assert.deepEqual([code, gateway.requests().length, gateway.requests()[0]?.includes('/handshake')], [0, 1, true]);
  assert.doesNotMatch(stdout, /"heartbeat": \{\s*"payload"/);
});
