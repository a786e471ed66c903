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

type Banner = {sign: string; text: string};

/** The sign alone tells enough, and what may be cut off stands last. */
const banners: Record<Whose['standing'], (who: Whose, at: string) => Banner> = {
  open: ({operator, host, environment}) => ({sign: 'WATCHING', text: `read only: ${operator} on ${host} in ${environment}`}),
  unheard: ({operator}, at) => ({sign: 'WATCHING', text: `nothing is heard of ${operator} since ${at} UTC: the team is away`}),
  left: ({operator}, at) => ({sign: 'LEFT', text: `by ${operator} at ${at} UTC; whoever goes on with it is followed`}),
  'cut off': ({operator}, at) => ({sign: 'CUT OFF', text: `not left by ${operator}, and not open since ${at} UTC; whoever goes on with it is followed`}),
  completed: ({operator}, at) => ({sign: 'COMPLETED', text: `by ${operator} at ${at} UTC; nothing more comes`}),
  stopped: ({operator}, at) => ({sign: 'STOPPED', text: `by ${operator} at ${at} UTC; nothing more comes`}),
};

/** How it stands, in a word and one sentence. `now`: milliseconds since 1970. */
export function bannerOf(who: Whose, now: number): Banner {
  return banners[who.standing](who, clockOf(who.lastAt, now));
}
