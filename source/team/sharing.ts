import {formatSpan, minute} from '../time.ts';
import type {FromDesks} from './other-desks.ts';
import type {Asked, SessionStanding} from './team-store.ts';

/** How far a session's record is shared. `since`: when the oldest line that is not was written, on the monotonic clock. */
export type ShareStanding = {behind: number; since: number | undefined; forked: boolean; fenced: boolean; /** By whom, once that is known. */ taken?: SessionStanding['taken']; /** Why the database could not be asked last. */ away: string | undefined; /** How many consoles watch it, where any does. */ watchers?: number};

/** What a walk knows of the team: it tells of each line, and waits for nothing. Whoever waits for a second person asks by it. */
export type Sharing = {
  /** So many lines are written and acknowledged. */
  grown(lines: number): void;
  standing(): ShareStanding;
  follow(listener: () => void): void;
  /** At other desks, until the signal; ends once nobody is asked there any more. */
  ask(asked: Asked, heard: (what: FromDesks) => void, signal: AbortSignal): Promise<void>;
  /** Tries a little longer, then says how it stands. May be called again. */
  leave(): Promise<ShareStanding>;
};

/** For the header. `taken`: by whom, where another console has the session now. */
export type ShareSign = {text: string; /** Where there is little room. */ short?: string; style: 'faint' | 'warning' | 'bad'; taken?: string};

export function takenText({taken}: Pick<ShareStanding, 'taken'>): string {
  return taken ? `${taken.by} took this session over at ${taken.at.slice(11, 19)} UTC, ${taken.reason}` : 'this session was taken over at another console';
}

/** Short breaks are usual; longer ones are worth a look. */
const worrying = minute;

/** For the header: whether what is done here is known elsewhere. */
export function shareSign({behind, since, forked, fenced, taken, watchers = 0}: ShareStanding, now: number): ShareSign {
  if (fenced) return {text: 'TAKEN OVER', style: 'bad', taken: takenText({taken})};
  const age = Math.max(0, now - (since ?? now));
  if (behind > 0) return {text: `${linesText(behind)} not shared, ${age < minute ? `${Math.floor(age / 1000)} s` : formatSpan(age)}`, style: age < worrying ? 'faint' : 'warning'};
  if (forked) return {text: 'FORKED', style: 'bad'};
  const watched = `${watchers} ${watchers === 1 ? 'watches' : 'watch'}`;
  return watchers === 0 ? {text: 'shared', style: 'faint'} : {text: `shared, ${watched}`, short: watched, style: 'faint'};
}

/** What whoever leaves has to know; undefined where all is shared. */
export function leftText({behind, forked, fenced, away}: ShareStanding, sync: string): string | undefined {
  const lines = [
    ...(behind > 0 ? [`${linesText(behind)} not shared${away === undefined ? '' : `: ${away}`}. They are safe here; the next start shares them, or: ${sync}`] : []),
    ...(fenced ? ['the session was taken over elsewhere: what was written here since is kept beside its record'] : []),
    ...(forked ? ['the team has another record of this session: what was written here is kept beside it (sessions verify --team)'] : []),
  ];
  return lines.length === 0 ? undefined : lines.join('\n');
}

function linesText(count: number): string {
  return count === 1 ? '1 line' : `${count} lines`;
}
