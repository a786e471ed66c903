import type {LastIncident} from './incidents-text.ts';
import {newestSessions} from './session-list.ts';

/** Of a proposal: who works on something older types it. */
const looked = 100;
const offered = 4;

/** By environment, the incidents that were worked on there, the last one first, practice apart; among the newest sessions. */
export function lastIncidents(roots: readonly string[]): ReadonlyMap<string, readonly LastIncident[]> {
  const last = new Map<string, LastIncident[]>();
  for (const {environment, incident, state} of newestSessions(roots, looked)) {
    if (incident === null || environment === null) continue;
    const here = last.get(environment) ?? [];
    const known = here.find(one => one.incident === incident);
    if (known) known.open ||= state === 'unfinished';
    else if (here.length < offered) here.push({incident, open: state === 'unfinished'});
    last.set(environment, here);
  }
  return last;
}
