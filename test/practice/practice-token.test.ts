import assert from 'node:assert/strict';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {describe, it, type TestContext} from 'node:test';
import {tokenNames} from '../../source/environment/toggle-table.ts';
import type {Deployment, ToggleReport} from '../../source/environment/toggle-change.ts';
import {openPracticeWorld, type PracticeWorld} from '../../source/practice/world.ts';
import {Secret} from '../../source/secret.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {shakeHands} from '../worlds/asking.ts';
import {answering, goodPlan, probeOf} from '../actions/circumstances.ts';

const name = 'MCP_CONNECTOR_TOKEN';
const {signal} = new AbortController();
const inForce = 'a-token-that-was-rotated';

type Scene = {world: PracticeWorld; deployment: Deployment; root: string};

async function open(t: TestContext, given?: string): Promise<Scene> {
  const root = given ?? (await temporaryFolder(t));
  const world = await openPracticeWorld({root, session: 'one', clock: testClock()});
  t.after(() => world.close());
  const {deployment} = world.environment;
  assert.ok(deployment);
  return {world, deployment, root};
}

const live = ({world}: Scene): Secret => world.environment.toggles.variables.secret(name) ?? assert.fail('no token');

async function plan({deployment}: Scene, value: string | Secret) {
  const planned = await deployment.plan(name, value, signal);
  assert.ok(planned.ok);
  return planned.change;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'}).map(file => join(folder, file)).filter(file => statSync(file).isFile());
}

describe('the token of practice', () => {
  it('is known to toggles, deployment and gateway alike, and another each time', async t => {
    const scenes = [await open(t), await open(t)];
    for (const scene of scenes) {
      const {world, deployment} = scene;
      const reading = await deployment.read(name, signal);
      assert.ok(reading.kind === 'secret' && reading.value?.matches(live(scene).reveal()));
      assert.equal(reading.source, 'practice');
      assert.deepEqual(world.environment.toggles.read(name).source, {kind: 'deployment', label: 'practice'});
      assert.equal(world.environment.toggles.variables.text(name), undefined);
      assert.equal(await shakeHands(world.gateway.url, live(scene).reveal()), 'authenticated');
      assert.equal(await shakeHands(world.gateway.url), 'not authenticated');
    }
    assert.equal(new Set(scenes.map(scene => live(scene).reveal())).size, 2);
  });

  it('is not what the toggle file says, and other names are', async t => {
    const {world, deployment} = await open(t);
    const own = tokenNames.find(other => other !== name) ?? '';
    const planned = await deployment.plan(own, '', signal);
    assert.ok(!planned.ok || planned.change.where.startsWith('operator.env'));
    assert.equal((await deployment.read('ABZU_USE_MCP', signal)).kind, 'text');
    assert.equal(world.environment.toggles.variables.secret(own), undefined);
  });

  it('is changed as planned: told in fingerprints, in force at the next handshake', async t => {
    const scene = await open(t);
    const old = live(scene);
    const change = await plan(scene, new Secret(inForce));
    assert.deepEqual([change.name, change.where, change.does.length], [name, 'the memory of this program', 1]);
    assert.match(change.basis, /^[0-9a-f]{64}$/);
    assert.notEqual(change.from, change.to);
    const reports: ToggleReport[] = [];
    const outcome = await scene.deployment.set(change, new Secret(inForce), report => reports.push(report), signal);
    assert.deepEqual(outcome, {outcome: 'done', output: []});
    assert.deepEqual(reports, [{stage: 'set', state: 'ok', text: `${name} is now ${change.to}`}]);
    assert.ok(live(scene).matches(inForce));
    const {url} = scene.world.gateway;
    assert.deepEqual([await shakeHands(url, inForce), await shakeHands(url, old.reveal())], ['authenticated', 'not authenticated']);
    const next = await plan(scene, new Secret('another-one'));
    assert.equal(next.from, change.to);
  });

  it('leaves no trace in any file or printed thing, and both are masked', async t => {
    const scene = await open(t);
    const old = live(scene);
    const change = await plan(scene, new Secret(inForce));
    const outcome = await scene.deployment.set(change, new Secret(inForce), () => {}, signal);
    await shakeHands(scene.world.gateway.url, inForce);
    const told = inspect([change, outcome, scene.world.environment, scene.world.gateway.seen], {depth: 12});
    for (const secret of [old.reveal(), inForce]) {
      for (const file of filesBelow(scene.root)) assert.ok(!readFileSync(file, 'utf8').includes(secret), file);
      assert.ok(!told.includes(secret));
      assert.equal(scene.world.environment.mask().text(`it is ${secret}.`), 'it is <redacted>.');
    }
  });

  it('is another one in a session that is gone on with, which an interrupted update does not take for the new one', async t => {
    const first = await open(t);
    const standing = ({world: {environment}}: Scene) => ({environment, documents: environment.documents, clock: testClock(), ask: answering(inForce)});
    const planned = await goodPlan('token.update', standing(first));
    await first.world.close();
    const again = await open(t, first.root);
    const [now, told] = await probeOf('token.update', standing(again), planned);
    assert.match(now ?? '', /^Live now: fingerprint [0-9a-f]{8} \(practice, made anew\)\.$/);
    assert.equal(told, 'It was made when this session was gone on with, so whatever the step put in is gone. Repeat the step.');
    const repeated = await goodPlan('token.update', standing(again));
    assert.match(repeated.items[0]?.from ?? '', /^fingerprint [0-9a-f]{8} \(practice, made anew\)$/);
    assert.match(planned.items[0]?.from ?? '', /^fingerprint [0-9a-f]{8}$/);
    await again.deployment.set(await plan(again, new Secret(inForce)), new Secret(inForce), () => {}, signal);
    assert.match((await probeOf('token.update', standing(again), repeated))[1] ?? '', /the new token is in place/);
  });

  it('is left alone by a plan that no longer holds', async t => {
    const scene = await open(t);
    const stale = await plan(scene, new Secret('never-in-force'));
    await scene.deployment.set(await plan(scene, new Secret(inForce)), new Secret(inForce), () => {}, signal);
    const wrong: ReadonlyArray<readonly [string, Awaited<ReturnType<typeof plan>>, string]> = [
      ['made for a token that is no longer live', stale, 'never-in-force'],
      ['made for another new token', await plan(scene, new Secret('never-in-force')), 'something-else'],
      ['made in another world', await plan(await open(t, scene.root), new Secret('never-in-force')), 'never-in-force'],
    ];
    for (const [why, change, value] of wrong) {
      const outcome = await scene.deployment.set(change, new Secret(value), () => assert.fail('it reported'), signal);
      assert.deepEqual([outcome.outcome, outcome.output], ['failed', []], why);
      assert.match(outcome.problem ?? '', /was not set/);
      assert.ok(live(scene).matches(inForce), why);
    }
  });

  it('cannot be made empty', async t => {
    const scene = await open(t);
    for (const nothing of ['', new Secret('')]) {
      const planned = await scene.deployment.plan(name, nothing, signal);
      assert.deepEqual(planned, {ok: false, problem: 'the new MCP_CONNECTOR_TOKEN is empty', next: 'Give it again, the token alone.'});
    }
  });

  it('is made anew for a session that is resumed, which its source says', async t => {
    const first = await open(t);
    const rotated = await plan(first, new Secret(inForce));
    await first.deployment.set(rotated, new Secret(inForce), () => {}, signal);
    await first.world.close();
    const resumed = await open(t, first.root);
    const {toggles, keyring} = resumed.world.environment;
    assert.equal(toggles.read(name).source.label, 'practice, made anew');
    const {url} = resumed.world.gateway;
    assert.deepEqual([await shakeHands(url, inForce), await shakeHands(url, live(resumed).reveal())], ['not authenticated', 'authenticated']);
    assert.equal(keyring.replaced, undefined);
    assert.notEqual((await plan(resumed, new Secret('x'))).from, rotated.to);
  });
});
