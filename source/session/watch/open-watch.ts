import {isHeld} from '../../journal/lock.ts';
import {findSession, sessionForm} from '../../journal/session-list.ts';
import type {TeamConfig} from '../../environment/config/team-config.ts';
import {elsewhereRoot, readElsewhere} from '../../team/elsewhere.ts';
import {rootOf, type Workplace} from '../../workplace.ts';
import {teamOf} from '../team-of.ts';

/** Where a walk that is watched is read. `away`: why the team is not heard; undefined where it is, or is not needed. */
export type Watch = {session: string; folder: string; /** Its evidence may come after its lines. */ copied: boolean; isOpen(): boolean; away(): string | undefined; stop(): void};

/** Milliseconds that whoever wants to watch waits for the team at most. */
const patience = 3000;

/** A session by its id or the beginning of it, of this console or as the team has it, kept new until it is stopped; undefined where neither has it. */
export async function openWatch(place: Workplace, roots: readonly string[], named: string): Promise<Watch | undefined> {
  const own = findSession(roots, named);
  const team = await teamOf(place);
  const here = own && {session: own.id, folder: own.folder, copied: false, isOpen: () => isHeld(own.folder), away: () => undefined};
  if (!team) return here && {...here, stop: () => {}};
  if (here) return {...here, stop: (await follow({...place, roots}, team, here.session)).stop};
  return openElsewhere({...place, roots}, team, named);
}

type Place = Workplace & {roots: readonly string[]};

async function openElsewhere(place: Place, team: TeamConfig, named: string): Promise<Watch | undefined> {
  const {askTeam} = await import('../../team/ask-team.ts');
  const root = rootOf(place);
  await askTeam(team, {...place, also: sessionForm.test(named) ? [named] : []}, patience);
  const copied = findSession([elsewhereRoot(root)], named);
  if (!copied) return undefined;
  const {id: session, folder} = copied;
  const following = await follow(place, team, session);
  await following.heard;
  return {session, folder, copied: true, isOpen: () => (readElsewhere(root).held.get(session) ?? 0) > place.clock.now(), away: following.away, stop: following.stop};
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
