import {exitCode, OperatorError} from '../errors.ts';
import type {EnvironmentStatus} from '../status/status.ts';
import {offText, walkText} from '../status/status-text.ts';

/** A walk that is open in an environment, was closed and has left MCP off there, or cannot be read and may be either. */
export type Occupant = {session: string; /** Who, what and since when, in one sentence. */ says: string; state: 'held' | 'left' | 'closed' | 'unread'; /** Another console's: it is not gone on with here. */ elsewhere?: true; /** What helps with one that cannot be read. */ next?: string};

/** What a walk is begun beside, and why. */
export type Beside = {/** Ids, or the beginnings of them. */ sessions: readonly string[]; reason: string};

/** Whoever is at it: what a living process has open, what was left after a change, what has left MCP off, and what cannot be read. */
export function occupantsOf(status: EnvironmentStatus, now: number): Occupant[] {
  const off = offText(status, now);
  const since = 'unknown' in status.toggle ? status.toggle.seen : status.toggle.since;
  const walks = status.walks
    .filter(({held, changed}) => held || changed)
    .map((walk): Occupant => {
      const says = walkText(walk, now);
      return {session: walk.session, says: off !== undefined && since?.session === walk.session ? `${off}: ${says}` : says, state: walk.held ? 'held' : 'left', ...(walk.elsewhere && {elsewhere: true as const})};
    });
  const closed = off !== undefined && since !== undefined && walks.every(({session}) => session !== since.session);
  const unread = status.hidden.map(({session, problem, next}): Occupant => ({session, says: problem, state: 'unread', next}));
  return [...walks, ...(closed ? [{session: since.session, says: `${off}, by a walk that was closed`, state: 'closed'} as const] : []), ...unread];
}

/** What is said of somebody: what cannot be read may be nobody's. */
export function isAtText({environment, occupants}: {environment: string; occupants: readonly Occupant[]}): string {
  return occupants.every(({state}) => state === 'unread') ? `may be at ${environment}` : `is at ${environment} already`;
}

/** Somebody has to say whether to go on with what is there, to watch it, or to begin beside it. */
export class Occupied extends OperatorError {
  readonly environment: string;
  readonly occupants: readonly Occupant[];

  constructor(environment: string, occupants: readonly Occupant[]) {
    super(`somebody ${isAtText({environment, occupants})}:\n${occupants.map(({session, says}) => `  ${session}: ${says}`).join('\n')}`, {
      code: 'environment-occupied',
      next: `Nothing was run. ${occupants.every(({state}) => state === 'unread') ? `${[...new Set(occupants.map(({next}) => next))].join(' ')} Or` : 'Go on with it (the command resume), or'} begin beside it, which is a deviation on record: ${occupants.map(({session}) => `--beside ${session}`).join(' ')}`,
      exit: exitCode.usage,
    });
    this.environment = environment;
    this.occupants = occupants;
  }
}
