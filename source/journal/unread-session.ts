import type {Trouble} from '../errors.ts';
import type {Unread} from '../file-door.ts';

/** Which one it is, and whether it is practice; neither of a folder of walks. */
export type Whose = {session?: string; practised?: boolean};

export type UnreadSession = Trouble & Whose;

/** What keeps a session, or a folder of them, from being read. `emptied`: or it never began, and an earlier version locked it before it read. */
export type Hindrance = 'not permitted' | 'damaged' | 'emptied' | 'later version' | 'in the way';

const helps: Readonly<Record<Hindrance, string | ((session: string) => string)>> = {
  'not permitted': 'Look as the user who walked them, or have the permissions corrected',
  damaged: session => `See with sessions verify ${session} what is damaged, and leave the files as they are`,
  emptied: session => `Leave the files as they are where a step of it may have run; once you are sure that it never began, remove the folder ${session}`,
  'later version': 'Look with the later version that wrote it',
  'in the way': 'Correct what keeps it from being read',
};

/** What helps, and why it is wanted: practice has a world of its own, where nothing that others use is off. */
export function nextOf(hindrance: Hindrance, {session = 'SESSION', practised = false}: Whose = {}): string {
  const help = helps[hindrance];
  return `${typeof help === 'string' ? help : help(session)}${practised ? '. It is practice, and says nothing of MCP.' : ': MCP may be off in a session that is not shown.'}`;
}

/** By the system's word: of all else something stands in the place of what is looked for, such as a link that leads in a circle. */
export function hindranceOf({code}: Pick<Unread, 'code'>): Hindrance {
  return code === 'EACCES' || code === 'EPERM' ? 'not permitted' : 'in the way';
}

export function unreadTrouble(problem: string, hindrance: Hindrance, whose: Whose = {}): UnreadSession {
  return {problem, next: nextOf(hindrance, whose), ...whose};
}

/** What helps with several, each once. */
export function nextOfAll(unread: readonly Trouble[]): string {
  return [...new Set(unread.map(({next}) => next))].join(' ');
}
