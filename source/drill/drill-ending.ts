import {unreachable} from '../errors.ts';
import type {End} from '../runbook/scenario.ts';
import type {JournalEvent} from '../journal/event.ts';
import type {Session} from '../journal/session.ts';
import type {StepRecord} from '../journal/step-record.ts';

export type Ending = {kind: End['kind'] | 'unfinished'; step: string | null};

/** Steps that the operator left by a way that ends there: somebody was called, or the walk stops. */
type Left = ReadonlyMap<string, 'stop' | 'escalate'>;

/** How a drill ended, and whether that is as its page says. */
export function endingOf(session: Session, events: readonly JournalEvent[], ends: End): {ending: Ending; expected: boolean} {
  const left = leftAt(events);
  const ending = toEnding(session, left);
  return {ending, expected: session.state === 'closed' && isAsSaid(ends, session, left)};
}

export function endText({kind, step}: Ending, named: (step: string) => string): string {
  return kind === 'completed' || step === null ? kind : `${kind} at ${named(step)}`;
}

export function pageEnd(ends: End): Ending {
  return {kind: ends.kind, step: ends.kind === 'completed' ? null : ends.step};
}

/** Unknown beats everything else: it is what somebody has to look after. */
function toEnding({closed, current, steps}: Session, left: Left): Ending {
  if (!closed) return {kind: 'unfinished', step: current ?? null};
  if (closed.verdict === 'completed') return {kind: 'completed', step: null};
  const unknown = steps.find(({id, status}) => id === current && status === 'unknown') ?? steps.findLast(({status}) => status === 'unknown');
  if (unknown) return {kind: 'unknown', step: unknown.id};
  const record = steps.find(({id}) => id === current);
  return {kind: record && isEscalated(record, left) ? 'escalated' : 'stopped', step: current ?? null};
}

function isAsSaid(ends: End, {closed, current, steps}: Session, left: Left): boolean {
  if (ends.kind === 'completed' || closed?.verdict === 'completed') return ends.kind === 'completed' && closed?.verdict === 'completed';
  const record = steps.find(({id}) => id === ends.step);
  switch (ends.kind) {
    // Who settles it as such is led on; where the walk stands then does not matter.
    case 'unknown':
      return record?.status === 'unknown';
    case 'stopped':
      return current === ends.step && (record?.status === 'failed' || left.get(ends.step) === 'stop');
    case 'escalated':
      return current === ends.step && record !== undefined && isEscalated(record, left);
    default:
      return unreachable(ends);
  }
}

/** The page calls somebody once its tries are used up, or the operator did. */
function isEscalated({id, status, outcome}: StepRecord, left: Left): boolean {
  return (status === 'failed' && outcome?.turn === 'escalate') || left.get(id) === 'escalate';
}

function leftAt(events: readonly JournalEvent[]): Left {
  return new Map(events.flatMap((event): Array<[string, 'stop' | 'escalate']> => {
    if (event.type === 'step.left') return event.body.turn === 'stop' || event.body.turn === 'escalate' ? [[event.body.step, event.body.turn]] : [];
    return event.type === 'budget.exceeded' && event.body.choice === 'escalate' ? [[event.body.step, 'escalate']] : [];
  }));
}
