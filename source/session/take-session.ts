import {mkdirSync, renameSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {makeFolder} from '../durable-file.ts';
import {findConfig} from '../environment/config/find-config.ts';
import {placesOf, sessionFolder} from '../environment/places.ts';
import {tokenMask} from '../environment/token-mask.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {clip} from '../journal/clip.ts';
import {continueJournal} from '../journal/journal.ts';
import {isHeld, lockOrTell} from '../journal/lock.ts';
import {readJournal, type JournalReading} from '../journal/read-journal.ts';
import {findSession} from '../journal/session-list.ts';
import type {Session} from '../journal/session.ts';
import type {JournalEvent} from '../journal/event.ts';
import {pasted} from '../pasted.ts';
import {verifyName} from '../person-name.ts';
import {fetchEvidence, isBeginningOf, layOut, writeFiles} from '../team/fetched-session.ts';
import {elsewhereRoot} from '../team/elsewhere.ts';
import {SharedSource} from '../team/shared-source.ts';
import type {SessionStanding, TeamStore} from '../team/team-store.ts';
import {rootOf, type Workplace} from '../workplace.ts';
import {readConfig} from './open-target.ts';
import {putReceipts} from './put-receipts.ts';
import {rootsOf} from './roots.ts';

/** A session as the team has it, checked, that nobody keeps from being taken. */
export type Takeable = {
  session: Session;
  standing: SessionStanding;
  lines: readonly Buffer[];
  /** Why its operator left it; undefined where the console just fell silent. */
  left: string | undefined;
  /** Where it will lie here. */
  folder: string;
};

/** Of a session by its name or the beginning of it. @throws OperatorError for what cannot be taken, with why */
export async function findTakeable(place: Workplace, store: TeamStore, named: string): Promise<Takeable> {
  const found = (await store.newest(mostLookedAt, [named])).map(({session}) => session).filter(session => session.startsWith(named));
  const [id] = found;
  if (id === undefined || found.length > 1) throw refused(id === undefined ? `the team has no session ${JSON.stringify(named)}` : `${found.length} sessions of the team begin with ${named}`, `Those that are open: ${pasted(place, 'status')}`);
  const standing = await store.standing(id);
  const lines = await store.after(id, 0);
  const {session, left} = check(place, id, lines);
  if (session.state === 'closed') throw refused(`the session ${id} is closed`, 'There is nothing to go on with.');
  if (session.class === 'practice') throw refused(`${id} is practice, and its world is on the console where it was begun`, `Practise here with: ${pasted(place, 'run', session.opened.runbook.id)}`);
  if ((await store.missing([session.opened.runbook.sha256])).length > 0) {
    throw refused(`the team does not have the page that ${id} follows`, `Only the console where it was begun can go on, or share it with: ${pasted(place, 'team', 'sync')}`);
  }
  const folder = await folderFor(place, session);
  const own = findSession((await rootsOf(place)).roots, id);
  const isOwn = own?.id === id;
  if (isOwn && isHeld(own.folder)) throw refused(`the session ${id} is open on this console`, 'Go on with it there.');
  if (isOwn && !isBeginningOf(own.folder, layOut(lines))) {
    throw refused(`this console has written lines of ${id} that the team's record does not have`, `Share them with: ${pasted(place, 'team', 'sync')}. Where they are a fork, both are kept, and the session is taken from a console that has none.`);
  }
  if (standing.heldFor > 0) throw held(id, standing);
  return {session, standing, lines, left, folder: isOwn ? own.folder : folder};
}

const mostLookedAt = 200;

/**
 * Claims it, fetches what came meanwhile, and writes into a new file that it goes on here; left there, so that it is gone
 * on with like any other. Of two at once one gets it. @throws OperatorError, with who has it
 */
export async function takeSession(place: Workplace, store: TeamStore, {session: {id}, standing, lines: seen, folder}: Takeable, {operator, reason}: {operator: string; reason: string}): Promise<void> {
  const mask = tokenMask(place.variables);
  const [who, why] = [mask.text(operator), clip(mask.typed(reason), 500)];
  verifyName(who);
  const epoch = await store.claim(id, standing.epoch, why);
  if (epoch === undefined) throw held(id, await store.standing(id));
  try {
    const lines = [...seen, ...(await store.after(id, seen.length))];
    const {session} = await keep(place, store, folder, {id, lines});
    const lock = lockOrTell(folder, who, place.clock.now());
    try {
      const events: JournalEvent[] = [];
      const reading = readJournal(folder, event => events.push(event));
      if (!reading.ok) throw unreadable(id, reading.reason);
      const {clock, calls} = place;
      const journal = continueJournal(folder, {session: id, class: session.class}, reading.end, who, {clock, mask: () => mask, ...(calls && {calls})}, {epoch, from: session.operator, reason: why});
      const written = journal.append('session.paused', who, {step: session.current ?? null, reason: `taken over from ${session.operator}`});
      if (!written.ok) throw written.failure;
      putReceipts(dirname(dirname(dirname(folder))), folder, events);
    } finally {
      lock.release();
    }
  } catch (error) {
    // Whoever tries next need not wait.
    await store.release(id, epoch).catch(() => {});
    throw error;
  }
  await new SharedSource({session: id, folder, epoch}).catchUp(store);
  // What was heard of it before has less of it from here on.
  const copied = findSession([elsewhereRoot(rootOf(place))], id);
  if (copied?.id === id) rmSync(copied.folder, {recursive: true, force: true});
}

/** Whole or not at all, where this console has nothing of it yet. */
async function keep(place: Workplace, store: TeamStore, folder: string, {id, lines}: {id: string; lines: readonly Buffer[]}): Promise<{session: Session}> {
  const checked = check(place, id, lines);
  const aside = join(dirname(dirname(folder)), '.taking', id);
  const isNew = !findSession([dirname(dirname(dirname(folder)))], id);
  const target = isNew ? aside : folder;
  if (isNew) rmSync(aside, {recursive: true, force: true});
  makeFolder(target);
  await fetchEvidence(store, target, lines);
  writeFiles(target, layOut(lines));
  if (!isNew) return checked;
  makeFolder(dirname(folder));
  renameSync(aside, folder);
  return checked;
}

/** Reads it as any journal is read: its chain and each of its lines. */
function check(place: Workplace, id: string, lines: readonly Buffer[]): {session: Session; left: string | undefined} {
  const folder = join(rootOf(place), 'logs', '.taking', `${id}.check`);
  let left: string | undefined;
  let reading: JournalReading;
  try {
    rmSync(folder, {recursive: true, force: true});
    mkdirSync(folder, {recursive: true, mode: 0o700});
    writeFiles(folder, layOut(lines));
    reading = readJournal(folder, event => {
      left = event.type === 'session.paused' ? event.body.reason : undefined;
    });
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
  if (!reading.ok) throw unreadable(id, reading.reason);
  return {session: reading.session, left};
}

async function folderFor(place: Workplace, {id, class: where, opened}: Session): Promise<string> {
  const reading = place.root === undefined ? await readConfig(findConfig(place)) : undefined;
  const described = reading?.ok ? reading.environments.find(({name, rooted}) => rooted && name === opened.environment.name) : undefined;
  return sessionFolder(placesOf(described?.root ?? rootOf(place), {reads: true}), where, id);
}

function held(id: string, {heldFor, heldBy, taken}: SessionStanding): OperatorError {
  const who = taken && (heldBy === taken.by || heldFor === 0) ? `${taken.by} took the session ${id} over at ${taken.at.slice(11, 19)} UTC, ${taken.reason}` : `${heldBy ?? 'somebody'} has the session ${id} open`;
  return refused(who, heldFor > 0 ? `Ask for it: left there with h or q, it is free. Where that console is dead, it is free in ${Math.ceil(heldFor / 1000)} s.` : 'Ask for it there.', exitCode.checkFailed);
}

function unreadable(id: string, reason: string): OperatorError {
  return refused(`what the team has of ${id} is no whole record: ${reason}`, 'Look at what lies beside it with: sessions verify --team, at the console where it was begun.', exitCode.checkFailed);
}

function refused(message: string, next: string, exit: typeof exitCode.usage | typeof exitCode.checkFailed = exitCode.usage): OperatorError {
  return new OperatorError(message, {code: 'cannot-take', next, exit});
}
