import type {JournalEvent} from '../../journal/event.ts';
import type {Session} from '../../journal/session.ts';
import {clockOf} from '../../status/status-text.ts';

/** Whose walk is watched, and whether somebody has it: all that the banner says. */
export type Whose = {operator: string; host: string; environment: string; lastAt: string; standing: 'open' | 'unheard' | 'left' | 'cut off' | 'completed' | 'stopped'};

/** Where it was last opened or gone on with, and when its newest line was written. */
export function lastOf(events: readonly JournalEvent[]): {host: string; at: string} {
  const host = events.reduce((found, event) => (event.type === 'session.opened' || event.type === 'session.resumed' ? event.body.host : found), '');
  return {host, at: events.at(-1)?.at ?? ''};
}

/** `held`: somebody has it open at this moment; `unheard`: nobody can tell. */
export function whoseWalk({events, session, held, unheard}: {events: readonly JournalEvent[]; session: Session; held: boolean; unheard: boolean}): Whose {
  const {host, at} = lastOf(events);
  const standing = session.closed?.verdict ?? (session.state === 'paused' ? 'left' : unheard ? 'unheard' : held ? 'open' : 'cut off');
  return {operator: session.operator, host, environment: session.environment.name, lastAt: at, standing};
}

const standings: Record<Whose['standing'], (who: Whose, at: string) => string> = {
  open: () => 'it follows by itself, read only',
  unheard: (_, at) => `the team is away, so nothing is heard of it since ${at} UTC`,
  left: ({operator}, at) => `${operator} left it at ${at} UTC; whoever goes on with it is followed`,
  'cut off': (_, at) => `nobody has it open since ${at} UTC, and nobody left it; whoever goes on with it is followed`,
  completed: (_, at) => `completed at ${at} UTC; nothing more comes`,
  stopped: (_, at) => `stopped at ${at} UTC; nothing more comes`,
};

/** Nothing comes now by whoever had it. */
export const isOver = ({standing}: Whose): boolean => standing !== 'open' && standing !== 'unheard';

/** `mara on console-3 in rehearsal-eu`. */
export function whoseText({operator, host, environment}: Whose): string {
  return `${operator} on ${host} in ${environment}`;
}

/** How it stands, in one sentence. `now`: milliseconds since 1970. */
export function standingText(who: Whose, now: number): string {
  return standings[who.standing](who, clockOf(who.lastAt, now));
}
