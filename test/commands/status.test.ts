import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {operator} from '../people/operator.ts';
import {run} from '../people/program.ts';
import {leaves} from '../people/walker.ts';
import {frozen} from '../worlds/frozen.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {documentOf} from '../worlds/working-folder.ts';

const config = `environments:
  rehearsal-eu:
    class: rehearsal
    gateway: http://127.0.0.1:9
    toggles: {file: deploy/operator.env}
`;

type Document = {ok: boolean; why: string[]; environments: Array<{environment: string; toggle: object; route: object; found?: {toggle: object}}>; unread: string[]};

test('status says what the record says, and with --look what is found now beside it', async t => {
  const cwd = await temporaryFolder(t);
  mkdirSync(join(cwd, 'deploy'));
  writeFileSync(join(cwd, 'mcp-runbook.yaml'), config);
  writeFileSync(join(cwd, 'deploy/operator.env'), 'ABZU_USE_MCP=1\n');
  const at = new Date(Date.now() - 44 * 60_000).toISOString().replace(/\.\d+Z/, 'Z');
  frozen(cwd, {at});
  const {code, stdout, stderr} = await run(t, ['status', '--look'], {cwd});
  assert.equal(code, 1);
  assert.match(stdout, /^As of \d{4}-\d\d-\d\d \d\d:\d\d UTC; all times are UTC\.\n\nrehearsal-eu/);
  assert.deepEqual([...stdout.matchAll(/^! (\w+(?: by)?) /gm)].map(([, row]) => row), ['MCP', 'route', 'back by']);
  assert.equal(stderr, 'NOT WELL  rehearsal-eu: MCP is off\nNOT WELL  rehearsal-eu: operators are on the legacy handlers\nNOT WELL  rehearsal-eu: by when MCP must be back is not known: there is no ledger\n');
  assert.match(stdout, /^rehearsal-eu \(rehearsal\)$/m);
  const flat = stdout.replaceAll(/\s+/g, ' ');
  assert.match(flat, /MCP is OFF in rehearsal-eu since .*\(44 min, mara, INC-204\).* found now on: ABZU_USE_MCP = 1 \(deploy\/operator\.env\)/);
  assert.deepEqual(stdout.split('\n').filter(line => line.length > 80), []);
  assert.match(stdout, /legacy: seen by mara/);
  assert.match(flat, /MCP gateway rollback, step 2 of 2, Pause rehearsals, since .*, mara, left on bridge/);

  const json = await run(t, ['status', '--env', 'rehearsal-eu', '--json'], {cwd});
  const {ok, why, environments: [first], unread} = documentOf(json.stdout) as Document;
  assert.deepEqual(why, ['rehearsal-eu: MCP is off', 'rehearsal-eu: operators are on the legacy handlers', 'rehearsal-eu: by when MCP must be back is not known: there is no ledger']);
  assert.deepEqual([json.code, ok, unread, first?.found], [1, false, [], undefined]);
  assert.deepEqual(first?.route, {value: 'legacy', seen: {at, session: '20251120T140000Z-mcp-gateway-rollback-0001', step: 'freeze', operator: 'mara', incident: 'INC-204'}});
});

test('who has named a procedure reads in the choice of the environment that MCP is off there', async t => {
  const cwd = await temporaryFolder(t);
  writeFileSync(join(cwd, 'mcp-runbook.yaml'), config);
  frozen(cwd);
  const mara = await operator(t, {cwd, args: ['run', 'mcp-gateway-rollback', '--operator', 'mara']});
  await mara.sees('Where?');
  await mara.brings('down', /▸ ◆ rehearsal-eu/, /MCP is OFF in rehearsal-eu since/);
  assert.equal(await leaves(mara), 0);
});

test('status of an environment that nobody knows names those that are known', async t => {
  const cwd = await temporaryFolder(t);
  frozen(cwd);
  const {code, stderr} = await run(t, ['status', '--env', 'rehearsal-us'], {cwd});
  assert.equal(code, 2);
  assert.match(stderr, /nothing is known of an environment "rehearsal-us" here\nKnown: rehearsal-eu\./);
});
