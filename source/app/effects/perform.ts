import {BugError, OperatorError} from '../../errors.ts';
import {drillsTold, readRoster, type Roster} from '../../drill/roster.ts';
import type {HeldSession} from '../../session/held-session.ts';
import {Occupied} from '../../session/occupied.ts';
import {readableRoots, teamOf} from '../../session/team-of.ts';
import {AnotherHadIt} from '../../session/who-goes-on.ts';
import type {TeamAsked} from '../../team/elsewhere.ts';
import type {WantedSession} from '../../session/open-session.ts';
import {ageOf} from '../../time.ts';
import {rootOf, type Workplace} from '../../workplace.ts';
import {listSessions, type SessionList} from '../../journal/session-list.ts';
import type {LobbyCards, RecordTold} from '../state/cards.ts';
import type {Effect, Message} from '../state/state.ts';
import type {WalkRuntime} from './perform-in-walk.ts';

const rooms = () => import('./loaded-late.ts');

export type RuntimeOptions = {
  place: Workplace;
  /** Where sessions may lie. */
  roots: readonly string[];
  /** Of every session that is opened. */
  always: Pick<WantedSession, 'incident' | 'fault' | 'set' | 'skipHeartbeat' | 'beside'>;
  /** The command line says who is at the keyboard: that name is not only remembered. */
  named: boolean;
  remember(preferences: Extract<Effect, {type: 'remember'}>['preferences']): void;
  /** What the first screen lists, read anew. */
  lobby(): Promise<LobbyCards>;
  /** Gives the terminal back until the shell continues us. */
  suspend(): Promise<void>;
  /** Bell and notice of the terminal. */
  ring(title: string): void;
  /** Writes the record of a session, or of the incident that it belongs to, and tells where it is. */
  record(session: string): Promise<RecordTold>;
  /** Hands a text to the terminal, to be pasted elsewhere. */
  copy(text: string): void;
  /** The one way out of the app. */
  exit(code: number): void;
  /** The other one: a mistake of ours. */
  fail(error: unknown): void;
};

type Dispatch = (message: Message) => void;

/** Performs what the state asks for; with perform-in-walk.ts the only part of the app that touches the world. */
export class Runtime {
  readonly #options: RuntimeOptions;
  #walk: WalkRuntime | undefined;
  /** What was closed last. */
  #last: HeldSession | undefined;
  #closed = false;
  readonly #left = new AbortController();
  #watching = new AbortController();
  /** How the team answered last; undefined without one. */
  #asked: TeamAsked | undefined;
  #stopFollowing: (() => void) | undefined;

  constructor(options: RuntimeOptions) {
    this.#options = options;
  }

  /** The session that was opened, for the summary after the last frame. */
  get open(): HeldSession | undefined {
    return this.#walk?.open ?? this.#last;
  }

  perform = (effect: Effect, dispatch: Dispatch): void => {
    switch (effect.type) {
      case 'open':
        this.#follow(this.#opening(async () => (await rooms()).openSession(this.#options.place, {...this.#options.always, ...sessionOf(effect), mode: 'interactive'}), dispatch, effect));
        return;
      case 'resume':
        this.#follow(this.#opening(async () => (await rooms()).resumeSession(this.#options.place, {session: effect.session, operator: effect.operator, guessed: this.#options.named || effect.said ? undefined : true, despite: effect.despite, beside: effect.beside ?? this.#options.always.beside}), dispatch, effect));
        return;
      case 'restore':
        this.#follow(this.#opening(async () => (await rooms()).restoreSession(this.#options.place, {session: effect.session, operator: effect.operator, beside: effect.beside ?? this.#options.always.beside, mode: 'interactive'}), dispatch, effect));
        return;
      case 'close walk':
        this.#follow(this.#closeWalk(dispatch));
        return;
      case 'read status':
        this.#follow(this.#readStatus(effect.look, dispatch));
        return;
      case 'list sessions':
        this.#follow(readableRoots(this.#options.place, this.#options.roots).then(roots => dispatch(historyOf(listSessions(roots), readRoster(rootOf(this.#options.place)), this.#options.place.clock.now()))));
        return;
      case 'list drills':
        this.#follow(rooms().then(({drillCards}) => dispatch({type: 'drills', ...drillCards(this.#options.place, effect.operator)})));
        return;
      case 'read documents':
        this.#follow(rooms().then(({doctrineTexts}) => dispatch({type: 'documents', documents: doctrineTexts(this.open?.environment.places.root ?? rootOf(this.#options.place))})));
        return;
      case 'watch session':
        return this.#watch(effect.session, dispatch);
      case 'stop watching':
        this.#watching.abort();
        return;
      case 'tell session':
        return this.#tellSession(effect.session, dispatch);
      case 'write record':
        this.#follow(this.#options.record(effect.session).then(told => dispatch({type: 'recorded', told})));
        return;
      case 'copy':
        this.#options.copy(effect.text);
        return;
      case 'suspend':
        this.#follow(this.#options.suspend());
        return;
      case 'ring':
        this.#options.ring(effect.title);
        return;
      case 'remember':
        this.#options.remember(effect.preferences);
        return;
      case 'exit':
        this.#follow(this.close().then(() => this.#options.exit(effect.code)));
        return;
      case 'answer':
      case 'answer concealed':
      case 'ask desks':
      case 'attach':
      case 'await quiet':
      case 'await second press':
      case 'compare telemetry':
      case 'compare concealed':
      case 'complete path':
      case 'conceal':
      case 'conceal once more':
      case 'decide':
      case 'plan':
      case 'probe':
      case 'review ledger':
      case 'stop asking':
      case 'stop planning':
      case 'stop running':
      case 'tell others':
        if (!this.#walk) throw new BugError('no session is open');
        this.#walk.perform(effect);
    }
  };

  #tellSession(session: string, dispatch: Dispatch): void {
    this.#follow(rooms().then(async ({storyOf}) => dispatch({type: 'story', session, page: storyOf(await readableRoots(this.#options.place, this.#options.roots), session, this.#options.place)})));
  }

  /** What others do is followed from then on, until a walk is opened. */
  async #readStatus(look: boolean, dispatch: Dispatch): Promise<void> {
    const {place} = this.#options;
    const team = await teamOf(place);
    const {statusNow} = await rooms();
    if (team) this.#asked ??= {state: 'asking', askedAt: undefined};
    dispatch({type: 'status', ...(await statusNow(this.#options, look, this.#left.signal, this.#asked))});
    if (!team || this.#closed || this.#walk || this.#stopFollowing) return;
    const {followElsewhere} = await import('../../team/ask-team.ts');
    this.#stopFollowing ??= followElsewhere(team, {...place, roots: this.#options.roots}, asked => {
      const isFirst = asked.state === 'asked' && this.#asked?.state !== 'asked';
      this.#asked = asked;
      if (!this.#stopFollowing) return;
      this.#follow(statusNow(this.#options, false, this.#left.signal, asked).then(read => dispatch({type: 'status', ...read})));
      if (isFirst) this.#follow(this.#readCards(dispatch));
    });
  }

  #stopFollowingTeam(): void {
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
  }

  #watch(session: string, dispatch: Dispatch): void {
    this.#watching.abort();
    this.#watching = new AbortController();
    const {signal} = this.#watching;
    const {roots, place} = this.#options;
    // What comes late of a walk that nobody watches any more is told to nobody.
    this.#follow(rooms().then(({watchWalk}) => watchWalk({place, roots, session, signal}, message => void (signal.aborted || dispatch(message)))));
  }

  async #readCards(dispatch: Dispatch): Promise<void> {
    const cards = await this.#options.lobby();
    if (!this.#closed) dispatch({type: 'read', cards});
  }

  async #closeWalk(dispatch: Dispatch): Promise<void> {
    const walk = this.#walk;
    this.#last = walk?.open;
    this.#walk = undefined;
    await walk?.close();
    await this.#readCards(dispatch);
    if (!this.#closed) this.perform({type: 'read status', look: false}, dispatch);
  }

  #follow(work: Promise<void>): void {
    work.catch(error => this.#options.fail(error));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#left.abort(new Error('left'));
    this.#watching.abort();
    this.#stopFollowingTeam();
    await this.#walk?.close();
  }

  /** `effect`: what may have to be asked for anew, with a reason. */
  async #opening(begin: () => Promise<HeldSession>, dispatch: Dispatch, effect: Extract<Effect, {type: 'open' | 'restore' | 'resume'}>): Promise<void> {
    try {
      const open = await begin();
      if (this.#closed) {
        // Whoever opened it has left meanwhile.
        open.conductor.record({kind: 'leave', reason: 'left while it was opened'});
        await open.close();
        return;
      }
      const {place: {folder, clock}, roots, fail} = this.#options;
      const {WalkRuntime} = await rooms();
      // What comes late of a walk that is over is told to nobody.
      const walk: WalkRuntime = new WalkRuntime(open, {folder, clock, roots, dispatch: message => this.#walk === walk && dispatch(message), fail});
      this.#walk = walk;
      this.#stopFollowingTeam();
      walk.begin();
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      if (error instanceof AnotherHadIt && effect.type === 'resume') return dispatch({type: 'another had it', begin: effect, last: error.last});
      if (error instanceof Occupied) return dispatch({type: 'occupied', begin: effect, environment: error.environment, occupants: error.occupants});
      dispatch({type: 'not opened', trouble: {problem: error.message, next: error.next}});
    }
  }
}

function sessionOf({runbook, environment, operator, drill, seed, beside}: Extract<Effect, {type: 'open'}>) {
  return {runbook, environment, operator, drill, seed, ...(beside && {beside})};
}

function historyOf({sessions, unread}: SessionList, roster: Roster, now: number): Message {
  const toldOf = drillsTold(roster);
  return {type: 'sessions', sessions: sessions.map(card => ({...card, runbook: card.runbook.title || card.id, age: ageOf(card.openedAt, now), drill: toldOf(card)})), unread};
}
