import type {EnvironmentStatus, OpenWalk} from '../../source/status/status.ts';
import type {OccupiedScreen, State, Walk} from '../../source/app/state/state.ts';
import {update} from '../../source/app/update/update.ts';
import type {Whose} from '../../source/session/watch/whose.ts';
import {emptyField} from '../../source/app/state/text-field.ts';
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
  hidden: [],
  smoke: {unknown: 'none', next: 'Look.'},
  rehearsed: {unknown: 'none', next: 'Look.'},
};

/** Mara has left a freeze behind, and somebody wants to begin another walk there. */
export const occupiedScreen: OccupiedScreen = {
  name: 'occupied',
  selected: 0,
  environment: 'rehearsal-eu',
  occupants: [{session: 'frozen-one', says: 'MCP is OFF in rehearsal-eu since 14:20 (44 min, mara, INC-204)', state: 'left'}],
  begin: {type: 'open', runbook: 'mcp-gateway-rollback', environment: 'rehearsal-eu', operator: 'mara'},
};

/** Somebody looks along while mara walks. */
export function watchedBy(lobby: State, {viewing: _viewing, ...walk}: Walk, standing: Whose['standing'] = 'open'): State {
  const whose: Whose = {operator: 'mara', host: 'console-3', environment: 'practice', lastAt: walk.session.openedAt, standing};
  const [state] = update({...lobby, operator: 'jonas', screen: {name: 'watching', scroll: 0, session: walk.session.id, walk: undefined, whose: undefined, back: {name: 'picker', selected: 0}}}, {type: 'watched', session: walk.session.id, walk, whose});
  return state;
}

export function occupiedModes(lobby: State): Record<'occupied' | 'beside', State> {
  return {occupied: {...lobby, screen: occupiedScreen}, beside: {...lobby, screen: {name: 'beside', back: occupiedScreen, field: emptyField}}};
}
