import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createServer, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import type {JsonObject} from '../../source/json.ts';
import {act, atConsole, filesBelow, linesOf} from './at-console.ts';

const variables = [
  'MCP_CONNECTOR_TOKEN',
  'OPERATOR_API_STAGE_B_CONNECTOR_TOKEN',
  'OPERATOR_UPLOAD_STAGE_B_CONNECTOR_TOKEN',
  'CROWN_HANDSHAKE_STAGE_B_CONNECTOR_TOKEN',
] as const;

/** The ways in which a token may come back; each holds the whole of it. */
function spellings(token: string): Record<string, string> {
  const base64 = Buffer.from(token).toString('base64');
  return {
    raw: token,
    'as JSON': JSON.stringify(token).slice(1, -1),
    'as ASCII JSON': JSON.stringify(token)
      .slice(1, -1)
      .replaceAll(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    'in base64': base64,
    'in base64 without its padding': base64.replace(/=+$/, ''),
    'in base64 for addresses': Buffer.from(token).toString('base64url'),
    'percent-encoded': encodeURIComponent(token),
    'percent-encoded in small letters': encodeURIComponent(token).replaceAll(/%../g, code => code.toLowerCase()),
  };
}

type Gateway = (token: string, path: string, response: ServerResponse) => void;

const echo = (token: string): JsonObject => ({
  said: spellings(token),
  list: Object.values(spellings(token)).map(spelling => `Bearer ${spelling}, thank you`),
  [token]: 'as a name',
});

const answer = (token: string, change: JsonObject = {}): JsonObject => ({
  authenticated: true,
  session: {id: `op-${token}`, credential_expiry: '2025-11-22T09:00:00Z', ...echo(token)},
  accepted_contexts: ['stage-b-rehearsal', token, {name: token, status: 'accepted'}],
  rotation: {last_rotated: '2025-11-20T08:00:00Z', rotation_window: `PT48H ${token}`, window_id: token},
  ...echo(token),
  ...change,
});

const json = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body));

/** Every way in which a gateway may say it back. */
const gateways: Record<string, Gateway> = {
  'in its answer to a handshake': (token, _, response) => json(response, 200, answer(token)),
  'in an answer that it refuses with': (token, _, response) =>
    json(response, 200, {...answer(token), authenticated: false}),
  'in an answer without the context': (token, _, response) =>
    json(response, 200, answer(token, {accepted_contexts: [token]})),
  'in an answer without a session': (token, _, response) => json(response, 200, answer(token, {session: token})),
  'in an error': (token, _, response) => json(response, 403, {error: Object.values(spellings(token)).join(' ')}),
  'in a redirect': (token, _, response) =>
    void response.writeHead(302, {location: `https://elsewhere.example/?token=${encodeURIComponent(token)}`}).end(),
  'in the status line': (token, _, response) => void response.writeHead(500, `no ${encodeURIComponent(token)}`).end(),
  'in something that is not JSON': (token, _, response) =>
    void response.writeHead(200).end(`{"token": "${token}", ${Object.values(spellings(token)).join(' ')}`),
  'in an answer with a name twice': (token, _, response) =>
    void response.writeHead(200).end(`{${`${JSON.stringify(token)}: 1,`.repeat(2)} "a": 1}`),
  'in an error to the heartbeat': (token, path, response) =>
    path === '/handshake' ? json(response, 200, answer(token)) : json(response, 422, echo(token)),
};

async function listen(t: TestContext, gateway: Gateway, token: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => gateway(token, request.url ?? '', response));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/**
 * Lengths of all remainders by three, so that base64 ends in each of its ways; the first one has a plus
 * sign in base64, so that all of its forms differ.
 */
const tokens = ['t\u00f6k/en"\\?~>~q4x1\u{1f6f0}?>', 'token-q4x1', 'token-q4x12', 'token-q4x123'];

function verifyHidden(token: string, text: string, where: string): void {
  for (const [how, spelling] of Object.entries(spellings(token)))
    assert.ok(!text.includes(spelling), `${how} in ${where}: ${text.slice(0, 400)}`);
}

describe('a gateway that says the token back', () => {
  for (const [number, [how, gateway]] of Object.entries(gateways).entries()) {
    it(`${how} puts it into no file and nothing that is shown`, async t => {
      for (const [index, variable] of variables.entries()) {
        // Each variable meets each token, at one gateway or another.
        const token = tokens[(index + number) % tokens.length] ?? '';
        const url = await listen(t, gateway, token);
        const console = await atConsole(t, {variables: {MCP_GATEWAY_URL: url, [variable]: token}});
        const told: JsonObject[] = [];
        const {progress, result} = await console.smoke({onTelemetry: record => told.push(record)});
        const step = await act('smoke.run', console.ports);
        verifyHidden(token, JSON.stringify({progress, result, told, step}), `what ${variable} was shown as`);
        const files = filesBelow(console.folder);
        assert.ok(files.length >= 4);
        for (const file of files)
          verifyHidden(token, readFileSync(join(console.folder, file), 'utf8'), `${file} with ${variable}`);
      }
    });
  }

  it('really would be seen: what is masked says so', async t => {
    const token = tokens[0] ?? '';
    const url = await listen(t, gateways['in its answer to a handshake'] as Gateway, token);
    const console = await atConsole(t, {variables: {MCP_GATEWAY_URL: url, MCP_CONNECTOR_TOKEN: token}});
    const {result} = await console.smoke();
    assert.ok(result.kind === 'completed');
    assert.equal((result.document.handshake as {session: {id: string}}).session.id, 'op-<redacted>');
  });
});

describe('a token that is spelled like a word of ours', () => {
  for (const token of ['operator', 'rotation', 'PT48H', '2025', 'window']) {
    it(`(${token}) does not spoil the ledger or the receipt`, async t => {
      const console = await atConsole(t, {variables: {MCP_CONNECTOR_TOKEN: token}});
      const {result} = await console.smoke();
      assert.ok(result.kind === 'completed');
      const {document} = result;
      assert.deepEqual(Object.keys(document), ['stage', 'targets', 'services', 'endpoints', 'handshake', 'heartbeat', 'rotation_ledger', 'doctrine_ok', 'doctrine_failures', 'findings']);
      const names = ['operator_api', 'operator_upload', 'crown_handshake'];
      assert.deepEqual([document.targets, Object.keys(document.services as object), Object.keys(document.rotation_ledger as object)], [names, names, names]);
      const entries = linesOf(console.ports.environment.places.ledger).map(line => JSON.parse(line) as JsonObject);
      assert.deepEqual(
        entries.map(({connector_id}) => connector_id),
        ['operator_api', 'operator_upload', 'crown_handshake'],
      );
      for (const entry of entries) {
        assert.deepEqual(Object.keys(entry), [
          'connector_id',
          'rotated_at',
          'window_hours',
          'rotation_window',
          'stage_b_run_id',
          'stage_b_summary_path',
          'credential_window',
        ]);
        assert.ok(filesBelow(console.folder).includes(String(entry.stage_b_summary_path)));
      }
      const step = await act('smoke.run', console.ports);
      assert.equal((step.result.facts.session as {id?: string} | null)?.id, 'op-6f1c');
    });
  }
});
