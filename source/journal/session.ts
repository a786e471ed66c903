import {unreachable} from '../errors.ts';
import type {Body, JournalEvent} from './event.ts';
import {passOver, walkAgain} from './walk-again.ts';
import type {Notes} from './notes.ts';
import {stepClock, type StepClock} from './step-clock.ts';
import {countedFrom, notAnswered, type StepRecord} from './step-record.ts';

export type {StepRecord, StepStatus} from './step-record.ts';

/** An agreement to one plan; `spent` once the step that it names was started. */
export type Approval = Body<'approval.given'> & {at: string; spent: boolean};

/** `from`: the step that led to `to`, when, and why. */
export type CameBack = {from: string; to: string; at: string; says: string};

/** One walk through one runbook, as its journal tells it. */
export type Session = {
  id: string;
  class: JournalEvent['class'];
  operator: string;
  opened: Body<'session.opened'>;
  /** What it belongs to, as it was last named; null: to nothing. */
  incident: string | null;
  /** When it was last gone on with, and how its environment was described otherwise then. */
  resumedAt?: string;
  /** When it was gone on with after it had been cut off: nobody had left it. */
  cutOff: readonly string[];
  /** How the walk came back to the step that is due, where a step that went wrong has led there. */
  cameBack?: CameBack | undefined;
  /** How it was last handed over, and the step that was due then. */
  handed?: Body<'session.handed-over'> & {at: string; step: string | undefined};
  changed?: readonly string[] | undefined;
  /** As it was described when the session was last opened or gone on with. */
  environment: Body<'session.opened'>['environment'];
  openedAt: string;
  steps: readonly StepRecord[];
  /** The newest receipt, relative to the root. */
  receipt: string | undefined;
  /** Fingerprint of the token that a step put in last. */
  token?: string | undefined;
  /** The step to do next; undefined when every step has been walked. */
  current: string | undefined;
  /** Of that step. */
  clock: StepClock;
  notes: Notes;
  /** How many hints of the drill were taken. */
  hints: number;
  /** What a second person agreed to, in order. */
  approvals: readonly Approval[];
  /** The ledger's bytes that must not change, and the last alarm about them. */
  ledger: {bytes: number; sha256: string; alarm: string | undefined};
  state: 'open' | 'paused' | 'closed';
  closed?: Body<'session.closed'>;
  /** How often it was taken over by another console; `moved`: and it was not gone on with there yet. */
  epoch: number;
  moved?: true | undefined;
  /** Number of lines in the journal. */
  lines: number;
};

/** Folds one journal line into the session; replaying the journal gives the state on screen. */
export function evolve(session: Session | undefined, event: JournalEvent): Session {
  if (event.type === 'session.opened') return open(event);
  if (!session) throw new Error(`a journal begins with session.opened, not with ${event.type}`);
  const operator = event.type === 'session.handed-over' ? event.body.to : event.operator;
  const after = apply(session, event);
  return {...after, clock: stepClock(session.clock, event, after.current === session.current), operator, lines: session.lines + 1};
}

export function replay(events: Iterable<JournalEvent>): Session | undefined {
  let session: Session | undefined;
  for (const event of events) session = evolve(session, event);
  return session;
}

function open(event: JournalEvent & {type: 'session.opened'}): Session {
  const {continues} = event.body;
  const all = event.body.steps.map(({id, title}): StepRecord => ({id, title, status: 'waiting', attempts: 0, tries: 0, turned: 0}));
  const steps = continues ? passOver(all, all[0]?.id ?? '', continues.step, `walked in ${continues.session}`) : all;
  return {
    id: event.session,
    class: event.class,
    operator: event.operator,
    opened: event.body,
    incident: event.body.incident,
    environment: event.body.environment,
    openedAt: event.at,
    cutOff: [],
    steps,
    receipt: undefined,
    current: continues?.step ?? steps[0]?.id,
    clock: {since: event.at},
    notes: undefined,
    hints: 0,
    approvals: [],
    ledger: {
      bytes: event.body.ledger.bytes,
      sha256: event.body.ledger.sha256,
      alarm: event.body.ledger.verdict && `the ledger could not be read when the session was opened at ${event.at}`,
    },
    state: 'open',
    epoch: 0,
    lines: 1,
  };
}

function apply(session: Session, event: Exclude<JournalEvent, {type: 'session.opened'}>): Session {
  switch (event.type) {
    case 'step.started':
      // What an update puts in its end tells; where it has none, nobody knows.
      return change({...session, approvals: spentBy(session.approvals, event.body.step), ...(event.body.action?.name === 'token.update' && {token: undefined})}, event.body.step, step => ({
        ...withoutOutcome(step),
        status: 'running',
        attempts: event.body.attempt,
        tries: step.tries + 1,
        started: {at: event.at, ledgerBytes: event.body.ledger.bytes, plan: event.body.plan?.items ?? []},
        ...(event.body.waits && {waits: true as const}),
      }));
    case 'step.finished':
      return finished(session, event);
    case 'step.looked':
      return change(session, event.body.step, step => ({...step, looked: event.body}));
    case 'step.skipped':
      return {
        ...change(session, event.body.step, step => ({...step, status: 'skipped', skipped: event.body.reason})),
        current: event.body.next ?? undefined,
      };
    case 'step.left': {
      const {step, next, turn, way} = event.body;
      const steps = turn === 'step' ? passOver(session.steps, step, next, way) : session.steps;
      return {...session, current: next, steps: walkAgain(steps, step, next), cameBack: {from: step, to: next, at: event.at, says: event.body.reason || way}};
    }
    case 'step.settled': {
      const {settlement, step, next} = event.body;
      const status = settlement === 'done' || settlement === 'accepted' ? 'done' : settlement === 'not done' ? 'waiting' : 'unknown';
      return {
        ...change(session, step, record => ({
          ...record,
          status,
          settled: {settlement, note: event.body.note, probe: event.body.probe},
          // What followed it counts from where it began: nobody saw where it ended.
          ...(status === 'done' && {ended: {at: event.at, ledgerBytes: record.started?.ledgerBytes ?? record.ended?.ledgerBytes ?? 0}}),
        })),
        current: settlement === 'not done' ? step : (next ?? undefined),
      };
    }
    case 'incident.named':
      return {...session, incident: event.body.incident};
    case 'note.added':
      return {
        ...session,
        notes: {
          note: {step: event.body.step, text: event.body.text, at: event.at, by: event.body.said_by ?? event.operator},
          before: session.notes,
        },
      };
    case 'hint.taken':
      return {...session, hints: session.hints + 1};
    case 'session.paused':
      return {...session, state: 'paused'};
    case 'session.resumed':
      // An intent without an outcome: whether it happened is for the operator to settle. Who waits only looks, and goes on.
      return {
        ...session,
        moved: undefined,
        state: 'open',
        resumedAt: event.at,
        cutOff: session.state === 'open' && !session.moved ? [...session.cutOff, event.at] : session.cutOff,
        changed: event.body.changed,
        environment: event.body.environment ?? session.environment,
        ledger: repinned(session, event.body.ledger, event.at),
        steps: (event.body.another_ledger ? countedFrom(session.steps, event.body.ledger.bytes) : session.steps).map(step => (step.status === 'running' && !step.waits ? {...step, status: 'unknown'} : step)),
      };
    case 'session.closed':
      return {...session, state: 'closed', closed: event.body};
    case 'session.handed-over':
      return {
        ...session,
        handed: {...event.body, at: event.at, step: session.current},
        notes: {note: {step: session.current ?? null, text: event.body.note, at: event.at, by: event.body.from}, before: session.notes},
      };
    case 'approval.given':
      return {...session, approvals: [...session.approvals, {...event.body, at: event.at, spent: false}]};
    case 'budget.exceeded':
    case 'evidence.added':
      return session;
    case 'session.recovered': {
      const {taken} = event.body;
      return taken ? {...session, epoch: taken.epoch, moved: true} : session;
    }
    default:
      return unreachable(event);
  }
}

function finished(session: Session, event: Extract<JournalEvent, {type: 'step.finished'}>): Session {
  const {body, at} = event;
  const {step: id, outcome, next, turn} = body;
  const ledger = repinned(session, body.ledger, at);
  const receipt = body.receipt ?? session.receipt;
  const held = body.token === undefined ? session : {...session, token: body.token};
  if (body.failure?.code === notAnswered) {
    return {...change(held, id, step => ({...withoutOutcome(step), ...(step.started && {started: step.started}), status: 'waiting', tries: step.tries - 1, unanswered: {at, proofs: body.proofs}, leftOpen: (step.leftOpen ?? 0) + 1})), ledger, receipt, current: id};
  }
  const folded = change(held, id, step => ({
    ...step,
    status: outcome,
    outcome: body,
    finishedAt: at,
    ...(outcome === 'done' && {ended: {at, ledgerBytes: body.ledger?.bytes ?? step.started?.ledgerBytes ?? 0}}),
  }));
  if (outcome === 'done') {
    return {...folded, ledger, receipt, current: next ?? undefined, steps: passOver(folded.steps, id, next, 'the page leads past it')};
  }
  if (turn !== 'step' || next === null) return {...folded, ledger, receipt, current: id};
  const turned = change(folded, id, step => ({...step, turned: step.turned + 1}));
  const cameBack = {from: id, to: next, at, says: body.failure?.message ?? proofText(body.proofs) ?? outcome};
  return {...turned, ledger, receipt, current: next, steps: walkAgain(turned.steps, id, next), cameBack};
}

function proofText(proofs: Body<'step.finished'>['proofs']): string | undefined {
  const broken = proofs.find(({state}) => state === 'fails');
  return broken && `${broken.text}: found ${broken.found}`;
}

function spentBy(approvals: readonly Approval[], started: string): readonly Approval[] {
  return approvals.map(approval => (approval.of === started ? {...approval, spent: true} : approval));
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

function withoutOutcome({id, title, attempts, tries, turned, status, ended, leftOpen}: StepRecord): StepRecord {
  return {id, title, attempts, tries, turned, status, ...(ended && {ended}), ...(leftOpen !== undefined && {leftOpen})};
}
