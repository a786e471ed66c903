import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {namesIn} from '../file-door.ts';
import type {EnvironmentClass} from '../environment/environment.ts';
import {practiceFolder} from '../environment/places.ts';
import type {Body} from './event.ts';
import {eventOf, lastLine} from './session-list.ts';

/** As many heads as a first line names, and as many folders as are looked at for them. */
const named = 3;
const lookedAt = 16;

/**
 * The newest sessions of this operator in this class, with the digest of their last line, so that
 * removing one of them is noticed. Folder names begin with the time; only the newest are opened and
 * only their ends are read, so the cost does not grow with history.
 */
export function earlierSessions(root: string, environmentClass: EnvironmentClass, operator: string): Body<'session.opened'>['earlier'] {
  const folder = join(root, 'logs', environmentClass === 'practice' ? practiceFolder : 'sessions');
  const found: Body<'session.opened'>['earlier'] = [];
  for (const session of newestFolders(folder)) {
    const head = headOf(join(folder, session), operator);
    if (head !== undefined) found.push({session, head});
    if (found.length === named) break;
  }
  return found;
}

/** Other names are not ours, and might not fit into the line that tells them. */
const sessionId = /^\d{8}T\d{6}Z-[a-z0-9-]{1,80}-[0-9a-f]{4}$/;

function newestFolders(folder: string): string[] {
  const reading = namesIn(folder);
  return reading.ok ? reading.names.filter(name => sessionId.test(name)).slice(-lookedAt).reverse() : [];
}

function headOf(folder: string, operator: string): string | undefined {
  const last = lastLine(folder);
  const line = last.ok ? last.line : undefined;
  return line !== undefined && eventOf(line)?.operator === operator ? createHash('sha256').update(line).digest('hex') : undefined;
}
