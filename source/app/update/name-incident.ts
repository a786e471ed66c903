import {isUnnamed} from '../../journal/just-opened.ts';
import {emptyField, offeredField, type Field} from '../state/text-field.ts';
import {openWalk} from '../state/viewed-step.ts';
import {phase, type Next} from './transitions.ts';
import type {State} from '../state/state.ts';

/** Asks what a walk belongs to that was just opened where people may be waiting for it, its first step in sight; what was worked on there last is offered. */
export function askIncident(state: State): State {
  const {session, drill} = openWalk(state);
  if (drill || !isUnnamed(session)) return state;
  const last = state.environments.find(({name}) => name === session.environment.name)?.incident;
  return phase(state, {name: 'naming incident', field: last === undefined ? emptyField : offeredField(last)})[0];
}

/** Enter at that question: what stands there is its name, nothing is none. */
export function nameIncident(state: State, text: string): Next {
  const {incident} = openWalk(state).session;
  if (text === (incident ?? '')) return phase({...state, notice: incident === null ? 'it belongs to no incident; i names one' : `it belongs to ${incident}, as before`}, {name: 'reading'});
  const notice = text === '' ? 'from here on it belongs to no incident' : `from here on it belongs to ${text}`;
  return phase({...state, notice}, {name: 'reading'}, {type: 'decide', decision: {kind: 'name incident', incident: text || undefined}});
}

/** Where the name of an incident is typed now. */
export function incidentField({walk}: State): Field | undefined {
  return walk?.phase.name === 'naming incident' ? walk.phase.field : undefined;
}
