import {hostname} from 'node:os';
import {useMcp} from '../connector/services.ts';
import {StorageError} from '../durable-file.ts';
import type {Environment} from '../environment/environment.ts';
import {tokenMask} from '../environment/token-mask.ts';
import type {OperatorError} from '../errors.ts';
import {pinLedger} from '../ledger/pin.ts';
import {tool} from '../carried.ts';
import {pasted} from '../pasted.ts';
import {verifyName} from '../person-name.ts';
import {continueJournal} from '../journal/journal.ts';
import {lockOrTell, type SessionLock} from '../journal/lock.ts';
import {notRecorded} from '../journal/not-recorded.ts';
import {readJournal} from '../journal/read-journal.ts';
import {evolve, type Session} from '../journal/session.ts';
import {resumedDrill} from '../drill/session-drill.ts';
import {clip} from '../journal/clip.ts';
import {endsOf, findSession, unseenSessions} from '../journal/session-list.ts';
import {rootsOf} from './roots.ts';
import type {Workplace} from '../workplace.ts';
import {enterEnvironment, type Entrance} from './enter-environment.ts';
import type {Beside} from './occupied.ts';
import {changedTerms, changedVariables, editedFile, recordedEnvironment, recordedToggles} from './recorded-terms.ts';
import {sessionsUnread} from './sessions-unread.ts';
import {openTarget} from './open-target.ts';
import {cannotResume as refused, pinnedRunbook} from './pinned-runbook.ts';
import {holdSession, type HeldSession} from './held-session.ts';
import {othersOf, sharingOf} from './team-of.ts';
import {verifyWhoGoesOn} from './who-goes-on.ts';

/** Which session is gone on with, by its id or the beginning of it, and by whom. */
export type Resuming = {
  session: string;
  operator: string;
  /** That name is only remembered: where another had the session last, who goes on has to be said. */
  guessed?: true | undefined;
  /** Why it is gone on with although the environment is described otherwise now. */
  despite?: string | undefined;
  /** Why it is gone on with although somebody else is at the environment. */
  beside?: Beside | undefined;
};

/** How the environment of a session is described otherwise here than where it was last open, a sentence each. @throws OperatorError where it cannot be gone on with here at all */
export async function describedOtherwise(place: Workplace, session: Session): Promise<string[]> {
  const {environment, close} = await openTarget(place, {name: session.opened.environment.name, session: session.id, set: session.opened.set, skipHeartbeat: session.opened.skip_heartbeat});
  try {
    verifyClass(session, environment);
    return changedTerms(session.environment, recordedEnvironment(environment), environment.terms.settings);
  } finally {
    await close();
  }
}

function verifyClass({id, class: where}: Session, environment: Environment): void {
  if (environment.class === where) return;
  throw refused(`the session ${id} is of class ${where}, and ${environment.name} is ${environment.class} now`, 'Point this shell to the gateway that the session was opened for, then resume.');
}

/**
 * Goes on with an unfinished session on the same step: the journal replayed, its environment opened
 * again. A step with an intent and no outcome is now unknown. @throws OperatorError, Occupied where somebody else is there, and AnotherHadIt
 */
export async function resumeSession(place: Workplace, resuming: Resuming): Promise<HeldSession> {
  const {session, operator} = resuming;
  verifyName(operator);
  const {roots, trouble} = await rootsOf(place);
  const found = findSession(roots, session);
  const unread = found ? [] : unseenSessions(roots);
  if (unread.length > 0) throw sessionsUnread(`the session ${JSON.stringify(session)} was not found`, unread);
  if (!found) throw refused(`there is no session ${JSON.stringify(session)} here${trouble ? `; ${trouble.problem}` : ''}`, trouble?.next ?? `List them with: ${pasted(place, 'sessions', 'list')}`);
  // Who locks a session says that it was begun.
  if (endsOf(found).state === 'not begun') throw cannotContinue(place, found.id, 'its first line never came to be whole, so nothing of it ran');
  const lock = lockOrTell(found.folder, tokenMask(place.variables).text(operator), place.clock.now());
  try {
    return await goOn(place, resuming, found, lock);
  } catch (error) {
    lock.release();
    throw error instanceof StorageError ? notRecorded(error, 'the journal cannot be continued', 'resume again') : error;
  }
}

function cannotContinue(place: Workplace, id: string, why: string): OperatorError {
  return refused(`the journal of ${id} cannot be continued: ${why}`, `Look at it with: ${pasted(place, 'sessions', 'verify', id)}`);
}

const otherLedger = 'the rotation ledger is another one than that of the console before: what is counted in it counts from here on';

async function goOn(place: Workplace, {operator, guessed, despite: said, beside}: Resuming, {id, folder}: {id: string; folder: string}, lock: SessionLock): Promise<HeldSession> {
  const reading = readJournal(folder);
  if (!reading.ok) throw cannotContinue(place, id, reading.reason);
  const {session, end} = reading;
  if (session.state === 'closed') throw refused(`the session ${id} is closed`, `Read it with: ${pasted(place, 'sessions', 'show', id)}`);
  verifyWhoGoesOn(session, {operator, guessed});
  const runbook = pinnedRunbook(folder, session);
  const drill = resumedDrill(folder, session, runbook, place.runbooks);
  const others = session.class === 'practice' ? undefined : othersOf(place);
  // Awaited once it is wanted, if it comes to that.
  others?.catch(() => {});
  const target = await openTarget(place, {name: session.opened.environment.name, session: id, fault: drill?.fault, set: session.opened.set, skipHeartbeat: session.opened.skip_heartbeat});
  let entered: Entrance | undefined;
  try {
    const share = await sharingOf(place);
    const {environment} = target;
    verifyClass(session, environment);
    const despite = said?.trim() || undefined;
    const described = recordedEnvironment(environment);
    const changed = environment.class === 'practice' ? [] : changedTerms(session.environment, described, environment.terms.settings);
    if (changed.length > 0 && despite === undefined) {
      const isShell = changedVariables(session.environment, described).length === changed.length;
      const wayBack = isShell ? 'Set these variables as they were' : `Name the file that it was opened with${session.environment.file === undefined ? '' : `, ${session.environment.file}`}`;
      throw refused(
        `${environment.name} is described otherwise than when ${id} was last open: ${changed.join('; ')}`,
        `${session.moved ? 'Say' : `${wayBack}, or say`} why it is gone on with as it is now, which stays on record: ${pasted(place, 'resume', id, '--despite', 'WHY')}`,
      );
    }
    const edited = environment.class === 'practice' ? undefined : editedFile(session.environment, described);
    const pinned = pinLedger(environment.places.ledger, session.ledger);
    // That of the console before need not be this one.
    const isOther = session.moved && (pinned.verdict === 'changed' || pinned.verdict === 'shorter');
    const differences = [...(isOther ? [otherLedger] : []), ...changed, ...(edited === undefined ? [] : [edited])];
    const {clock, calls} = place;
    const masked = environment.mask().text(operator);
    verifyName(masked);
    const entry = enterEnvironment(environment, runbook, {beside, known: [id, session.opened.continues?.session ?? id, ...(session.opened.beside?.sessions ?? [])], operator: masked, now: clock.now(), elsewhere: (await others)?.elsewhere});
    entered = entry;
    const journal = continueJournal(folder, {session: id, class: session.class}, end, operator, {clock, mask: () => environment.mask(), ...(calls && {calls})});
    const written = journal.append('session.resumed', operator, {
      tool: tool(),
      host: hostname().slice(0, 100),
      ledger: isOther ? pinLedger(environment.places.ledger, undefined) : pinned,
      ...(environment.class !== 'practice' && {environment: described}),
      toggles: recordedToggles(environment).filter(({name}) => name === useMcp),
      ...(isOther && {another_ledger: true as const}),
      ...(differences.length > 0 && {changed: differences.slice(0, 8).map(text => clip(environment.mask().text(text), 200))}),
      ...(entry.beside && {beside: {...entry.beside, reason: clip(environment.mask().typed(entry.beside.reason), 300)}}),
      ...(changed.length > 0 && despite !== undefined && {despite: clip(environment.mask().typed(despite), 300)}),
    });
    if (!written.ok) throw written.failure;
    return holdSession(place, {session: evolve(session, written.event), runbook, journal, folder, target, drill, lock, share});
  } catch (error) {
    await target.close();
    throw error;
  } finally {
    entered?.leave();
  }
}
