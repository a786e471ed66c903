import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {actions, actionSignatures, findAction} from '../../source/actions/registry.ts';
import type {JsonObject} from '../../source/json.ts';
import {act, atConsole, filesBelow, readJson} from './at-console.ts';

describe('toggles.check', () => {
  it('names what is wrong, and where each value comes from', async t => {
    const {ports} = await atConsole(t, {
      variables: {
        ABZU_USE_MCP: 'true',
        MCP_ROTATION_WINDOW: '2 days',
        MCP_ROTATION_HINT: 'crown',
        MCP_GATEWAY_URL: undefined,
      },
    });
    const goOn = "mcp-runbook resume 20261122T201826Z-stage-b-rehearsal-811f --root '/srv/our checkout'";
    const {progress, result} = await act('toggles.check', {...ports, goOn});
    assert.deepEqual(result, {
      outcome: 'done',
      facts: {
        toggles: {
          ABZU_USE_MCP: 'true',
          MCP_GATEWAY_URL: 'http://localhost:8001',
          MCP_ROTATION_WINDOW: '2 days',
          MCP_ROTATION_HINT: 'crown',
        },
        sources: {
          ABZU_USE_MCP: 'this shell',
          MCP_GATEWAY_URL: 'default',
          MCP_ROTATION_WINDOW: 'this shell',
          MCP_ROTATION_HINT: 'this shell',
        },
        wrong: ['ABZU_USE_MCP', 'MCP_ROTATION_WINDOW'],
      },
      attachments: [],
    });
    assert.deepEqual(
      progress.map(({stage, state, text}) => [stage, state, text]),
      [
        ['ABZU_USE_MCP', 'failed', 'true (this shell): MCP traffic is on only when this is exactly 1'],
        ['MCP_GATEWAY_URL', 'ok', 'http://localhost:8001 (default)'],
        ['MCP_ROTATION_WINDOW', 'failed', '2 days (this shell): not a duration such as PT48H'],
        ['MCP_ROTATION_HINT', 'ok', 'crown (this shell)'],
        ['to correct', 'skipped', 'this program keeps the variables that it was started with: leave with q, which keeps the walk, then type in this shell'],
        ['line 1', 'skipped', 'export ABZU_USE_MCP=1'],
        ['line 2', 'skipped', 'unset MCP_ROTATION_WINDOW'],
        ['line 3', 'skipped', goOn],
      ],
    );
  });

  it('shows a token by its fingerprint, and masks it where else it stands', async t => {
    const {ports} = await atConsole(t, {
      variables: {MCP_CONNECTOR_TOKEN: 'token-q4x1', MCP_ROTATION_HINT: 'it is token-q4x1'},
    });
    const {result} = await act('toggles.check', ports);
    const {toggles} = result.facts as {toggles: Record<string, string>};
    assert.match(toggles.MCP_CONNECTOR_TOKEN ?? '', /^fingerprint [0-9a-f]{8}$/);
    assert.equal(toggles.MCP_ROTATION_HINT, 'it is <redacted>');
  });
});

describe('toggle.read', () => {
  for (const [name, variables, facts] of [
    ['ABZU_USE_MCP', {}, {value: '1', source: 'this shell'}],
    ['ABZU_USE_MCP', {ABZU_USE_MCP: undefined}, {value: null, source: 'not set'}],
    ['ABZU_USE_MCP', {ABZU_USE_MCP: ''}, {value: '', source: 'this shell'}],
    ['MCP_GATEWAY_URL', {MCP_GATEWAY_URL: undefined}, {value: 'http://localhost:8001', source: 'default'}],
    ['MCP_CONNECTOR_TOKEN', {}, {value: null, source: 'not set'}],
    ['MCP_CONNECTOR_TOKEN', {MCP_CONNECTOR_TOKEN: 'token-q4x1'}, {value: '<redacted>', source: 'this shell'}],
    [
      'MCP_ROTATION_HINT',
      {MCP_CONNECTOR_TOKEN: 'token-q4x1', MCP_ROTATION_HINT: 'token-q4x1!'},
      {value: '<redacted>!', source: 'this shell'},
    ],
  ] as ReadonlyArray<[string, NodeJS.ProcessEnv, JsonObject]>) {
    it(`${name} among ${JSON.stringify(variables)} is ${JSON.stringify(facts.value)}`, async t => {
      const {ports} = await atConsole(t, {variables});
      assert.deepEqual((await act('toggle.read', ports, {parameters: [name]})).result, {
        outcome: 'done',
        facts,
        attachments: [],
      });
    });
  }
});

describe('gateway.reach', () => {
  it('says that something answers, and sends nothing', async t => {
    const {ports, gateway} = await atConsole(t);
    const {result, progress} = await act('gateway.reach', ports);
    assert.deepEqual(result, {
      outcome: 'done',
      facts: {source: 'this shell', class: 'rehearsal', url: gateway.url, reachable: true},
      attachments: [],
    });
    assert.deepEqual(
      progress.map(({state}) => state),
      ['running', 'ok'],
    );
    assert.equal(gateway.seen.length, 0);
  });

  it('says that nothing answers, and what to do', async t => {
    const {ports, gateway} = await atConsole(t, {fault: 'refused'});
    const {result, progress} = await act('gateway.reach', ports);
    assert.deepEqual(
      [result.outcome, result.facts.reachable, result.failure?.code, result.failure?.exit],
      ['failed', false, 'gateway-unreachable', 3],
    );
    assert.match(
      result.failure?.problem ?? '',
      new RegExp(`^no connection to 127\\.0\\.0\\.1:${gateway.port}: nothing accepts connections there`),
    );
    assert.deepEqual(
      progress.map(({state}) => state),
      ['running', 'failed'],
    );
  });

  it('refuses an address that cannot be used', async t => {
    const {ports} = await atConsole(t, {variables: {MCP_GATEWAY_URL: 'localhost:8001'}});
    const {result} = await act('gateway.reach', ports);
    assert.deepEqual(
      [result.outcome, result.facts, result.failure?.code, result.failure?.exit],
      ['failed', {source: 'this shell', class: 'live', reachable: false}, 'gateway-address', 2],
    );
  });

  it('masks a token that somebody put into the address', async t => {
    const {ports} = await atConsole(t, {
      variables: {MCP_GATEWAY_URL: 'http://127.0.0.1:1/token-q4x1', MCP_CONNECTOR_TOKEN: 'token-q4x1'},
    });
    const {result, progress} = await act('gateway.reach', ports);
    assert.equal(result.facts.url, 'http://127.0.0.1:1/<redacted>');
    assert.ok(!JSON.stringify({result, progress}).includes('q4x1'));
  });

  it('stops when it is told to', async t => {
    const {ports} = await atConsole(t);
    const {result} = await act('gateway.reach', ports, {signal: AbortSignal.abort()});
    assert.deepEqual([result.outcome, result.facts.reachable], ['failed', false]);
  });
});

describe('receipt.review', () => {
  it('reads the receipt of the smoke run before it', async t => {
    const console = await atConsole(t);
    const {earlier} = (await act('smoke.run', console.ports)).result;
    const {result, progress} = await act('receipt.review', console.ports, {earlier: earlier ?? {}});
    assert.deepEqual(result, {
      outcome: 'done',
      facts: {
        receipt: earlier?.receipt,
        targets: ['operator_api', 'operator_upload', 'crown_handshake'],
        session: {id: 'op-6f1c', issued_at: '2025-11-20T09:00:00Z', credential_expiry: '2025-11-22T09:00:00Z'},
        doctrine_ok: true,
        doctrine_failures: [],
        findings: [],
      },
      attachments: [],
    });
    assert.deepEqual(
      progress.slice(2).map(({stage, state, text}) => [stage, state, text]),
      [
        ['targets', 'ok', 'operator_api, operator_upload, crown_handshake'],
        ['session', 'ok', 'op-6f1c'],
        ['doctrine', 'ok', 'no failures'],
      ],
    );
  });

  for (const [what, content, code, message] of [
    ['none', undefined, 'no-receipt', /^this session has no receipt yet$/],
    ['one that is gone', null, 'receipt-unreadable', /cannot be read: it does not exist \(ENOENT\)$/],
    ['one that is no JSON', '{"stage": "B"', 'receipt-unreadable', /cannot be read: /],
    ['one that tells two outcomes', '{"stage": "B", "doctrine_ok": false, "doctrine_ok": true}', 'receipt-unreadable', /cannot be read: line 1, column 38: the name "doctrine_ok" stands twice in one object$/],
    ['one that is empty', '', 'receipt-unreadable', /cannot be read: /],
    ['a list', '[]', 'receipt-invalid', /expected an object/],
    ['one of another stage', '{"stage": "C"}', 'receipt-invalid', /stage: expected "B"; targets: /],
  ] as const) {
    it(`says so where the receipt is ${what}`, async t => {
      const {ports, folder} = await atConsole(t);
      const receipt = join(folder, 'stage_b_smoke.json');
      if (typeof content === 'string') writeFileSync(receipt, content);
      const {result} = await act('receipt.review', ports, {earlier: content === undefined ? {} : {receipt}});
      assert.deepEqual(
        [result.outcome, result.facts, result.failure?.code, result.failure?.exit],
        ['failed', {}, code, 1],
      );
      assert.match(result.failure?.problem ?? '', message);
    });
  }

  it('shows what failed in doctrine', async t => {
    const {ports, folder} = await atConsole(t);
    const receipt = join(folder, 'receipt.json');
    const services = {operator_api: {session: null}};
    writeFileSync(
      receipt,
      JSON.stringify({
        stage: 'B',
        targets: [],
        services,
        doctrine_ok: false,
        doctrine_failures: ['audit document missing', 'stale'],
      }),
    );
    const {progress, result} = await act('receipt.review', ports, {earlier: {receipt}});
    assert.equal(result.outcome, 'done');
    assert.deepEqual(
      progress.slice(3).map(({stage, state, text}) => [stage, state, text]),
      [
        ['session', 'failed', 'none'],
        ['doctrine', 'failed', 'audit document missing; stale'],
      ],
    );
  });
});

describe('ledger.review', () => {
  it('judges each connector by its newest entry', async t => {
    const console = await atConsole(t);
    await console.smoke();
    console.clock.advance(47 * 3_600_000);
    const fresh = await act('ledger.review', console.ports);
    assert.deepEqual(
      fresh.progress.slice(1).map(({stage, state, text}) => [stage, state, text]),
      [
        ['ledger', 'ok', '3 entries in 3 lines'],
        ['operator_api', 'ok', 'fresh, 1h 0m left'],
        ['operator_upload', 'ok', 'fresh, 1h 0m left'],
        ['crown_handshake', 'ok', 'fresh, 1h 0m left'],
      ],
    );
    console.clock.advance(2 * 3_600_000);
    const stale = await act('ledger.review', console.ports);
    assert.deepEqual(stale.progress.at(-1), {stage: 'crown_handshake', state: 'failed', text: 'stale, over for 1h 0m'});
    assert.equal(stale.result.outcome, 'done');
  });

  it('finds no entries where there is no ledger, and makes none', async t => {
    const {ports, folder} = await atConsole(t);
    const {progress, result} = await act('ledger.review', ports);
    assert.deepEqual(progress[1], {stage: 'ledger', state: 'failed', text: '0 entries in 0 lines'});
    assert.equal(result.outcome, 'done');
    assert.deepEqual(filesBelow(folder), []);
  });

  it('masks a token that an older tool left in the ledger', async t => {
    const {ports} = await atConsole(t, {variables: {MCP_CONNECTOR_TOKEN: 'token-q4x1'}});
    const {ledger} = ports.environment.places;
    mkdirSync(dirname(ledger), {recursive: true});
    writeFileSync(ledger, '{"connector_id": "token-q4x1", "rotated_at": "2025-11-20T08:00:00Z", "window_hours": 48}\n');
    const {result} = await act('ledger.review', ports);
    assert.ok(!JSON.stringify(result).includes('q4x1'));
  });

  it('stops when it is told to', async t => {
    const console = await atConsole(t);
    await console.smoke();
    const {result} = await act('ledger.review', console.ports, {signal: AbortSignal.abort()});
    assert.deepEqual([result.outcome, result.failure?.code, result.failure?.exit], ['failed', 'stopped', 130]);
  });
});

describe('packet.write', () => {
  it('writes the packet and attaches it, and asks no gateway', async t => {
    const {ports, gateway, folder} = await atConsole(t);
    const {result} = await act('packet.write', ports);
    const path = join(folder, 'logs', 'stage_b_rehearsal_packet.json');
    assert.deepEqual(
      [result.outcome, result.facts.path, result.facts.connectors, gateway.seen.length],
      ['done', path, ['operator_api', 'operator_upload', 'crown_handshake'], 0],
    );
    assert.deepEqual(result.attachments, [
      {name: 'stage_b_rehearsal_packet.json', mediaType: 'application/json', text: readFileSync(path, 'utf8')},
    ]);
  });

  it('replaces an old packet as a whole', async t => {
    const {ports, folder} = await atConsole(t);
    mkdirSync(join(folder, 'logs'));
    writeFileSync(join(folder, 'logs', 'stage_b_rehearsal_packet.json'), `{"old": "${'x'.repeat(100_000)}"}`);
    await act('packet.write', ports);
    const packet = JSON.parse(
      readFileSync(join(folder, 'logs', 'stage_b_rehearsal_packet.json'), 'utf8'),
    ) as JsonObject;
    assert.deepEqual([packet.old, packet.generated_at], [undefined, '2025-11-20T09:00:00Z']);
  });

  for (const [what, variables, code, exit] of [
    ...['0', '', 'true', '1 '].map(value => [`the toggle reads ${JSON.stringify(value)}`, {ABZU_USE_MCP: value}, 'toggles-forbid', 4] as const),
    ['an override is no JSON', {MCP_SUPPORTED_CONTEXTS: '{'}, 'invalid-override', 2],
  ] as const) {
    it(`writes nothing where ${what}`, async t => {
      const {ports, folder} = await atConsole(t, {variables});
      const {result, progress} = await act('packet.write', ports);
      assert.deepEqual(
        [result.outcome, result.failure?.code, result.failure?.exit, progress.at(-1)?.state],
        ['failed', code, exit, 'failed'],
      );
      assert.deepEqual(filesBelow(folder), []);
    });
  }

  it('asks what was wrong and what was done where doctrine fails, keeps it masked in the packet, and asks nothing else', async t => {
    for (const [variables, asked] of [[{MCP_ROTATION_WINDOW: 'two days', MCP_CONNECTOR_TOKEN: 'token-q4x1'}, 1], [{}, 0]] as const) {
      const {ports, folder} = await atConsole(t, {variables});
      const questions: string[] = [];
      const ask: typeof ports.ask = async ({text}) => (questions.push(text), 'The window was mended; it was token-q4x1.');
      await act('packet.write', {...ports, ask});
      assert.equal(questions.length, asked, questions.join());
      assert.equal(readJson(folder, 'logs/stage_b_rehearsal_packet.json').note, asked === 0 ? undefined : 'The window was mended; it was <redacted>.');
    }
  });

  for (const answer of ['', '  ', undefined]) {
    it(`says nothing of that question where it was left empty: ${JSON.stringify(answer) ?? 'nobody there'}`, async t => {
      const {ports, folder} = await atConsole(t, {variables: {MCP_ROTATION_WINDOW: 'two days'}});
      const asked: string[] = [];
      const {result, progress} = await act('packet.write', {...ports, ask: async ({text}) => (asked.push(text), answer)});
      assert.deepEqual([asked.length, result.outcome, 'note' in readJson(folder, 'logs/stage_b_rehearsal_packet.json')], [1, 'done', false]);
      assert.doesNotMatch(JSON.stringify([progress, result]), /\bnote\b|What is wrong/);
    });
  }

  it('leaves the old one where the new one cannot be written', async t => {
    const {ports, folder} = await atConsole(t);
    writeFileSync(join(folder, 'logs'), 'a file where a folder should be');
    const {result} = await act('packet.write', ports);
    assert.deepEqual([result.outcome, result.failure?.code, result.failure?.exit], ['failed', 'not-recorded', 5]);
    assert.equal(result.failure?.next, 'Choose a folder that can be written; the old packet is untouched.');
  });

  it('holds a fingerprint in place of the token', async t => {
    const {ports, folder} = await atConsole(t, {variables: {MCP_CONNECTOR_TOKEN: 'token-q4x1'}});
    await act('packet.write', ports);
    const text = readFileSync(join(folder, 'logs', 'stage_b_rehearsal_packet.json'), 'utf8');
    assert.ok(!text.includes('q4x1'));
    assert.match(text, /"token": "<redacted>",\s+"fingerprint": "[0-9a-f]{8}"/);
  });
});

describe('the registry', () => {
  it('finds each action by its name, once, and nothing else', () => {
    const names = actions.map(({signature}) => signature.name);
    assert.equal(new Set(names).size, names.length);
    for (const action of actions) assert.equal(findAction(action.signature.name), action);
    assert.deepEqual([...actionSignatures.keys()], names);
    for (const name of ['constructor', '__proto__', 'smoke', 'smoke.run ', ''])
      assert.equal(findAction(name), undefined);
  });

  it('says of each whether it changes something', () => {
    assert.deepEqual(
      actions.filter(({signature}) => signature.effect === 'changes').map(({signature}) => signature.name),
      ['handshake.try', 'smoke.run', 'packet.write', 'toggle.set', 'token.update', 'token.prove', 'gap.note', 'gap.close', 'record.write'],
    );
  });
});
