import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {Context} from '../../source/commands/context.ts';
import {toggles} from '../../source/commands/toggles.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';

type Row = {name: string; found: string | null; source: string};

async function at(t: AfterTest, text: string, variables: NodeJS.ProcessEnv) {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'mcp-runbook.yaml'), text);
  const told: string[] = [];
  const documents: unknown[] = [];
  const context: Context = {
    print: line => void told.push(line),
    printPage: line => void told.push(line),
    tell: line => void told.push(line),
    printDocument: value => void documents.push(value),
    printTable: () => {},
    place: workplace(folder, {variables}),
    flushed: async () => {},
    wrapLines: async () => {},
    interactive: false,
    answers: false,
    signal: new AbortController().signal, told: new AbortController().signal, now: new AbortController().signal, unheard: new AbortController().signal,
    mask: () => new SecretMask([]),
  };
  return {folder, context, told, rows: () => (documents[0] as {toggles: Row[]}).toggles};
}

const file = (store: string): string => `environments:
  rehearsal:
    class: rehearsal
    gateway: http://gw.rehearsal:8001
    toggles: ${store}
    token: {file: mcp_token}
    variables: {MCP_ROTATION_HINT: crown}
`;

test('the toggles of a named environment are shown with who set each', async t => {
  const {folder, context, told, rows} = await at(t, file('{file: operator.env}'), {MCP_CONNECTOR_ID: 'mine', ABZU_USE_MCP: '1'});
  writeFileSync(join(folder, 'operator.env'), 'ABZU_USE_MCP=0\nMCP_CONNECTOR_ID=stored\nMCP_LAST_ROTATED=2025-11-20\n');
  writeFileSync(join(folder, 'mcp_token'), 'token-q4x1\n');
  assert.equal(await toggles(context, {env: 'rehearsal', json: true}), 0);
  const sourceOf = (name: string): unknown => {
    const row = rows().find(candidate => candidate.name === name);
    return [row?.found, row?.source];
  };
  assert.deepEqual(sourceOf('ABZU_USE_MCP'), ['1', 'this shell']);
  assert.deepEqual(sourceOf('MCP_CONNECTOR_ID'), ['mine', 'this shell']);
  assert.deepEqual(sourceOf('MCP_LAST_ROTATED'), ['2025-11-20', 'operator.env']);
  assert.deepEqual(sourceOf('MCP_GATEWAY_URL'), ['http://gw.rehearsal:8001', 'mcp-runbook.yaml']);
  assert.deepEqual(sourceOf('MCP_ROTATION_HINT'), ['crown', 'mcp-runbook.yaml']);
  assert.deepEqual(sourceOf('MCP_CONNECTOR_INSTANCE'), [null, 'not set']);
  assert.match(JSON.stringify(sourceOf('MCP_CONNECTOR_TOKEN')), /^\["fingerprint [0-9a-f]{8}","mcp_token"\]$/);
  assert.deepEqual(told, []);
});

test('a store behind a command is asked first, and told when it does not answer', async t => {
  const answers = await at(t, file(`{read: [${process.execPath}, -e, "console.log('ABZU_USE_MCP=1')"]}`), {});
  assert.equal(await toggles(answers.context, {env: 'rehearsal', json: true}), 0);
  assert.match(answers.rows().find(({name}) => name === 'ABZU_USE_MCP')?.source ?? '', /console\.log/);
  const silent = await at(t, file(`{read: [${process.execPath}, -e, "process.exit(3)"]}`), {});
  assert.equal(await toggles(silent.context, {env: 'rehearsal', json: true}), 1);
  assert.match(silent.told.join('\n'), /ended with exit code 3/);
});
