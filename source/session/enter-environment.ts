import {join} from 'node:path';
import {makeFolder} from '../durable-file.ts';
import type {Environment} from '../environment/environment.ts';
import {exitCode, OperatorError} from '../errors.ts';
import type {Body} from '../journal/event.ts';
import {lockSession} from '../journal/lock.ts';
import type {Runbook} from '../runbook/schema.ts';
import {readStatus} from '../status/read-status.ts';
import type {Elsewhere} from '../team/elsewhere.ts';
import {Occupied, occupantsOf, type Beside} from './occupied.ts';

/** How long one who begins a walk waits for another who is just doing so, milliseconds. */
const patience = 5000;

/** `beside`: what is recorded of it. Leaving lets the next one in. */
export type Entrance = {beside: Body<'session.opened'>['beside']; leave(): void};

export type Entering = {operator: string; now: number; beside?: Beside | undefined; /** Sessions that are no news: what is gone on with, and beside whom it was begun. */ known?: readonly string[]; /** What was heard of other consoles. */ elsewhere?: Elsewhere | undefined};

const free: Entrance = {beside: undefined, leave: () => {}};

/**
 * Looks who is at the environment before a walk that may change it is opened or gone on with, and keeps others from
 * looking until that one is on disk, so that of two who begin at one moment the second sees the first. The
 * system frees the lock when its process ends. Practice has a world of its own for each session.
 * @throws Occupied where somebody is there and nobody has said why to begin beside them
 */
export function enterEnvironment(environment: Environment, {steps}: Runbook, {operator, now, beside, known = [], elsewhere}: Entering): Entrance {
  if (environment.class === 'practice' || steps.every(({effect}) => effect.kind === 'reads')) return free;
  const {root, logs} = environment.places;
  const lock = lockOf(logs, environment.name, operator, now);
  try {
    const status = readStatus([root], [{name: environment.name, class: environment.class, root}], now, elsewhere).environments.filter(({environment: name}) => name === environment.name);
    const others = status.flatMap(each => occupantsOf(each, now)).filter(({session}) => !known.includes(session));
    const expected = others.every(({session}) => beside?.sessions.some(named => named !== '' && session.startsWith(named)));
    if (!expected) throw new Occupied(environment.name, others);
    const recorded = beside && others.length > 0 ? {sessions: others.map(({session}) => session).slice(0, 4), reason: beside.reason} : undefined;
    return {beside: recorded, leave: () => lock.release()};
  } catch (error) {
    lock.release();
    throw error;
  }
}

function lockOf(logs: string, name: string, operator: string, now: number): {release(): void} {
  const folder = join(logs, 'sessions', '.environments', encodeURIComponent(name));
  makeFolder(folder);
  const locked = lockSession(folder, operator, now, undefined, patience);
  if (locked.ok) return locked.lock;
  throw new OperatorError(locked.held ? `${locked.holder?.operator ?? 'somebody'} is just beginning a walk in ${name}, and has not come to an end of it` : `${folder}/.lock cannot be locked, so nobody could be kept from beginning a walk in ${name} too: ${locked.cause}`, {
    code: 'environment-not-locked',
    next: locked.held ? 'Nothing was run. Try again in a moment.' : 'Nothing was run. Make room or correct the permissions of that file; one that is damaged holds nothing and can be removed. Then try again.',
    exit: locked.held ? exitCode.usage : exitCode.notRecorded,
  });
}
