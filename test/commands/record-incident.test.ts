import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {it} from 'node:test';
import {incidentRoot} from '../worlds/incident.ts';
import {run} from '../people/program.ts';

it('sessions record --incident tells when MCP was off, what is missing, and where the record is', async t => {
  const cwd = await incidentRoot(t);
  const {code, stdout} = await run(t, ['sessions', 'record', '--incident', 'INC-204', '--out', 'out'], {cwd});
  assert.equal(code, 1);
  assert.match(stdout, /^MCP off: rehearsal-eu: off from 2025-11-20T14:20:42Z/);
  assert.match(stdout, /\n3 sessions, \d+ files in \S+\/out\/INC-204\n[^]*unfinished: 20251120T145000Z-mcp-gateway-rollback-0001\n[^]*missing: 20251120T145000Z/);
  assert.ok(existsSync(join(cwd, 'out/INC-204/timeline.html')));
  const other = await run(t, ['sessions', 'record', '--incident', 'INC-1'], {cwd});
  assert.deepEqual([other.code, other.stderr], [2, 'no session here belongs to the incident "INC-1"\nNamed are: INC-204.\n']);
});
