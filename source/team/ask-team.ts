import type {Clock} from '../clock.ts';
import type {TeamConfig} from '../environment/config/team-config.ts';
import {awayText} from './away.ts';
import {Copying, mostElsewhere, readElsewhere, type Elsewhere, type TeamAsked} from './elsewhere.ts';
import {openPostgres} from './postgres-store.ts';
import {consoleName} from './share-with.ts';
import {watcherName, type TeamStore} from './team-store.ts';
import {followTeam} from './team-follower.ts';

export type Asking = {variables: NodeJS.ProcessEnv; clock: Clock; /** Where this console's own sessions lie. */ roots: readonly string[]; /** Sessions that are wanted whatever their age. */ also?: readonly string[]; /** The session that this console watches. */ watching?: string};

/** What other consoles have written, asked now and for so many milliseconds at most; else what was heard last. */
export async function askTeam({database}: TeamConfig, {variables, clock, roots, also}: Asking, patience: number): Promise<{elsewhere: Elsewhere; asked: TeamAsked}> {
  const dropped = new AbortController();
  const inTime = new AbortController();
  const late = clock.sleep(patience, inTime.signal).then(() => 'it does not answer', () => undefined);
  const work = async (): Promise<string | undefined> => {
    const store = await openPostgres(database, variables, consoleName(), dropped.signal);
    try {
      await new Copying(roots, clock.now).refresh(store, also);
    } finally {
      await store.close();
    }
    return undefined;
  };
  const away = await Promise.race([work().catch(awayText), late]);
  inTime.abort();
  dropped.abort();
  const elsewhere = readElsewhere(roots[0] ?? '.');
  return {elsewhere, asked: askedBy(elsewhere, away)};
}

/** Keeps the copy of what other consoles write, and tells of each change, until it is stopped. */
export function followElsewhere({database}: TeamConfig, {variables, clock, roots, also, watching}: Asking, told: (asked: TeamAsked) => void): () => void {
  const copying = new Copying(roots, clock.now);
  const greeted = new WeakSet<TeamStore>();
  const {stop} = followTeam(
    {open: dropped => openPostgres(database, variables, watching === undefined ? consoleName() : watcherName(watching), dropped), clock, chance: Math.random},
    async store => {
      if (watching !== undefined && !greeted.has(store)) {
        greeted.add(store);
        await store.tellWatched(watching);
      }
      return copying.refresh(store, also);
    },
    away => told(askedBy(readElsewhere(roots[0] ?? '.'), away)),
  );
  return stop;
}

const askedBy = ({askedAt, cut}: Elsewhere, away: string | undefined): TeamAsked => ({state: away === undefined ? 'asked' : {away}, askedAt, ...(cut && {newest: mostElsewhere})});
