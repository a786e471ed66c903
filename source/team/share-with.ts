import {hostname} from 'node:os';
import type {Clock} from '../clock.ts';
import type {TeamConfig} from '../environment/config/team-config.ts';
import {isHeld} from '../journal/lock.ts';
import {findSession} from '../journal/session-list.ts';
import {epochIn} from './epoch-in.ts';
import {openPostgres} from './postgres-store.ts';
import {Sender} from './sender.ts';
import type {Sharing} from './sharing.ts';
import {noteShared, noteUnshared, unsharedIn} from './unshared.ts';

/** What others see of a console on the same database. */
export const consoleName = (): string => `mcp-runbook ${hostname()}`;

export type Shared = {root: string; session: string; folder: string; /** So many it has. */ lines: number; /** Which it writes in. */ epoch: number};

/** Begins to share sessions with the team; what an earlier start left behind goes along. */
export function shareWith({database}: TeamConfig, {variables, clock}: {variables: NodeJS.ProcessEnv; clock: Clock}): (shared: Shared) => Sharing {
  return ({root, session, folder, lines, epoch}) => {
    noteUnshared(root, session);
    return new Sender({session, folder, epoch}, lines, {
      open: dropped => openPostgres(database, variables, consoleName(), dropped),
      clock,
      chance: Math.random,
      leftBehind: () => unsharedIn(root).flatMap(id => (id === session ? [] : (findSession([root], id) ?? []))).filter(({folder: other}) => !isHeld(other)).map(found => ({session: found.id, folder: found.folder, epoch: epochIn(found.folder)})),
      settled: id => noteShared(root, id),
    });
  };
}
