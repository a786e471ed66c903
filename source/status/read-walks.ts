import {join} from 'node:path';
import {namesIn, statusOf as fileStatus} from '../file-door.ts';
import {ClosedSessions} from '../journal/closed-sessions.ts';
import type {JournalEvent} from '../journal/event.ts';
import {holderOf, isHeld} from '../journal/lock.ts';
import {readJournal, segmentsAmong} from '../journal/read-journal.ts';
import {holdsJournal, sessionForm} from '../journal/session-folders.ts';
import {endsOf} from '../journal/session-list.ts';
import {hindranceOf, unreadTrouble} from '../journal/unread-session.ts';
import {parseTimestamp} from '../time.ts';
import {KeptWalks, type WalkRead} from './read-kept-walks.ts';
import {lastSeenOtherwise, rehearsal, toggleOf, type UnreadWalk, type WalkTold} from './status.ts';
import {walkFacts} from './walk-facts.ts';

export type ReadWalks = {walks: WalkTold[]; unread: UnreadWalk[]; /** Where somebody walked, by the journals alone. */ environments: Array<Pick<WalkTold, 'environment' | 'class' | 'root'>>};

/** Whether somebody has a walk open at this moment. */
export type IsOpen = (session: string, folder: string) => boolean;

const isHeldHere: IsOpen = (_, folder) => isHeld(folder);

/** Of one environment so many closed walks are looked into for what the newest do not say, but for who has left MCP off. */
const enough = 12;

/** The end of a journal, before anything else of it is read. */
type End = {session: string; folder: string; environment: string; lastAt: string};

/**
 * What the walks under a root say of its environments. In full only what is open is read, and of each environment the
 * newest until nothing older can say more: the rest costs a look at its file (design, section 15). Practice has a
 * world of its own in each session.
 */
export function readWalks(root: string, isOpen: IsOpen = isHeldHere): ReadWalks {
  const kind = join(root, 'logs', 'sessions');
  const names = namesIn(kind);
  const result: ReadWalks = {walks: [], unread: [], environments: []};
  if (!names.ok) {
    if (!names.missing) result.unread.push({root, session: kind, environment: undefined, ...unreadTrouble(`${kind} cannot be read, and there may be sessions in it: ${names.reason}`, hindranceOf(names)), written: undefined});
    return result;
  }
  const sessions = new ClosedSessions(kind);
  const kept = new KeptWalks(kind);
  const reading = {root, isOpen, sessions, kept};
  const closed: End[] = [];
  for (const session of names.names) {
    if (!sessionForm.test(session)) continue;
    const folder = `${kind}/${session}`;
    const end = sessions.endOf(session);
    const environment = end && (end.environment ?? endsOf({id: session, folder, root}).environment);
    if (end && environment) closed.push({session, folder, environment, lastAt: end.lastAt});
    else if (holdsJournal({folder})) take(reading, session, folder, result);
  }
  for (const ends of Map.groupBy(closed, ({environment}) => environment).values()) readNewest(reading, ends, result);
  sessions.keep();
  kept.keep();
  return result;
}

type Reading = {root: string; isOpen: IsOpen; sessions: ClosedSessions; kept: KeptWalks};

function take({root, isOpen, kept}: Reading, session: string, folder: string, result: ReadWalks): void {
  const facts = kept.factsOf(session, () => replayed(root, session, folder, result));
  if (!facts) return;
  const held = facts.state === 'open' && isOpen(session, folder);
  const walk = {...facts, root, held, holder: held ? holderOf(folder) : undefined};
  result.walks.push(walk);
  name(result, walk);
}

/** Undefined where it cannot be read, which is told, and where it never came to be. */
function replayed(root: string, session: string, folder: string, {unread}: ReadWalks): WalkRead | undefined {
  const events: JournalEvent[] = [];
  const reading = readJournal(folder, event => events.push(event));
  if (reading.ok) return {facts: walkFacts(reading.session, events), lines: events.length};
  // Killed as it was opened: it changed nothing, and would be asked about for ever.
  if (reading.unbegun) return undefined;
  const environment = endsOf({id: session, folder, root}).environment ?? undefined;
  unread.push({root, environment, session, ...unreadTrouble(`the session ${session} cannot be read: ${reading.reason}`, reading.hindrance, {session}), written: writtenAt(folder)});
  return undefined;
}

/** Where it can be seen: a folder of somebody else's cannot. */
function writtenAt(folder: string): number | undefined {
  const names = namesIn(folder);
  const times = names.ok ? segmentsAmong(names.names).map(segment => fileStatus(join(folder, segment))?.mtimeMs) : [];
  return times.length === 0 || times.includes(undefined) ? undefined : Math.max(...times.map(time => time ?? 0));
}

/** From the newest end back, until nothing older can say anything newer and what is looked for was found. */
function readNewest(reading: Reading, ends: readonly End[], result: ReadWalks): void {
  const [{environment} = {environment: ''}] = ends;
  const here = (): WalkTold[] => result.walks.filter(walk => walk.environment === environment);
  let looked = 0;
  let told: Told | undefined;
  for (const {session, folder, lastAt} of ends.toSorted((one, other) => (one.lastAt < other.lastAt ? 1 : -1))) {
    if (looked >= enough || isAllTold(here())) {
      told ??= toldBy(here());
      const ended = parseTimestamp(lastAt) ?? 0;
      const isOlder = told.last >= ended;
      if (isOlder && looked >= (ended > told.setterAfter ? Number.POSITIVE_INFINITY : told.most)) return;
      if (isOlder && looked >= enough && !reading.sessions.maySet(session)) continue;
    }
    take(reading, session, folder, result);
    looked += 1;
    told = undefined;
  }
}

/**
 * `last`: of what is known of the toggle, the newest. `setterAfter`: whoever has set MCP off did so after that, if
 * anybody has, and is looked for. `most`: else so many closed walks are enough. Times in milliseconds since 1970.
 */
type Told = {last: number; setterAfter: number; most: number};

function toldBy(walks: readonly WalkTold[]): Told {
  const toggle = toggleOf(walks, []);
  const setterMissing = 'value' in toggle && toggle.value === 'off' && !toggle.since;
  return {
    last: Math.max(0, ...walks.flatMap(({toggle: facts}) => facts).map(({seen}) => parseTimestamp(seen.at) ?? 0)),
    setterAfter: setterMissing && !toggle.weak ? lastSeenOtherwise(walks) : Number.POSITIVE_INFINITY,
    most: isAllTold(walks) && !setterMissing ? 1 : enough,
  };
}

/** But for the toggle; before so many were looked into only this ends it. */
function isAllTold(walks: readonly WalkTold[]): boolean {
  return walks.some(({smoke}) => smoke) && walks.some(({runbook, state}) => runbook.id === rehearsal && state !== 'open');
}

function name({environments}: ReadWalks, {environment, class: where, root}: WalkTold): void {
  if (environments.every(one => one.environment !== environment)) environments.push({environment, class: where, root});
}

