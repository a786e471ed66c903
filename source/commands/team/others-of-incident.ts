import {listSessions, sessionsOf} from '../../journal/session-list.ts';
import {askTeam} from '../../team/ask-team.ts';
import {aloneText} from '../../team/elsewhere.ts';
import type {Context} from '../context.ts';
import {teamNamed} from './team.ts';

/** Milliseconds for each of two questions; a record is worth waiting for. */
const patience = 15_000;

/** Where the sessions of other consoles lie, those of the incident with their evidence; `missing`: why there may be more of it; `away`: since nobody could be asked. @throws OperatorError where no team is named */
export async function othersOfIncident({place}: Pick<Context, 'place'>, incident: string, roots: readonly string[]): Promise<{root: string; missing: string[]; away: boolean}> {
  const team = await teamNamed(place);
  const first = await askTeam(team, {...place, roots}, patience);
  const {root} = first.elsewhere;
  const theirs = sessionsOf(incident, listSessions([...roots, root]).sessions).filter(card => card.root === root);
  const {asked} = theirs.length === 0 ? first : await askTeam(team, {...place, roots, also: theirs.map(({id}) => id)}, patience);
  const alone = aloneText(asked);
  return {root, missing: alone === undefined ? [] : [alone], away: asked.state !== 'asked'};
}
