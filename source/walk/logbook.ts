import {type Attachment, keepEvidence, type EvidenceReference} from '../journal/evidence.ts';
import {StorageError} from '../durable-file.ts';
import {BugError} from '../errors.ts';
import {newPin} from '../ledger/pin.ts';
import type {Branch, Runbook} from '../runbook/schema.ts';
import type {SecretMask} from '../secret-mask.ts';
import {nextAfter, turnOf} from './next-step.ts';
import {firstPrev, type Body, type EventType} from '../journal/event.ts';
import {clip} from '../journal/clip.ts';
import type {Journal} from '../journal/journal.ts';
import type {Notices} from './notice/notices.ts';
import type {Plan} from './plan.ts';
import type {Report, Settlement} from './report.ts';
import {countSteps, evolve, type Session} from '../journal/session.ts';

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
};

export type Written = Extract<Report, {kind: 'written'}> | {kind: 'lost'; failure: StorageError};

/** What was taken too long, milliseconds, and what the operator made of it. */
export type Exceeded = {milliseconds: number; budget: number; choice: Body<'budget.exceeded'>['choice']; note: string | null};

/**
 * The journal, the session that it tells, and all that a person says for it: each is written, or
 * refused. What is written is folded into the session, and nothing else.
 */
export class Logbook {
  readonly runbook: Runbook;
  readonly folder: string;
  readonly notices: Notices;
  readonly #journal: Journal;
  readonly #mask: () => SecretMask;
  readonly #ledger: string;
  #session: Session;

  constructor({session, runbook, journal, folder, mask, ledger, notices}: LogbookOptions) {
    this.runbook = runbook;
    this.folder = folder;
    this.notices = notices;
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

  skip(stepId: string, reason: string): Report {
    return this.#only(stepId, 'step.skipped', {step: stepId, reason: this.fit(reason, 3000), next: this.after(stepId)});
  }

  /** The operator judges that the walk goes on elsewhere, as the page allows. */
  takeWay(stepId: string, branch: Branch, reason: string): Report {
    const turn = turnOf(branch);
    const next = turn.kind === 'step' ? turn.id : stepId;
    return this.#only(stepId, 'step.left', {step: stepId, way: this.fit(branch.when, 400), turn: turn.kind, next, reason: this.fit(reason, 2000)});
  }

  /** The operator does another step than the one that is due. */
  goTo(stepId: string, reason: string): Report {
    const from = this.session.current ?? this.runbook.closing;
    return this.#only(stepId, 'step.left', {step: from, way: 'out of order', turn: 'out of order', next: stepId, reason: this.fit(reason, 2000)});
  }

  /** A second person agrees to a plan. */
  approve(stepId: string, approver: string, {digits}: Plan): Report {
    return this.#only(stepId, 'approval.given', {step: stepId, approver: this.fit(approver, 200), digits});
  }

  overBudget(stepId: string, exceeded: Exceeded): Report {
    const note = exceeded.note === null ? null : this.fit(exceeded.note, 2000);
    return this.#only(stepId, 'budget.exceeded', {...exceeded, step: stepId, note});
  }

  note(stepId: string | undefined, text: string): Report {
    return this.#only(stepId ?? '', 'note.added', {step: stepId ?? null, text: this.fit(text, 3000)});
  }

  /** A hint of the drill is shown; `number` counts those of its page from 1. */
  takeHint(stepId: string | undefined, number: number, text: string): Report {
    return this.#only(stepId ?? '', 'hint.taken', {step: stepId ?? null, number, text: this.fit(text, 1000)});
  }

  /** What a person says of a step that may have happened; it is never run again by itself. */
  settle(stepId: string, settlement: Settlement, note: string, probe: string | undefined): Report {
    return this.#only(stepId, 'step.settled', {
      step: stepId,
      settlement,
      note: this.fit(note, 1500),
      probe: probe === undefined ? null : this.fit(probe, 1500),
      next: this.after(stepId),
    });
  }

  /** A file that the operator adds to the record, as text. */
  attach(stepId: string | undefined, attachment: Attachment): Report {
    const kept = this.keep([attachment]);
    if (kept instanceof StorageError) return {kind: 'refused', step: stepId ?? '', failure: kept};
    const [evidence] = kept;
    if (!evidence) throw new BugError('an attachment was kept and is not there');
    return this.#only(stepId ?? '', 'evidence.added', {step: stepId ?? null, evidence});
  }

  /** From one operator to the next at the same keyboard. */
  handOver(to: string, note: string): Report {
    return this.#only('', 'session.handed-over', {from: this.session.operator, to: this.fit(to, 200), note: this.fit(note, 3000)});
  }

  /** Leaves the session unfinished, to be continued. */
  pause(reason: string): Report {
    return this.#only('', 'session.paused', {step: this.session.current ?? null, reason: this.fit(reason, 3000)});
  }

  /** Ends the session for good. */
  finish(reason: string | undefined): Report {
    const steps = countSteps(this.session);
    const ledger = newPin(this.#ledger);
    const verdict = steps.failed + steps.open + steps.unknown === 0 ? 'completed' : 'stopped';
    return this.#only('', 'session.closed', {verdict, reason: reason === undefined ? null : this.fit(reason, 3000), steps, ...(ledger && {ledger}), digest: firstPrev});
  }

  protected write<Type extends EventType>(type: Type, body: Body<Type>): Written {
    const written = this.#journal.append(type, this.#session.operator, body);
    if (!written.ok) return {kind: 'lost', failure: written.failure};
    this.#session = evolve(this.#session, written.event);
    this.notices.observe(written.event, this.#session, this.head);
    return {kind: 'written', event: written.event, session: this.#session};
  }

  /** The whole of what somebody asked for. */
  #only<Type extends EventType>(step: string, type: Type, body: Body<Type>): Report {
    const written = this.write(type, body);
    return written.kind === 'written' ? written : {kind: 'refused', step, failure: written.failure};
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

  /** The step to do when this one is over; null when none is left. */
  protected after(stepId: string): string | null {
    return nextAfter(this.runbook, this.session, stepId) ?? null;
  }
}
