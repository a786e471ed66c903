import assert from 'node:assert/strict';
import {test} from 'node:test';
import {connectors, targets, template} from '../../source/connector/services.ts';

const columns = [
  'id', 'registryId', 'registryPath', 'module', 'version', 'prefix', 'channels', 'capabilities', 'chakra',
  'cycleCount', 'window', 'tokenHint', 'instance',
] as const;

const rows = [
  [
    'operator_api', 'operator_api_stage_b', 'connectors/operator_api_stage_b.py', 'connectors.operator_api_stage_b',
    '0.1.0', 'OPERATOR_API_STAGE_B_', ['handshake', 'heartbeat', 'command'], ['register', 'telemetry', 'command'],
    'operator', 0, 'PT48H', 'operator', 'local',
  ],
  [
    'operator_upload', 'operator_upload_stage_b', 'connectors/operator_upload_stage_b.py',
    'connectors.operator_upload_stage_b', '0.1.0', 'OPERATOR_UPLOAD_STAGE_B_', ['handshake', 'heartbeat', 'upload'],
    ['register', 'telemetry', 'upload'], 'operator', 0, 'PT48H', 'operator-upload', 'local',
  ],
  [
    'crown_handshake', 'crown_handshake_stage_b', 'connectors/crown_handshake_stage_b.py',
    'connectors.crown_handshake_stage_b', '0.1.0', 'CROWN_HANDSHAKE_STAGE_B_',
    ['handshake', 'heartbeat', 'mission-brief'], ['register', 'telemetry', 'mission-brief'], 'crown', 0, 'PT48H',
    'crown', 'local',
  ],
  [
    'neo_apsu_connector_template', 'neo_apsu_connector_template', 'connectors/neo_apsu_connector_template.py',
    'connectors.neo_apsu_connector_template', '0.2.0', 'MCP_', ['handshake', 'heartbeat'], ['register', 'telemetry'],
    'neo', 0, 'PT24H', 'local', 'local',
  ],
];

test('each service and the template have the facts of the protocol', () => {
  assert.deepEqual([...connectors, template].map(connector => columns.map(column => connector[column])), rows);
});

test('the services stand in the order of the targets', () => {
  assert.deepEqual(connectors.map(({id}) => id), [...targets]);
});
