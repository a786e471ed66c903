import {findConfig} from '../environment/config/find-config.ts';
import type {TeamConfig} from '../environment/config/team-config.ts';
import type {Shared} from '../team/share-with.ts';
import type {Sharing} from '../team/sharing.ts';
import type {Workplace} from '../workplace.ts';
import {readConfig} from './open-environment.ts';

/** The team of the environment file; undefined where it names none, or cannot be used, which whoever opens an environment tells. */
export async function teamOf(place: Workplace): Promise<TeamConfig | undefined> {
  const reading = await readConfig(findConfig(place));
  return reading?.ok ? reading.team : undefined;
}

export type ShareWith = (shared: Shared) => Sharing;

/** How sessions are shared here. Without a team nothing of it is loaded. */
export async function sharingOf(place: Workplace): Promise<ShareWith | undefined> {
  const team = await teamOf(place);
  return team && (await import('../team/share-with.ts')).shareWith(team, place);
}
