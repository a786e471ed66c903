import {join, relative} from 'node:path';
import type {ActionResult, Ask, Attachment, Ports} from '../actions/action.ts';
import {findAction} from '../actions/registry.ts';
import {StorageError} from '../durable-file.ts';
import {BugError} from '../errors.ts';
import {jsonDocument} from '../json.ts';
import {ledgerSize, newPin, pinLedger} from '../ledger/pin.ts';
import {stepAfter} from '../runbook/flow.ts';
import type {Runbook, Step} from '../runbook/schema.ts';
import {firstPrev, type Body, type EventType} from './event.ts';
import {keepEvidence, type EvidenceReference} from './evidence.ts';
import type {Journal} from './journal.ts';
import {clip, fitProofs} from './fit.ts';
import {prove, type ProofRecord} from './proofs.ts';
import type {Outcome, Report, Settlement} from './report.ts';
import {countSteps, evolve, type Session} from './session.ts';

export type {Outcome, Report, Settlement} from './report.ts';
export type {Ask, Question} from '../actions/action.ts';

export type ConductorOptions = {
  session: Session;
  runbook: Runbook;
  journal: Journal;
  /** Folder of the journal and its evidence. */
  folder: string;
  ports: StandingPorts;
};

/** What does not change from step to step. */
export type StandingPorts = Omit<Ports, 'earlier' | 'ask'>;

const notRun: ActionResult = {outcome: 'done', facts: {}, attachments: []};

/** Performs one step at a time: intent on disk, act, prove, outcome on disk (design, section 4). */
export class Conductor {
  readonly runbook: Runbook;
  readonly ports: StandingPorts;
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

  #portsWith(ask: Ask): Ports {
    const {receipt} = this;
    return {...this.ports, ask, earlier: receipt === undefined ? {} : {receipt}};
  }

  /** Why nothing can be recorded any more. */
  get failure(): StorageError | undefined {
    return this.#journal.failure;
  }

  async *perform(stepId: string, confirmed: string | undefined, ask: Ask, signal: AbortSignal): AsyncGenerator<Report> {
    const step = this.#step(stepId);
    const ports = this.#portsWith(ask);
    const unmet = (await prove(step.before, notRun, ports, signal)).filter(({state}) => state === 'fails');
    if (unmet.length > 0) {
      yield {kind: 'not yet', step: stepId, unmet};
      return;
    }
    const attempt = (this.#session.steps.find(({id}) => id === stepId)?.attempts ?? 0) + 1;
    const intent = this.#write('step.started', {
      step: stepId,
      attempt,
      effect: step.effect.kind,
      changes: step.effect.kind === 'changes' ? this.#fit(step.effect.what, 800) : null,
      action: step.action ?? null,
      confirmed: confirmed === undefined ? null : this.#fit(confirmed, 800),
      ledger: {bytes: ledgerSize(this.ports.environment.places.ledger)},
    });
    if (intent.kind === 'written') yield intent;
    else if (step.effect.kind === 'changes') {
      yield {kind: 'refused', step: stepId, failure: intent.failure};
      return;
    }

    const started = this.ports.clock.monotonic();
    const result = yield* this.#act(step, ports, signal);
    yield {kind: 'acted', step: stepId, result};
    const proofs = await prove(step.proofs, result, ports, signal);
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
      ledger: step.effect.kind === 'changes' ? pinLedger(this.ports.environment.places.ledger, this.#session.ledger) : null,
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

  /** What a person says of a step that may have happened; it is never run again by itself. */
  settle(stepId: string, settlement: Settlement, note: string, probe: string | undefined): Report {
    return this.#writeOnly(stepId, 'step.settled', {
      step: stepId,
      settlement,
      note: this.#fit(note, 1500),
      probe: probe === undefined ? null : this.#fit(probe, 1500),
      next: stepAfter(this.runbook.steps, stepId) ?? null,
    });
  }

  /** Looks, without changing anything, whether a step that has no outcome happened. */
  async probe(stepId: string): Promise<string[]> {
    const step = this.#step(stepId);
    const record = this.#session.steps.find(({id}) => id === stepId);
    const look = step.action && findAction(step.action.name)?.probe;
    if (!look || !record?.started) return ['This step only reads: it can be run again.'];
    return this.ports.environment.mask().value(await look(this.#portsWith(async () => undefined), {...record.started, plan: []}));
  }

  /** A file that the operator adds to the record, as text. */
  attach(stepId: string | undefined, attachment: Attachment): Report {
    const kept = this.#keepAll([attachment]);
    if (kept instanceof StorageError) return {kind: 'refused', step: stepId ?? '', failure: kept};
    const [evidence] = kept;
    if (!evidence) throw new BugError('an attachment was kept and is not there');
    return this.#writeOnly(stepId ?? '', 'evidence.added', {step: stepId ?? null, evidence});
  }

  /** From one operator to the next at the same keyboard. */
  handOver(to: string, note: string): Report {
    return this.#writeOnly('', 'session.handed-over', {from: this.#session.operator, to: this.#fit(to, 200), note: this.#fit(note, 3000)});
  }

  /** Leaves the session unfinished, to be continued. */
  pause(reason: string): Report {
    return this.#writeOnly('', 'session.paused', {step: this.#session.current ?? null, reason: this.#fit(reason, 3000)});
  }

  /** Ends the session for good. */
  finish(reason: string | undefined): Report {
    const steps = countSteps(this.#session);
    const ledger = newPin(this.ports.environment.places.ledger);
    const verdict = steps.failed + steps.open + steps.unknown === 0 ? 'completed' : 'stopped';
    return this.#writeOnly('', 'session.closed', {verdict, reason: reason === undefined ? null : this.#fit(reason, 3000), steps, ...(ledger && {ledger}), digest: firstPrev});
  }

  async *#act(step: Step, ports: Ports, signal: AbortSignal): AsyncGenerator<Report, ActionResult> {
    if (!step.action) return notRun;
    const action = findAction(step.action.name);
    if (!action) throw new BugError(`the runbook names the unknown action ${step.action.name}`);
    const mask = this.ports.environment.mask();
    const running = action.run(step.action.parameters, ports, signal);
    for (;;) {
      const {done, value} = await running.next();
      if (!done) {
        yield {kind: 'progress', step: step.id, progress: mask.value(value)};
        continue;
      }
      return value;
    }
  }

  #settle(step: Step, outcome: Outcome, result: ActionResult): Report {
    const kept = this.#keep(step, result);
    if (kept instanceof StorageError) return {kind: 'unrecorded', step: step.id, outcome, failure: kept};
    const written = this.#write('step.finished', {...outcome, evidence: kept});
    return written.kind === 'written' ? written : {kind: 'unrecorded', step: step.id, outcome, failure: written.failure};
  }

  #keep(step: Step, result: ActionResult): EvidenceReference[] | StorageError {
    if (!step.action) return this.failure ?? [];
    const facts = {name: 'result.json', mediaType: 'application/json', text: `${jsonDocument(result.facts)}\n`} as const;
    return this.#keepAll([facts, ...result.attachments]);
  }

  #keepAll(attachments: readonly Attachment[]): EvidenceReference[] | StorageError {
    if (this.failure) return this.failure;
    try {
      const mask = this.ports.environment.mask();
      return attachments.map(attachment => keepEvidence(this.folder, attachment, mask));
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
