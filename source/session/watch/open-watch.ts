import {isHeld} from '../../journal/lock.ts';
import {sessionForm} from '../../journal/session-folders.ts';
import {findSession} from '../../journal/session-list.ts';
import type {TeamConfig} from '../../environment/config/team-config.ts';
import {elsewhereRoot, readElsewhere} from '../../team/elsewhere.ts';
import {rootOf, type Workplace} from '../../workplace.ts';
import {teamOf} from '../team-of.ts';

/** A walk that is watched. `away`: why the team is not heard; undefined where it is, or is not needed. */
export type Watch = {session: string; /** Where it is read now: it may go on at another console. */ place(): WatchedPlace; stop(): void};

/** `copied`: as the team has it, so that its evidence may come after its lines. */
export type WatchedPlace = {folder: string; copied: boolean; isOpen: boolean; away: string | undefined};

/** Milliseconds that whoever wants to watch waits for the team at most. */
const patience = 3000;

/** A session by its id or the beginning of it, of this console or as the team has it, kept new until it is stopped; undefined where neither has it. */
export async function openWatch(place: Workplace, roots: readonly string[], named: string): Promise<Watch | undefined> {
  const own = findSession(roots, named);
  const team = await teamOf(place);
  if (!team) return own && {session: own.id, place: () => ownPlace(own.folder), stop: () => {}};
  return openInTeam({...place, roots}, team, named);
}

const ownPlace = (folder: string): WatchedPlace => ({folder, copied: false, isOpen: isHeld(folder), away: undefined});

type Place = Workplace & {roots: readonly string[]};

async function openInTeam(place: Place, team: TeamConfig, named: string): Promise<Watch | undefined> {
  const {roots, clock} = place;
  const copies = elsewhereRoot(rootOf(place));
  const own = findSession(roots, named);
  if (!own) await (await import('../../team/ask-team.ts')).askTeam(team, {...place, also: sessionForm.test(named) ? [named] : []}, patience);
  const found = own ?? findSession([copies], named);
  if (!found) return undefined;
  const {id: session} = found;
  const following = await follow(place, team, session);
  if (!own) await following.heard;
  let last = found.folder;
  return {
    session,
    place: () => {
      const here = findSession(roots, session);
      const copied = findSession([copies], session);
      // The team's is there only where it has more.
      if (here && (!copied || isHeld(here.folder))) return ownPlace((last = here.folder));
      last = copied?.folder ?? last;
      return {folder: last, copied: true, isOpen: (readElsewhere(rootOf(place)).held.get(session) ?? 0) > clock.now(), away: following.away()};
    },
    stop: following.stop,
  };
}

type Following = {/** Once it has answered, or its time is over. */ heard: Promise<void>; away(): string | undefined; stop(): void};

async function follow(place: Place, team: TeamConfig, session: string): Promise<Following> {
  const {followElsewhere} = await import('../../team/ask-team.ts');
  const answered = new AbortController();
  let away: string | undefined;
  const stop = followElsewhere(team, {...place, also: [session], watching: session}, ({state}) => {
    away = typeof state === 'string' ? undefined : state.away;
    answered.abort();
  });
  return {heard: place.clock.sleep(patience, answered.signal).catch(() => {}), away: () => away, stop};
}
