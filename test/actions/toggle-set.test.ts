import assert from 'node:assert/strict';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import type {Deployment, ToggleOutcome} from '../../source/environment/toggle-change.ts';
import {seenAtSettling} from '../../source/status/readings.ts';
import {act, atConsole} from './at-console.ts';
import {answering, goodPlan, noPlan, probeOf, within} from './circumstances.ts';
import {inDeployment} from './in-deployment.ts';

const content = '# the toggles of operators\nABZU_USE_MCP=1\nMCP_GATEWAY_URL=<gateway>\n';
const freeze = {parameters: ['ABZU_USE_MCP', '0']};

describe('deployment.read', () => {
  it('reads the store of the deployment, whatever covers it in this shell', async t => {
    const {ports} = await inDeployment(t, {content, shell: {ABZU_USE_MCP: '0', MCP_CONNECTOR_TOKEN: 'token-q4x1'}});
    const read = async (name: string) => (await act('deployment.read', ports, {parameters: [name]})).result.facts;
    assert.deepEqual(await read('ABZU_USE_MCP'), {value: '1', source: 'operator.env', observable: true});
    assert.deepEqual(await read('MCP_ROTATION_HINT'), {value: null, source: 'operator.env', observable: true});
    assert.deepEqual(await read('MCP_CONNECTOR_TOKEN'), {value: null, source: 'operator.env', observable: true});
  });

  it('reads a toggle as it is here where the tool does not see the deployment', async t => {
    const {ports} = await atConsole(t, {variables: {MCP_CONNECTOR_TOKEN: 'token-q4x1'}});
    for (const [name, facts] of [['ABZU_USE_MCP', {value: '1', source: 'this shell', observable: false}], ['MCP_CONNECTOR_TOKEN', {value: '<redacted>', source: 'this shell', observable: false}]] as const) {
      assert.deepEqual((await act('deployment.read', ports, {parameters: [name]})).result.facts, facts);
    }
  });

  it('fails where the store cannot be read', async t => {
    const {ports, folder} = await inDeployment(t, {content});
    rmSync(join(folder, 'operator.env'));
    const {result} = await act('deployment.read', ports, {parameters: ['ABZU_USE_MCP']});
    assert.deepEqual([result.outcome, result.failure?.code, result.facts], ['failed', 'deployment-unreadable', {}]);
  });
});

describe('toggle.set', () => {
  it('plans the very edit and the command, then does them and reads back', async t => {
    const {ports, file, folder} = await inDeployment(t, {content, apply: ['sh', '-c', 'cp operator.env running.env && echo restarted']});
    const plan = await goodPlan('toggle.set', ports, freeze);
    assert.deepEqual(plan.items, [{what: 'ABZU_USE_MCP', where: 'operator.env, line 2', from: '1', to: '0'}]);
    assert.deepEqual([plan.byHand, plan.does.at(-1), plan.does.length], [false, "sh -c 'cp operator.env running.env && echo restarted'", 2]);
    assert.match(file(), /^ABZU_USE_MCP=1$/m, 'planning changed it');
    const {result, progress} = await act('toggle.set', ports, freeze);
    assert.deepEqual([result.outcome, result.facts], ['done', {value: '0', source: 'operator.env', by_hand: false}]);
    assert.match(file(), /^# the toggles of operators\nABZU_USE_MCP=0\nMCP_GATEWAY_URL=http/);
    assert.equal(readFileSync(join(folder, 'running.env'), 'utf8'), file());
    assert.deepEqual(result.attachments, [{name: 'apply.txt', mediaType: 'text/plain', text: "sh -c 'cp operator.env running.env && echo restarted'\nrestarted\n(exit code 0)\n"}]);
    const ends = progress.filter(({state}) => state !== 'running').map(({stage, state}) => `${stage} ${state}`);
    assert.deepEqual(ends, ['edit ok', 'apply ok', 'read back ok']);
  });

  it('says where this process goes by another value', async t => {
    const {ports} = await inDeployment(t, {content, shell: {ABZU_USE_MCP: '1'}});
    const {progress} = await act('toggle.set', ports, freeze);
    assert.deepEqual(progress.at(-1), {stage: 'here', state: 'skipped', text: 'this process goes by "1" (this shell), which covers the deployment\'s'});
  });

  it('says what it set, and beside it what else of the deployment cannot be read', async t => {
    const {ports} = await inDeployment(t, {content});
    const {result, progress} = await act('toggle.set', within(ports, {refresh: async () => ({problem: 'the token file cannot be used: it does not exist (ENOENT)', next: 'Check the file.'})}), freeze);
    assert.deepEqual(result.facts, {value: '0', source: 'operator.env', by_hand: false});
    assert.deepEqual(progress.slice(-2).map(({stage, state}) => `${stage} ${state}`), ['read back ok', 'here failed']);
  });

  it('names what each command printed, where setting is a command too', async t => {
    const store = {kind: 'commands', read: ['cat', 'operator.env'], set: ['sed', '-i', 's/^{name}=.*/{name}={value}/;w said', 'operator.env']} as const;
    const {ports} = await inDeployment(t, {content, store, apply: ['echo', 'restarted']});
    await ports.environment.refresh(new AbortController().signal);
    const {result} = await act('toggle.set', ports, freeze);
    assert.deepEqual([result.outcome, result.facts.value], ['done', '0']);
    assert.deepEqual(result.attachments.map(({name}) => name), ['set.txt', 'apply.txt']);
    assert.match(result.attachments[1]?.text ?? '', /^echo restarted\nrestarted\n/);
  });

  it('says that the new value is not in force where the command fails', async t => {
    const {ports, file} = await inDeployment(t, {content, apply: ['cp', 'no-such-file', 'running.env']});
    const {result} = await act('toggle.set', ports, freeze);
    assert.deepEqual([result.outcome, result.failure?.code, result.failure?.exit, result.facts], ['failed', 'set-failed', 1, {value: '0', source: 'operator.env', by_hand: false}]);
    assert.match(result.failure?.problem ?? '', /is written \(operator\.env\), but not in force/);
    assert.match(result.attachments[0]?.text ?? '', /no-such-file/);
    assert.match(file(), /^ABZU_USE_MCP=0/m);
  });

  it('does not know where the command had to be stopped', async t => {
    const {ports} = await inDeployment(t, {content, apply: ['sleep', '60'], limit: 200});
    const {result} = await act('toggle.set', ports, freeze);
    assert.deepEqual([result.outcome, result.failure?.code, result.failure?.exit, result.facts.value], ['unknown', 'set-unknown', 6, '0']);
    assert.match(result.attachments[0]?.text ?? '', /\(did not end by itself\)\n$/);
  });

  it('has no plan and changes nothing where the store cannot be edited', async t => {
    const {ports, folder} = await inDeployment(t, {content});
    rmSync(join(folder, 'operator.env'));
    assert.match(await noPlan('toggle.set', ports, freeze), /operator\.env.*\. Check the file/);
    const {result} = await act('toggle.set', ports, freeze);
    assert.deepEqual([result.outcome, result.failure?.code, result.facts], ['failed', 'cannot-set', {by_hand: false}]);
  });

  it('never takes a token from a page', async t => {
    const {ports, file} = await inDeployment(t, {content});
    const given = {parameters: ['MCP_CONNECTOR_TOKEN', 'token-q4x1']};
    assert.match(await noPlan('toggle.set', ports, given), /^MCP_CONNECTOR_TOKEN holds a token, and a page does not\. Use the action token\.update/);
    const {result} = await act('toggle.set', ports, given);
    assert.deepEqual([result.failure?.code, file().includes('q4x1')], ['token-by-page', false]);
  });

  it('tells after an interruption what the store has, against what was planned', async t => {
    const {ports, folder} = await inDeployment(t, {content});
    const plan = await goodPlan('toggle.set', ports, freeze);
    const unseen = 'Whether the service has taken it up cannot be seen from here.';
    assert.deepEqual(await probeOf('toggle.set', ports, plan), ['ABZU_USE_MCP reads "1" now (operator.env), as before the step: the store was not changed.', unseen]);
    await act('toggle.set', ports, freeze);
    assert.deepEqual(seenAtSettling((await probeOf('toggle.set', ports, plan)).join(' ')), {toggle: {value: '0', how: 'read'}, route: undefined});
    const route = async () => ({route: 'mcp', asked: 'GET /health', detail: 'the answer says route=mcp'}) as const;
    assert.deepEqual(await probeOf('toggle.set', within(ports, {route}), plan), ['ABZU_USE_MCP reads "0" now (operator.env), as the step was to set it: the change is in the store.', 'The route is mcp: the answer says route=mcp']);
    assert.deepEqual(seenAtSettling((await probeOf('toggle.set', within(ports, {route}), plan)).join(' ')).route, 'mcp');
    writeFileSync(join(folder, 'operator.env'), 'ABZU_USE_MCP=maybe\n');
    assert.deepEqual((await probeOf('toggle.set', ports, plan))[0], 'ABZU_USE_MCP reads "maybe" now (operator.env); before the step it read "1", and the step was to set "0".');
    assert.deepEqual((await probeOf('toggle.set', ports, undefined))[0], 'The step did not keep what it would change: look at the deployment by hand.');
    rmSync(join(folder, 'operator.env'));
    assert.match((await probeOf('toggle.set', ports, plan))[0] ?? '', /^ABZU_USE_MCP cannot be read: /);
  });

  for (const outcome of ['failed', 'unknown'] as const) {
    it(`hands on an outcome that is ${outcome} without a word`, async t => {
      const {ports} = await atConsole(t);
      const change = {name: 'ABZU_USE_MCP', where: 'x', from: '1', to: '0', does: [], basis: ''};
      const deployment: Deployment = {
        label: 'x',
        read: async () => ({kind: 'trouble', problem: 'it hides', next: 'Ask it.'}),
        plan: async () => ({ok: true, change}),
        set: async (): Promise<ToggleOutcome> => ({outcome, output: []}),
      };
      const {result, progress} = await act('toggle.set', within(ports, {deployment}), freeze);
      assert.deepEqual([result.outcome, result.failure?.problem, result.facts], [outcome, 'the deployment gave no reason', {value: null, source: 'not readable: it hides', by_hand: false}]);
      assert.deepEqual(progress.at(-1), {stage: 'read back', state: 'failed', text: 'it hides. Ask it.'});
    });
  }
});

describe('toggle.set without hands', () => {
  it('shows what to do by hand, and asks whether it was done', async t => {
    const {ports} = await atConsole(t);
    const plan = await goodPlan('toggle.set', ports, freeze);
    assert.deepEqual(plan, {
      items: [{what: 'ABZU_USE_MCP', where: 'the affected deployment', from: 'not seen from here', to: '0'}],
      does: ['in the affected deployment, not in this shell: set ABZU_USE_MCP=0', 'restart or reload the service so that it reads it'],
      byHand: true,
      basis: plan.basis,
    });
    const ask = answering('yes');
    const {result, progress} = await act('toggle.set', {...ports, ask}, freeze);
    assert.deepEqual(result, {outcome: 'done', facts: {value: '0', source: 'stated by the operator, not verified', by_hand: true}, attachments: []});
    assert.deepEqual(ask.asked, [{kind: 'statement', text: 'ABZU_USE_MCP=0 is set in the affected deployment, and the service has read it'}]);
    assert.deepEqual(progress.map(({stage, text}) => [stage, text]), [...plan.does.map((text, index) => [`by hand ${index + 1}`, text]), ['set', 'ABZU_USE_MCP=0, stated by the operator, not verified']]);
    assert.deepEqual(await probeOf('toggle.set', ports, plan), ['ABZU_USE_MCP was to be set to 0 by hand in the affected deployment, which this tool does not see: ask whoever was at it.', 'Whether the service has taken it up cannot be seen from here.']);
  });

  for (const [answers, message] of [
    [['no'], 'it was not done: the operator said so'],
    [[], 'nobody said that it was done'],
    [['perhaps'], 'nobody said that it was done'],
  ] as const) {
    it(`has failed where the answer is ${answers[0] ?? 'none'}`, async t => {
      const {ports} = await atConsole(t);
      const {result} = await act('toggle.set', {...ports, ask: answering(...answers)}, freeze);
      assert.deepEqual([result.outcome, result.failure?.code, result.failure?.problem, result.facts], ['failed', 'not-done', message, {by_hand: true}]);
      assert.match(result.failure?.next ?? '', /then run this step again/);
    });
  }
});

describe('route.probe', () => {
  it('says what the service says', async t => {
    const {ports} = await atConsole(t, {variables: {MCP_CONNECTOR_TOKEN: 'token-q4x1'}});
    const route = async () => ({route: 'legacy', asked: 'GET http://127.0.0.1/health', detail: 'token-q4x1 says legacy'}) as const;
    const {result, progress} = await act('route.probe', within(ports, {route}));
    assert.deepEqual(result, {outcome: 'done', facts: {value: 'legacy', asked: 'GET http://127.0.0.1/health', detail: '<redacted> says legacy', observable: true}, attachments: []});
    assert.equal(progress.at(-1)?.state, 'ok');
  });

  it('does not know where nobody said how it can be seen', async t => {
    const {ports} = await atConsole(t);
    const {result, progress} = await act('route.probe', ports);
    assert.deepEqual(result.facts, {value: 'unknown', asked: 'nobody', detail: 'the environment console does not say how its route can be seen', observable: false});
    assert.equal(progress.at(-1)?.state, 'failed');
  });
});
