import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {Secret} from '../../source/secret.ts';
import {httpAnswer, startRawGateway} from '../worlds/raw-gateway.ts';
import {act, atConsole, filesBelow, type AtConsole} from './at-console.ts';
import {answering, goodPlan, noPlan, probeOf} from './circumstances.ts';
import {inDeployment} from './in-deployment.ts';
import type {FaultName} from '../../source/practice/faults.ts';

const content = 'ABZU_USE_MCP=1\nMCP_GATEWAY_URL=<gateway>\nMCP_CONNECTOR_TOKEN=old-token-q4x1\n';
const [old, fresh] = [new Secret('old-token-q4x1'), new Secret('new-token-q4x2')];

type Accepted = {accepted: readonly Secret[]};

/** A rotation to the new token in the deployment; the gateway accepts what the test says. */
async function rotated(t: Parameters<typeof atConsole>[0], accepted: Accepted, fault?: FaultName) {
  const deployed = await inDeployment(t, {content, tokens: accepted, fault});
  const {result} = await act('token.update', {...deployed.ports, ask: answering('new-token-q4x2')});
  assert.equal(result.outcome, 'done');
  return deployed;
}

const handshakes = ({gateway}: Pick<AtConsole, 'gateway'>): number => gateway.seen.filter(({path}) => path === '/handshake').length;

describe('token.prove', () => {
  it('shows that the new token is taken and the old one is not, and tries the old one once', async t => {
    const console = await rotated(t, {accepted: [fresh]});
    const [was, is] = [console.fingerprint('old-token-q4x1'), console.fingerprint('new-token-q4x2')];
    const {host} = new URL(console.gateway.url);
    const plan = await goodPlan('token.prove', console.ports);
    assert.deepEqual(plan.items, [
      {what: 'handshake', where: host, from: null, to: `a session of operator_api, fingerprint ${is}`},
      {what: 'handshake with the replaced token', where: host, from: null, to: `a refusal once it is revoked, fingerprint ${was}`},
    ]);
    assert.deepEqual(plan.does, [`POST ${console.gateway.url}/handshake as operator_api, fingerprint ${is}`, `POST ${console.gateway.url}/handshake as operator_api, fingerprint ${was}, the replaced token: one try, whatever comes of it`]);
    assert.equal(handshakes(console), 0);
    const before = filesBelow(console.folder);
    const {result, progress} = await act('token.prove', console.ports);
    assert.deepEqual(result, {outcome: 'done', facts: {new: 'accepted', old: 'refused'}, attachments: []});
    assert.deepEqual([handshakes(console), console.clock.sleeps], [2, []]);
    assert.deepEqual(progress.map(({stage, state, text}) => [stage, state, text]), [
      ['new token', 'running', `fingerprint ${is} at ${host}`],
      ['new token', 'ok', 'accepted: session op-6f1c'],
      ['old token', 'running', `fingerprint ${was}, one try`],
      ['old token', 'ok', 'refused: the gateway takes it no more, so there is no way back to it'],
    ]);
    assert.deepEqual(filesBelow(console.folder), before, 'something was written');
    assert.ok(!/q4x\d/.test(JSON.stringify({plan, result, progress})));
    assert.equal((await probeOf('token.prove', console.ports, plan)).length, 1);
  });

  // A new token has three attempts, as any handshake, and an old one has one.
  for (const [what, accepted, facts, requests, state, text] of [
    ['sees that the old token still opens the gateway, and does not call that a failure', [old, fresh], {new: 'accepted', old: 'accepted'}, 2, 'ok', 'accepted: the gateway still takes it: it is not revoked yet'],
    ['sees that the new token is refused, and that the old one would still do', [old], {new: 'refused', old: 'accepted'}, 4, 'failed', 'accepted: the gateway still takes it: do not withdraw it, it is the way back'],
    ['sees that neither token opens the gateway', [], {new: 'refused', old: 'refused'}, 4, 'failed', 'refused: the gateway takes it no more, so there is no way back to it'],
  ] as const) {
    it(what, async t => {
      const console = await rotated(t, {accepted});
      const {result, progress} = await act('token.prove', console.ports);
      assert.deepEqual([result.outcome, result.facts, handshakes(console)], ['done', facts, requests]);
      const {milliseconds: _, ...told} = progress.at(-1) ?? assert.fail('nothing was told');
      assert.deepEqual(told, {stage: 'old token', state, text});
    });
  }

  it('tries the old token after a wrong one was mended', async t => {
    const accepted = [old, fresh];
    const console = await inDeployment(t, {content, tokens: {accepted}});
    for (const [typed, facts] of [['mistyped-token', {new: 'refused', old: 'accepted'}], ['new-token-q4x2', {new: 'accepted', old: 'accepted'}]] as const) {
      await act('token.update', {...console.ports, ask: answering(typed)});
      assert.deepEqual((await act('token.prove', console.ports)).result.facts, facts);
    }
    accepted.splice(0, 1);
    assert.deepEqual((await act('token.prove', console.ports)).result.facts, {new: 'accepted', old: 'refused'});
    // Once proved, the next rotation has this one for its old.
    for (const typed of ['third-token-1', 'fourth-token-1']) {
      await act('token.update', {...console.ports, ask: answering(typed)});
      assert.ok(console.ports.environment.keyring.replaced?.matches('new-token-q4x2'), typed);
    }
  });

  it('sends nothing where the live token is not the one that the walk has put in, as after a restart with the old one', async t => {
    const console = await inDeployment(t, {content, tokens: {accepted: [old]}});
    const [was, is] = [console.fingerprint('old-token-q4x1'), console.fingerprint('new-token-q4x2')];
    const told = `the live token is fingerprint ${was} (operator.env), and not ${is}, which was put in before`;
    assert.match(await noPlan('token.prove', console.ports, {earlier: {token: is}}), new RegExp(`^${RegExp.escape(told)}`));
    const {result} = await act('token.prove', console.ports, {earlier: {token: is}});
    assert.deepEqual([result.outcome, result.failure?.code, result.failure?.problem, handshakes(console)], ['failed', 'token-not-live', told, 0]);
    assert.equal((await act('token.prove', console.ports, {earlier: {token: was}})).result.facts.new, 'accepted');
  });

  it('knows of no old token where this process replaced none', async t => {
    const console = await inDeployment(t, {content, tokens: {accepted: [old]}});
    assert.equal((await goodPlan('token.prove', console.ports)).items.length, 1);
    const {result, progress} = await act('token.prove', console.ports);
    assert.deepEqual([result.facts, handshakes(console)], [{new: 'accepted', old: 'not known'}, 1]);
    assert.deepEqual(progress.at(-1), {stage: 'old token', state: 'skipped', text: 'not known: this process replaced none'});
  });

  for (const [fault, outcome, code, requests] of [
    ['refused', 'failed', 'gateway-not-reached', 0],
    ['5xx-always', 'failed', 'gateway-error-answer', 3],
    ['malformed-json', 'failed', 'gateway-bad-answer', 1],
    ['context-not-acknowledged', 'failed', 'gateway-refused', 1],
    ['session-missing', 'failed', 'gateway-refused', 1],
    ['dropped-after-sending', 'unknown', 'handshake-unknown', 1],
  ] as const) {
    it(`cannot tell where the gateway is ${fault}, and spares it the old token`, async t => {
      const console = await rotated(t, {accepted: [fresh]}, fault);
      const {result, progress} = await act('token.prove', console.ports);
      assert.deepEqual([result.outcome, result.facts, result.failure?.code, result.failure?.exit], [outcome, {new: 'unknown', old: 'not known'}, code, 3]);
      assert.equal(handshakes(console), requests);
      assert.deepEqual(progress.at(-1)?.stage, 'old token');
      assert.equal(progress.at(-1)?.state, 'skipped');
    });
  }

  for (const [status, facts, said] of [
    ['401 Unauthorized', {new: 'refused', old: 'refused'}, /^refused: .* answered 401 Unauthorized$/],
    ['403 Forbidden', {new: 'refused', old: 'refused'}, /^refused: .* answered 403 Forbidden$/],
    ['404 Not Found', {new: 'unknown', old: 'not known'}, /^not shown to a gateway/],
  ] as const) {
    it(`takes the status ${status} for ${facts.new === 'refused' ? 'a refusal' : 'no word about the token'}`, async t => {
      const gateway = await startRawGateway(socket => socket.end(httpAnswer(status, '')));
      t.after(() => gateway.close());
      const console = await inDeployment(t, {content: content.replace('<gateway>', gateway.url)});
      await act('token.update', {...console.ports, ask: answering('new-token-q4x2')});
      const {result, progress} = await act('token.prove', console.ports);
      assert.deepEqual(result.facts, facts);
      assert.match(progress.at(-1)?.text ?? '', said);
    });
  }

  it('cannot tell of an old token that the gateway stumbles over', async t => {
    const good = JSON.stringify({authenticated: true, session: {id: 's-1'}, accepted_contexts: ['stage-b-rehearsal']});
    const gateway = await startRawGateway((socket, request) => socket.end(request.includes('old-token-q4x1') ? httpAnswer('500 Internal Server Error', '') : httpAnswer('200 OK', good)));
    t.after(() => gateway.close());
    const console = await inDeployment(t, {content: content.replace('<gateway>', gateway.url)});
    await act('token.update', {...console.ports, ask: answering('new-token-q4x2')});
    const {result, progress} = await act('token.prove', console.ports);
    assert.deepEqual([result.outcome, result.facts, progress.at(-1)?.state], ['done', {new: 'accepted', old: 'unknown'}, 'failed']);
  });

  it('never tells a token that the gateway sends back, nor one that only this process knows', async t => {
    const answer = {authenticated: true, session: {id: 'new-token-q4x2 old-token-q4x1'}, accepted_contexts: ['stage-b-rehearsal']};
    const gateway = await startRawGateway(socket => socket.end(httpAnswer('200 OK', JSON.stringify(answer))));
    t.after(() => gateway.close());
    const console = await inDeployment(t, {content: content.replace('<gateway>', gateway.url)});
    await act('token.update', {...console.ports, ask: answering('new-token-q4x2')});
    const {progress} = await act('token.prove', console.ports);
    assert.deepEqual(progress.filter(({state}) => state === 'ok').map(({text}) => text), ['accepted: session <redacted> <redacted>', 'accepted: the gateway still takes it: it is not revoked yet']);
  });

  it('asks again after a single 503, proves, and says at which attempt', async t => {
    const console = await rotated(t, {accepted: [fresh]}, '5xx-once');
    const {result, progress} = await act('token.prove', console.ports);
    assert.deepEqual(result.facts, {new: 'accepted', old: 'refused'});
    assert.equal(progress.find(({state}) => state === 'ok')?.text, 'accepted: session op-6f1c, at attempt 2');
  });

  it('contacts nobody while MCP is off', async t => {
    const console = await atConsole(t, {variables: {ABZU_USE_MCP: '0', MCP_CONNECTOR_TOKEN: 'old-token-q4x1'}});
    const {result} = await act('token.prove', console.ports);
    assert.deepEqual([result.outcome, result.failure?.code, result.failure?.exit, result.facts, handshakes(console)], ['failed', 'toggles-forbid', 4, {new: 'unknown', old: 'not known'}, 0]);
    assert.equal(await noPlan('token.prove', console.ports), 'MCP is not enabled: ABZU_USE_MCP=1 required; it reads "0" (this shell). Set ABZU_USE_MCP to exactly 1 and run again. Nothing was sent.');
  });

  it('says so where the old token was put back by somebody else', async t => {
    const console = await rotated(t, {accepted: [fresh]});
    const {deployment} = console.ports.environment;
    const {signal} = new AbortController();
    const planned = await deployment?.plan('MCP_CONNECTOR_TOKEN', old, signal);
    if (planned?.ok) await deployment?.set(planned.change, old, () => {}, signal);
    const {result} = await act('token.prove', console.ports);
    assert.deepEqual([result.failure?.code, handshakes(console)], ['token-not-live', 0]);
  });

  for (const [what, setting] of [['the tool has no hands', false], ['the deployment only takes tokens', true]] as const) {
    it(`proves the token that was typed where ${what}, though this process reads the old one`, async t => {
      const console = setting
        ? await inDeployment(t, {content: 'ABZU_USE_MCP=1\nMCP_GATEWAY_URL=<gateway>\n', tokens: {accepted: [fresh]}, shell: {MCP_CONNECTOR_TOKEN: 'old-token-q4x1'}, token: () => ({kind: 'command', set: ['sh', '-c', 'cat > taken']})})
        : await atConsole(t, {variables: {MCP_CONNECTOR_TOKEN: 'old-token-q4x1'}, tokens: {accepted: [fresh]}});
      await act('token.update', {...console.ports, ask: answering('new-token-q4x2', 'yes')});
      assert.deepEqual((await act('token.prove', console.ports)).result.facts, {new: 'accepted', old: 'refused'});
    });
  }

  it('shows the gateway what the overrides say, but for the token', async t => {
    const console = await atConsole(t, {variables: {OPERATOR_API_STAGE_B_CONNECTOR_TOKEN: 'old-token-q4x1', MCP_CONNECTOR_INSTANCE: 'eu-1'}, tokens: {accepted: [old]}});
    assert.deepEqual((await act('token.prove', console.ports)).result.facts.new, 'accepted');
    const invalid = await atConsole(t, {variables: {MCP_SUPPORTED_CONTEXTS: '{'}});
    const {result} = await act('token.prove', invalid.ports);
    assert.deepEqual([result.failure?.code, handshakes(invalid)], ['invalid-override', 0]);
  });
});
