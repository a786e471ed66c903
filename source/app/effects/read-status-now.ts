import {environmentsNamed} from '../../session/environments-named.ts';
import {lookNow} from '../../session/look-now.ts';
import type {Found} from '../../status/found.ts';
import {readStatus, type StatusReading} from '../../status/read-status.ts';
import type {Workplace} from '../../workplace.ts';

/** What is so by the record; with `look` also as it is found now, one environment after the other. Nothing is found once the program is left. */
export async function statusNow({place, roots}: {place: Workplace; roots: readonly string[]}, look: boolean, left: AbortSignal): Promise<{status: StatusReading; found: Found[]}> {
  const {named} = await environmentsNamed(place);
  const status = readStatus(roots, named, place.clock.now());
  const found: Found[] = [];
  for (const {environment} of look ? status.environments : []) {
    if (left.aborted) break;
    found.push(await lookNow(place, environment, left));
  }
  return {status, found};
}
