import assert from 'node:assert/strict';
import {cpSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {operatorDoctrine, type DoctrineDocuments} from '../../source/connector/doctrine.ts';
import {shippedDocuments} from '../../source/connector/shipped-documents.ts';
import {connectorDocuments} from '../../source/environment/connector-documents.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

const fixtures = join(import.meta.dirname, '../fixtures/');

const places = {
  index: 'docs/connectors/CONNECTOR_INDEX.md',
  audit: 'docs/connectors/operator_mcp_audit.md',
  components: 'component_index.json',
  schema: 'schemas/mcp_heartbeat_payload.schema.json',
} as const;

/** A checkout of the system with the documents that doctrine reads. */
async function checkout(t: AfterTest): Promise<string> {
  const root = await temporaryFolder(t);
  const copy = (from: string, to: string): void => {
    mkdirSync(dirname(join(root, to)), {recursive: true});
    cpSync(join(fixtures, from), join(root, to));
  };
  copy('CONNECTOR_INDEX.reduced.md', places.index);
  copy('component_index.reduced.json', places.components);
  copy('schemas/mcp_heartbeat_payload.schema.json', places.schema);
  writeFileSync(join(root, places.audit), '# Operator MCP audit\n');
  return root;
}

const now = Date.parse('2025-09-25T10:00:00Z');
const entry = {
  window_hours: 48,
  rotated_at: '2025-09-25T09:58:33Z',
  rotation_window: {window_id: 'a', started_at: 'b', expires_at: 'c', duration: 'PT48H'},
};

function failures(documents: DoctrineDocuments): string[] {
  return operatorDoctrine({
    documents,
    lastEntry: {kind: 'entry', entry},
    variables: {text: () => undefined, secret: () => undefined},
    now,
  }).failures;
}

describe('the connector documents', () => {
  it('that ship with us pass doctrine', () => {
    assert.equal(connectorDocuments(undefined), shippedDocuments);
    assert.deepEqual(failures(shippedDocuments), []);
  });

  it('of a checkout are read from it, each time anew', async t => {
    const root = await checkout(t);
    assert.deepEqual(failures(connectorDocuments(root)), []);
    writeFileSync(join(root, places.components), '{"components": []}');
    assert.deepEqual(
      failures(connectorDocuments(root)).map(failure => failure.replace(/^[^:]*: /, '')),
      [
        'component registry missing entry for operator_api_stage_b',
        'component registry missing entry for operator_upload_stage_b',
        'component registry missing entry for crown_handshake_stage_b',
      ],
    );
  });

  for (const [missing, told] of [
    ['audit', (root: string) => [`audit document missing: ${root}/${places.audit}`]],
    [
      'schema',
      () => Array<string>(3).fill('schema reference not found: ../../schemas/mcp_heartbeat_payload.schema.json'),
    ],
    ['components', (root: string) => Array<string>(3).fill(`component registry missing: ${root}/${places.components}`)],
  ] as const) {
    it(`are a doctrine failure where the ${missing} is missing`, async t => {
      const root = await checkout(t);
      rmSync(join(root, places[missing]));
      assert.deepEqual(
        failures(connectorDocuments(root)).map(failure => failure.replace(/^[a-z_]*_stage_b: /, '')),
        told(root),
      );
    });
  }

  it('are all missing in an empty folder, and named by their absolute paths', async t => {
    const root = await temporaryFolder(t);
    const found = failures(connectorDocuments(root));
    assert.deepEqual(found.slice(0, 4), [
      `audit document missing: ${root}/${places.audit}`,
      `connector index missing: ${root}/${places.index}`,
      'connector index not referencing MCP audit',
      'connector index missing MCP adapter status note',
    ]);
  });

  it('may be named by a relative path', async t => {
    const root = await checkout(t);
    const before = process.cwd();
    t.after(() => process.chdir(before));
    process.chdir(dirname(root));
    const documents = connectorDocuments(root.slice(dirname(root).length + 1));
    assert.equal(documents.audit.path, join(root, places.audit));
    assert.deepEqual(failures(documents), []);
  });

  it("a folder in a document's place counts as missing", async t => {
    const root = await checkout(t);
    rmSync(join(root, places.audit));
    mkdirSync(join(root, places.audit));
    assert.deepEqual(failures(connectorDocuments(root)), [`audit document missing: ${root}/${places.audit}`]);
  });
});
