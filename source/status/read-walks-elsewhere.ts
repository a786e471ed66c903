import type {Elsewhere} from '../team/elsewhere.ts';
import {readWalks, type ReadWalks} from './read-walks.ts';
import type {WalkTold} from './status.ts';

type Home = {roots: readonly string[]; named: ReadonlyArray<{name: string; root: string}>};

/** The variables of one shell are an environment of that console alone. */
const shell = 'console';

/**
 * The walks of other consoles, each beside those of this one in the environment of the same name: a team calls a
 * deployment by one name. `held` is what the team says of who has it open.
 */
export function readWalksElsewhere({root, held}: Elsewhere, home: Home, now: number): ReadWalks {
  const {walks, unread} = readWalks(root, session => (held.get(session) ?? 0) > now);
  const rootFor = (environment: string | undefined): string => home.named.find(({name}) => name === environment)?.root ?? home.roots[0] ?? '';
  const moved = walks.map((walk): WalkTold => {
    const environment = walk.environment === shell ? `${shell} on ${walk.host}` : walk.environment;
    return {...walk, environment, root: rootFor(environment), held: walk.held && !walk.paused, elsewhere: true};
  });
  const environments = new Map(moved.map(({environment, class: where, root: place}) => [environment, {environment, class: where, root: place}]));
  return {walks: moved, unread: unread.map(one => ({...one, root: rootFor(one.environment)})), environments: [...environments.values()]};
}
