import {emptyField, fieldText, offeredField, type Field} from '../state/text-field.ts';
import {openWalk} from '../state/viewed-step.ts';
import {go, phase, type Next} from './transitions.ts';
import type {Effect, Screen, State} from '../state/state.ts';

type Opening = Omit<Extract<Effect, {type: 'open'}>, 'type' | 'operator'>;

export function opening(state: State, {runbook, environment, ...more}: Opening): Next {
  return go(state, {name: 'opening', runbook, environment}, {type: 'open', runbook, environment, operator: state.operator, ...more});
}

/** Asks what the walk belongs to, where people may be waiting for it: not in practice, and not where the command line said it. */
export function askIncident(state: State, runbook: string, environment: string): Next {
  const card = state.environments.find(({name}) => name === environment);
  if (!card || card.class === 'practice' || state.incident !== undefined) return opening(state, {runbook, environment});
  return go(state, {name: 'incident', runbook, environment, field: card.incident === undefined ? emptyField : offeredField(card.incident)});
}

/** Enter at that question: what stands there is its name, nothing is none. */
export function openFor(state: State, {runbook, environment, field}: Extract<Screen, {name: 'incident'}>): Next {
  return opening(state, {runbook, environment, incident: fieldText(field).trim() || undefined});
}

/** The same while it is walked. */
export function nameIncident(state: State, text: string): Next {
  const {incident} = openWalk(state).session;
  if (text === (incident ?? '')) return phase({...state, notice: incident === null ? 'it belongs to no incident, as before' : `it belongs to ${incident}, as before`}, {name: 'reading'});
  const notice = text === '' ? 'from here on it belongs to no incident' : `from here on it belongs to ${text}`;
  return phase({...state, notice}, {name: 'reading'}, {type: 'decide', decision: {kind: 'name incident', incident: text || undefined}});
}

/** Where the name of an incident is typed now. */
export function incidentField({screen, walk}: State): Field | undefined {
  if (screen.name === 'incident') return screen.field;
  return walk?.phase.name === 'naming incident' ? walk.phase.field : undefined;
}
