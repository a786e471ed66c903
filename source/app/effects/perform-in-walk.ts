import {resolve} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import type {Clock} from '../../clock.ts';
import {unreachable} from '../../errors.ts';
import {leftOpen} from '../../walk/prove.ts';
import {openBefore} from '../../journal/step-clock.ts';
import {readAttachment} from '../../journal/read-attachment.ts';
import type {Allowance, Conductor, Decision, Question, Report} from '../../walk/conductor.ts';
import {earlierWalks} from '../../session/earlier-walks.ts';
import type {HeldSession} from '../../session/held-session.ts';
import {completePath} from './complete-path.ts';
import {comparedTelemetry, reviewedLedger} from './read-facts.ts';
import {pointedAt} from './read-pointed.ts';
import type {Message, Pointed, Standing, Time, WalkEffect} from '../state/state.ts';
import {askAgreement, type WantedAgreement} from '../../walk/ask-agreement.ts';
import {followSharing} from './follow-sharing.ts';
import {Quiet} from './quiet.ts';
import {startTicking} from './ticking.ts';
import {ConcealedEntry} from './concealed-entry.ts';

export type WalkOptions = {
  /** Working folder; paths that the operator names begin there. */
  folder: string;
  clock: Clock;
  /** Where earlier walks lie. */
  roots: readonly string[];
  dispatch(message: Message): void;
  /** A mistake of ours. */
  fail(error: unknown): void;
};

/** Milliseconds in which a second ctrl-c stops a step now. */
const secondPress = 2000;

/** Performs what the state asks of one open session. */
export class WalkRuntime {
  readonly open: HeldSession;
  readonly #options: WalkOptions;
  readonly #left = new AbortController();
  #running: AbortController | undefined;
  #planning: AbortController | undefined;
  readonly #quiet: Quiet;
  #asking: {stop: AbortController; done: Promise<void>} | undefined;
  #answer: ((text: string | undefined) => void) | undefined;
  /** What is typed unseen; nowhere else, and only until it is handed on. */
  readonly #concealed = new ConcealedEntry();
  /** The open step, and when it became it, on the monotonic clock; before this program by its journal. */
  #current: {step: string | undefined; since: number};
  #stopTicking: (() => void) | undefined;
  #stopFollowing: (() => void) | undefined;

  constructor(open: HeldSession, options: WalkOptions) {
    this.open = open;
    this.#options = options;
    this.#quiet = new Quiet(options.clock, this.#left.signal);
    const {session} = open.conductor;
    this.#current = {step: session.current, since: options.clock.monotonic() - openBefore(session, options.clock.now())};
  }

  get conductor(): Conductor {
    return this.open.conductor;
  }

  /** Tells the state what was opened. */
  begin(): void {
    const {runbook, session, journalPath} = this.conductor;
    const standing = this.#standing();
    this.#options.dispatch({type: 'opened', walk: {...standing, runbook, session, journalPath, drill: this.open.drill}});
    const {trouble, environment} = this.open;
    if (trouble) this.#options.dispatch({type: 'told', notice: environment.mask().value(trouble)});
    this.#tick(standing.pointed);
    const {clock, dispatch} = this.#options;
    this.#stopFollowing = followSharing(this.conductor.sharing, clock, sign => dispatch({type: 'shared', sign}));
    this.#follow(this.#readEarlier());
  }

  /** Once, and after what was opened is drawn. */
  async #readEarlier(): Promise<void> {
    await setImmediate();
    if (!this.#left.signal.aborted) this.#options.dispatch({type: 'earlier walks', earlier: earlierWalks(this.#options.roots, this.conductor)});
  }

  async close(): Promise<void> {
    this.#left.abort(new Error('left'));
    this.#planning?.abort(new Error('left'));
    this.#stopTicking?.();
    this.#asking?.stop.abort();
    await Promise.all([this.open.close(), this.#asking?.done]);
    this.#stopFollowing?.();
  }

  perform(effect: WalkEffect): void {
    const {conductor} = this;
    switch (effect.type) {
      case 'probe':
        return this.#follow(conductor.probe(effect.step).then(lines => this.#options.dispatch({type: 'probed', step: effect.step, lines, standing: this.#standing()})));
      case 'decide':
        return this.#decide(effect.decision);
      case 'attach':
        return this.#attach(effect.step, effect.path);
      case 'complete path':
        return this.#options.dispatch({type: 'completed', typed: effect.typed, ...completePath(this.#options.folder, effect.typed)});
      case 'plan':
        return this.#follow(this.#plan(effect.step));
      case 'stop planning':
        return this.#planning?.abort(new Error('nobody waits for it'));
      case 'ask desks':
        return this.#askAgreement(effect);
      case 'stop asking':
        return this.#asking?.stop.abort();
      case 'answer':
        return this.#answered(effect.text);
      case 'conceal':
        return this.#concealed.type(effect.key);
      case 'conceal once more':
        return this.#concealed.onceMore();
      case 'compare concealed':
        return this.#options.dispatch({type: 'typed twice', same: this.#concealed.isSame()});
      case 'answer concealed':
        return this.#answered(this.#concealed.take());
      case 'stop running':
        this.#running?.abort(new Error('stopped by the operator'));
        return this.#answered(undefined);
      case 'await second press':
        return this.#follow(this.#awaitSecondPress());
      case 'await quiet':
        return this.#follow(this.#quiet.await(() => this.#options.dispatch({type: 'quiet'})));
      case 'tell others':
        return conductor.notices.tell(effect.occasion, conductor.session, conductor.head);
      case 'review ledger':
        return this.#follow(this.#reviewLedger());
      case 'compare telemetry':
        return this.#options.dispatch({type: 'compared', comparison: comparedTelemetry(this.open.environment, conductor.receipt, this.#options.clock.now())});
      default:
        return unreachable(effect);
    }
  }

  #decide(decision: Decision): void {
    if (decision.kind === 'run') return this.#follow(this.#performStep(decision.step, decision.allowance));
    for (const report of this.conductor.record(decision)) this.#tell(report);
  }

  #tell(report: Report): void {
    const {clock, dispatch} = this.#options;
    if (report.kind === 'progress') return dispatch({type: 'reported', report});
    if (report.kind !== 'written') return dispatch({type: 'reported', report, standing: this.#standing()});
    const {event, session} = report;
    if (session.current !== this.#current.step) this.#current = {step: session.current, since: clock.monotonic()};
    const standing = this.#standing();
    dispatch({type: 'reported', report, standing});
    this.#tick(standing.pointed);
    const drilled = event.type === 'session.closed' ? this.open.drillResult() : undefined;
    if (drilled) dispatch({type: 'debriefed', debrief: drilled.debrief, trouble: drilled.trouble});
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
    this.#concealed.forget();
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
      const standing = this.#standing();
      this.#options.dispatch(made.ok ? {type: 'planned', step, plan: made.plan, standing} : {type: 'not planned', step, trouble: made, standing});
    } catch (error) {
      if (!planning.signal.aborted) throw error;
    }
  }

  #askAgreement({step, plan, allowance}: WantedAgreement): void {
    const stop = new AbortController();
    const done = askAgreement(this.conductor, {step, plan, allowance}, from => this.#options.dispatch({type: 'heard', from}), stop.signal);
    this.#asking = {stop, done};
    this.#follow(done);
  }

  async #performStep(step: string, allowance: Allowance): Promise<void> {
    const {clock, dispatch} = this.#options;
    const running = new AbortController();
    this.#running = running;
    const began = clock.monotonic();
    const stopTicking = startTicking(() => dispatch({type: 'ticked', elapsed: clock.monotonic() - began}));
    const ask = (question: Question): Promise<string | undefined> =>
      new Promise(resolve => {
        this.#answer = text => resolve(text ?? leftOpen);
        dispatch({type: 'asked', step, question});
      });
    try {
      for await (const report of this.conductor.perform(step, allowance, ask, running.signal)) this.#tell(report);
    } finally {
      stopTicking();
      this.#running = undefined;
      this.#answer = undefined;
    }
    dispatch({type: 'step ended', step});
  }

  #attach(step: string, path: string): void {
    const {folder, dispatch} = this.#options;
    const read = readAttachment(resolve(folder, path));
    if (!read.ok) return dispatch({type: 'told', notice: {problem: read.problem, next: read.next}});
    this.#decide({kind: 'attach', step, attachment: read.attachment});
    dispatch({type: 'told', notice: `${read.attachment.name} is kept as evidence; only the tokens that this program knows are masked in it`});
  }

  async #reviewLedger(): Promise<void> {
    const facts = await reviewedLedger(this.open.environment, this.#options.clock.now());
    this.#options.dispatch({type: 'ledger', view: {state: 'read', facts}});
  }

  #standing(): Standing {
    const {conductor} = this;
    return {pointed: pointedAt(this.open.environment, conductor), head: conductor.head.slice(0, 8), time: this.#time()};
  }
}
