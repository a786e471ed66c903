import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {well, type Check} from '../../source/doctor/check.ts';
import {checks} from '../../source/doctor/checks.ts';
import {examine} from '../../source/doctor/examine.ts';
import {openMachine} from '../../source/doctor/open-machine.ts';
import {patience} from '../people/waiting.ts';
import {startProxy} from '../worlds/proxy.ts';
import {httpAnswer, startRawGateway} from '../worlds/raw-gateway.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';
import {machineAt, named} from './machine.ts';

/** The clock of the place stands at 09:00:00. */
const clocks: ReadonlyArray<[says: string | undefined, expected: string]> = [
  ['Thu, 20 Nov 2025 09:00:00 GMT', 'well: the same time'],
  ['Thu, 20 Nov 2025 08:59:59 GMT', 'well: the same time'],
  ['Thu, 20 Nov 2025 08:59:31 GMT', 'well: this machine is 28s ahead'],
  ['Thu, 20 Nov 2025 08:57:00 GMT', 'finding: this machine is 2m 59s ahead'],
  ['Thu, 20 Nov 2025 10:00:00 GMT', 'finding: this machine is 1h 0m behind'],
  ['yesterday', 'unknown: it says no time'],
  [undefined, 'unknown: it says no time'],
];

/** `limit`: milliseconds; only whoever waits for no answer at all comes to it. */
async function clockAgainst(t: TestContext, url: string, {limit = patience, variables = {}}: {limit?: number; variables?: NodeJS.ProcessEnv} = {}): Promise<string> {
  const folder = await temporaryFolder(t);
  const machine = await openMachine(workplace(folder, {variables: {MCP_GATEWAY_URL: url, ...variables}}), {terminal: undefined, smallest: {columns: 60, rows: 16}, signal: AbortSignal.timeout(limit)});
  const [looked, ...more] = await examine([named('clock')], machine);
  assert.equal(more.length, 0);
  return `${looked?.state}: ${looked?.says}`;
}

describe('The clock of this machine', () => {
  for (const [says, expected] of clocks) {
    it(`against a gateway that says ${says ?? 'nothing'}: ${expected}`, async t => {
      const gateway = await startRawGateway(socket => socket.end(httpAnswer('404 Not Found', 'no', says === undefined ? {} : {date: says})));
      t.after(() => gateway.close());
      assert.equal(await clockAgainst(t, gateway.url), expected);
      assert.deepEqual(gateway.requests.map(request => request.split('\r\n', 1)[0]), ['GET / HTTP/1.1']);
    });
  }

  it('is not known by the time of a proxy', async t => {
    const gateway = await startRawGateway(socket => socket.end(httpAnswer('404 Not Found', 'no', {date: 'Thu, 20 Nov 2025 09:00:00 GMT'})));
    t.after(() => gateway.close());
    const proxy = await startProxy({ports: {'gw.example': gateway.port}, forwards: true});
    t.after(() => proxy.close());
    assert.equal(await clockAgainst(t, 'http://gw.example', {variables: {http_proxy: proxy.url}}), 'unknown: the answer came through a proxy, and its time may be that of the proxy');
    assert.ok(proxy.asked.includes('GET http://gw.example/'));
  });

  it('is not known where the gateway is silent, away or no address, and nobody waits longer than a second', async t => {
    const silent = await startRawGateway(() => {});
    t.after(() => silent.close());
    assert.match(await clockAgainst(t, silent.url, {limit: 600}), /^unknown: .*(?:did not answer|before it had answered)/);
    assert.match(await clockAgainst(t, 'http://127.0.0.1:1'), /^unknown: it could not be asked: .*ECONNREFUSED/);
    assert.equal(await clockAgainst(t, 'http://user:hush@127.0.0.1:1'), 'unknown: not asked: the gateway URL has credentials in it (before the @): a token belongs in its variable or file');
  });
});

describe('What is described', () => {
  const opened = async (t: TestContext, files: Readonly<Record<string, string>>) => {
    const folder = await temporaryFolder(t);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return openMachine(workplace(folder), {terminal: undefined, smallest: {columns: 60, rows: 16}, signal: AbortSignal.timeout(600)});
  };
  const read = async (t: TestContext, files: Readonly<Record<string, string>>): Promise<string[]> => (await examine([named('environment file')], await opened(t, files))).map(({state, says}) => `${state}: ${says}`);
  const two = 'environments:\n  eu: {class: rehearsal, gateway: "http://127.0.0.1:9"}\n  us: {class: live, gateway: "http://127.0.0.1:8"}\n';

  it('is read by its own reader: each problem is a finding, and another name is told', async t => {
    assert.deepEqual(await read(t, {}), ['well: no mcp-runbook.yaml here: there are practice and console']);
    assert.deepEqual(await read(t, {'mcp-runbook.yml': two}), ['finding: mcp-runbook.yml:1 is not read under this name; expected the name mcp-runbook.yaml']);
    assert.deepEqual(await read(t, {'mcp-runbook.yaml': two}), ['well: mcp-runbook.yaml: eu, us']);
    const broken = await read(t, {'mcp-runbook.yaml': two.replace('rehearsal', 'rehersal').replace('live', 'alive')});
    assert.deepEqual(broken.map(row => row.split(':', 3).join(':')), ['finding: mcp-runbook.yaml:2 environments.eu.class', 'finding: mcp-runbook.yaml:3 environments.us.class']);
  });

  it('is each asked for its time, this shell only where it points somewhere itself', async t => {
    const {environments} = await opened(t, {'mcp-runbook.yaml': two});
    assert.deepEqual(environments.map(({name}) => name), ['eu', 'us']);
  });

  it('by a file that cannot be used may name a team, which is not known then', async t => {
    const looked = await examine([named('team')], await opened(t, {'mcp-runbook.yaml': 'environments: 7\n'}));
    assert.deepEqual(looked.map(({state, says}) => `${state}: ${says}`), ['unknown: mcp-runbook.yaml cannot be used, and may name one']);
  });
});

describe('A team\'s database', () => {
  const team = (url: string): string => `team: {database: "${url}", name: operations}\n`;

  it('that is away, or silent until the time for it is over, is a finding', async t => {
    const over = new AbortController();
    const silent = await startRawGateway(() => {}, {onConnect: () => over.abort()});
    t.after(() => silent.close());
    for (const [url, expected] of [['postgres://127.0.0.1:1/runbook', 'nothing listens there (ECONNREFUSED)'], [`postgres://127.0.0.1:${silent.port}/runbook`, 'it does not answer']] as const) {
      const folder = await temporaryFolder(t);
      writeFileSync(join(folder, 'mcp-runbook.yaml'), team(url));
      const machine = await openMachine(workplace(folder), {terminal: undefined, smallest: {columns: 60, rows: 16}, signal: over.signal});
      assert.deepEqual(await examine([named('team')], machine), [{check: 'team', where: `operations ${url}`, state: 'finding', says: expected, next: named('team').remedy}]);
    }
  });
});

describe('The examination', () => {
  it('tells a check that fails as not known, and goes on with the others', async () => {
    const broken = {name: 'broken', how: '', remedy: '', look: () => assert.fail('no such thing')};
    assert.deepEqual((await examine([broken, named('locale')], machineAt('/'))).map(({check, state}) => [check, state]), [['broken', 'unknown'], ['locale', 'well']]);
  });

  it('looks at disks once nobody is waited for, so that a slow one makes nobody seem silent, and tells each as it is known', async () => {
    const done: string[] = [];
    const answer = Promise.withResolvers<void>();
    const silent: Check = {name: 'silent', how: '', remedy: '', look: async () => (await answer.promise, done.push('answered'), [well('it answered')])};
    const disk: Check = {name: 'slow', how: '', remedy: '', blocks: true, look: () => (done.push('disk'), [well('it is slow')])};
    const examined = examine([disk, silent], machineAt('/'), ({check}) => done.push(check));
    answer.resolve();
    assert.deepEqual((await examined).map(({check}) => check), ['silent', 'slow']);
    assert.deepEqual(done, ['answered', 'silent', 'disk', 'slow']);
    assert.deepEqual(checks.filter(({blocks}) => blocks).map(({name}) => name), ['permissions', 'fingerprints', 'fsync', 'lock', 'hard links', 'disk']);
  });

  it('has a remedy for each thing that it looks at, under a name of its own', () => {
    assert.equal(new Set(checks.map(({name}) => name)).size, checks.length);
    for (const {how, remedy} of checks) assert.ok(how !== '' && remedy.endsWith('.'));
  });
});
