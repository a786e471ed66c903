import {newestSessions} from './session-list.ts';

/** Of a proposal: who works on something older types it. */
const looked = 100;

/** By environment, the incident that was worked on there last, practice apart; among the newest sessions. */
export function lastIncidents(roots: readonly string[]): ReadonlyMap<string, string> {
  const last = new Map<string, string>();
  for (const {environment, incident} of newestSessions(roots, looked)) {
    if (incident !== null && !last.has(environment)) last.set(environment, incident);
  }
  return last;
}
