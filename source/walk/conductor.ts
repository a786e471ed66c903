import {join, relative} from 'node:path';
import type {ActionFailure, ActionResult, Ask, Ports} from '../actions/action.ts';
import {findAction} from '../actions/registry.ts';
import {StorageError} from '../durable-file.ts';
import {BugError, refused, type Refused} from '../errors.ts';
import {jsonDocument} from '../json.ts';
import {ledgerSize, pinLedger} from '../ledger/pin.ts';
import type {Step} from '../runbook/schema.ts';
import {agreedGrounds, lacksApproval, needsApproval, speakerAt} from './approval.ts';
import {formatTimestamp} from '../time.ts';
import {turnAfterFailure} from './next-step.ts';
import type {JournalEvent} from '../journal/event.ts';
import {journalFormat} from '../journal/journal-format.ts';
import type {Stage} from './stage.ts';
import type {Allowance} from './decision.ts';
import {fitProofs} from '../journal/clip.ts';
import {Logbook, type LogbookOptions} from './logbook.ts';
import {openNotices} from './notice/notices.ts';
import {standingOf} from './notice/standing.ts';
import {postThrough} from './notice/post.ts';
import {fencedOff} from './fence.ts';
import {intentOf} from './intent.ts';
import {makePlan, staleBecause, type Plan, type Planning} from './plan.ts';
import {isLeftOpen, leftBy, leftOpen, lookAtAll, notStated, orLeave, prove, putTo, verdict, type ProofRecord, vouch} from './prove.ts';
import type {Outcome, Report} from './report.ts';
import {actionNamed, notRun} from './run-action.ts';
import type {SecretMask} from '../secret-mask.ts';
import {waitFor, type Waited} from './wait.ts';
import {lastedSince, type Look} from './wait-looks.ts';
import {isWaiting, nameAmong, type StepRecord} from '../journal/step-record.ts';
import {watchToggle} from './toggle-seen.ts';

export type {Outcome, Report, Settlement} from './report.ts';
export type {Ask, Question} from '../actions/action.ts';
export type {Plan} from './plan.ts';
export type {Allowance, Decision, Said} from './decision.ts';

export type ConductorOptions = Omit<LogbookOptions, 'mask' | 'ledger' | 'notices'> & {ports: StandingPorts; stage?: Stage | undefined; /** From 0 up to 1. */ chance?: () => number};

/** What does not change from step to step. */
export type StandingPorts = Omit<Ports, 'earlier' | 'ask'>;

const nobody: Ask = async () => undefined;

/** Performs one step at a time: intent on disk, act, prove, outcome on disk (design, section 4). */
export class Conductor extends Logbook {
  readonly ports: StandingPorts;
  readonly #stage: Stage | undefined;
  readonly #chance: () => number;
  /** The newest plan of each step. */
  readonly #plans = new Map<string, Plan>();
  #toggleSeen = false;

  constructor({ports, stage, chance = Math.random, ...options}: ConductorOptions) {
    const {places, people} = ports.environment;
    const mask = (): SecretMask => ports.environment.mask();
    super({...options, mask, ledger: places.ledger, notices: openNotices({url: people.notify, clock: ports.clock, mask, post: postThrough(ports.environment.proxyTo), standing: () => standingOf(this, ports.environment, ports.clock.now())})});
    this.ports = ports;
    this.#stage = stage;
    this.#chance = chance;
  }

  /** Whether MCP's toggle has been read since this program last began a step or wrote it. */
  get toggleSeen(): boolean {
    return this.#toggleSeen;
  }

  /** Path of the newest receipt of this session. */
  get receipt(): string | undefined {
    const {receipt} = this.session;
    return receipt === undefined ? undefined : join(this.ports.environment.places.root, receipt);
  }

  #portsWith(ask: Ask): Ports {
    const {receipt} = this;
    const {id, operator, incident, steps, token} = this.session;
    const ended = new Map(steps.flatMap(step => (step.ended ? [[step.id, step.ended] as const] : [])));
    const named = new Map(steps.map(step => [step.id, nameAmong(steps, step.id)] as const));
    const environment = watchToggle(this.ports.environment, isSeen => (this.#toggleSeen = isSeen));
    return {...this.ports, environment, ask, earlier: {...(receipt !== undefined && {receipt}), ...(token !== undefined && {token}), session: {id, incident, operator}, named, ended}};
  }

  /** What the step would change; for an approval, what the next changing step would. Reads only. */
  async plan(stepId: string, signal: AbortSignal): Promise<Planning> {
    const step = this.#step(stepId);
    const fenced = fencedOff(this.sharing);
    if (fenced) return fenced;
    const planned = step.kind === 'approve' ? this.#nextChange(step) : step;
    if (!planned) return refused('no later step changes anything', 'Skip this step: there is nothing to agree to.');
    const planning = await makePlan(planned, this.#portsWith(nobody), signal, this.#plans.get(planned.id) ?? agreedGrounds(planned.id, this.session));
    if (planning.ok) this.#plans.set(planned.id, planning.plan);
    return planning;
  }

  /** `stop` ends what only waits; it can be gone on with. */
  async *perform(stepId: string, allowance: Allowance, ask: Ask, signal: AbortSignal, stop: AbortSignal = signal): AsyncGenerator<Report> {
    const step = this.#step(stepId);
    const ports = this.#portsWith(ask);
    await this.#stage?.enter(stepId);
    const before = await prove(step.before, notRun, ports, signal, {by: allowance.by});
    const unmet = before.filter(({state}) => state === 'fails' || state === 'not stated');
    if (unmet.length > 0) {
      yield {kind: 'not yet', step: stepId, unmet};
      return;
    }
    const planning = await this.#agreed(step, allowance, signal);
    if (!planning.ok) {
      yield {kind: 'not run', step: stepId, trouble: planning};
      return;
    }
    const speaker = speakerAt(step, planning.plan, allowance, this.session, this.ports.environment);
    const waits = step.kind === 'wait' && allowance.otherwise === undefined;
    const goesOn = waits && isWaiting(this.#record(stepId));
    const attempt = (this.#record(stepId)?.attempts ?? 0) + (goesOn ? 0 : 1);
    const intent = goesOn ? undefined : this.write('step.started', intentOf(step, attempt, allowance, {plan: planning.plan, before: before.map(proof => this.#maskProof(proof)), ledger: ledgerSize(this.ports.environment.places.ledger), fit: this.fit, said: this.said}));
    this.#toggleSeen = false;
    if (intent?.kind === 'written') yield intent;
    else if (intent && (waits || step.effect.kind === 'changes')) {
      yield {kind: 'refused', step: stepId, failure: intent.failure};
      return;
    }

    const {clock} = this.ports;
    const started = clock.monotonic() - (goesOn ? lastedSince(this.#record(stepId)?.started?.at, clock.now()) : 0);
    const waited = waits ? yield* this.#wait(step, allowance, ports, AbortSignal.any([signal, stop])) : undefined;
    if (waits && !waited) return;
    const result = waited?.result ?? (allowance.otherwise === undefined ? yield* this.#act(step, ports, signal) : notRun);
    this.#stage?.acted(stepId);
    yield {kind: 'acted', step: stepId, result};
    const shown = allowance.otherwise === undefined ? result : undefined;
    const looked = waited?.looked ?? (await lookAtAll(step.proofs, shown, ports, signal));
    // Whoever is asked for the rest sees these first.
    yield {kind: 'looked', step: stepId, proofs: looked.map(proof => proof && this.#maskProof(proof))};
    if (result.offer !== undefined && !looked.some(proof => proof?.state === 'fails')) await ask({kind: 'offer', text: result.offer}, signal);
    const proofs = await vouch(step.proofs, looked, shown, ports, signal, speaker);
    const unsaid = isLeftOpen(proofs);
    const came = verdict(result, proofs);
    const answer = step.ask === undefined || unsaid || came !== 'done' ? undefined : await ask(putTo(speaker, {kind: 'text', text: step.ask}), signal);
    if (answer !== undefined && answer !== leftOpen) yield* this.record({kind: 'note', step: stepId, text: answer, ...speaker});
    const open = result.failure === notStated || (came === 'done' && (unsaid || answer === leftOpen));
    const outcome = open ? 'failed' : came;
    const turn = outcome === 'failed' && !open ? turnAfterFailure(step, this.#record(stepId), this.#record(stepId)?.tries ?? 1) : undefined;
    yield this.#settle(step, {
      step: stepId,
      attempt,
      outcome,
      milliseconds: Math.round(clock.monotonic() - started),
      proofs: fitProofs(proofs.map(proof => this.#maskProof(proof))),
      failure: this.#failureOf(result.failure ?? (open ? notStated : undefined)),
      evidence: [],
      ledger: step.effect.kind === 'changes' ? pinLedger(this.ports.environment.places.ledger, this.session.ledger) : null,
      receipt: result.earlier?.receipt === undefined ? null : relative(this.ports.environment.places.root, result.earlier.receipt),
      ...(result.earlier?.token !== undefined && {token: result.earlier.token}),
      next: outcome === 'done' ? this.after(stepId) : turn?.kind === 'step' ? turn.id : stepId,
      turn: turn?.kind ?? null,
    }, result);
    await this.#stage?.leave(stepId);
  }

  #failureOf(failure: ActionFailure | undefined): Outcome['failure'] {
    return failure ? {code: failure.code, message: this.fit(failure.problem, 400), next: this.fit(failure.next, 400)} : null;
  }

  /** Looks, without changing anything, whether a step that has no outcome happened. */
  async probe(stepId: string): Promise<string[]> {
    const step = this.#step(stepId);
    const record = this.session.steps.find(({id}) => id === stepId);
    const look = step.action && findAction(step.action.name)?.probe;
    if (!look || !record?.started) return ['This step only reads: it can be run again.'];
    this.probedAt = formatTimestamp(this.ports.clock.now());
    return this.ports.environment.mask().value(await look(this.#portsWith(nobody), record.started));
  }

  async *#act(step: Step, ports: Ports, signal: AbortSignal): AsyncGenerator<Report, ActionResult> {
    if (!step.action) return notRun;
    const running = actionNamed(step.action.name).run(step.action.parameters, {...ports, ask: orLeave(ports.ask)}, signal);
    for (;;) {
      const {done, value} = await running.next().catch(error => ({done: true as const, value: leftBy(error)}));
      if (done) return value;
      yield {kind: 'progress', step: step.id, progress: this.ports.environment.mask().value(value)};
    }
  }

  /** A wait that was begun before has what is left of its time. */
  #wait(step: Step, {patience}: Allowance, ports: Ports, signal: AbortSignal): AsyncGenerator<Report, Waited> {
    const record = this.#record(step.id);
    const keep = ({look, holds, found}: Look): StorageError | undefined => {
      const written = this.write('step.looked', {step: step.id, attempt: record?.attempts ?? 1, look, holds, found: this.fit(found, 400)});
      return written.kind === 'lost' ? written.failure : undefined;
    };
    return waitFor({step, record, ports, patience, keep, chance: this.#chance, signal});
  }

  /** Whether the step may run: a plan that holds, and whoever has to agree. Without a plan one is made, for the record. */
  async #agreed(step: Step, {plan, breakGlass}: Allowance, signal: AbortSignal): Promise<{ok: true; plan: Plan | undefined} | Refused> {
    if (step.effect.kind === 'reads' && step.kind !== 'approve') return {ok: true, plan: undefined};
    const fenced = fencedOff(this.sharing);
    if (fenced) return fenced;
    const fresh = await this.plan(step.id, signal);
    // Where nobody read a plan, the action itself says why it cannot be done, and the record keeps it.
    if (!fresh.ok) return plan || needsApproval(step, this.ports.environment) ? fresh : {ok: true, plan: undefined};
    const stale = plan && staleBecause(plan, fresh.plan);
    if (stale) return {ok: false, ...stale};
    const lacking = breakGlass === undefined ? lacksApproval(step, fresh.plan, this.session, this.ports.environment) : undefined;
    return lacking ? {ok: false, ...lacking} : fresh;
  }

  #settle(step: Step, outcome: Outcome, result: ActionResult): Report {
    const kept = this.#keep(step, result);
    const written = kept instanceof StorageError ? {kind: 'lost' as const, failure: kept} : this.write('step.finished', {...outcome, evidence: kept});
    if (written.kind === 'written') return written;
    this.#tellLost(outcome, written.failure);
    return {kind: 'unrecorded', step: step.id, outcome, failure: written.failure};
  }

  /** What was changed concerns others whether the record has it or not. */
  #tellLost(body: Outcome, {message}: StorageError): void {
    const {session, head} = this;
    const {id, operator, class: where, lines: seq} = session;
    const event: JournalEvent = {v: journalFormat, session: id, seq, prev: head, at: formatTimestamp(this.ports.clock.now()), operator, class: where, type: 'step.finished', body};
    this.notices.observe(event, session, head, message);
  }

  #keep(step: Step, result: ActionResult): ReturnType<Logbook['keep']> {
    if (!step.action) return this.failure ?? [];
    const facts = {name: 'result.json', mediaType: 'application/json', text: `${jsonDocument(result.facts)}\n`} as const;
    return this.keep([facts, ...result.attachments]);
  }

  #record(stepId: string): StepRecord | undefined {
    return this.session.steps.find(({id}) => id === stepId);
  }

  #nextChange(step: Step): Step | undefined {
    return this.runbook.steps.find(({number, effect}) => number > step.number && effect.kind === 'changes');
  }

  #maskProof({text, expected, found, ...rest}: ProofRecord): ProofRecord {
    const mask = this.ports.environment.mask();
    return {...rest, text: mask.text(text), expected: mask.text(expected), found: mask.text(found)};
  }

  #step(id: string): Step {
    const step = this.runbook.steps.find(candidate => candidate.id === id);
    if (!step) throw new BugError(`${this.runbook.id} has no step ${id}`);
    return step;
  }
}
