import type {Clock} from '../../clock.ts';
import type {JournalEvent} from '../../journal/event.ts';
import {readJournal, type JournalReading} from '../../journal/read-journal.ts';
import type {Session} from '../../journal/session.ts';
import type {Watch, WatchedPlace} from './open-watch.ts';

/** A walk of somebody else as it is at one look. `held`: somebody has it open; `unheard`: the team cannot be asked. */
export type WalkSeen = Pick<WatchedPlace, 'folder' | 'copied'> & {events: readonly JournalEvent[]; session: Session; head: string; held: boolean; unheard: boolean};

export type Looked = {ok: true; seen: WalkSeen} | Extract<JournalReading, {ok: false}>;

/** Milliseconds between two looks: whoever watches sees within a second what is written. */
const interval = 400;

/** All that a session's folder says now. */
function lookAt({folder, copied, isOpen, away}: WatchedPlace): Looked {
  const events: JournalEvent[] = [];
  const reading = readJournal(folder, event => events.push(event));
  if (!reading.ok) return reading;
  const {session, end} = reading;
  return {ok: true, seen: {folder, copied, events, session, head: end.head, held: session.state !== 'closed' && isOpen, unheard: away !== undefined}};
}

/** What lay there may have moved meanwhile: then it is looked for once more. */
function lookNow(watch: Watch): Looked {
  const place = watch.place();
  const looked = lookAt(place);
  if (looked.ok) return looked;
  const now = watch.place();
  return now.folder === place.folder ? looked : lookAt(now);
}

/** Looks again and again until the walk is closed, it cannot be read, or nobody wants to know any more. Changes nothing. */
export async function* followWalk(watch: Watch, clock: Pick<Clock, 'sleep'>, signal: AbortSignal): AsyncGenerator<Looked> {
  while (!signal.aborted) {
    const looked = lookNow(watch);
    yield looked;
    if (!looked.ok || looked.seen.session.state === 'closed') return;
    await clock.sleep(interval, signal).catch(() => {});
  }
}
