import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {consoleEnvironment} from '../../source/environment/console.ts';
import type {JsonObject} from '../../source/json.ts';
import {unanswered} from '../worlds/unanswered.ts';
import {act, atConsole, filesBelow} from './at-console.ts';

const off: ReadonlyArray<[value: string | undefined, told: string]> = [
  [undefined, 'it is not set'],
  ['', 'it reads "" (this shell)'],
  ['0', 'it reads "0" (this shell)'],
  ['true', 'it reads "true" (this shell)'],
  ['TRUE', 'it reads "TRUE" (this shell)'],
  ['yes', 'it reads "yes" (this shell)'],
  ['on', 'it reads "on" (this shell)'],
  ['01', 'it reads "01" (this shell)'],
  ['1 ', 'it reads "1 " (this shell)'],
  [' 1', 'it reads " 1" (this shell)'],
  ['1\n', 'it reads "1\\n" (this shell)'],
  ['\uff11', 'it reads "\uff11" (this shell)'],
];

describe('with ABZU_USE_MCP', () => {
  for (const [value, told] of off) {
    it(`${value === undefined ? 'not set' : JSON.stringify(value)}, a smoke run is forbidden: nothing is sent and nothing written`, async t => {
      const door = await unanswered(t, {shut: true});
      const console = await atConsole(t, {variables: {ABZU_USE_MCP: value, MCP_GATEWAY_URL: `http://${door.host}`}});
      const {progress, result} = await console.smoke();
      assert.deepEqual(result, {
        kind: 'failed',
        failure: {
          outcome: 'failed',
          code: 'toggles-forbid',
          problem: `ABZU_USE_MCP=1 required for Stage B smoke checks; ${told}`,
          next: 'Set ABZU_USE_MCP to exactly 1 and run again. Nothing was sent.',
          exit: 4,
        },
      });
      assert.deepEqual([progress, door.knocks(), filesBelow(console.folder)], [[], 0, []]);
    });
  }

  it('1, the same console goes on to send', async t => {
    const door = await unanswered(t, {shut: true});
    const console = await atConsole(t, {variables: {MCP_GATEWAY_URL: `http://${door.host}`}});
    const {result} = await console.smoke();
    assert.equal(result.kind === 'failed' && result.failure.code, 'handshake-unknown');
    assert.equal(door.knocks(), 1);
  });

  it('set between two runs, the second one counts', async t => {
    const variables: NodeJS.ProcessEnv = {ABZU_USE_MCP: '0'};
    const console = await atConsole(t);
    variables.MCP_GATEWAY_URL = console.gateway.url;
    const environment = consoleEnvironment({folder: console.folder, variables});
    const first = await act('smoke.run', {...console.ports, environment});
    variables.ABZU_USE_MCP = '1';
    const second = await act('smoke.run', {...console.ports, environment});
    assert.deepEqual([first.result.outcome, second.result.outcome], ['failed', 'done']);
  });
});

describe('a gateway URL that cannot be used', () => {
  for (const url of [
    '',
    'localhost:8001',
    'ftp://localhost',
    'http://mara:secret-q4x1@localhost',
    'http://localhost/?token=secret-q4x1',
    'http://localhost:0',
  ]) {
    it(`(${JSON.stringify(url)}) ends the run before anything is sent, and is not repeated`, async t => {
      const console = await atConsole(t, {variables: {MCP_GATEWAY_URL: url}});
      const {result} = await console.smoke();
      assert.ok(result.kind === 'failed');
      const {code, exit, problem: message, next} = result.failure;
      assert.deepEqual(
        [code, exit, next],
        ['gateway-address', 2, 'Correct the variable it names and run again. Nothing was sent.'],
      );
      assert.match(message, /^the gateway URL /);
      assert.ok(!message.includes('q4x1'));
      assert.deepEqual(filesBelow(console.folder), []);
    });
  }
});

type Override = {
  variables: NodeJS.ProcessEnv;
  sent: JsonObject;
  /** Of each ledger entry. */
  entry?: JsonObject;
  doctrine?: string[];
};

const own = 'OPERATOR_API_STAGE_B_';
const connectors = ['operator_api_stage_b', 'operator_upload_stage_b', 'crown_handshake_stage_b'];

const overrides: ReadonlyArray<[what: string, Override]> = [
  [
    'nothing is set',
    {
      variables: {},
      sent: {
        last_rotated: '2025-11-20T09:00:00Z',
        rotation_window: 'PT48H',
        supports_hot_swap: true,
        token_hint: 'operator',
      },
      entry: {
        rotated_at: '2025-11-20T09:00:00Z',
        window_id: '20251120T090000Z-PT48H',
        expires_at: '2025-11-22T09:00:00Z',
      },
    },
  ],
  [
    'MCP_LAST_ROTATED is set',
    {
      variables: {MCP_LAST_ROTATED: '2025-11-20T03:00:00+01:00'},
      sent: {last_rotated: '2025-11-20T03:00:00+01:00'},
      entry: {
        rotated_at: '2025-11-20T02:00:00Z',
        window_id: '20251120T020000Z-PT48H',
        expires_at: '2025-11-22T02:00:00Z',
      },
    },
  ],
  [
    'MCP_LAST_ROTATED lies too far back',
    {
      variables: {MCP_LAST_ROTATED: '2025-11-18T08:59:59Z'},
      sent: {last_rotated: '2025-11-18T08:59:59Z'},
      doctrine: connectors.map(id => `${id}: credential rotation stale by 0:00:01`),
    },
  ],
  [
    'MCP_LAST_ROTATED is no time',
    {
      variables: {MCP_LAST_ROTATED: 'yesterday'},
      sent: {last_rotated: 'yesterday'},
      entry: {
        rotated_at: '2025-11-20T09:00:00Z',
        window_id: '20251120T090000Z-PT48H',
        expires_at: '2025-11-22T09:00:00Z',
      },
      doctrine: connectors.map(id => `${id}: rotation.last_rotated invalid: value must be an ISO-8601 timestamp`),
    },
  ],
  [
    'MCP_ROTATION_WINDOW is set',
    {
      variables: {MCP_ROTATION_WINDOW: 'PT24H'},
      sent: {rotation_window: 'PT24H'},
      entry: {
        rotated_at: '2025-11-20T09:00:00Z',
        window_id: '20251120T090000Z-PT24H',
        expires_at: '2025-11-22T09:00:00Z',
      },
    },
  ],
  [
    'MCP_ROTATION_WINDOW is no duration',
    {
      variables: {MCP_ROTATION_WINDOW: 'two days'},
      sent: {rotation_window: 'two days'},
      doctrine: connectors.map(id => `${id}: rotation_window invalid: unsupported ISO-8601 duration: two days`),
    },
  ],
  [
    "the connector's own variable is set beside the generic one",
    {
      variables: {
        MCP_LAST_ROTATED: '2025-11-19T00:00:00Z',
        [`${own}LAST_ROTATED`]: '2025-11-20T00:00:00Z',
        MCP_ROTATION_WINDOW: 'PT12H',
        [`${own}ROTATION_WINDOW`]: 'P2D',
      },
      sent: {last_rotated: '2025-11-20T00:00:00Z', rotation_window: 'P2D'},
      entry: {
        rotated_at: '2025-11-20T00:00:00Z',
        window_id: '20251120T000000Z-P2D',
        expires_at: '2025-11-22T00:00:00Z',
      },
      doctrine: connectors.slice(1).map(id => `${id}: credential rotation stale by 21:00:00`),
    },
  ],
];

describe('the handshake, the ledger and doctrine', () => {
  for (const [what, {variables, sent, entry, doctrine = []}] of overrides) {
    it(`follow the variables where ${what}`, async t => {
      const console = await atConsole(t, {variables});
      const {result} = await console.smoke();
      assert.ok(result.kind === 'completed');
      const {rotation} = console.gateway.seen[0]?.body as {rotation: JsonObject};
      assert.deepEqual({...rotation, ...sent}, rotation);
      for (const {rotated_at, rotation_window} of result.entries) {
        const {window_id, expires_at} = rotation_window as JsonObject;
        if (entry) assert.deepEqual({rotated_at, window_id, expires_at}, entry);
      }
      assert.deepEqual(result.document.doctrine_failures, doctrine);
      assert.equal(result.doctrine.ok, doctrine.length === 0);
    });
  }

  it('are not reached where the contexts are no JSON', async t => {
    const console = await atConsole(t, {variables: {MCP_SUPPORTED_CONTEXTS: 'stage-b-rehearsal'}});
    const {result} = await console.smoke();
    assert.ok(result.kind === 'failed');
    assert.deepEqual(
      [result.failure.code, result.failure.exit, console.gateway.seen.length],
      ['invalid-override', 2, 0],
    );
    assert.match(result.failure.problem, /SUPPORTED_CONTEXTS/);
    assert.deepEqual(filesBelow(console.folder), []);
  });
});
