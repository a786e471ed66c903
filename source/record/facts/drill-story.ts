import {debriefOf} from '../../drill/debrief.ts';
import {drillFromEvidence} from '../../drill/pinned-drill.ts';
import type {DrillStory} from './incident-record.ts';
import type {Snapshot} from './snapshot.ts';
import {readable, type ToldLine} from './read-lines.ts';

/** The debrief of a drill from the journal and the page that was kept with it, and from nothing else. */
export function tellDrill(lines: readonly ToldLine[], {evidence, unreadable}: Pick<Snapshot, 'evidence' | 'unreadable'>): DrillStory | null {
  const events = readable(lines).map(({event}) => event);
  const [first] = events;
  if (first?.type !== 'session.opened' || !first.body.drill) return null;
  const {id, title} = first.body.drill;
  const untold = (why: string): DrillStory => ({id, title, debrief: null, why_not: why});
  // What is missing may be a wrong turn: half a story is no score.
  if (events.length < lines.length) return untold('not every line of the journal can be read');
  const read = drillFromEvidence(first.body, sha256 => evidence.get(sha256) ?? unreadable.get(sha256) ?? 'it is missing');
  const debrief = read.ok ? debriefOf(events, read.scenario) : undefined;
  if (debrief) return {id, title, debrief, why_not: null};
  return untold(read.ok ? 'the journal does not begin with its first line' : read.reason);
}
