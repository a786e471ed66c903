import {isUnnamed} from '../../journal/just-opened.ts';
import {fieldText, offeredField, type Field} from '../state/text-field.ts';
import {openWalk} from '../state/viewed-step.ts';
import {phase, type Next} from './transitions.ts';
import type {State} from '../state/state.ts';

/** Asks what a walk belongs to that was just opened where people may be waiting for it, its first step in sight; what was worked on there last is offered. */
export function askIncident(state: State): State {
  const {session, drill} = openWalk(state);
  if (drill || !isUnnamed(session)) return state;
  return naming(state, state.environments.find(({name}) => name === session.environment.name)?.incident)[0];
}

/** The question, with what is offered as its answer; what else was worked on there stands above it. */
export function naming(state: State, offered: string | undefined): Next {
  const {name: environment} = openWalk(state).session.environment;
  const known = state.environments.find(({name}) => name === environment)?.incidents ?? [];
  return phase(state, {name: 'naming incident', field: offeredField(offered ?? ''), known});
}

/** What `tab` puts there: of what was worked on here the next that begins with what was typed, after the last the first; undefined where there is no other. */
export function otherIncident({walk}: State): string | undefined {
  if (walk?.phase.name !== 'naming incident') return undefined;
  const {field, known} = walk.phase;
  const names = known.map(({incident}) => incident);
  const text = fieldText(field);
  const at = names.indexOf(text);
  if (at === -1 && !field.offered) return names.find(name => name.startsWith(text));
  const other = names[(at + 1) % names.length];
  return other === text ? undefined : other;
}

export function offerOther(state: State): Next {
  const {phase: current} = openWalk(state);
  const other = otherIncident(state);
  return current.name === 'naming incident' && other !== undefined ? phase(state, {...current, field: offeredField(other)}) : [state, []];
}

/** Enter at that question: what stands there is its name, nothing is none. */
export function nameIncident(state: State, text: string): Next {
  const {incident} = openWalk(state).session;
  if (text === (incident ?? '')) return phase({...state, notice: incident === null ? 'it belongs to no incident; i names one' : `it belongs to ${incident}, as before`}, {name: 'reading'});
  const notice = text === '' ? 'this walk now belongs to no incident' : `this walk now belongs to ${text}`;
  return phase({...state, notice}, {name: 'reading'}, {type: 'decide', decision: {kind: 'name incident', incident: text || undefined}});
}

/** Where the name of an incident is typed now. */
export function incidentField({walk}: State): Field | undefined {
  return walk?.phase.name === 'naming incident' ? walk.phase.field : undefined;
}
