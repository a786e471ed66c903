import type {Pass, Scenario} from '../runbook/scenario.ts';
import {parseTimestamp} from '../time.ts';
import type {JournalEvent} from '../journal/event.ts';
import {evolve, type Session} from '../journal/session.ts';
import {walkedPath} from './walked-path.ts';

/** One arrival at a step that came to an outcome. */
export type Arrival = Pass & {
  /** What was spent at the step before it, milliseconds in whole seconds, as the journal tells time. */
  milliseconds: number;
  /** What the step changes; null where it only reads. */
  changes: string | null;
  /** What the page had said when the step had just failed: to try it again, that nothing is left but a call, or to stop. */
  after: 'retry' | 'escalate' | 'stop' | null;
};

export type Course = {
  /** As the journal leaves it; undefined for an empty one. */
  session: Session | undefined;
  arrivals: Arrival[];
  /** Each step that was due for a while, in the order of the page. */
  steps: Array<{step: string; milliseconds: number}>;
  /** From the first line to the last one, without the time in which nobody was at it. */
  milliseconds: number;
};

/** How the walk went through its steps, and how long each took. A clock that is set back adds nothing. */
export function courseOf(events: readonly JournalEvent[], drill: Pick<Scenario, 'answers'>): Course {
  const arrivals: Arrival[] = [];
  const since = new Map<string, number>();
  const all = new Map<string, number>();
  const begun = new Map<string, Pick<Arrival, 'changes' | 'after'>>();
  let session: Session | undefined;
  let before: number | undefined;
  let milliseconds = 0;
  for (const event of events) {
    const now = parseTimestamp(event.at) ?? before ?? 0;
    const spent = before === undefined || comesBack.has(event.type) ? 0 : Math.max(0, now - before);
    before = now;
    milliseconds += spent;
    const at = session?.current;
    if (at !== undefined) for (const times of [since, all]) times.set(at, (times.get(at) ?? 0) + spent);
    if (event.type === 'step.started') begun.set(event.body.step, {changes: event.body.changes, after: saidOf(event.body.step, session)});
    for (const pass of walkedPath([event], drill)) {
      arrivals.push({...pass, milliseconds: since.get(pass.step) ?? 0, ...(begun.get(pass.step) ?? {changes: null, after: null})});
      since.delete(pass.step);
    }
    session = evolve(session, event);
  }
  const steps = (session?.steps ?? []).flatMap(({id}) => (all.has(id) ? [{step: id, milliseconds: all.get(id) ?? 0}] : []));
  return {session, arrivals, steps, milliseconds};
}

/** Before these lines nobody was there: left on purpose, or cut off. */
const comesBack: ReadonlySet<JournalEvent['type']> = new Set(['session.resumed', 'session.recovered']);

/** Of the step that is open; whoever was led elsewhere in between begins anew. */
function saidOf(step: string, session: Session | undefined): Arrival['after'] {
  const record = session?.steps.find(({id}) => id === step);
  const turn = session?.current === step && record?.outcome?.outcome === 'failed' ? record.outcome.turn : null;
  return turn === 'retry' || turn === 'escalate' || turn === 'stop' ? turn : null;
}
