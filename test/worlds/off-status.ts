import type {EnvironmentStatus, OpenWalk} from '../../source/status/status.ts';
import type {Seen} from '../../source/status/walk-facts.ts';

export const seen: Seen = {at: '2025-11-20T14:20:00Z', session: 'frozen-one', step: 'freeze', operator: 'mara', incident: 'INC-204'};
export const openWalk: OpenWalk = {
  session: 'frozen-one',
  runbook: {id: 'mcp-gateway-rollback', title: 'MCP gateway rollback'},
  operator: 'mara',
  host: 'bridge',
  incident: 'INC-204',
  step: {id: 'recovery', title: 'Wait for the gateway', number: 5, of: 11, since: '2025-11-20T14:31:00Z'},
  lastAt: '2025-11-20T14:31:00Z',
  changed: true,
  unattended: false,
  held: false,
  holder: undefined,
};

/** A rollback has left MCP off, and nobody is at it. */
export const offStatus: EnvironmentStatus = {
  environment: 'rehearsal-eu',
  class: 'rehearsal',
  toggle: {value: 'off', reads: '0', how: 'set', seen, since: seen},
  route: {value: 'legacy', seen},
  windows: [{connector: 'operator_api', ends: Date.parse('2025-11-21T19:03:00Z'), over: false}],
  gaps: {open: []},
  walks: [openWalk],
  smoke: {unknown: 'none'},
  rehearsed: {unknown: 'none'},
};
