import {namedEnvironments} from '../../session/named-environments.ts';
import {lookNow} from '../../session/look-now.ts';
import type {Found} from '../../status/found.ts';
import {readStatus, type StatusReading} from '../../status/read-status.ts';
import {readElsewhere, type TeamAsked} from '../../team/elsewhere.ts';
import {rootOf, type Workplace} from '../../workplace.ts';

/** What is so by the record; with `look` also as it is found now, one environment after the other. Nothing is found once the program is left. */
export async function statusNow({place, roots}: {place: Workplace; roots: readonly string[]}, look: boolean, left: AbortSignal, team?: TeamAsked): Promise<{status: StatusReading; found: Found[]}> {
  const {named, trouble} = await namedEnvironments(place);
  const elsewhere = team && readElsewhere(rootOf(place));
  const read = readStatus(roots, named, place.clock.now(), elsewhere);
  // First, since sessions that cannot be read have a place of their own on the screen.
  const status: StatusReading = {...read, ...(team && {team}), unread: [...(trouble ? [trouble] : []), ...read.unread]};
  const found: Found[] = [];
  for (const {environment} of look ? status.environments : []) {
    if (left.aborted) break;
    found.push(await lookNow(place, environment, left));
  }
  return {status, found};
}
