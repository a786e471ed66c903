import {findConfig} from '../environment/config/find-config.ts';
import type {TeamConfig} from '../environment/config/team-config.ts';
import type {Shared} from '../team/share-with.ts';
import type {Sharing} from '../team/sharing.ts';
import {elsewhereRoot, type Elsewhere, type TeamAsked} from '../team/elsewhere.ts';
import {rootOf, type Workplace} from '../workplace.ts';
import {readConfig} from './open-target.ts';
import {rootsOf} from './roots.ts';

/** The team of the environment file; undefined where it names none, or cannot be used, which whoever opens an environment tells. */
export async function teamOf(place: Workplace): Promise<TeamConfig | undefined> {
  const reading = await readConfig(findConfig(place));
  return reading?.ok ? reading.team : undefined;
}

/** How long a walk that is begun waits at most for what others do, milliseconds: it is asked for beside everything else. */
const patience = 1000;

/** What other consoles do, for whoever begins a walk; undefined without a team. */
export async function othersOf(place: Workplace, limit: number = patience): Promise<{elsewhere: Elsewhere; asked: TeamAsked} | undefined> {
  const team = await teamOf(place);
  return team && (await import('../team/ask-team.ts')).askTeam(team, {...place, roots: (await rootsOf(place)).roots}, limit);
}

/** Where sessions of this place are read: with a team, what was heard of other consoles too. */
export async function readableRoots(place: Workplace, roots: readonly string[]): Promise<readonly string[]> {
  return (await teamOf(place)) ? [...roots, elsewhereRoot(rootOf(place))] : roots;
}

export type ShareWith = (shared: Shared) => Sharing;

/** How sessions are shared here. Without a team nothing of it is loaded. */
export async function sharingOf(place: Workplace): Promise<ShareWith | undefined> {
  const team = await teamOf(place);
  return team && (await import('../team/share-with.ts')).shareWith(team, place);
}
