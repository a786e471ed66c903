import {jsonDocument} from '../json.ts';
import type {DoctrineDocuments} from './documents.ts';

/**
 * The connector documents for a console without a checkout: the facts of the system's own documents
 * in words of ours (protocol notes, sections 1, 2 and 9). Written out here, not made from
 * services.ts: doctrine compares the two, and a copy could never disagree.
 */

const componentIndex = {
  components: [
    {id: 'crown_handshake', type: 'module', path: 'razar/crown_handshake.py', version: '0.2.5', status: 'deprecated'},
    {
      id: 'neo_apsu_connector_template',
      type: 'connector',
      path: 'connectors/neo_apsu_connector_template.py',
      version: '0.2.0',
      status: 'experimental',
    },
    {
      id: 'operator_api_stage_b',
      type: 'connector',
      path: 'connectors/operator_api_stage_b.py',
      version: '0.1.0',
      status: 'experimental',
    },
    {
      id: 'operator_upload_stage_b',
      type: 'connector',
      path: 'connectors/operator_upload_stage_b.py',
      version: '0.1.0',
      status: 'experimental',
    },
    {
      id: 'crown_handshake_stage_b',
      type: 'connector',
      path: 'connectors/crown_handshake_stage_b.py',
      version: '0.1.0',
      status: 'experimental',
    },
  ],
};

const schemaLink = '../../schemas/mcp_heartbeat_payload.schema.json';
const schemaCell = `[mcp_heartbeat_payload.schema.json](${schemaLink})`;
const gatewayCell = '`POST /handshake`, `POST /heartbeat`';
const auditCell = '[operator_mcp_audit.md](operator_mcp_audit.md)';
const runbookCell = '[operator_mcp_runbook.md](operator_mcp_runbook.md)';
const stub = 'MCP adapter stub';

/** The ten columns: id, purpose, version, auth, endpoints, linked agents, status, code, docs, schema. */
const connectorRows = [
  [
    '`operator_api`', 'takes operator commands', '0.3.7', 'Bearer', '`POST /operator/command`',
    'Orchestration Master', stub, 'operator_api.py', auditCell, 'N/A',
  ],
  [
    '`operator_upload`', 'takes operator files', '0.3.7', 'Bearer', '`POST /operator/upload`',
    'RAZAR', stub, 'operator_api.py', auditCell, 'N/A',
  ],
  [
    '`crown_handshake`', 'hands over the mission brief', '0.2.4', 'Bearer', '`WS CROWN_WS_URL`',
    'Crown', 'active', 'razar/crown_handshake.py', 'N/A', 'N/A',
  ],
  [
    '`neo_apsu_connector_template`', 'pattern for new connectors', '0.2.0', 'Bearer', gatewayCell,
    'MCP gateway', 'experimental', 'connectors/neo_apsu_connector_template.py', 'N/A', schemaCell,
  ],
  [
    '`operator_api_stage_b`', 'rehearses operator commands', '0.1.0', 'Bearer', gatewayCell,
    'Orchestration Master', 'experimental', 'connectors/operator_api_stage_b.py', runbookCell, schemaCell,
  ],
  [
    '`operator_upload_stage_b`', 'rehearses operator files', '0.1.0', 'Bearer', gatewayCell,
    'RAZAR', 'experimental', 'connectors/operator_upload_stage_b.py', runbookCell, schemaCell,
  ],
  [
    '`crown_handshake_stage_b`', 'rehearses the mission brief', '0.1.0', 'Bearer', gatewayCell,
    'Crown', 'experimental', 'connectors/crown_handshake_stage_b.py', runbookCell, schemaCell,
  ],
];

const connectorIndex = `# Connectors

| id | purpose | version | auth | endpoints | linked agents | status | code | docs | schema |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${connectorRows.map(cells => `| ${cells.join(' | ')} |`).join('\n')}
`;

const audit = `# Operator MCP audit

The operator connectors reach MCP through an adapter. A rehearsal proves the handshake and one
heartbeat, leaves a rotation drill per connector in the ledger, and passes doctrine. The newest drill
is never older than 48 hours.
`;

const heartbeatSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Stage B heartbeat',
  description: 'What a connector tells the gateway while a rehearsal is under way.',
  type: 'object',
  required: ['chakra', 'cycle_count', 'context', 'credential_expiry', 'emitted_at'],
  additionalProperties: true,
  properties: {
    chakra: {type: 'string', minLength: 1, description: 'Where the signal comes from.'},
    cycle_count: {type: 'integer', minimum: 0, description: 'Cycles counted since start.'},
    context: {type: 'string', const: 'stage-b-rehearsal', description: 'Always the Stage B rehearsal.'},
    credential_expiry: {type: 'string', format: 'date-time', description: 'When the credential in use runs out.'},
    emitted_at: {type: 'string', format: 'date-time', description: 'When the heartbeat was made.'},
  },
};

/** Used where no `--root` names a checkout. */
export const shippedDocuments: DoctrineDocuments = {
  audit: {path: 'shipped:operator_mcp_audit.md', text: audit},
  connectorIndex: {path: 'shipped:CONNECTOR_INDEX.md', text: connectorIndex},
  componentIndex: {path: 'shipped:component_index.json', text: jsonDocument(componentIndex)},
  schema: link =>
    link === schemaLink
      ? {path: 'shipped:mcp_heartbeat_payload.schema.json', text: jsonDocument(heartbeatSchema)}
      : {path: `shipped:${link}`},
};
