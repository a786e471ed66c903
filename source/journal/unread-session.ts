import type {Trouble} from '../errors.ts';
import type {Unread} from '../file-door.ts';

/** What keeps a session, or a folder of them, from being read. */
export type Hindrance = 'not permitted' | 'damaged' | 'later version' | 'in the way';

const helps: Readonly<Record<Hindrance, string>> = {
  'not permitted': 'Look as the user who walked them, or have the permissions corrected',
  damaged: 'See with sessions verify what is damaged, and leave the files as they are',
  'later version': 'Look with the later version that wrote it',
  'in the way': 'Correct what keeps it from being read',
};

/** What helps, and why it is wanted. */
export function nextOf(hindrance: Hindrance): string {
  return `${helps[hindrance]}: MCP may be off in a session that is not shown.`;
}

/** By the system's word: of all else something stands in the place of what is looked for, such as a link that leads in a circle. */
export function hindranceOf({code}: Pick<Unread, 'code'>): Hindrance {
  return code === 'EACCES' || code === 'EPERM' ? 'not permitted' : 'in the way';
}

export function unreadTrouble(problem: string, hindrance: Hindrance): Trouble {
  return {problem, next: nextOf(hindrance)};
}

/** What helps with several, each once. */
export function nextOfAll(unread: readonly Trouble[]): string {
  return [...new Set(unread.map(({next}) => next))].join(' ');
}
