import {type Attachment, keepEvidence, type EvidenceReference} from '../journal/evidence.ts';
import {StorageError} from '../durable-file.ts';
import {BugError, unreachable} from '../errors.ts';
import {newPin} from '../ledger/pin.ts';
import type {Runbook} from '../runbook/schema.ts';
import type {SecretMask} from '../secret-mask.ts';
import {nextAfter, turnOf} from './next-step.ts';
import {firstPrev, type Body, type EventType} from '../journal/event.ts';
import {clip} from '../journal/clip.ts';
import type {Journal} from '../journal/journal.ts';
import type {Notices} from './notice/notices.ts';
import type {Sharing} from '../team/sharing.ts';
import {agreedTo} from './approval.ts';
import type {Said} from './decision.ts';
import type {Report} from './report.ts';
import {isWaiting} from '../journal/step-record.ts';
import {lastedSince} from './wait-looks.ts';
import {evolve, type Session} from '../journal/session.ts';
import {countSteps} from '../journal/tally.ts';

export type LogbookOptions = {
  session: Session;
  runbook: Runbook;
  journal: Journal;
  /** Folder of the journal and its evidence. */
  folder: string;
  mask: () => SecretMask;
  /** Path of the rotation ledger. */
  ledger: string;
  /** Tells others of what is written. */
  notices: Notices;
  /** Shares what is written with a team, where there is one. */
  sharing?: Sharing | undefined;
};

export type WrittenOrLost = Extract<Report, {kind: 'written'}> | {kind: 'lost'; failure: StorageError};

type Line = {[Type in EventType]: {type: Type; body: Body<Type>}}[EventType];

/**
 * The journal, the session that it tells, and all that a person says for it: each is written, or
 * refused. What is written is folded into the session, and nothing else.
 */
export class Logbook {
  readonly runbook: Runbook;
  readonly folder: string;
  readonly notices: Notices;
  readonly sharing: Sharing | undefined;
  /** When a step that is to be settled was looked at last. */
  protected probedAt: string | undefined;
  readonly #journal: Journal;
  readonly #mask: () => SecretMask;
  readonly #ledger: string;
  #session: Session;

  constructor({session, runbook, journal, folder, mask, ledger, notices, sharing}: LogbookOptions) {
    this.runbook = runbook;
    this.folder = folder;
    this.notices = notices;
    this.sharing = sharing;
    this.#session = session;
    this.#journal = journal;
    this.#mask = mask;
    this.#ledger = ledger;
  }

  get session(): Session {
    return this.#session;
  }

  get head(): string {
    return this.#journal.head;
  }

  get journalPath(): string {
    return this.#journal.path;
  }

  /** Why nothing can be recorded any more. */
  get failure(): StorageError | undefined {
    return this.#journal.failure;
  }

  /** Writes what was decided. A way that leads nowhere also ends the session. */
  record(decision: Said): Report[] {
    const given = this.#givenUp(decision);
    if (given) return [given, ...(given.kind === 'written' ? this.record(decision) : [])];
    const line = this.#lineOf(decision);
    const written = line instanceof StorageError ? {kind: 'lost' as const, failure: line} : this.write(line.type, line.body);
    if (written.kind === 'lost') return [{kind: 'refused', step: ('step' in decision && decision.step) || '', failure: written.failure}];
    const ends = decision.kind === 'take way' && turnOf(decision.branch).kind === 'stop';
    return ends ? [written, ...this.record({kind: 'end', reason: decision.reason})] : [written];
  }

  /** A wait that is left for good ends first: each intent has its outcome. */
  #givenUp(decision: Said): Report | undefined {
    const record = this.session.steps.find(({id}) => id === this.session.current);
    if (!record || !isWaiting(record) || !leavesForGood.has(decision.kind)) return undefined;
    const {id: step, attempts: attempt, started, looked} = record;
    const failure = {code: 'not-waited-for', message: this.fit(`nobody waits any longer${looked ? `. Last: ${looked.found}` : ''}`, 400), next: 'The walk goes on elsewhere.'};
    const milliseconds = lastedSince(started?.at, this.#journal.now());
    const written = this.write('step.finished', {step, attempt, outcome: 'failed', milliseconds, proofs: [], failure, evidence: [], ledger: null, receipt: null, next: step, turn: null});
    return written.kind === 'lost' ? {kind: 'refused', step, failure: written.failure} : written;
  }

  #lineOf(decision: Said): Line | StorageError {
    const fit = this.said;
    switch (decision.kind) {
      case 'approve':
        return {type: 'approval.given', body: {step: decision.step, approver: fit(decision.approver, 600), ...agreedTo(decision.plan), source: decision.source ?? {where: 'this keyboard'}}};
      case 'skip':
        return {type: 'step.skipped', body: {step: decision.step, reason: fit(decision.reason, 3000), next: this.after(decision.step)}};
      case 'note':
        return {type: 'note.added', body: {step: decision.step ?? null, text: fit(decision.text, 3000), ...(decision.by && {by: decision.by}), ...(decision.said_by !== undefined && {said_by: decision.said_by})}};
      case 'name incident':
        return {type: 'incident.named', body: {incident: decision.incident === undefined ? null : fit(decision.incident, 100)}};
      case 'hint':
        return {type: 'hint.taken', body: {step: decision.step ?? null, number: decision.number, text: this.fit(decision.text, 1000)}};
      case 'settle': {
        const {step, settlement, note, probe} = decision;
        return {type: 'step.settled', body: {step, settlement, note: fit(note, 1500), probe: probe === undefined ? null : this.fit(probe, 1500), ...(probe !== undefined && this.probedAt !== undefined && {probed_at: this.probedAt}), next: this.after(step)}};
      }
      case 'take way': {
        const {step, branch, reason, by} = decision;
        const turn = turnOf(branch);
        return {type: 'step.left', body: {step, way: this.fit(branch.when, 400), turn: turn.kind, next: turn.kind === 'step' ? turn.id : step, reason: fit(reason, 2000), ...(by && {by})}};
      }
      case 'go to': {
        const step = this.session.current ?? this.runbook.closing;
        return {type: 'step.left', body: {step, way: 'out of order', turn: 'out of order', next: decision.step, reason: fit(decision.reason, 2000)}};
      }
      case 'attach': {
        const kept = this.keep([decision.attachment]);
        if (kept instanceof StorageError) return kept;
        const [evidence] = kept;
        if (!evidence) throw new BugError('an attachment was kept and is not there');
        return {type: 'evidence.added', body: {step: decision.step ?? null, evidence}};
      }
      case 'over budget': {
        const {step, milliseconds, budget, choice} = decision;
        return {type: 'budget.exceeded', body: {milliseconds, budget, choice, note: null, step}};
      }
      case 'hand over':
        return {type: 'session.handed-over', body: {from: this.session.operator, to: fit(decision.to, 600), note: fit(decision.note, 2600)}};
      case 'leave':
        if (this.session.current === undefined) return this.#closing(null);
        return {type: 'session.paused', body: {step: this.session.current, reason: fit(decision.reason, 3000)}};
      case 'end':
        return this.#closing(fit(decision.reason, 3000), decision.away);
      default:
        return unreachable(decision);
    }
  }

  #closing(reason: string | null, away?: true): Line {
    const steps = countSteps(this.session);
    const ledger = newPin(this.#ledger);
    const verdict = steps.failed + steps.open + steps.unknown === 0 ? 'completed' : 'stopped';
    return {type: 'session.closed', body: {verdict, environment: this.#session.environment.name, incident: this.#session.incident, reason, steps, ...(ledger && {ledger}), ...(away && {thrown_away: away}), digest: firstPrev}};
  }

  protected write<Type extends EventType>(type: Type, body: Body<Type>): WrittenOrLost {
    const written = this.#journal.append(type, this.#session.operator, body);
    if (!written.ok) return {kind: 'lost', failure: written.failure};
    this.#session = evolve(this.#session, written.event);
    this.notices.observe(written.event, this.#session, this.head);
    this.sharing?.grown(written.event.seq + 1);
    return {kind: 'written', event: written.event, session: this.#session};
  }

  protected keep(attachments: readonly Attachment[]): EvidenceReference[] | StorageError {
    if (this.failure) return this.failure;
    try {
      return attachments.map(attachment => keepEvidence(this.folder, attachment, this.#mask()));
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.#journal.fail(error);
      return error;
    }
  }

  /** Masked before it is cut: a cut through a token would leave a piece that no mask knows. */
  protected fit = (text: string, bytes: number): string => clip(this.#mask().text(text), bytes);

  /** The same of what a person has typed. */
  protected said = (text: string, bytes: number): string => clip(this.#mask().typed(text), bytes);

  /** The step to do when this one is over; null when none is left. */
  protected after(stepId: string): string | null {
    return nextAfter(this.runbook, this.session, stepId) ?? null;
  }
}

const leavesForGood: ReadonlySet<Said['kind']> = new Set(['skip', 'take way', 'go to', 'end']);
