import assert from 'node:assert/strict';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {practiceFaults, type PracticeFaultName} from '../../source/practice/faults.ts';
import {openPracticeWorld, type PracticeOptions, type PracticeWorld} from '../../source/practice/world.ts';
import {Secret} from '../../source/secret.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {linesOf} from '../worlds/practice-session.ts';
import {shakeHands} from '../worlds/asking.ts';

const session = '20251120T090000Z-drill-0001';
const token = 'MCP_CONNECTOR_TOKEN';
const {signal} = new AbortController();

type Setting = Partial<PracticeOptions>;

async function open(t: TestContext, options: Setting = {}): Promise<PracticeWorld> {
  const root = options.root ?? (await temporaryFolder(t));
  const world = await openPracticeWorld({session, clock: testClock(), ...options, root});
  t.after(() => world.close());
  return world;
}

const envOf = ({environment}: PracticeWorld): string => join(environment.places.logs, 'operator.env');

async function routeOf({environment}: PracticeWorld): Promise<string | undefined> {
  return (await environment.route?.(signal))?.route;
}

const liveToken = ({environment}: PracticeWorld): string => environment.toggles.variables.secret(token)?.reveal() ?? '';

/** Plans a change and makes it, as a step does. */
async function change({environment}: PracticeWorld, name: string, value: string | Secret) {
  const {deployment} = environment;
  assert.ok(deployment);
  const planned = await deployment.plan(name, value, signal);
  assert.ok(planned.ok);
  return {change: planned.change, result: await deployment.set(planned.change, value, () => {}, signal)};
}

/** What somebody sees who looks, freezes, looks twice, restores and then rotates the token. */
async function walk(world: PracticeWorld) {
  const {url} = world.gateway;
  const old = liveToken(world);
  const found = {handshake: await shakeHands(url, old), route: await routeOf(world)};
  const before = linesOf(world.environment.places.ledger);
  await change(world, 'ABZU_USE_MCP', '0');
  const frozen = [await routeOf(world), await routeOf(world)].join(' ');
  const gained = linesOf(world.environment.places.ledger).slice(before.length);
  await change(world, 'ABZU_USE_MCP', '1');
  const restored = await routeOf(world);
  await change(world, token, new Secret('rotated-token'));
  const rotated = {new: await shakeHands(url, liveToken(world)), old: await shakeHands(url, old)};
  return {...found, frozen, gained: gained.length, restored, ...rotated};
}

type Seen = Awaited<ReturnType<typeof walk>>;

const inOrder: Seen = {
  handshake: 'authenticated',
  route: 'mcp',
  frozen: 'legacy legacy',
  gained: 0,
  restored: 'mcp',
  new: 'authenticated',
  old: 'not authenticated',
};

const always = (answer: number | string): Partial<Seen> => ({handshake: answer, new: answer, old: answer});

/** In what the walk differs from a world in order. */
const differs: Record<PracticeFaultName, Partial<Seen>> = {
  refused: always('ECONNREFUSED'),
  '5xx-once': {handshake: 503},
  '5xx-always': always(503),
  unauthenticated: always('not authenticated'),
  'context-not-acknowledged': {handshake: 'context rejected', new: 'context rejected'},
  'session-missing': {handshake: 'no session', new: 'no session'},
  'stale-rotation': {handshake: 'rotation of 72 hours ago', new: 'rotation of 72 hours ago'},
  'malformed-json': always('no JSON'),
  // The clock of these tests does not wait.
  slow: {},
  dripping: {},
  endless: always('too long'),
  'dropped-after-sending': always('ECONNRESET'),
  'heartbeat-refused': {},
  'heartbeat-dropped': {},
  'toggle-ignored': {frozen: 'mcp mcp'},
  'service-down': {route: 'unknown', frozen: 'unknown unknown', restored: 'unknown'},
  'job-still-running': {gained: 2},
  'service-writes-ahead': {},
  'token-not-accepted': {new: 'not authenticated', old: 'authenticated'},
  'ledger-misses-upload': {},
  'ledger-torn': {},
  'ledger-ahead': {},
};

describe('the practice world', () => {
  it('in order: operators follow the toggle, the gateway follows the token, the ledger follows nobody', async t => {
    const world = await open(t);
    assert.deepEqual(await walk(world), inOrder);
    assert.deepEqual(world.service.seen.map(({path, status}) => `${path} ${status}`), Array(4).fill('/health 200'));
    assert.equal(world.gateway.seen.length, 3);
  });

  for (const {name} of practiceFaults) {
    it(`${name}: the same from the start, struck later, and mended again`, async t => {
      const expected = {...inOrder, ...differs[name]};
      assert.deepEqual(await walk(await open(t, {fault: name})), expected);
      const world = await open(t);
      await world.strike(name);
      assert.deepEqual(await walk(world), expected);
      await world.strike(undefined);
      assert.equal(await shakeHands(world.gateway.url, liveToken(world)), 'authenticated');
      assert.deepEqual([world.service.route(), await routeOf(world)], ['mcp', 'mcp']);
    });
  }

  // Whoever asked at its ports now could ask a stranger.
  it('closes everything at once, and twice', async t => {
    const world = await open(t);
    const sockets = [connect(world.gateway.port, '127.0.0.1'), connect(world.service.port, '127.0.0.1')];
    await Promise.all(sockets.map(socket => once(socket, 'connect')));
    const ended = sockets.map(socket => once(socket.on('error', () => {}).resume(), 'close'));
    await world.close();
    await Promise.all(ended);
    await world.close();
  });
});

describe('a freeze in practice', () => {
  it('is an edit of operator.env, told before and read back after', async t => {
    const world = await open(t);
    const {change: planned, result} = await change(world, 'ABZU_USE_MCP', '0');
    assert.deepEqual([planned.name, planned.where, planned.from, planned.to, result.outcome], ['ABZU_USE_MCP', 'operator.env, line 2', '1', '0', 'done']);
    const toggle = world.environment.toggles.read('ABZU_USE_MCP');
    assert.deepEqual([toggle.value, toggle.source.label], ['0', 'operator.env']);
    assert.deepEqual(linesOf(envOf(world)), ['# Toggles of the practice deployment, read anew at each use.', 'ABZU_USE_MCP=0']);
  });

  it('outlives a console that was killed, and so does what the ledger holds', async t => {
    const root = await temporaryFolder(t);
    const first = await open(t, {root, ledgerAge: 3_600_000});
    await change(first, 'ABZU_USE_MCP', '0');
    const {ledger} = first.environment.places;
    const [toggles, lines] = [readFileSync(envOf(first)), readFileSync(ledger)];
    await first.close();
    const resumed = await open(t, {root, ledgerAge: 7_200_000, fault: 'ledger-torn'});
    assert.deepEqual([readFileSync(envOf(resumed)), readFileSync(ledger)], [toggles, lines]);
    assert.equal(await routeOf(resumed), 'legacy');
    await change(resumed, 'ABZU_USE_MCP', '1');
    assert.equal(await routeOf(resumed), 'mcp');
  });

  it('that the service ignores is still ignored after a resume', async t => {
    const root = await temporaryFolder(t);
    const first = await open(t, {root, fault: 'toggle-ignored'});
    await change(first, 'ABZU_USE_MCP', '0');
    await first.close();
    assert.equal(await routeOf(await open(t, {root, fault: 'toggle-ignored'})), 'mcp');
  });

  it('that somebody made by hand is kept by a single command too', async t => {
    const root = await temporaryFolder(t);
    const first = await open(t, {root, session: undefined});
    writeFileSync(envOf(first), 'ABZU_USE_MCP=0 # by hand\n');
    const second = await open(t, {root, session: undefined});
    assert.equal(await routeOf(second), 'legacy');
    assert.equal(readFileSync(envOf(second), 'utf8'), 'ABZU_USE_MCP=0 # by hand\n');
  });
});

describe('a forgotten job', () => {
  it('adds one line of operator_upload at each look, once MCP is off', async t => {
    const world = await open(t, {fault: 'job-still-running'});
    const {ledger} = world.environment.places;
    await routeOf(world);
    assert.deepEqual(linesOf(ledger), []);
    await change(world, 'ABZU_USE_MCP', '0');
    for (const count of [1, 2, 3]) {
      await routeOf(world);
      assert.equal(linesOf(ledger).length, count);
    }
    const entries = linesOf(ledger).map(line => JSON.parse(line) as Record<string, string>);
    for (const entry of entries) {
      assert.deepEqual([entry.connector_id, entry.rotated_at, entry.stage_b_run_id], ['operator_upload', '2025-11-20T09:00:00Z', 'forgotten-upload-job']);
    }
    await change(world, 'ABZU_USE_MCP', '1');
    await routeOf(world);
    assert.equal(linesOf(ledger).length, 3);
  });

  it('whose ledger cannot be written goes on without its line', async t => {
    const world = await open(t, {fault: 'job-still-running'});
    writeFileSync(envOf(world), '');
    world.environment.places.ledger = '/dev/null/ledger';
    assert.equal(await routeOf(world), 'legacy');
  });
});
