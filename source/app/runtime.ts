import {resolve} from 'node:path';
import {BugError, OperatorError, unreachable} from '../errors.ts';
import {reviewDocument} from '../ledger/review-document.ts';
import {reviewLedger} from '../ledger/review-file.ts';
import type {Conductor, Question, Report} from '../session/conductor.ts';
import {readAttachment} from '../session/attachment.ts';
import {openSession, type OpenSession, type SessionOptions} from '../session/open-session.ts';
import {listSessions} from '../session/session-list.ts';
import {resumeSession} from '../session/resume-session.ts';
import {storyOf} from '../session/record/story-of.ts';
import {pointedAt} from './pointed.ts';
import type {Effect, Message} from './state.ts';

export type RuntimeOptions = Omit<SessionOptions, 'runbook' | 'environment' | 'operator' | 'mode'> & {
  remember(preferences: Extract<Effect, {type: 'remember'}>['preferences']): void;
  /** Gives the terminal back until the shell continues us. */
  suspend(): Promise<void>;
  /** The one way out of the app. */
  exit(code: number): void;
  /** The other one: a mistake of ours. */
  fail(error: unknown): void;
};

type Dispatch = (message: Message) => void;

/** Performs what the state asks for; the only part of the app that touches the world. */
export class Runtime {
  readonly #options: RuntimeOptions;
  #open: OpenSession | undefined;
  #running: AbortController | undefined;
  #closed = false;
  /** Why the last step did not start; told when it has ended. */
  #unmet: string | undefined;
  #answer: ((text: string | undefined) => void) | undefined;

  constructor(options: RuntimeOptions) {
    this.#options = options;
  }

  /** The session that was opened, for the summary after the last frame. */
  get conductor(): Conductor | undefined {
    return this.#open?.conductor;
  }

  perform = (effect: Effect, dispatch: Dispatch): void => {
    switch (effect.type) {
      case 'open':
        this.#follow(this.#opening(() => openSession({...this.#options, ...sessionOf(effect), mode: 'interactive'}), dispatch));
        return;
      case 'resume':
        this.#follow(this.#opening(() => resumeSession({...this.#options, session: effect.session, operator: effect.operator}), dispatch));
        return;
      case 'probe':
        this.#follow(this.#conductor().probe(effect.step).then(lines => dispatch({type: 'probed', step: effect.step, lines})));
        return;
      case 'settle':
        this.#tell(this.#conductor().settle(effect.step, effect.settlement, effect.note, effect.probe), dispatch);
        return;
      case 'hand over':
        this.#tell(this.#conductor().handOver(effect.to, effect.note), dispatch);
        return;
      case 'attach':
        this.#attach(effect.step, effect.path, dispatch);
        return;
      case 'perform':
        this.#follow(this.#performStep(effect.step, effect.confirmed, dispatch));
        return;
      case 'answer':
        this.#answer?.(effect.text);
        return;
      case 'stop running':
        this.#running?.abort(new Error('stopped by the operator'));
        this.#answer?.(undefined);
        return;
      case 'skip':
        this.#tell(this.#conductor().skip(effect.step, effect.reason), dispatch);
        return;
      case 'note':
        this.#tell(this.#conductor().note(effect.step, effect.text), dispatch);
        return;
      case 'review ledger':
        this.#follow(this.#reviewLedger(dispatch));
        return;
      case 'list sessions':
        dispatch({type: 'sessions', sessions: listSessions(this.#root).map(card => ({...card, runbook: card.runbook.title || card.id}))});
        return;
      case 'tell session':
        dispatch({type: 'story', session: effect.session, page: storyOf(this.#root, effect.session)});
        return;
      case 'suspend':
        this.#follow(this.#options.suspend());
        return;
      case 'remember':
        this.#options.remember(effect.preferences);
        return;
      case 'leave':
        if (this.#open) this.#tell(leaveSession(this.#open.conductor, effect.reason), dispatch);
        return;
      case 'exit':
        this.#follow(this.close().then(() => this.#options.exit(effect.code)));
        return;
      default:
        unreachable(effect);
    }
  };

  #follow(work: Promise<void>): void {
    work.catch(error => this.#options.fail(error));
  }

  get #root(): string {
    return resolve(this.#options.folder, this.#options.root ?? '.');
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#open?.close();
  }

  async #opening(begin: () => Promise<OpenSession>, dispatch: Dispatch): Promise<void> {
    try {
      const open = await begin();
      const {conductor} = open;
      if (this.#closed) {
        // Whoever opened it has left meanwhile.
        conductor.pause('left while it was opened');
        await open.close();
        return;
      }
      this.#open = open;
      dispatch({
        type: 'opened',
        walk: {
          runbook: conductor.runbook,
          session: conductor.session,
          pointed: pointedAt(open.environment),
          head: conductor.head.slice(0, 8),
          journalPath: conductor.journalPath,
        },
      });
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      dispatch({type: 'not opened', message: error.message, next: error.next});
    }
  }

  async #performStep(step: string, confirmed: string | undefined, dispatch: Dispatch): Promise<void> {
    const {clock} = this.#options;
    const running = new AbortController();
    this.#running = running;
    const began = clock.monotonic();
    const ticks = setInterval(() => dispatch({type: 'ticked', elapsed: clock.monotonic() - began}), 1000);
    const ask = (question: Question): Promise<string | undefined> =>
      new Promise(resolve => {
        this.#answer = resolve;
        dispatch({type: 'asked', step, question});
      });
    try {
      for await (const report of this.#conductor().perform(step, confirmed, ask, running.signal)) this.#tell(report, dispatch);
    } finally {
      clearInterval(ticks);
      this.#running = undefined;
      this.#answer = undefined;
    }
    dispatch({type: 'step ended', step});
    if (this.#unmet !== undefined) dispatch({type: 'told', text: this.#unmet});
    this.#unmet = undefined;
  }

  #tell(report: Report, dispatch: Dispatch): void {
    switch (report.kind) {
      case 'progress':
        return dispatch({type: 'progress', step: report.step, progress: report.progress});
      case 'acted':
        return dispatch({type: 'acted', step: report.step, facts: report.result.facts});
      case 'written':
        return dispatch({type: 'written', session: report.session, head: this.#conductor().head.slice(0, 8), pointed: this.#pointed()});
      case 'not yet':
        this.#unmet = unmetText(report.unmet);
        return;
      case 'unrecorded':
        return dispatch({type: 'unrecorded', step: report.step, outcome: report.outcome, reason: report.failure.message});
      case 'refused':
        return dispatch({type: 'unrecorded', step: report.step, outcome: undefined, reason: report.failure.message});
      default:
        return unreachable(report);
    }
  }

  #attach(step: string, path: string, dispatch: Dispatch): void {
    const read = readAttachment(resolve(this.#options.folder, path));
    if (!read.ok) return dispatch({type: 'told', text: read.problem});
    this.#tell(this.#conductor().attach(step, read.attachment), dispatch);
    dispatch({type: 'told', text: `${read.attachment.name} is kept as evidence, secrets masked`});
  }

  async #reviewLedger(dispatch: Dispatch): Promise<void> {
    const {environment} = this.#opened();
    const review = await reviewLedger(environment.places.ledger, this.#options.clock.now());
    dispatch({type: 'ledger', view: {state: 'read', facts: environment.mask().value(reviewDocument(review))}});
  }

  #pointed() {
    return pointedAt(this.#opened().environment);
  }

  #conductor(): Conductor {
    return this.#opened().conductor;
  }

  #opened(): OpenSession {
    if (!this.#open) throw new BugError('no session is open');
    return this.#open;
  }
}

function sessionOf({runbook, environment, operator}: Extract<Effect, {type: 'open'}>) {
  return {runbook, environment, operator};
}

function unmetText(unmet: Extract<Report, {kind: 'not yet'}>['unmet']): string {
  return unmet.map(({text, expected, found}) => `not run: ${text}: expected ${expected}, found ${found}`).join('; ');
}

/** A walk that reached its end is closed; any other is left to be continued. */
function leaveSession(conductor: Conductor, reason: string): Report {
  return conductor.session.current === undefined ? conductor.finish(undefined) : conductor.pause(reason);
}
