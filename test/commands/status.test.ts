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

/** What each command that works without a file ends with, and says on standard error, where the file has nearly its name. */
const besideMisnamed: ReadonlyArray<[typed: string, exit: number, says: RegExp]> = [
  ['status', 1, /^NOT KNOWN  mcp-runbook\.yml cannot be used, so nobody knows which environments it names: mcp-runbook\.yml:1 is not read under this name; expected the name mcp-runbook\.yaml\nRename mcp-runbook\.yml to mcp-runbook\.yaml, or name it with --config mcp-runbook\.yml\.\n$/],
  ['status --json', 1, /^$/],
  ['status --env eu', 2, /nothing is known of an environment "eu" here: mcp-runbook\.yml cannot be used/],
  ['toggles', 1, /^mcp-runbook\.yml:1 is not read/],
  ['doctrine', 1, /^mcp-runbook\.yml:1 is not read/],
  ['smoke', 4, /^mcp-runbook\.yml:1 is not read/],
  ['ledger review', 1, /^mcp-runbook\.yml:1 is not read/],
  ['packet', 0, /^mcp-runbook\.yml:1 is not read/],
  ['watch', 4, /^mcp-runbook\.yml cannot be used/],
  ['sessions list', 4, /^mcp-runbook\.yml cannot be used/],
  ['resume', 2, /is unfinished; mcp-runbook\.yml cannot be used/],
  ['team', 2, /^no team is known here: mcp-runbook\.yml cannot be used/],
  ['approve', 2, /^no team is known here: mcp-runbook\.yml cannot be used/],
  ['drills report', 0, /mcp-runbook\.yml cannot be used/],
];

for (const [typed, exit, says] of besideMisnamed) {
  test(`${typed} beside mcp-runbook.yml says that it is not read, and ends with ${exit}`, async t => {
    const cwd = await temporaryFolder(t);
    writeFileSync(join(cwd, 'mcp-runbook.yml'), config);
    const {code, stdout, stderr} = await run(t, typed.split(' '), {cwd});
    assert.match(stderr, says);
    assert.equal(code, exit, stderr);
    assert.doesNotMatch(stdout, /No environment is named|No walk is open|No session was/);
    if (typed === 'status --json') assert.match(stdout, /"ok": false[^]*"why": \[\s*"mcp-runbook\.yml cannot be used/);
  });
}

test('status of an environment that nobody knows names those that are known', async t => {
  const cwd = await temporaryFolder(t);
  frozen(cwd);
  const {code, stderr} = await run(t, ['status', '--env', 'rehearsal-us'], {cwd});
  assert.equal(code, 2);
  assert.match(stderr, /nothing is known of an environment "rehearsal-us" here\nKnown: rehearsal-eu\./);
});
