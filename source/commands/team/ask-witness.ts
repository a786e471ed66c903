import {OperatorError} from '../../errors.ts';
import {noWitness, teamWitness, type TeamWitness} from '../../team/compare-record.ts';
import type {Context} from '../context.ts';
import {teamNamed, withStore} from './team.ts';

/** What it has of each of these sessions. @throws OperatorError where no team is named, or it cannot be asked */
export async function askWitnesses({place}: Pick<Context, 'place'>, sessions: readonly string[]): Promise<ReadonlyMap<string, TeamWitness>> {
  return withStore(place, await teamNamed(place), async store => {
    const all = new Map<string, TeamWitness>();
    for (const session of sessions) all.set(session, teamWitness(await store.fetch(session)));
    return all;
  });
}

/** What the team's database has of a session, or that it could not be asked. @throws OperatorError where no team is named */
export async function askWitness({place}: Pick<Context, 'place'>, session: string): Promise<TeamWitness> {
  const named = await teamNamed(place);
  try {
    return teamWitness(await withStore(place, named, store => store.fetch(session)));
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return noWitness(error.message);
  }
}
