import {unreachable} from '../errors.ts';
import type {Body, JournalEvent} from './event.ts';

export type StepStatus = 'waiting' | 'running' | 'done' | 'failed' | 'skipped' | 'unknown';

export type StepRecord = {
  id: string;
  title: string;
  status: StepStatus;
  /** How often it was started. */
  attempts: number;
  startedAt?: string;
  outcome?: Body<'step.finished'>;
  skipped?: string;
};

/** One walk through one runbook, as its journal tells it. */
export type Session = {
  id: string;
  class: JournalEvent['class'];
  operator: string;
  opened: Body<'session.opened'>;
  openedAt: string;
  steps: readonly StepRecord[];
  /** The newest receipt, relative to the root. */
  receipt: string | undefined;
  /** The step to do next; undefined when every step has been walked. */
  current: string | undefined;
  notes: ReadonlyArray<{step: string | null; text: string; at: string; operator: string}>;
  state: 'open' | 'paused' | 'closed';
  closed?: Body<'session.closed'>;
  /** Number of lines in the journal. */
  lines: number;
};

/** Folds one journal line into the session; replaying the journal gives the state on screen. */
export function evolve(session: Session | undefined, event: JournalEvent): Session {
  if (event.type === 'session.opened') return open(event);
  if (!session) throw new Error(`a journal begins with session.opened, not with ${event.type}`);
  return {...apply(session, event), operator: event.operator, lines: session.lines + 1};
}

export function replay(events: Iterable<JournalEvent>): Session | undefined {
  let session: Session | undefined;
  for (const event of events) session = evolve(session, event);
  return session;
}

function open(event: JournalEvent & {type: 'session.opened'}): Session {
  const steps = event.body.steps.map(({id, title}): StepRecord => ({id, title, status: 'waiting', attempts: 0}));
  return {
    id: event.session,
    class: event.class,
    operator: event.operator,
    opened: event.body,
    openedAt: event.at,
    steps,
    receipt: undefined,
    current: steps[0]?.id,
    notes: [],
    state: 'open',
    lines: 1,
  };
}

function apply(session: Session, event: Exclude<JournalEvent, {type: 'session.opened'}>): Session {
  switch (event.type) {
    case 'step.started':
      return change(session, event.body.step, step => ({
        ...withoutOutcome(step),
        status: 'running',
        attempts: event.body.attempt,
        startedAt: event.at,
      }));
    case 'step.finished':
      return {
        ...change(session, event.body.step, step => ({...step, status: event.body.outcome, outcome: event.body})),
        receipt: event.body.receipt ?? session.receipt,
        current: event.body.outcome === 'done' ? (event.body.next ?? undefined) : event.body.step,
      };
    case 'step.skipped':
      return {
        ...change(session, event.body.step, step => ({...step, status: 'skipped', skipped: event.body.reason})),
        current: event.body.next ?? undefined,
      };
    case 'step.settled': {
      const {settlement, step, next} = event.body;
      const status = settlement === 'done' ? 'done' : settlement === 'not done' ? 'waiting' : 'unknown';
      return {
        ...change(session, step, record => ({...record, status})),
        current: settlement === 'not done' ? step : (next ?? undefined),
      };
    }
    case 'note.added':
      return {
        ...session,
        notes: [...session.notes, {step: event.body.step, text: event.body.text, at: event.at, operator: event.operator}],
      };
    case 'session.paused':
      return {...session, state: 'paused'};
    case 'session.resumed':
      // An intent without an outcome: whether it happened is for the operator to settle.
      return {
        ...session,
        state: 'open',
        steps: session.steps.map(step => (step.status === 'running' ? {...step, status: 'unknown'} : step)),
      };
    case 'session.closed':
      return {...session, state: 'closed', closed: event.body};
    case 'evidence.added':
    case 'approval.given':
    case 'session.handed-over':
    case 'session.recovered':
      return session;
    default:
      return unreachable(event);
  }
}

function change(session: Session, id: string, to: (step: StepRecord) => StepRecord): Session {
  return {...session, steps: session.steps.map(step => (step.id === id ? to(step) : step))};
}

function withoutOutcome({id, title, attempts, status}: StepRecord): StepRecord {
  return {id, title, attempts, status};
}

/** How many steps ended how; `open` were never finished. */
export function countSteps(session: Session): Body<'session.closed'>['steps'] {
  const count = (...statuses: StepStatus[]): number => session.steps.filter(step => statuses.includes(step.status)).length;
  return {
    done: count('done'),
    failed: count('failed'),
    skipped: count('skipped'),
    unknown: count('unknown'),
    open: count('waiting', 'running'),
  };
}
