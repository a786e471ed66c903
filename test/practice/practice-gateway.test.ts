import assert from 'node:assert/strict';
import {request as open} from 'node:http';
import {describe, it, type TestContext} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import {OperatorError} from '../../source/errors.ts';
import {openGateway} from '../../source/gateway/client.ts';
import type {Json} from '../../source/json.ts';
import type {PracticeGateway, PracticeGatewayOptions} from '../../source/practice/practice-gateway.ts';
import {startPracticeGateway} from '../../source/practice/practice-gateway.ts';
import type {SeenRequest} from '../../source/practice/seen-request.ts';
import {Secret} from '../../source/secret.ts';

const now = Date.UTC(2026, 10, 22, 19, 0, 0, 500);
const clock = {...systemClock, now: () => now};

async function start(t: TestContext, options: Partial<PracticeGatewayOptions> = {}): Promise<PracticeGateway> {
  let sessions = 0;
  const practice = await startPracticeGateway({clock, sessionId: () => `op-000${++sessions}`, ...options});
  t.after(() => practice.close());
  return practice;
}

type Answer = {status: number; body: Json; headers: NodeJS.Dict<string | string[]>};

function ask(practice: PracticeGateway, path: string, body: unknown, method = 'POST'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = open(`${practice.url}${path}`, {method, agent: false}, response => {
      const answered = (text: string): Answer => ({status: response.statusCode ?? 0, body: JSON.parse(text) as Json, headers: response.headers});
      response.toArray().then(chunks => resolve(answered(Buffer.concat(chunks).toString())), reject);
    });
    request.on('error', reject).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

const handshake = {
  identity: {connector_id: 'operator_api', version: '0.1.0', instance: 'local'},
  supported_contexts: [{name: 'stage-b-rehearsal', channels: ['handshake'], capabilities: ['register']}],
  rotation: {
    last_rotated: '2026-11-22T18:00:00Z',
    rotation_window: 'PT48H',
    supports_hot_swap: true,
    token_hint: 'operator',
  },
};

const withToken = (token: string) => ({
  ...handshake,
  rotation: {...handshake.rotation, credentials: {type: 'bearer', token}},
});

const heartbeat = {
  chakra: 'operator',
  cycle_count: 0,
  context: 'stage-b-rehearsal',
  credential_expiry: '2026-11-24T19:00:00Z',
  emitted_at: '2026-11-22T19:00:00Z',
  event: 'stage-b-smoke',
};

describe('the practice gateway', () => {
  it('answers a handshake like the real one, and echoes no credential', async t => {
    const practice = await start(t);
    const {status, body} = await ask(practice, '/handshake', withToken('hunter2'));
    assert.equal(status, 200);
    assert.deepEqual(body, {
      authenticated: true,
      session: {id: 'op-0001', issued_at: '2026-11-22T19:00:00Z', credential_expiry: '2026-11-24T19:00:00Z'},
      accepted_contexts: [{name: 'stage-b-rehearsal', status: 'accepted'}],
      rotation: {
        connector_id: 'operator_api',
        last_rotated: '2026-11-22T18:00:00Z',
        rotation_window: 'PT48H',
        window_id: '20261122T180000Z-PT48H',
      },
    });
  });

  it('gives each session an id of its own form when none is supplied', async t => {
    const practice = await startPracticeGateway({clock});
    t.after(() => practice.close());
    const {body} = await ask(practice, '/handshake', handshake);
    assert.match(JSON.stringify(body), /"id":"op-[0-9a-f]{4}"/);
  });

  it('accepts only the stage context', async t => {
    const {body} = await ask(
      await start(t),
      '/handshake',
      {...handshake, supported_contexts: ['stage-c-prep', 7, 'stage-b-rehearsal']},
    );
    assert.deepEqual((body as {accepted_contexts: Json}).accepted_contexts, [
      {name: 'stage-c-prep', status: 'rejected'},
      {name: 'stage-b-rehearsal', status: 'accepted'},
    ]);
  });

  it('knows its tokens, also after they were rotated', async t => {
    const tokens = {accepted: [new Secret('old-token')]};
    const practice = await start(t, {tokens});
    const authenticated = async (body: unknown) => {
      const answer = await ask(practice, '/handshake', body);
      return (answer.body as {authenticated: boolean}).authenticated;
    };
    assert.deepEqual(
      [
        await authenticated(handshake),
        await authenticated(withToken('old-token')),
        await authenticated(withToken('new-token')),
      ],
      [false, true, false],
    );
    tokens.accepted = [new Secret('old-token'), new Secret('new-token')];
    assert.deepEqual(
      [await authenticated(withToken('old-token')), await authenticated(withToken('new-token'))],
      [true, true],
    );
    tokens.accepted = [new Secret('new-token')];
    assert.equal(await authenticated(withToken('old-token')), false);
  });

  const refusals: ReadonlyArray<readonly [string, string, string, unknown, number, RegExp]> = [
    ['a handshake that is a list', 'POST', '/handshake', [], 400, /must be an object/],
    [
      'a handshake without anything',
      'POST',
      '/handshake',
      {},
      400,
      /identity.connector_id must.*supported_contexts must.*rotation must/,
    ],
    ['broken JSON', 'POST', '/handshake', '{"a":', 400, /not acceptable JSON/],
    ['a name that stands twice', 'POST', '/heartbeat', '{"a":1,"a":2}', 400, /not acceptable JSON/],
    ['a heartbeat that is a text', 'POST', '/heartbeat', '"x"', 400, /must be an object/],
    [
      'an empty heartbeat',
      'POST',
      '/heartbeat',
      {},
      400,
      /chakra must.*cycle_count must.*context must.*credential_expiry must.*emitted_at must/,
    ],
    ['a heartbeat with a blank chakra', 'POST', '/heartbeat', {...heartbeat, chakra: ' '}, 400, /\["chakra must/],
    [
      'a heartbeat with half a cycle',
      'POST',
      '/heartbeat',
      {...heartbeat, cycle_count: 0.5},
      400,
      /\["cycle_count must/,
    ],
    [
      'a heartbeat with a negative cycle',
      'POST',
      '/heartbeat',
      {...heartbeat, cycle_count: -1},
      400,
      /\["cycle_count must/,
    ],
    [
      'a heartbeat of another stage',
      'POST',
      '/heartbeat',
      {...heartbeat, context: 'stage-c-prep'},
      400,
      /\["context must/,
    ],
    [
      'a heartbeat that expires someday',
      'POST',
      '/heartbeat',
      {...heartbeat, credential_expiry: 'someday'},
      400,
      /\["credential_expiry must/,
    ],
    ['another path', 'POST', '/', {}, 404, /not found/],
    ['another path below', 'POST', '/handshake/', {}, 404, /not found/],
    ['another method', 'PUT', '/handshake', handshake, 405, /method not allowed/],
    ['a body above 64 KiB', 'POST', '/handshake', `"${'a'.repeat(2_000_000)}"`, 413, /longer than 65536 bytes/],
  ];
  for (const [name, method, path, body, status, says] of refusals) {
    it(`refuses ${name} with ${status}`, async t => {
      const practice = await start(t);
      const answer = await ask(practice, path, body, method);
      assert.equal(answer.status, status);
      assert.match(JSON.stringify(answer.body), says);
      assert.equal(practice.seen[0]?.status, status);
    });
  }

  it('accepts a canonical heartbeat with 202', async t => {
    assert.deepEqual((await ask(await start(t), '/heartbeat', heartbeat)).status, 202);
  });

  it('remembers every request and tells of it, without the token', async t => {
    const told: SeenRequest[] = [];
    const tokens = {accepted: [new Secret('a-real-token')]};
    const practice = await start(t, {tokens, onRequest: seen => void told.push(seen)});
    await ask(practice, '/handshake', {...withToken('a-real-token'), note: 'a-real-token'});
    await ask(practice, '/handshake', withToken('x'));
    await ask(practice, '/heartbeat', heartbeat);
    await ask(practice, '/handshake?a-real-token', 'nonsense');
    assert.deepEqual(told, practice.seen);
    const brief = told.map(({number, method, path, status, credential}) => [number, method, path, status, credential]);
    assert.deepEqual(brief, [
      [1, 'POST', '/handshake', 200, 'given'],
      [2, 'POST', '/handshake', 200, 'given'],
      [3, 'POST', '/heartbeat', 202, 'none'],
      [4, 'POST', '/handshake?<redacted>', 404, 'none'],
    ]);
    assert.deepEqual(told[1]?.body, withToken('<redacted>'));
    assert.ok(!JSON.stringify(told).includes('a-real-token'));
  });

  it('listens on 127.0.0.1 only, and says so when the port is taken', async t => {
    const practice = await start(t);
    assert.equal(practice.url, `http://127.0.0.1:${practice.port}`);
    const elsewhere = openGateway({url: `http://127.0.0.2:${practice.port}`, clock});
    assert.ok(elsewhere.ok);
    assert.equal((await elsewhere.gateway.reach()).kind, 'unreachable');
    await assert.rejects(startPracticeGateway({clock, port: practice.port}), (error: unknown) => {
      assert.ok(error instanceof OperatorError);
      assert.equal(error.message, `the practice gateway cannot listen on 127.0.0.1:${practice.port} (EADDRINUSE)`);
      return error.code === 'port-not-available';
    });
  });

  it('stands on the port it was given', async t => {
    const {port, close} = await start(t);
    await close();
    assert.equal((await start(t, {port})).port, port);
  });
});
