import {resolve} from 'node:path';
import type {Clock} from '../../clock.ts';
import {unreachable, type Trouble} from '../../errors.ts';
import {readAttachment} from '../../journal/read-attachment.ts';
import type {Allowance, Conductor, Question, Report} from '../../walk/conductor.ts';
import type {OpenSession} from '../../session/opened-session.ts';
import {emptyField, fieldText, type Field} from '../state/text-field.ts';
import {comparedTelemetry, reviewedLedger} from './read-facts.ts';
import {pointedAt} from './read-pointed.ts';
import type {Message, Pointed, Time, WalkEffect} from '../state/state.ts';
import {startTicking} from './ticking.ts';
import {longestSecret, typedInto} from '../update/type-text.ts';

export type WalkOptions = {
  /** Working folder; paths that the operator names begin there. */
  folder: string;
  clock: Clock;
  dispatch(message: Message): void;
  /** A mistake of ours. */
  fail(error: unknown): void;
};

/** Milliseconds in which a second ctrl-c stops a step now. */
const secondPress = 2000;

/** Performs what the state asks of one open session. */
export class WalkRuntime {
  readonly open: OpenSession;
  readonly #options: WalkOptions;
  readonly #left = new AbortController();
  #running: AbortController | undefined;
  #planning: AbortController | undefined;
  /** Why the last step did not start; told when it has ended. */
  #unmet: Trouble | undefined;
  #answer: ((text: string | undefined) => void) | undefined;
  /** What is typed unseen; nowhere else, and only until it is handed on. */
  #concealed: Field = emptyField;
  /** The open step, and when it became it, on the monotonic clock. */
  #current: {step: string | undefined; since: number};
  #stopTicking: (() => void) | undefined;

  constructor(open: OpenSession, options: WalkOptions) {
    this.open = open;
    this.#options = options;
    this.#current = {step: open.conductor.session.current, since: options.clock.monotonic()};
  }

  get conductor(): Conductor {
    return this.open.conductor;
  }

  /** Tells the state what was opened. */
  begin(): void {
    const {conductor} = this;
    const {runbook, session, journalPath} = conductor;
    const pointed = this.#pointed();
    this.#options.dispatch({type: 'opened', walk: {runbook, session, pointed, head: conductor.head.slice(0, 8), journalPath, time: this.#time(), drill: this.open.drill}});
    this.#tick(pointed);
  }

  async close(): Promise<void> {
    this.#left.abort(new Error('left'));
    this.#planning?.abort(new Error('left'));
    this.#stopTicking?.();
    await this.open.close();
  }

  perform(effect: WalkEffect): void {
    const {conductor} = this;
    switch (effect.type) {
      case 'probe':
        return this.#follow(conductor.probe(effect.step).then(lines => this.#options.dispatch({type: 'probed', step: effect.step, lines})));
      case 'settle':
        return this.tell(conductor.settle(effect.step, effect.settlement, effect.note, effect.probe));
      case 'hand over':
        return this.tell(conductor.handOver(effect.to, effect.note));
      case 'attach':
        return this.#attach(effect.step, effect.path);
      case 'plan':
        return this.#follow(this.#plan(effect.step));
      case 'stop planning':
        return this.#planning?.abort(new Error('nobody waits for it'));
      case 'approve':
        return this.tell(conductor.approve(effect.step, effect.approver, effect.plan));
      case 'perform':
        return this.#follow(this.#performStep(effect.step, effect.allowance));
      case 'answer':
        return this.#answered(effect.text);
      case 'conceal':
        this.#concealed = typedInto(this.#concealed, effect.key, longestSecret);
        return undefined;
      case 'answer concealed':
        return this.#answered(fieldText(this.#concealed));
      case 'stop running':
        this.#running?.abort(new Error('stopped by the operator'));
        return this.#answered(undefined);
      case 'await second press':
        return this.#follow(this.#awaitSecondPress());
      case 'skip':
        return this.tell(conductor.skip(effect.step, effect.reason));
      case 'take way':
        return this.tell(conductor.takeWay(effect.step, effect.branch, effect.reason));
      case 'go to':
        return this.tell(conductor.goTo(effect.step, effect.reason));
      case 'end session':
        return this.tell(conductor.finish(effect.reason));
      case 'over budget':
        return this.tell(conductor.overBudget(effect.step, effect.exceeded));
      case 'note':
        return this.tell(conductor.note(effect.step, effect.text));
      case 'take hint':
        return this.tell(conductor.takeHint(effect.step, effect.number, effect.text));
      case 'review ledger':
        return this.#follow(this.#reviewLedger());
      case 'compare telemetry':
        return this.#options.dispatch({type: 'compared', comparison: comparedTelemetry(this.open.environment, conductor.receipt)});
      default:
        return unreachable(effect);
    }
  }

  tell(report: Report): void {
    const {dispatch} = this.#options;
    switch (report.kind) {
      case 'progress':
        return dispatch({type: 'progress', step: report.step, progress: report.progress});
      case 'acted':
        return dispatch({type: 'acted', step: report.step, facts: report.result.facts});
      case 'looked':
        return dispatch({type: 'looked', step: report.step, proofs: report.proofs});
      case 'written':
        return this.#written(report);
      case 'not yet':
        this.#unmet = {problem: report.unmet.map(({text, expected, found}) => `${text}: expected ${expected}, found ${found}`).join('; '), next: 'See to it, then begin this step again.'};
        return undefined;
      case 'not run':
        this.#unmet = report.trouble;
        return undefined;
      case 'unrecorded':
        return dispatch({type: 'unrecorded', step: report.step, outcome: report.outcome, reason: report.failure.message});
      case 'refused':
        return dispatch({type: 'unrecorded', step: report.step, outcome: undefined, reason: report.failure.message});
      default:
        return unreachable(report);
    }
  }

  #written({event, session}: Extract<Report, {kind: 'written'}>): void {
    const {clock, dispatch} = this.#options;
    if (session.current !== this.#current.step) this.#current = {step: session.current, since: clock.monotonic()};
    const pointed = this.#pointed();
    dispatch({type: 'written', event, session, head: this.conductor.head.slice(0, 8), pointed, time: this.#time()});
    this.#tick(pointed);
    const drilled = event.type === 'session.closed' ? this.open.drillResult() : undefined;
    if (drilled) dispatch({type: 'debriefed', debrief: drilled.debrief, problem: drilled.problem});
  }

  /** Counts seconds only while a budget, a window or a drill runs. */
  #tick({window}: Pointed): void {
    const {runbook, session} = this.conductor;
    const step = runbook.steps.find(({id}) => id === session.current);
    const counts = step?.budget !== undefined || window?.ends !== undefined || (session.opened.drill !== undefined && session.state === 'open');
    if (counts) this.#stopTicking ??= startTicking(() => this.#options.dispatch({type: 'timed', time: this.#time()}));
    else {
      this.#stopTicking?.();
      this.#stopTicking = undefined;
    }
  }

  #time(): Time {
    const {clock} = this.#options;
    return {now: clock.now(), open: clock.monotonic() - this.#current.since};
  }

  #follow(work: Promise<void>): void {
    work.catch(error => this.#options.fail(error));
  }

  #answered(text: string | undefined): void {
    this.#concealed = emptyField;
    this.#answer?.(text);
  }

  async #awaitSecondPress(): Promise<void> {
    const {clock, dispatch} = this.#options;
    await clock.sleep(secondPress, this.#left.signal).catch(() => {});
    dispatch({type: 'second press too late'});
  }

  async #plan(step: string): Promise<void> {
    const planning = new AbortController();
    this.#planning?.abort(new Error('asked for anew'));
    this.#planning = planning;
    try {
      const made = await this.conductor.plan(step, planning.signal);
      if (planning.signal.aborted) return;
      this.#options.dispatch(made.ok ? {type: 'planned', step, plan: made.plan} : {type: 'not planned', step, trouble: made});
    } catch (error) {
      if (!planning.signal.aborted) throw error;
    }
  }

  async #performStep(step: string, allowance: Allowance): Promise<void> {
    const {clock, dispatch} = this.#options;
    const running = new AbortController();
    this.#running = running;
    const began = clock.monotonic();
    const stopTicking = startTicking(() => dispatch({type: 'ticked', elapsed: clock.monotonic() - began}));
    const ask = (question: Question): Promise<string | undefined> =>
      new Promise(resolve => {
        this.#answer = resolve;
        dispatch({type: 'asked', step, question});
      });
    try {
      for await (const report of this.conductor.perform(step, allowance, ask, running.signal)) this.tell(report);
    } finally {
      stopTicking();
      this.#running = undefined;
      this.#answer = undefined;
    }
    dispatch({type: 'step ended', step});
    if (this.#unmet !== undefined) dispatch({type: 'not run', step, trouble: this.#unmet});
    this.#unmet = undefined;
  }

  #attach(step: string, path: string): void {
    const {folder, dispatch} = this.#options;
    const read = readAttachment(resolve(folder, path));
    if (!read.ok) return dispatch({type: 'told', text: read.problem});
    this.tell(this.conductor.attach(step, read.attachment));
    dispatch({type: 'told', text: `${read.attachment.name} is kept as evidence; only the tokens that this program knows are masked in it`});
  }

  async #reviewLedger(): Promise<void> {
    const facts = await reviewedLedger(this.open.environment, this.#options.clock.now());
    this.#options.dispatch({type: 'ledger', view: {state: 'read', facts}});
  }

  #pointed(): Pointed {
    return pointedAt(this.open.environment, this.conductor);
  }
}
