import type {Occupant} from '../../session/occupied.ts';
import type {Screen} from './state.ts';

/** What can be done where somebody is at the environment already. */
export type Doing = {kind: 'go on' | 'restore' | 'watch' | 'beside'; session: string; label: string; /** In full, for the page. */ means: string};

export function doingsOf({occupants}: Extract<Screen, {name: 'occupied'}>): Doing[] {
  const unread = occupants.filter(({state}) => state === 'unread').map(({says}) => `${says}. `);
  return [
    ...occupants.flatMap(doingsWith),
    {kind: 'beside', session: '', label: 'begin beside it, with a reason', means: `${unread.join('')}A deviation that stays visible, with your reason: two walks may change one deployment.`},
  ];
}

function doingsWith({session, says, state, elsewhere}: Occupant): Doing[] {
  const watch: Doing = {kind: 'watch', session, label: `watch it: ${says}`, means: `${says}. You read what it writes as it comes, and change nothing.`};
  if (state === 'unread') return [];
  if (state === 'held' || (state === 'left' && elsewhere)) return [watch];
  if (state === 'closed') return [{kind: 'restore', session, label: `restore after it: ${says}`, means: `${says}. A new walk begins at the step that restores MCP.`}, watch];
  return [{kind: 'go on', session, label: `go on with it: ${says}`, means: `${says}. It goes on at the step where it ended.`}, watch];
}
