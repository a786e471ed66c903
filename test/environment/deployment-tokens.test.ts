import assert from 'node:assert/strict';
import {existsSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {Secret} from '../../source/secret.ts';
import {apply, atWork, byCommands, inFile, script, signal, type AtWork, type Setting} from '../worlds/deployment-at-work.ts';

const name = 'MCP_CONNECTOR_TOKEN';
const own = 'OPERATOR_API_STAGE_B_CONNECTOR_TOKEN';
const [old, fresh] = ['old-token-q4x1', 'new-token-0815'];
const print = (token: string): string => `fingerprint ${new Secret(token).fingerprint(Buffer.from('key'))}`;

const tokenFile: Setting['token'] = folder => ({kind: 'file', file: join(folder, 'token'), shown: '/run/secrets/mcp_token'});
const taking = (text: string, ...args: string[]): Setting['token'] => () => ({kind: 'command', set: script(text, ...args)});

/** Everything that a change told anybody, and the token is nowhere in it. */
async function rotate(work: AtWork, variable = name) {
  const change = await work.planned(variable, new Secret(fresh));
  const outcome = await work.deployment.set(change, new Secret(fresh), report => work.reports.push(report), signal);
  assert.doesNotMatch(JSON.stringify([change, outcome, work.reports]), /(?:old|new)-token-/);
  return {change, ...outcome};
}

async function tokenOf({deployment}: AtWork, variable = name): Promise<[string | undefined, string]> {
  const reading = await deployment.read(variable, signal);
  assert.ok(reading.kind === 'secret', JSON.stringify(reading));
  return [reading.value?.reveal(), reading.source];
}

describe('a token that is alone in a file', () => {
  const setting: Setting = {toggles: folder => ({...inFile(folder), apply}), token: tokenFile, content: 'ABZU_USE_MCP=1\n'};

  for (const [about, content, after] of [
    ['with a line end', `${old}\n`, `${fresh}\n`],
    ['with a line end of Windows', `${old}\r\n`, `${fresh}\r\n`],
    ['without one', old, fresh],
  ] as const) {
    it(`${about} is replaced there, brought into force and read back`, async t => {
      const work = await atWork(t, setting);
      writeFileSync(join(work.folder, 'token'), content, {mode: 0o640});
      assert.deepEqual(await tokenOf(work), [old, '/run/secrets/mcp_token']);
      assert.equal(work.layer.now().read(name), old);
      const {change, outcome} = await rotate(work);
      assert.deepEqual([change.where, change.from, change.to], ['/run/secrets/mcp_token', print(old), print(fresh)]);
      assert.equal(change.does[0], 'replace the content of /run/secrets/mcp_token by the new token');
      assert.equal(change.does.length, 2);
      assert.equal(outcome, 'done');
      assert.deepEqual([work.text('token'), work.layer.now().read(name), work.text('applied.txt')], [after, fresh, 'ABZU_USE_MCP=1\n']);
      assert.equal(statSync(join(work.folder, 'token')).mode & 0o777, 0o640);
      // No copy of the old token is left anywhere.
      assert.deepEqual(readdirSync(work.folder).sort(), ['applied.txt', 'store.env', 'token']);
    });
  }

  it('is made where there was none, for this user alone', async t => {
    const work = await atWork(t, setting);
    assert.deepEqual(await tokenOf(work), [undefined, '/run/secrets/mcp_token']);
    assert.equal(await work.refresh(signal), undefined);
    const {change, outcome} = await rotate(work);
    assert.deepEqual([change.from, change.does[0]], [null, 'make /run/secrets/mcp_token, mode 0600, with the new token and nothing else']);
    assert.equal(outcome, 'done');
    assert.deepEqual([work.text('token'), statSync(join(work.folder, 'token')).mode & 0o777], [fresh, 0o600]);
  });

  it('is not replaced where it was changed since it was looked at', async t => {
    const work = await atWork(t, setting);
    work.write(old, 'token');
    const change = await work.planned(name, new Secret(fresh));
    work.write('their-token', 'token');
    const {outcome, problem: message} = await work.deployment.set(change, new Secret(fresh), () => {}, signal);
    assert.deepEqual([outcome, message, work.text('token')], ['failed', '/run/secrets/mcp_token was changed since this was planned; nothing was changed now', 'their-token']);
  });

  it('of nothing is none', async t => {
    const work = await atWork(t, setting);
    work.write('\n', 'token');
    assert.deepEqual([(await tokenOf(work))[0], work.layer.now().read(name)], [undefined, undefined]);
  });

  it('is not taken from a page', async t => {
    const work = await atWork(t, setting);
    work.write(`${old}\nsecond line\n`, 'token');
    const problem = '/run/secrets/mcp_token holds more than a token: there is a line break or a control character in it';
    assert.deepEqual(await work.deployment.read(name, signal), {kind: 'trouble', problem, next: 'Check the file, and its name where the environment is described.'});
    assert.deepEqual([work.layer.now().read(name), (await work.refresh(signal))?.problem], [undefined, problem]);
    const plan = await work.deployment.plan(name, new Secret(fresh), signal);
    assert.ok(!plan.ok);
    assert.equal(plan.problem, problem);
  });

  for (const [about, slip] of [['nothing', ''], ['two lines', 'a\nb'], ['a blank in it', 'a b'], ['an escape', 'a\u001Bb']] as const) {
    it(`is never ${about}`, async t => {
      const plan = await (await atWork(t, setting)).deployment.plan(name, new Secret(slip), signal);
      assert.ok(!plan.ok);
      assert.match(plan.problem, /^the new MCP_CONNECTOR_TOKEN (is empty|has a (blank|line break|character) in it( that cannot be seen)?)$/);
      assert.equal(plan.next, 'Give it again, the token alone.');
    });
  }

  it('that comes as text is a secret from the first moment', async t => {
    const work = await atWork(t, setting);
    assert.equal((await work.planned(name, fresh)).to, print(fresh));
    assert.equal((await work.change(name, fresh)).outcome, 'done');
    assert.equal(work.text('token'), fresh);
  });

  it('is the token of every connector that has none of its own', async t => {
    const work = await atWork(t, {...setting, content: `${own}=its-own-token\n`});
    work.write(old, 'token');
    assert.deepEqual(await tokenOf(work, own), ['its-own-token', 'deploy/store.env']);
    assert.deepEqual(await tokenOf(work, 'CROWN_HANDSHAKE_STAGE_B_CONNECTOR_TOKEN'), [old, '/run/secrets/mcp_token']);
    assert.deepEqual([name, own, 'VIDEO_TOKEN'].map(work.layer.now().read), [old, 'its-own-token', undefined]);
    assert.deepEqual(work.layers.map(({label}) => label), ['/run/secrets/mcp_token', 'deploy/store.env']);
    assert.equal((await rotate(work, own)).outcome, 'done');
    assert.deepEqual([work.text(), work.text('token')], [`${own}=${fresh}\n`, old]);
  });

  it('may be all that is described', async t => {
    const work = await atWork(t, {token: tokenFile});
    assert.deepEqual([work.deployment.label, work.layer.label], ['/run/secrets/mcp_token', '/run/secrets/mcp_token']);
    assert.equal((await rotate(work)).outcome, 'done');
    const problem = 'nobody described where this deployment keeps ABZU_USE_MCP';
    assert.deepEqual(await work.deployment.read('ABZU_USE_MCP', signal), {kind: 'trouble', problem, next: 'Set ABZU_USE_MCP by hand.'});
    assert.deepEqual(await work.deployment.plan('ABZU_USE_MCP', '0', signal), {ok: false, problem, next: 'Set ABZU_USE_MCP by hand.'});
  });
});

describe('a token among the toggles of a dotenv file', () => {
  it('is replaced there, and told by its fingerprint', async t => {
    const work = await atWork(t, {toggles: {}, content: `# live\n${name}="${old}"\nB=2\n`});
    assert.deepEqual(await tokenOf(work), [old, 'deploy/store.env']);
    const {change, outcome} = await rotate(work);
    assert.deepEqual([change.where, change.from, change.to, change.does], [
      'deploy/store.env, line 2', print(old), print(fresh), [`in deploy/store.env, line 2: ${name}= with the new token behind it`],
    ]);
    assert.equal(outcome, 'done');
    assert.equal(work.text(), `# live\n${name}="${fresh}"\nB=2\n`);
  });

  it('is added, and the basis of the plan tells nothing about it', async t => {
    const work = await atWork(t, {toggles: {}});
    const other = await atWork(t, {toggles: {}});
    assert.notEqual((await work.planned(name, new Secret(fresh))).basis, (await other.planned(name, new Secret(fresh))).basis);
    const {change} = await rotate(work);
    assert.deepEqual([change.from, change.does], [null, [`in deploy/store.env, line 3: add ${name}= with the new token behind it`]]);
    assert.equal(work.text(), `A=1\nABZU_USE_MCP=1\n${name}=${fresh}\n`);
  });
});

describe('a token behind commands', () => {
  it('is never given to a command that sets toggles', async t => {
    const work = await atWork(t, {toggles: byCommands(), content: `${name}=${old}\n`});
    assert.deepEqual(await tokenOf(work), [old, 'cat store.env']);
    for (const value of [new Secret(fresh), fresh]) {
      const plan = await work.deployment.plan(name, value, signal);
      assert.ok(!plan.ok);
      assert.equal(plan.problem, `${name} is a token, and in an argument list everybody on the machine could read it`);
      assert.match(plan.next, /`token:` with a file, or a command that takes it on standard input/);
    }
  });

  it('is given on standard input, exactly, and cannot be read back', async t => {
    const work = await atWork(t, {token: taking('cat > taken; echo "got $(cat taken)"; echo "$@" > arguments; env > variables', 'secret/mcp')});
    const {change, outcome, output} = await rotate(work);
    assert.equal(outcome, 'done');
    assert.equal(change.from, 'not known');
    assert.match(change.does[0] ?? '', /^give the new token on standard input, without a line end, to: sh -c .* script secret\/mcp$/);
    assert.deepEqual([work.text('taken'), work.text('arguments')], [fresh, 'secret/mcp\n']);
    assert.doesNotMatch(work.text('variables'), /new-token-/);
    assert.deepEqual(output.map(({text}) => text), ['got <redacted>']);
    assert.deepEqual(work.reports.map(({stage, state, text}) => [stage, state, text])[0], ['set', 'running', 'got <redacted>']);
    const reading = await work.deployment.read(name, signal);
    assert.ok(reading.kind === 'trouble');
    assert.match(reading.problem, /^MCP_CONNECTOR_TOKEN cannot be read here: sh -c .* only takes it$/);
    assert.deepEqual([work.layer.now().read(name), work.layers], [undefined, []]);
  });

  for (const [about, text, outcome, message, limit = 60_000] of [
    ['fails', 'echo sealed >&2; exit 2', 'unknown', / ended with exit code 2: sealed; what MCP_CONNECTOR_TOKEN reads now is not known$/],
    ['hangs', 'exec sleep 100', 'unknown', / did not end within its limit .*; what MCP_CONNECTOR_TOKEN reads now is not known$/, 300],
  ] as const) {
    it(`is unknown where the command ${about}`, async t => {
      const work = await atWork(t, {toggles: {limit}, token: taking(text)});
      const result = await rotate(work);
      assert.equal(result.outcome, outcome);
      assert.match(result.problem ?? '', message);
      assert.match(result.next ?? '', /^Look at MCP_CONNECTOR_TOKEN in the deployment before anything else is done\.$/);
    });
  }

  it('is read back where the toggles show it', async t => {
    const works = await atWork(t, {toggles: {}, token: taking(`printf "${name}=%s\\n" "$(cat)" > store.env`), content: `${name}=${old}\n`});
    assert.deepEqual((await rotate(works)).outcome, 'done');
    const lies = await atWork(t, {toggles: {}, token: taking('cat > /dev/null'), content: `${name}=${old}\n`});
    const {outcome, problem: message, change} = await rotate(lies);
    assert.deepEqual([change.from, outcome], [print(old), 'failed']);
    assert.match(message ?? '', new RegExp(` reads ${print(old)}, not ${print(fresh)}$`));
  });

  it('that is not there changes nothing', async t => {
    const work = await atWork(t, {token: () => ({kind: 'command', set: ['./no-such-file']}), toggles: {apply}});
    const {outcome, problem: message} = await rotate(work);
    assert.equal(outcome, 'failed');
    assert.match(message ?? '', /nothing was changed$/);
    assert.ok(!existsSync(join(work.folder, 'applied.txt')));
  });
});
