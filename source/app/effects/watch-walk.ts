import {basename, dirname, join} from 'node:path';
import {useMcp} from '../../connector/services.ts';
import {findConfig} from '../../environment/config/find-config.ts';
import {placesOf} from '../../environment/places.ts';
import {alone} from '../../environment/undescribed.ts';
import {OperatorError, type Trouble} from '../../errors.ts';
import {segmentName} from '../../journal/read-journal.ts';
import {unreadTrouble} from '../../journal/unread-session.ts';
import {followWalk, type WalkSeen} from '../../session/watch/follow-walk.ts';
import {openWatch} from '../../session/watch/open-watch.ts';
import {whoseWalk} from '../../session/watch/whose.ts';
import {pinnedRunbook} from '../../session/pinned-runbook.ts';
import {toggleOf} from '../../status/status.ts';
import {walkFacts} from '../../status/walk-facts.ts';
import {minute, parseTimestamp} from '../../time.ts';
import type {Runbook} from '../../runbook/schema.ts';
import {readConfig} from '../../session/open-target.ts';
import {windowClockBy} from '../../walk/freeze.ts';
import {rootOf, type Workplace} from '../../workplace.ts';
import type {Message, Pointed, Watched} from '../state/state.ts';

export type Watching = {place: Workplace; roots: readonly string[]; session: string; signal: AbortSignal};

/** So often a page that another console sends is looked for. */
const mostLooks = 10;

/** Tells what somebody else's walk has come to: at once, with each of its lines, each second while a step of it runs, and each minute while MCP has to be back. */
export async function watchWalk({place, roots, session: id, signal}: Watching, tell: (message: Message) => void): Promise<void> {
  const watch = await openWatch(place, roots, id);
  if (!watch) return tell(refusal({problem: `the session ${id} is not there any more`, next: 'Press enter, and choose another.'}));
  signal.addEventListener('abort', watch.stop, {once: true});
  if (signal.aborted) watch.stop();
  const {clock} = place;
  let runbook: Runbook | undefined;
  let elsewhere: string | undefined;
  let told: string | undefined;
  let looks = 0;
  for await (const looked of followWalk(watch, clock, signal)) {
    if (!looked.ok) return tell(refusal(unreadTrouble(`the session ${id} cannot be read: ${looked.reason}`, looked.hindrance, {session: id})));
    const {seen} = looked;
    try {
      runbook ??= pinnedRunbook(seen.folder, seen.session);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      looks += 1;
      if (seen.copied && looks < mostLooks) continue;
      return tell(refusal(error));
    }
    const whose = whoseWalk(seen);
    const ledger = seen.copied ? (elsewhere ??= await ledgerHere(place, seen)) : ledgerBeside(seen);
    const walk = watchedWalk(seen, runbook, {now: clock.now(), ledger});
    const seconds = walk.phase.name === 'running' ? Math.floor(walk.phase.elapsed / 1000) : 0;
    // What is left of a window is told each minute.
    const minutes = walk.pointed.window ? Math.floor(walk.time.now / minute) : 0;
    const news = [seen.session.lines, whose.standing, seconds, minutes].join(' ');
    if (news !== told) tell({type: 'watched', session: id, walk, whose});
    told = news;
  }
}

/** Where a session of this machine lies, its ledger does too: practice has one of its own. */
function ledgerBeside({folder, session}: WalkSeen): string {
  const logs = session.class === 'practice' ? folder : dirname(dirname(folder));
  return join(logs, basename(placesOf('').ledger));
}

/** That of the environment of the same name, as the first screen takes it. */
async function ledgerHere(place: Workplace, {session}: WalkSeen): Promise<string> {
  const reading = await readConfig(findConfig(place));
  const described = reading?.ok ? reading.environments.find(({name}) => name === session.environment.name) : undefined;
  return placesOf(described?.root ?? rootOf(place), {reads: true}).ledger;
}

const refusal = ({problem, next}: Trouble): Message => ({type: 'not opened', trouble: {problem, next}});

/** What its journal tells, in the place of what its own console would read. `now`: milliseconds since 1970. */
function watchedWalk(seen: WalkSeen, runbook: Runbook, {now, ledger}: {now: number; ledger: string}): Watched {
  const {folder, session, head, held} = seen;
  const facts = walkFacts(session, seen.events);
  const running = session.state === 'open' && held ? session.steps.find(({status}) => status === 'running') : undefined;
  const since = (at: string | undefined): number => Math.max(0, now - (parseTimestamp(at ?? '') ?? now));
  return {
    runbook,
    session,
    journalPath: join(folder, segmentName(1)),
    head: head.slice(0, 8),
    time: {now, open: since(facts.step?.since)},
    pointed: pointedBy(seen, runbook, {now, ledger}),
    phase: running ? {name: 'running', step: running.id, elapsed: since(running.started?.at), stopping: 'no'} : {name: 'reading'},
    ran: running ? {[running.id]: {progress: []}} : {},
  };
}

function pointedBy({session, events, copied}: WalkSeen, runbook: Runbook, {now, ledger}: {now: number; ledger: string}): Pointed {
  const {name, gateway, gateway_source: gatewaySource} = session.environment;
  const toggle = toggleOf([walkFacts(session, events)], []);
  const read = 'unknown' in toggle ? {found: 'not known', good: false} : {found: toggle.reads ?? 'not set', good: toggle.value === 'on'};
  const window = windowClockBy({runbook, session}, {isOn: 'value' in toggle && toggle.value === 'on', ledger}, now);
  // Another console's ledger says nothing of what was never drilled here.
  const clock = window && !('unknown' in toggle) && !(copied && window.none) ? {window} : {};
  return {...clock, environment: name, class: session.class, gateway, gatewaySource, toggles: [{name: useMcp, source: 'by its record', ...read}], confirmation: {what: '', word: ''}, people: alone};
}
