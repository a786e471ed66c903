import {randomBytes} from 'node:crypto';
import {hostname} from 'node:os';
import {newDrill, type NewDrill} from '../drill/session-drill.ts';
import {StorageError} from '../durable-file.ts';
import type {Environment} from '../environment/environment.ts';
import type {Wishes} from '../environment/overridden.ts';
import {alone} from '../environment/undescribed.ts';
import {sessionFolder} from '../environment/places.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {clip} from '../journal/clip.ts';
import {earlierSessions} from '../journal/earlier-sessions.ts';
import type {Body} from '../journal/event.ts';
import {keepEvidence} from '../journal/evidence.ts';
import {createJournal} from '../journal/journal.ts';
import {lockOrTell} from '../journal/lock.ts';
import {notRecorded} from '../journal/not-recorded.ts';
import {evolve} from '../journal/session.ts';
import {newPin, noLedger} from '../ledger/pin.ts';
import {tool} from '../carried.ts';
import {verifyName} from '../person-name.ts';
import type {PracticeFaultName} from '../practice/faults.ts';
import type {Runbook} from '../runbook/schema.ts';
import type {SecretMask} from '../secret-mask.ts';
import {compactTimestamp} from '../time.ts';
import {loadWalkable, type Walkable} from '../walk/load-runbook.ts';
import type {Workplace} from '../workplace.ts';
import {enterEnvironment} from './enter-environment.ts';
import type {Beside} from './occupied.ts';
import {recordedEnvironment, recordedToggles} from './recorded-terms.ts';
import {openTarget, type Target} from './open-target.ts';
import {holdSession, type HeldSession} from './held-session.ts';
import {othersOf, sharingOf, type ShareWith} from './team-of.ts';

/** What is wanted of a new session. */
export type WantedSession = Readonly<{
  runbook: string;
  environment: string;
  operator: string;
  mode: Body<'session.opened'>['mode'];
  incident?: string | undefined;
  /** Of practice alone. */
  fault?: PracticeFaultName | undefined;
  /** Id of a drill; practice only. */
  drill?: string | undefined;
  /** What the drill was drawn by. */
  seed?: number | undefined;
  /** The closed walk that it goes on with, and the step that it begins at. */
  continues?: Body<'session.opened'>['continues'];
  /** Looks whether it may begin, before there is a session. @throws OperatorError */
  verify?: ((runbook: Runbook, environment: Beginning) => void) | undefined;
  /** Why it is begun although somebody is at the environment. */
  beside?: Beside | undefined;
} & Wishes>;

/** What is known of an environment before a session is opened in it. */
export type Beginning = Pick<Environment, 'name' | 'class' | 'people' | 'confirmation'>;

/** Its folder is made with the session that it is for. */
const practice: Beginning = {name: 'practice', class: 'practice', people: alone, confirmation: {what: "the environment's name", word: 'practice'}};

/** Opens environment and journal and writes the first line. Nothing of the runbook has run yet. @throws OperatorError */
export async function openSession(place: Workplace, wanted: WantedSession): Promise<HeldSession> {
  verifyName(wanted.operator);
  const {clock, runbooks} = place;
  const loaded = loadWalkable(wanted.runbook, runbooks);
  const id = `${compactTimestamp(clock.now())}-${loaded.id}-${randomBytes(2).toString('hex')}`;
  if (loaded.runbook.practiceOnly && wanted.environment !== 'practice') throw practiceOnly(loaded.id, wanted.environment);
  const drill = newDrill(loaded.runbook, wanted, runbooks);
  if (wanted.environment === 'practice') wanted.verify?.(loaded.runbook, practice);
  const others = wanted.environment === 'practice' ? undefined : othersOf(place);
  // Awaited once it is wanted, if it comes to that.
  others?.catch(() => {});
  const target = await openTarget(place, {name: wanted.environment, session: id, fault: wanted.fault ?? drill?.fault, ledgerAge: loaded.runbook.practiceLedger, set: wanted.set, skipHeartbeat: wanted.skipHeartbeat});
  try {
    if (wanted.environment !== 'practice') wanted.verify?.(loaded.runbook, target.environment);
    const pages = [{name: `${loaded.id}.md`, text: loaded.text}, ...(drill ? [drill.page] : [])];
    for (const {name, text} of pages) verifyNoSecret(name, text, target.environment.mask());
    await drill?.prepare(target.environment);
    const share = await sharingOf(place);
    const {environment} = target;
    const entry = enterEnvironment(environment, loaded.runbook, {beside: wanted.beside, known: wanted.continues ? [wanted.continues.session] : [], operator: environment.mask().text(wanted.operator), now: clock.now(), elsewhere: (await others)?.elsewhere});
    try {
      return begin(place, wanted, {id, loaded, drill, target, share, beside: entry.beside});
    } finally {
      entry.leave();
    }
  } catch (error) {
    await target.close();
    throw error instanceof StorageError ? notRecorded(error, 'the journal cannot be written') : error;
  }
}


/** Its page is kept as it is and exported as it is. @throws OperatorError */
function verifyNoSecret(file: string, text: string, mask: SecretMask): void {
  // A token that is a word of the language is no secret where that word stands.
  const found = mask.find(text).find(({start, end, known}) => known === 'by value' && !/^[a-z]+$/i.test(text.slice(start, end)));
  if (!found) return;
  throw new OperatorError(`${file}, line ${text.slice(0, found.start).split('\n').length}: the page holds a secret that is in use`, {
    code: 'secret-on-page',
    next: 'Nothing was run. Take it off the page; whoever could read the page has seen it, so replace it too.',
    exit: exitCode.usage,
  });
}

function practiceOnly(runbook: string, environment: string): OperatorError {
  return new OperatorError(`${runbook} is for practice only, as its page says, and is not walked in ${environment}`, {
    code: 'practice-only',
    next: 'Leave out --env, or name practice. Nothing was run.',
    exit: exitCode.usage,
  });
}

type Opening = {id: string; loaded: Walkable; drill: NewDrill | undefined; target: Target; share: ShareWith | undefined; beside: Body<'session.opened'>['beside']};

function begin(place: Workplace, wanted: WantedSession, {id, loaded, drill, target, share, beside}: Opening): HeldSession {
  const {clock, calls} = place;
  const {environment} = target;
  const {runbook, text} = loaded;
  const folder = sessionFolder(environment.places, environment.class, id);
  const operator = environment.mask().text(wanted.operator);
  verifyName(operator);
  const first = firstLine(environment, loaded, {...wanted, operator}, {drill, beside});
  const journal = createJournal(folder, {session: id, class: environment.class}, {clock, mask: () => environment.mask(), ...(calls && {calls})});
  // The page as it was walked: an edit meanwhile, or years of them, must not change what was done. It
  // holds no secret, and unmasked it lies under the digest that the first line names.
  keepEvidence(folder, {name: `${runbook.id}.md`, mediaType: 'text/markdown', text}, 'as it is');
  drill?.keep(folder);
  const written = journal.append('session.opened', operator, first);
  if (!written.ok) throw written.failure;
  const session = evolve(undefined, written.event);
  const lock = lockOrTell(folder, operator, clock.now());
  const open = holdSession(place, {session, runbook, journal, folder, target, drill, lock, share});
  open.conductor.notices.observe(written.event, session, open.conductor.head);
  return open;
}

function firstLine(environment: Environment, {runbook, sha256}: Walkable, wanted: WantedSession, {drill, beside}: Pick<Opening, 'drill' | 'beside'>): Body<'session.opened'> {
  const mask = environment.mask();
  // Masked before it is cut: a cut through a token would leave a piece that no mask knows.
  const fit = (text: string, bytes: number): string => clip(mask.typed(text), bytes);
  return {
    runbook: {id: runbook.id, title: clip(runbook.title, 100), version: runbook.version, sha256},
    steps: runbook.steps.map(({id, title, kind, budget}) => ({id, title: clip(title, 60), ...(budget !== undefined && kind !== 'wait' && {budget})})),
    tool: tool(),
    host: clip(hostname(), 100),
    environment: recordedEnvironment(environment),
    mode: wanted.mode,
    incident: wanted.incident === undefined ? null : fit(wanted.incident, 100),
    ...(beside && {beside: {...beside, reason: fit(beside.reason, 300)}}),
    ...(wanted.continues && {continues: wanted.continues}),
    ...(wanted.set && wanted.set.length > 0 && {set: wanted.set.map(({name, value}) => ({name, value: fit(value, 200)}))}),
    ...(wanted.skipHeartbeat && {skip_heartbeat: true as const}),
    ...(drill && {drill: drill.line(environment.places.root, wanted.operator)}),
    toggles: recordedToggles(environment),
    earlier: earlierSessions(environment.places.root, environment.class, wanted.operator),
    ledger: newPin(environment.places.ledger) ?? {...noLedger, verdict: 'unreadable' as const},
  };
}
