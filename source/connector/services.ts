/**
 * The Stage B services and the template they were made from (protocol notes, sections 1 and 2).
 * Doctrine compares these facts with the connector documents, so neither is made from the other.
 */

/** The one context that rehearsals negotiate. */
export const stageContext = 'stage-b-rehearsal';

/** How long a rotated credential may be used. */
export const rotationWindowHours = 48;

/** What is said wherever MCP is off. */
export const notEnabled = 'MCP is not enabled';

/** The toggle that puts operators on MCP. */
export const useMcp = 'ABZU_USE_MCP';

/** MCP is on exactly where the toggle `ABZU_USE_MCP` reads `1` (protocol notes, section 3). */
export function isMcpOn(toggle: string | undefined): boolean {
  return toggle === '1';
}

/** In the order in which they appear in every document and in the ledger. */
export const targets = ['operator_api', 'operator_upload', 'crown_handshake'] as const;

export type Target = (typeof targets)[number];

export type Connector = {
  /** The template words some failures in its own way and reads only the generic variables. */
  kind: 'service' | 'template';
  /** Default of `identity.connector_id`, and the name in the ledger. */
  id: string;
  /** Name in the component registry and in the connector index. */
  registryId: string;
  registryPath: string;
  /** Dotted, as packets name it. */
  module: string;
  version: string;
  /** Of its environment variables, with the final underscore. */
  prefix: string;
  channels: readonly string[];
  capabilities: readonly string[];
  chakra: string;
  cycleCount: number;
  /** ISO-8601 duration. */
  window: string;
  tokenHint: string;
  instance: string;
};

/** A connector that rehearsals name as a target. */
export type Service = Connector & {id: Target};

type Particulars = Pick<Service, 'id' | 'chakra' | 'tokenHint'> & {duty: string};

function service({id, duty, chakra, tokenHint}: Particulars): Service {
  return {
    kind: 'service',
    id,
    registryId: `${id}_stage_b`,
    registryPath: `connectors/${id}_stage_b.py`,
    module: `connectors.${id}_stage_b`,
    version: '0.1.0',
    prefix: `${id.toUpperCase()}_STAGE_B_`,
    channels: ['handshake', 'heartbeat', duty],
    capabilities: ['register', 'telemetry', duty],
    chakra,
    cycleCount: 0,
    window: 'PT48H',
    tokenHint,
    instance: 'local',
  };
}

/** The one that speaks with the gateway; the others share its session. */
export const operatorApi = service({id: 'operator_api', duty: 'command', chakra: 'operator', tokenHint: 'operator'});

export const operatorUpload = service({
  id: 'operator_upload',
  duty: 'upload',
  chakra: 'operator',
  tokenHint: 'operator-upload',
});

export const crownHandshake = service({
  id: 'crown_handshake',
  duty: 'mission-brief',
  chakra: 'crown',
  tokenHint: 'crown',
});

/** The three services in target order. */
export const connectors: readonly Service[] = [operatorApi, operatorUpload, crownHandshake];

/** What new connectors start from; no target of its own. */
export const template: Connector = {
  kind: 'template',
  id: 'neo_apsu_connector_template',
  registryId: 'neo_apsu_connector_template',
  registryPath: 'connectors/neo_apsu_connector_template.py',
  module: 'connectors.neo_apsu_connector_template',
  version: '0.2.0',
  prefix: 'MCP_',
  channels: ['handshake', 'heartbeat'],
  capabilities: ['register', 'telemetry'],
  chakra: 'neo',
  cycleCount: 0,
  window: 'PT24H',
  tokenHint: 'local',
  instance: 'local',
};
