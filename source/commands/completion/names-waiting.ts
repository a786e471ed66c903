import {teamOf} from '../../session/team-of.ts';
import {readPlanForDesks} from '../../team/plan-for-desks.ts';
import {openPostgres} from '../../team/postgres-store.ts';
import {consoleName} from '../../team/share-with.ts';
import type {Workplace} from '../../workplace.ts';
import type {Names} from './names-for.ts';

/** Milliseconds that somebody who pressed tab waits for the team. */
const patience = 1000;

/** The sessions in which somebody waits for another person's agreement, each with the step; none without a team. @throws what the connection says */
export async function namesWaiting(place: Workplace): Promise<Names> {
  const team = await teamOf(place);
  if (!team) return [];
  const dropped = new AbortController();
  const answered = new AbortController();
  place.clock.sleep(patience, answered.signal).then(() => dropped.abort(), () => undefined);
  try {
    const store = await openPostgres(team.database, place.variables, consoleName(), dropped.signal);
    try {
      return (await store.requests()).map(({session, plan, by}) => [session, `${by}, ${readPlanForDesks(plan)?.step ?? ''}`]);
    } finally {
      await store.close();
    }
  } finally {
    answered.abort();
  }
}
