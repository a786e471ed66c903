import {unreachable} from '../errors.ts';
import type {Body, JournalEvent} from './event.ts';

export type StepStatus = 'waiting' | 'running' | 'done' | 'failed' | 'skipped' | 'unknown';

export type StepRecord = {
  id: string;
  title: string;
  status: StepStatus;
  /** How often it was started. */
  attempts: number;
  started?: {at: string; ledgerBytes: number};
  settled?: {settlement: Body<'step.settled'>['settlement']; note: string};
  outcome?: Body<'step.finished'>;
  skipped?: string;
};

export type Note = {step: string | null; text: string; at: string; operator: string};

/** Newest first and shared between states, so that a long journal is replayed without copying it over and over. */
export type Notes = {note: Note; before: Notes} | undefined;

/** In the order in which they were written. */
export function listNotes(notes: Notes): Note[] {
  const list: Note[] = [];
  for (let rest = notes; rest; rest = rest.before) list.push(rest.note);
  return list.reverse();
}

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
  notes: Notes;
  /** The ledger's bytes that must not change, and the last alarm about them. */
  ledger: {bytes: number; sha256: string; alarm: string | undefined};
  state: 'open' | 'paused' | 'closed';
  closed?: Body<'session.closed'>;
  /** Number of lines in the journal. */
  lines: number;
};

/** Folds one journal line into the session; replaying the journal gives the state on screen. */
export function evolve(session: Session | undefined, event: JournalEvent): Session {
  if (event.type === 'session.opened') return open(event);
  if (!session) throw new Error(`a journal begins with session.opened, not with ${event.type}`);
  const operator = event.type === 'session.handed-over' ? event.body.to : event.operator;
  return {...apply(session, event), operator, lines: session.lines + 1};
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
    notes: undefined,
    ledger: {bytes: event.body.ledger.bytes, sha256: event.body.ledger.sha256, alarm: undefined},
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
        started: {at: event.at, ledgerBytes: event.body.ledger.bytes},
      }));
    case 'step.finished':
      return {
        ...change(session, event.body.step, step => ({...step, status: event.body.outcome, outcome: event.body})),
        ledger: repinned(session, event.body.ledger, event.at),
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
        ...change(session, step, record => ({...record, status, settled: {settlement, note: event.body.note}})),
        current: settlement === 'not done' ? step : (next ?? undefined),
      };
    }
    case 'note.added':
      return {
        ...session,
        notes: {
          note: {step: event.body.step, text: event.body.text, at: event.at, operator: event.operator},
          before: session.notes,
        },
      };
    case 'session.paused':
      return {...session, state: 'paused'};
    case 'session.resumed':
      // An intent without an outcome: whether it happened is for the operator to settle.
      return {
        ...session,
        state: 'open',
        ledger: repinned(session, event.body.ledger, event.at),
        steps: session.steps.map(step => (step.status === 'running' ? {...step, status: 'unknown'} : step)),
      };
    case 'session.closed':
      return {...session, state: 'closed', closed: event.body};
    case 'session.handed-over':
      return {
        ...session,
        notes: {note: {step: session.current ?? null, text: event.body.note, at: event.at, operator: event.body.from}, before: session.notes},
      };
    case 'evidence.added':
    case 'approval.given':
    case 'session.recovered':
      return session;
    default:
      return unreachable(event);
  }
}

type Repinned = Body<'step.finished'>['ledger'];

function repinned({ledger}: Session, pinned: Repinned, at: string): Session['ledger'] {
  if (!pinned) return ledger;
  const {bytes, sha256, verdict} = pinned;
  const fine = verdict === 'unchanged' || verdict === 'grown';
  const alarm = fine ? ledger.alarm : `the ledger's first ${ledger.bytes} bytes are ${verdict} since they were pinned, seen at ${at}`;
  return {bytes, sha256, alarm};
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
