import {join, relative} from 'node:path';
import type {ActionResult, Earlier, Ports, Progress} from '../actions/action.ts';
import {findAction} from '../actions/registry.ts';
import {StorageError} from '../durable-file.ts';
import {BugError} from '../errors.ts';
import {jsonDocument} from '../json.ts';
import {stepAfter} from '../runbook/flow.ts';
import type {Runbook, Step} from '../runbook/schema.ts';
import {firstPrev, type Body, type EventType, type JournalEvent} from './event.ts';
import {keepEvidence, type EvidenceReference} from './evidence.ts';
import type {Journal} from './journal.ts';
import {clip, fitProofs} from './fit.ts';
import {observe, type ProofRecord} from './proofs.ts';
import {countSteps, evolve, type Session} from './session.ts';

export type Question = {kind: 'statement' | 'text'; text: string};

/** A statement is answered `yes` or `no`, a text in the operator's words; undefined where nobody is there. */
export type Ask = (question: Question, signal: AbortSignal) => Promise<string | undefined>;

function judgeStatement(answer: string | undefined): Pick<ProofRecord, 'state' | 'found'> {
  if (answer === 'yes') return {state: 'stated', found: 'stated, not verified'};
  if (answer === 'no') return {state: 'fails', found: 'denied by the operator'};
  return {state: 'not stated', found: 'nobody stated it'};
}

export type Outcome = Body<'step.finished'>;

/** What the conductor tells whoever drives it: the app, plain mode, or an unattended run. */
export type Report =
  | {kind: 'progress'; step: string; progress: Progress}
  /** What the action found, masked; the proofs are still to be looked at. */
  | {kind: 'acted'; step: string; result: ActionResult}
  /** The very event that is on disk, and the session with it folded in. */
  | {kind: 'written'; event: JournalEvent; session: Session}
  /** It ran, but the record could not be written; it does not count. */
  | {kind: 'unrecorded'; step: string; outcome: Outcome; failure: StorageError}
  /** Nothing was run. */
  | {kind: 'refused'; step: string; failure: StorageError};

export type ConductorOptions = {
  session: Session;
  runbook: Runbook;
  journal: Journal;
  /** Folder of the journal and its evidence. */
  folder: string;
  ports: Omit<Ports, 'earlier'>;
};

/** Performs one step at a time: intent on disk, act, prove, outcome on disk (design, section 4). */
export class Conductor {
  readonly runbook: Runbook;
  readonly ports: Omit<Ports, 'earlier'>;
  readonly folder: string;
  readonly #journal: Journal;
  #session: Session;

  constructor({session, runbook, journal, folder, ports}: ConductorOptions) {
    this.runbook = runbook;
    this.ports = ports;
    this.folder = folder;
    this.#journal = journal;
    this.#session = session;
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

  /** Path of the newest receipt of this session. */
  get receipt(): string | undefined {
    const {receipt} = this.#session;
    return receipt === undefined ? undefined : join(this.ports.environment.places.root, receipt);
  }

  get #earlier(): Earlier {
    const {receipt} = this;
    return receipt === undefined ? {} : {receipt};
  }

  /** Why nothing can be recorded any more. */
  get failure(): StorageError | undefined {
    return this.#journal.failure;
  }

  async *perform(stepId: string, confirmed: string | undefined, ask: Ask, signal: AbortSignal): AsyncGenerator<Report> {
    const step = this.#step(stepId);
    const attempt = (this.#session.steps.find(({id}) => id === stepId)?.attempts ?? 0) + 1;
    const intent = this.#write('step.started', {
      step: stepId,
      attempt,
      effect: step.effect.kind,
      changes: step.effect.kind === 'changes' ? this.#fit(step.effect.what, 800) : null,
      action: step.action ?? null,
      confirmed: confirmed === undefined ? null : this.#fit(confirmed, 800),
    });
    if (intent.kind === 'written') yield intent;
    else if (step.effect.kind === 'changes') {
      yield {kind: 'refused', step: stepId, failure: intent.failure};
      return;
    }

    const started = this.ports.clock.monotonic();
    const result = yield* this.#act(step, signal);
    yield {kind: 'acted', step: stepId, result};
    const proofs = await this.#prove(step, result, ask, signal);
    const answer = step.ask === undefined ? undefined : await ask({kind: 'text', text: step.ask}, signal);
    if (answer !== undefined) yield this.note(stepId, answer);
    yield this.#settle(step, {
      step: stepId,
      attempt,
      outcome: verdict(result, proofs),
      milliseconds: Math.round(this.ports.clock.monotonic() - started),
      proofs: fitProofs(proofs.map(proof => this.#maskProof(proof))),
      failure: result.failure
        ? {code: result.failure.code, message: this.#fit(result.failure.message, 400), next: this.#fit(result.failure.next, 400)}
        : null,
      evidence: [],
      receipt: result.earlier?.receipt === undefined ? null : relative(this.ports.environment.places.root, result.earlier.receipt),
      next: stepAfter(this.runbook.steps, stepId) ?? null,
    }, result);
  }

  skip(stepId: string, reason: string): Report {
    return this.#writeOnly(stepId, 'step.skipped', {step: stepId, reason: this.#fit(reason, 3000), next: stepAfter(this.runbook.steps, stepId) ?? null});
  }

  note(stepId: string | undefined, text: string): Report {
    return this.#writeOnly(stepId ?? '', 'note.added', {step: stepId ?? null, text: this.#fit(text, 3000)});
  }

  /** Leaves the session unfinished, to be continued. */
  pause(reason: string): Report {
    return this.#writeOnly('', 'session.paused', {step: this.#session.current ?? null, reason: this.#fit(reason, 3000)});
  }

  /** Ends the session for good. */
  finish(reason: string | undefined): Report {
    const steps = countSteps(this.#session);
    const verdict = steps.failed + steps.open + steps.unknown === 0 ? 'completed' : 'stopped';
    return this.#writeOnly('', 'session.closed', {verdict, reason: reason === undefined ? null : this.#fit(reason, 3000), steps, digest: firstPrev});
  }

  async *#act(step: Step, signal: AbortSignal): AsyncGenerator<Report, ActionResult> {
    if (!step.action) return {outcome: 'done', facts: {}, attachments: []};
    const action = findAction(step.action.name);
    if (!action) throw new BugError(`the runbook names the unknown action ${step.action.name}`);
    const mask = this.ports.environment.mask();
    const running = action.run(step.action.parameters, {...this.ports, earlier: this.#earlier}, signal);
    for (;;) {
      const {done, value} = await running.next();
      if (!done) {
        yield {kind: 'progress', step: step.id, progress: mask.value(value)};
        continue;
      }
      return value;
    }
  }

  async #prove(step: Step, result: ActionResult, ask: Ask, signal: AbortSignal): Promise<ProofRecord[]> {
    const records: ProofRecord[] = [];
    for (const proof of step.proofs) {
      if (proof.kind === 'observed') {
        records.push(await observe(proof, result.facts, {...this.ports, earlier: this.#earlier}, signal));
        continue;
      }
      // What already failed need not be vouched for.
      const asked = result.outcome === 'done' && !records.some(({state}) => state === 'fails');
      const statement = asked ? await ask({kind: 'statement', text: proof.text}, signal) : undefined;
      records.push({text: proof.text, expected: 'stated by the operator', ...judgeStatement(statement)});
    }
    return records;
  }

  #settle(step: Step, outcome: Outcome, result: ActionResult): Report {
    const kept = this.#keep(step, result);
    if (kept instanceof StorageError) return {kind: 'unrecorded', step: step.id, outcome, failure: kept};
    const written = this.#write('step.finished', {...outcome, evidence: kept});
    return written.kind === 'written' ? written : {kind: 'unrecorded', step: step.id, outcome, failure: written.failure};
  }

  #keep(step: Step, result: ActionResult): EvidenceReference[] | StorageError {
    if (this.failure) return this.failure;
    if (!step.action) return [];
    const facts = {name: 'result.json', mediaType: 'application/json', text: `${jsonDocument(result.facts)}\n`} as const;
    try {
      const mask = this.ports.environment.mask();
      return [facts, ...result.attachments].map(attachment => keepEvidence(this.folder, attachment, mask));
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.#journal.fail(error);
      return error;
    }
  }

  #write<Type extends EventType>(type: Type, body: Body<Type>): Extract<Report, {kind: 'written'}> | {kind: 'lost'; failure: StorageError} {
    const written = this.#journal.append(type, this.#session.operator, body);
    if (!written.ok) return {kind: 'lost', failure: written.failure};
    this.#session = evolve(this.#session, written.event);
    return {kind: 'written', event: written.event, session: this.#session};
  }

  #writeOnly<Type extends EventType>(step: string, type: Type, body: Body<Type>): Report {
    const written = this.#write(type, body);
    return written.kind === 'written' ? written : {kind: 'refused', step, failure: written.failure};
  }

  /** Masked before it is cut: a cut through a token would leave a piece that no mask knows. */
  #fit(text: string, bytes: number): string {
    return clip(this.ports.environment.mask().text(text), bytes);
  }

  #maskProof({text, state, expected, found}: ProofRecord): ProofRecord {
    const mask = this.ports.environment.mask();
    return {text: mask.text(text), state, expected: mask.text(expected), found: mask.text(found)};
  }

  #step(id: string): Step {
    const step = this.runbook.steps.find(candidate => candidate.id === id);
    if (!step) throw new BugError(`${this.runbook.id} has no step ${id}`);
    return step;
  }
}

function verdict(result: ActionResult, proofs: readonly ProofRecord[]): Outcome['outcome'] {
  if (result.outcome !== 'done') return result.outcome;
  return proofs.some(({state}) => state === 'fails') ? 'failed' : 'done';
}
