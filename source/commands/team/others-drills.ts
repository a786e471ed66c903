import {resultIn} from '../../drill/result-in.ts';
import type {Result} from '../../drill/roster.ts';
import {listSessions, openingOf} from '../../journal/session-list.ts';
import {namedEnvironments} from '../../session/named-environments.ts';
import {rootsOf} from '../../session/roots.ts';
import {teamOf} from '../../session/team-of.ts';
import {aloneText} from '../../team/elsewhere.ts';
import type {Context} from '../context.ts';

/** Milliseconds for each of two questions. */
const patience = 5000;

export type OthersDrills = {results: Result[]; /** Why there may be more; undefined where the team was asked, or there is none. */ alone: string | undefined};

/** What drills at other consoles of the team came to, each worked out from its own journal; nothing without a team. */
export async function othersDrills({place}: Pick<Context, 'place'>): Promise<OthersDrills> {
  const team = await teamOf(place);
  if (!team) return {results: [], alone: (await namedEnvironments(place)).trouble?.problem};
  const {askTeam} = await import('../../team/ask-team.ts');
  const {roots} = await rootsOf(place);
  const first = await askTeam(team, {...place, roots}, patience);
  const closed = listSessions([first.elsewhere.root]).sessions.filter(({folder, class: where, state}) => where === 'practice' && state !== 'unfinished' && openingOf(folder)?.body.drill !== undefined);
  // The page of a drill is evidence.
  const {asked} = closed.length === 0 ? first : await askTeam(team, {...place, roots, also: closed.map(({id}) => id)}, patience);
  return {results: closed.flatMap(({folder}) => resultIn(folder) ?? []), alone: aloneText(asked)};
}
