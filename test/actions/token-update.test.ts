import assert from 'node:assert/strict';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import type {Deployment} from '../../source/environment/toggle-change.ts';
import {tokenNames} from '../../source/environment/toggle-table.ts';
import {openToggles} from '../../source/environment/toggles.ts';
import {Secret} from '../../source/secret.ts';
import {act, atConsole} from './at-console.ts';
import {answering, goodPlan, noPlan, probeOf, within} from './circumstances.ts';
import {inDeployment} from './in-deployment.ts';

const content = 'ABZU_USE_MCP=1\nMCP_GATEWAY_URL=<gateway>\n# theirs\nMCP_CONNECTOR_TOKEN=old-token-q4x1\n';
const fresh = 'new-token-q4x2';

describe('token.state', () => {
  for (const [what, variables, name, source] of [
    ['the generic one', {MCP_CONNECTOR_TOKEN: 'token-q4x1'}, 'MCP_CONNECTOR_TOKEN', 'this shell'],
    ["a connector's own, which wins", {MCP_CONNECTOR_TOKEN: 'token-q4x2', OPERATOR_API_STAGE_B_CONNECTOR_TOKEN: 'token-q4x1'}, 'OPERATOR_API_STAGE_B_CONNECTOR_TOKEN', 'this shell'],
  ] as const) {
    it(`shows ${what} by its fingerprint`, async t => {
      const {ports} = await atConsole(t, {variables});
      const {result, progress} = await act('token.state', ports);
      const {fingerprint} = result.facts;
      assert.match(String(fingerprint), /^[0-9a-f]{8}$/);
      assert.deepEqual(result.facts, {set: true, name, fingerprint, source});
      assert.deepEqual(progress, [{stage: 'token', state: 'ok', text: `fingerprint ${String(fingerprint)}, ${name} (this shell)`}]);
    });
  }

  for (const [what, variables, name, source] of [
    ['none is set', {}, 'MCP_CONNECTOR_TOKEN', 'not set'],
    ["a connector's own is set to nothing", {MCP_CONNECTOR_TOKEN: 'token-q4x2', OPERATOR_API_STAGE_B_CONNECTOR_TOKEN: ''}, 'OPERATOR_API_STAGE_B_CONNECTOR_TOKEN', 'this shell'],
  ] as const) {
    it(`says so where ${what}`, async t => {
      const {ports} = await atConsole(t, {variables});
      assert.deepEqual((await act('token.state', ports)).result.facts, {set: false, name, fingerprint: null, source});
    });
  }
});

describe('token.update', () => {
  it('asks unseen, sets the token in the deployment, and shows fingerprints only', async t => {
    const {ports, file, fingerprint} = await inDeployment(t, {content, apply: ['cat', 'operator.env']});
    const [was, is] = [fingerprint('old-token-q4x1'), fingerprint(fresh)];
    const plan = await goodPlan('token.update', ports);
    assert.deepEqual(plan.items, [{what: 'MCP_CONNECTOR_TOKEN', where: 'operator.env, line 4', from: `fingerprint ${was}`, to: 'the new token, typed unseen'}]);
    assert.deepEqual([plan.byHand, plan.does], [false, ['in operator.env, line 4: MCP_CONNECTOR_TOKEN= with the new token behind it', 'cat operator.env']]);
    const ask = answering(fresh);
    const {result, progress} = await act('token.update', {...ports, ask});
    assert.deepEqual([result.outcome, result.facts, result.earlier], ['done', {changed: true, fingerprint: is, previous: was, by_hand: false}, {token: is}]);
    assert.deepEqual(ask.asked, [{kind: 'secret', text: 'The new token'}]);
    assert.match(file(), /^# theirs\nMCP_CONNECTOR_TOKEN=new-token-q4x2$/m);
    assert.match(result.attachments[0]?.text ?? '', /MCP_CONNECTOR_TOKEN=<redacted>/);
    assert.ok(!/q4x\d/.test(JSON.stringify({plan, result, progress})), 'a token was told');
    assert.deepEqual(progress.at(-1), {stage: 'read back', state: 'ok', text: `fingerprint ${is} (operator.env)`});
    assert.equal((await act('token.state', ports)).result.facts.fingerprint, is);
    // The replaced one stays masked and can be tried.
    assert.equal(ports.environment.mask().text('old-token-q4x1'), '<redacted>');
    assert.ok(ports.environment.keyring.replaced?.matches('old-token-q4x1'));
  });

  for (const [typed, why] of [
    ['', 'it is empty'],
    ['short-1', 'it has fewer than 8 characters'],
    ['two words', 'it has a blank in it'],
    ['new-token-q4x2\n', 'it has a line break in it'],
    ['new-token\u001B[2J', 'it has a character in it that cannot be seen'],
    ['new-token\u00A0q4x2', 'it has a blank in it'],
    ['\uFEFFnew-token-q4x2', 'it begins with a byte order mark'],
    ['"new-token-q4x2"', 'it has quotation marks around it'],
    ['new-token\u200Bq4x2', 'it has a character in it that cannot be seen'],
    ['old-token-q4x1', 'it is the token that is live already'],
  ] as const) {
    it(`refuses ${JSON.stringify(typed)}, and masks it all the same`, async t => {
      const {ports, file} = await inDeployment(t, {content});
      const before = file();
      const {result} = await act('token.update', {...ports, ask: answering(typed)});
      assert.deepEqual([result.outcome, result.failure?.code, result.failure?.problem], ['failed', 'token-unusable', `the new token was refused: ${why}`]);
      assert.equal(file(), before);
      assert.equal(ports.environment.keyring.replaced, undefined);
      if (typed !== '') assert.equal(ports.environment.mask().text(`it is ${typed}.`), 'it is <redacted>.');
    });
  }

  it('takes a token of eight characters', async t => {
    const {ports, file} = await inDeployment(t, {content});
    assert.equal((await act('token.update', {...ports, ask: answering('eight-88')})).result.outcome, 'done');
    assert.match(file(), /^MCP_CONNECTOR_TOKEN=eight-88$/m);
  });

  it('changes nothing where nobody types', async t => {
    const {ports, file} = await inDeployment(t, {content});
    const {result} = await act('token.update', {...ports, ask: answering()});
    assert.deepEqual([result.outcome, result.failure?.code, file().includes('old-token-q4x1')], ['failed', 'no-token', true]);
  });

  it('sets a first token where there was none', async t => {
    const {ports, file, fingerprint} = await inDeployment(t, {content: 'ABZU_USE_MCP=1\n'});
    assert.deepEqual((await goodPlan('token.update', ports)).items[0]?.from, null);
    const {result} = await act('token.update', {...ports, ask: answering(fresh)});
    assert.deepEqual(result.facts, {changed: true, fingerprint: fingerprint(fresh), previous: null, by_hand: false});
    assert.match(file(), /^MCP_CONNECTOR_TOKEN=new-token-q4x2$/m);
  });

  it('keeps the token in a file of its own where the environment says so', async t => {
    const {ports, folder} = await inDeployment(t, {content: 'ABZU_USE_MCP=1\n', token: at => ({kind: 'file', file: join(at, 'token'), shown: 'token'})});
    writeFileSync(join(folder, 'token'), 'old-token-q4x1\n');
    const {result} = await act('token.update', {...ports, ask: answering(fresh)});
    assert.deepEqual([result.outcome, readFileSync(join(folder, 'token'), 'utf8')], ['done', 'new-token-q4x2\n']);
  });

  it('believes a command that takes a token and never shows it, and says that this process has another', async t => {
    const token = () => ({kind: 'command', set: ['sh', '-c', 'cat > taken']}) as const;
    const {ports, folder, fingerprint} = await inDeployment(t, {content: 'ABZU_USE_MCP=1\n', token, shell: {MCP_CONNECTOR_TOKEN: 'old-token-q4x1'}});
    const {result, progress} = await act('token.update', {...ports, ask: answering(fresh)});
    assert.deepEqual(result.facts, {changed: true, fingerprint: fingerprint(fresh), previous: fingerprint('old-token-q4x1'), by_hand: false});
    assert.equal(readFileSync(join(folder, 'taken'), 'utf8'), fresh);
    assert.match(progress.at(-1)?.text ?? '', /^this process does not read the new token: start it again/);
    const failing = () => ({kind: 'command', set: ['sh', '-c', 'cat > /dev/null; exit 1']}) as const;
    const other = await inDeployment(t, {content: 'ABZU_USE_MCP=1\n', token: failing, shell: {MCP_CONNECTOR_TOKEN: 'old-token-q4x1'}});
    const unknown = (await act('token.update', {...other.ports, ask: answering(fresh)})).result;
    assert.deepEqual([unknown.outcome, unknown.facts], ['unknown', {changed: null, fingerprint: null, previous: other.fingerprint('old-token-q4x1'), by_hand: false}]);
  });

  for (const [what, shell] of [
    ['this shell sets the token', {MCP_CONNECTOR_TOKEN: 'shell-token-1'}],
    ['a connector has its own', {OPERATOR_API_STAGE_B_CONNECTOR_TOKEN: 'shell-token-1'}],
  ] as const) {
    it(`refuses where ${what}: the deployment's would not be used`, async t => {
      const {ports, file} = await inDeployment(t, {content, shell});
      const ask = answering(fresh);
      const {result} = await act('token.update', {...ports, ask});
      assert.deepEqual([result.outcome, result.failure?.code, ask.asked, file().includes('q4x1')], ['failed', 'token-covered', [], true]);
      assert.match(await noPlan('token.update', ports), /^the live token is \w+ from this shell, which covers MCP_CONNECTOR_TOKEN of the deployment/);
    });
  }

  it("refuses where a flag sets the token: the deployment's would not be used", async t => {
    const {ports} = await inDeployment(t, {content});
    const toggles = openToggles([{kind: 'flag', label: '--token', now: () => ({read: name => (name === 'MCP_CONNECTOR_TOKEN' ? 'flag-token-1' : undefined)})}], tokenNames);
    const {result} = await act('token.update', {...within(ports, {toggles}), ask: answering(fresh)});
    assert.match(result.failure?.problem ?? '', /^the live token is MCP_CONNECTOR_TOKEN from --token, which covers/);
  });

  it('says what it was told where the command that brings it into force fails, and which token is live', async t => {
    const {ports, fingerprint} = await inDeployment(t, {content, apply: ['false']});
    const {result} = await act('token.update', {...ports, ask: answering(fresh)});
    assert.deepEqual([result.outcome, result.failure?.code, result.facts.changed, result.facts.fingerprint], ['failed', 'set-failed', true, fingerprint(fresh)]);
    assert.ok(ports.environment.keyring.replaced?.matches('old-token-q4x1'));
  });

  it('forgets no old token for one that never worked, and calls none old that was put back', async t => {
    const {ports} = await inDeployment(t, {content});
    const {keyring} = ports.environment;
    await act('token.update', {...ports, ask: answering('mistyped-token')});
    await act('token.update', {...ports, ask: answering(fresh)});
    assert.ok(keyring.replaced?.matches('old-token-q4x1'), 'the mistyped one was taken for the old one');
    await act('token.update', {...ports, ask: answering('old-token-q4x1')});
    assert.equal(keyring.replaced, undefined);
  });

  it('is not done where the store cannot take it', async t => {
    const {ports} = await inDeployment(t, {content});
    const refusing: Deployment = {
      label: 'x',
      read: async () => ({kind: 'secret', value: new Secret('old-token-q4x1'), source: 'x'}),
      plan: async () => ({ok: false, problem: 'the secret is sealed', next: 'Unseal it.'}),
      set: async () => ({outcome: 'done', output: []}),
    };
    assert.equal(await noPlan('token.update', within(ports, {deployment: refusing})), 'the secret is sealed. Unseal it.');
    const {result} = await act('token.update', {...within(ports, {deployment: refusing}), ask: answering(fresh)});
    assert.deepEqual([result.failure?.code, result.failure?.problem], ['cannot-set', 'the secret is sealed']);
  });
});

describe('token.update, cut off in the middle', () => {
  it('says which token is live and what to do', async t => {
    const {ports, folder, fingerprint} = await inDeployment(t, {content});
    const [was, is] = [fingerprint('old-token-q4x1'), fingerprint(fresh)];
    const plan = await goodPlan('token.update', ports);
    assert.deepEqual(await probeOf('token.update', ports, plan), [`Live now: fingerprint ${was} (operator.env).`, 'That is as before the step: the token was not changed. Repeat the step.']);
    writeFileSync(join(folder, 'operator.env'), `MCP_CONNECTOR_TOKEN=${fresh}\n`);
    assert.deepEqual(await probeOf('token.update', ports, plan), [`Live now: fingerprint ${is} (operator.env).`, `Before the step it was fingerprint ${was}: the new token is in place. Go on and prove it; the service may still have to read it.`]);
    assert.match((await probeOf('token.update', ports, undefined))[1] ?? '', /^The step did not keep which token was live/);
    writeFileSync(join(folder, 'operator.env'), '');
    assert.deepEqual(await probeOf('token.update', ports, plan), ['No token is live (operator.env).', `Before the step it was fingerprint ${was}. Look at the deployment by hand before you go on.`]);
    rmSync(join(folder, 'operator.env'));
    assert.match((await probeOf('token.update', ports, plan))[0] ?? '', /^Which token is live cannot be told: /);
  });

  it('does not see a deployment in which it has no hands', async t => {
    const {ports} = await atConsole(t, {variables: {MCP_CONNECTOR_TOKEN: 'old-token-q4x1'}});
    const [, verdict, unseen] = await probeOf('token.update', ports, await goodPlan('token.update', ports));
    assert.deepEqual([verdict, unseen], ['That is as before the step: the token was not changed. Repeat the step.', 'That is what this process reads; the affected deployment is not seen from here: look there as well.']);
  });
});

describe('token.update without hands', () => {
  const variables = {MCP_CONNECTOR_TOKEN: 'old-token-q4x1'};

  it('asks for the token so that it can be tried, and whether it was set', async t => {
    const {ports} = await atConsole(t, {variables});
    const {fingerprint: was} = (await act('token.state', ports)).result.facts;
    const plan = await goodPlan('token.update', ports);
    assert.deepEqual([plan.byHand, plan.items], [true, [{what: 'MCP_CONNECTOR_TOKEN', where: 'the affected deployment', from: `fingerprint ${String(was)}`, to: 'the new token, typed unseen'}]]);
    const ask = answering(fresh, 'yes');
    const {result, progress} = await act('token.update', {...ports, ask});
    const {fingerprint} = result.facts;
    assert.deepEqual([result.outcome, result.facts], ['done', {changed: true, fingerprint, previous: was, by_hand: true}]);
    assert.notEqual(fingerprint, was);
    assert.deepEqual(ask.asked.map(({kind}) => kind), ['secret', 'statement']);
    assert.equal(ask.asked[1]?.text, `the token of fingerprint ${String(fingerprint)} is set in the affected deployment, and the service has read it`);
    assert.deepEqual(progress.filter(({stage}) => stage.startsWith('by hand')).map(({text}) => text), plan.does);
    assert.match(progress.at(-1)?.text ?? '', /^this process does not read the new token/);
    assert.ok(!/q4x\d/.test(JSON.stringify({plan, result, progress, asked: ask.asked})));
  });

  it('has failed where it was not done, and nothing counts as replaced', async t => {
    const {ports} = await atConsole(t, {variables});
    const {result} = await act('token.update', {...ports, ask: answering(fresh, 'no')});
    assert.deepEqual([result.outcome, result.failure?.code, result.facts.changed, result.facts.by_hand], ['failed', 'not-done', false, true]);
    assert.equal(ports.environment.keyring.replaced, undefined);
    assert.equal(ports.environment.mask().text(fresh), '<redacted>');
  });

  it('lets the old one be put back after one that was wrong', async t => {
    const {ports} = await atConsole(t, {variables});
    await act('token.update', {...ports, ask: answering('mistyped-token', 'yes')});
    assert.ok(ports.environment.keyring.replaced?.matches('old-token-q4x1'));
    const {result} = await act('token.update', {...ports, ask: answering('old-token-q4x1', 'yes')});
    assert.deepEqual([result.outcome, ports.environment.keyring.replaced], ['done', undefined]);
  });
});
