import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {filesIn} from '../worlds/working-folder.ts';
import {startGateway} from '../people/running.ts';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {deployment, harbour} from '../worlds/deployment.ts';

const dry = (runbook: string, environment: string): string[] => ['run', runbook, '--dry-run', '--plain', '--env', environment];

describe('a dry run', {concurrency: 2}, () => {
  it('of a rollback reads the deployment, tells each change exactly, and leaves the whole tree as it was', async t => {
    const deployed = await deployment(t);
    const [before, health] = [deployed.tree(), await deployed.health()];
    const {code, stdout, stderr} = await run(t, dry('mcp-gateway-rollback', harbour), {cwd: deployed.folder});
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^dry run of MCP gateway rollback: rehearsal harbour, http:\/\/127\.0\.0\.1:\d+\n/);
    assert.match(stdout, /in deploy\/operator\.env, line 6: ABZU_USE_MCP=1 becomes ABZU_USE_MCP=0\n {4}\S.*operator-apply\.js'? \d+\n {2}UNDO step 7: Restore MCP traffic\n/);
    assert.match(stdout, /would prove: operators are on the legacy handlers \(route\.probe = legacy\)\n/);
    assert.match(stdout, /ok: route: legacy: planned in step 1\n[^]*proof holds: operators are served by the legacy handlers \(value = legacy\)\n/);
    assert.match(stdout, /before holds: the handshake went well in the last ten minutes[^]*ABZU_USE_MCP in deploy\/operator\.env, line 6: from 0 to 1\n {4}ABZU_USE_MCP: 0, planned in step 1, becomes 1\n/);
    assert.match(stdout, /the plan cannot be foreseen: it rests on what step 8 would have done\n/);
    assert.match(stdout, /ok: operator_api: covered for 27h 5\dm/);
    assert.match(stdout, /would ask: What was wrong, and what is left to do\?\n[^]*\n    record of this walk in records: to a folder of its own\n[^]*\nNothing was changed\.\n$/);
    assert.equal(stdout.match(/^Step \d+ of 12: /gm)?.length, 12);
    assert.deepEqual(deployed.tree(), before);
    assert.deepEqual([await deployed.health(), deployed.gateway.requests()], [health, []]);
  });

  it('of a rotation asks for no token and shows none, nor does its printed page', async t => {
    const deployed = await deployment(t, {token: 'harbour-first-token'});
    const before = deployed.tree();
    const {code, stdout} = await run(t, dry('credential-rotation', harbour), {cwd: deployed.folder});
    assert.equal(code, 0);
    assert.match(stdout, /MCP_CONNECTOR_TOKEN in deploy\/token: from fingerprint (?:[0-9a-f]{8}|unavailable) to the new token, typed unseen\n {4}replace the content of deploy\/token by the new token\n/);
    const printed = await run(t, ['print', 'credential-rotation', '--env', harbour], {cwd: deployed.folder});
    assert.equal(printed.code, 0);
    assert.doesNotMatch(stdout + printed.stdout, /harbour-first-token/);
    assert.deepEqual([deployed.tree(), deployed.gateway.requests()], [before, []]);
  });

  for (const [what, variables] of [
    ['of this machine', async (url: string) => ({ABZU_USE_MCP: '1', MCP_GATEWAY_URL: url})],
    ['that is live', async () => ({ABZU_USE_MCP: '1', MCP_GATEWAY_URL: 'http://gateway.invalid:8001'})],
  ] as const) {
    it(`on a console with a gateway ${what} shows what to do by hand, and writes nothing at all`, async t => {
      const [gateway, cwd] = [await startGateway(t), await temporaryFolder(t)];
      const {code, stdout} = await run(t, dry('mcp-gateway-rollback', 'console'), {cwd, env: await variables(gateway.url)});
      assert.equal(code, 0);
      assert.match(stdout, /BY HAND: this program cannot do it there; you do it\n {4}in the affected deployment, not in this shell: set ABZU_USE_MCP=0\n/);
      assert.match(stdout, /\nNothing was changed\.\n$/);
      assert.deepEqual([filesIn(cwd), gateway.requests()], [[], []]);
    });
  }

  it('refuses a live gateway to a shell that gives secrets away', async t => {
    const cwd = await temporaryFolder(t);
    const env = {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: 'https://gateway.invalid'};
    for (const [name, value] of [['NODE_TLS_REJECT_UNAUTHORIZED', '0'], ['NODE_DEBUG', 'http']] as const) {
      const {code, stdout, stderr} = await run(t, dry('mcp-gateway-rollback', 'console'), {cwd, env: {...env, [name]: value}});
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, new RegExp(`console is live and was not opened: ${name} is set: [^]*Run: unset ${name}; then start again\\. Nothing was sent\\.`));
    }
    assert.deepEqual(filesIn(join(cwd)), []);
  });
});
