import type {JournalEvent} from '../journal/event.ts';
import {readJournal} from '../journal/read-journal.ts';
import {debriefOf} from './debrief.ts';
import {readPinnedDrill} from './pinned-drill.ts';
import {resultOf, type Result} from './roster.ts';

/** What a drill came to, by its session's folder alone; undefined where it is none, is not over, or its page was not kept. */
export function resultIn(folder: string): Result | undefined {
  const events: JournalEvent[] = [];
  const reading = readJournal(folder, event => events.push(event));
  if (!reading.ok || reading.session.state !== 'closed' || !reading.session.opened.drill) return undefined;
  const pinned = readPinnedDrill(folder, reading.session.opened);
  const debrief = pinned.ok ? debriefOf(events, pinned.scenario) : undefined;
  return debrief?.closed_at == null || !debrief.score ? undefined : resultOf(debrief);
}
