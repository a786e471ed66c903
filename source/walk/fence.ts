import {refused, type Refused} from '../errors.ts';
import {takenText, type Sharing} from '../team/sharing.ts';

/** Why nothing is changed from this console any more; undefined while it is the one that writes, as far as it knows. */
export function fencedOff(sharing: Sharing | undefined): Refused | undefined {
  const standing = sharing?.standing();
  return standing?.fenced ? refused(takenText(standing), 'Leave it to them; what is written here since is kept beside its record.') : undefined;
}
