import type {Progress} from '../actions/action.ts';
import type {EnvironmentClass} from '../environment/environment.ts';
import type {JsonObject} from '../json.ts';
import type {Runbook} from '../runbook/schema.ts';
import type {Outcome, Question, Settlement} from '../session/conductor.ts';
import type {Page} from '../session/record/page.ts';
import type {Session} from '../session/session.ts';
import type {Field} from './field.ts';
import type {Key} from './key.ts';

/** The whole of what is on screen. Screens draw it and nothing else. */
export type State = {
  size: {columns: number; rows: number};
  operator: string;
  incident: string | undefined;
  /** Sessions that were left or cut off, newest first. */
  unfinished: readonly UnfinishedCard[];
  runbooks: readonly RunbookCard[];
  environments: readonly EnvironmentCard[];
  /** ASCII shapes only; whether a running step's clock may tick. Remembered. */
  ascii: boolean;
  motion: boolean;
  /** What the command line asked for; opened as soon as somebody is named. */
  wanted: {runbook: string | undefined; environment: string | undefined; session: string | undefined};
  screen: Screen;
  /** The walk that is open; it stays while help or the ledger covers it. */
  walk: Walk | undefined;
  /** One line that answers the last key press; gone with the next. */
  notice: string | undefined;
};

export type Screen =
  | {name: 'operator'; field: Field}
  | {name: 'picker'; selected: number}
  | {name: 'environment'; runbook: string; selected: number}
  | {name: 'opening'; runbook: string; environment: string}
  | {name: 'refused'; title: string; message: string; next: string}
  | {name: 'step'; scroll: number}
  | {name: 'ledger'; scroll: number; back: Screen; review: LedgerView}
  | {name: 'help'; scroll: number; back: Screen}
  | {name: 'history'; selected: number; filter: Field; typing: boolean; /** Undefined while they are listed. */ sessions: readonly HistoryCard[] | undefined}
  /** One session, read only. */
  | {name: 'story'; scroll: number; session: string; page: Page | undefined; back: Screen}
  | {name: 'summary'; scroll: number}
  /** After the last frame; nothing listens any more. */
  | {name: 'left'};

export type RunbookCard = {id: string; title: string; summary: string; steps: number; problem?: string};

export type UnfinishedCard = {
  id: string;
  title: string;
  environment: string;
  class: EnvironmentClass;
  operator: string;
  lastAt: string;
};

export type HistoryCard = {
  id: string;
  runbook: string;
  class: EnvironmentClass;
  environment: string;
  operator: string;
  incident: string | null;
  openedAt: string;
  lastAt: string;
  state: string;
};

export type EnvironmentCard = {name: string; class: EnvironmentClass; gateway: string; source: string; explains: string; /** The one used last. */ last: boolean};

export type LedgerView = {state: 'reading'; read: number} | {state: 'read'; facts: JsonObject} | {state: 'failed'; reason: string};

/** Where the walk is pointed, read anew after each event. All raw text, masked. */
export type Pointed = {
  environment: string;
  class: EnvironmentClass;
  gateway: string;
  gatewaySource: string;
  toggles: ReadonlyArray<{name: string; found: string; source: string; good: boolean}>;
  confirmation: {what: string; word: string};
};

export type Walk = {
  runbook: Runbook;
  session: Session;
  pointed: Pointed;
  /** First 8 digits of the journal's head. */
  head: string;
  /** The step on screen; another than the session's current one when looking back. */
  viewing: string;
  phase: Phase;
  /** Live progress and facts of the steps that ran while this program has been open. */
  ran: Readonly<Record<string, Ran>>;
  /** Why nothing can be recorded any more. */
  unrecorded: string | undefined;
  journalPath: string;
};

export type Ran = {
  progress: readonly Progress[];
  facts?: JsonObject;
  /** Set when the outcome could not be recorded and so does not count. */
  unrecorded?: Outcome;
};

export type Phase =
  | {name: 'reading'}
  | {name: 'confirming'; field: Field}
  | {name: 'running'; step: string; /** Milliseconds so far. */ elapsed: number; stopping: 'no' | 'after this step' | 'now'; /** Code of the signal that stops it. */ exit?: number}
  | {name: 'asking'; step: string; question: Question; field: Field}
  | {name: 'noting'; field: Field}
  | {name: 'skipping'; field: Field}
  | {name: 'attaching'; field: Field}
  /** The outgoing operator's note first, then the incoming one's name. */
  | {name: 'handing over'; note: string | undefined; field: Field}
  /** A step that may have happened: what the probe saw, then what the operator says, then why. */
  | {name: 'settling'; probe: readonly string[] | undefined}
  | {name: 'explaining'; probe: readonly string[] | undefined; settlement: Settlement; field: Field};

/** What can happen. Keys become messages through the key map; everything else comes from effects. */
export type Message =
  /** `furthest`: how far the page on screen can be scrolled, as only what draws it knows. */
  | {type: 'key'; key: Key; furthest?: number}
  | {type: 'resized'; columns: number; rows: number}
  | {type: 'opened'; walk: Pick<Walk, 'runbook' | 'session' | 'pointed' | 'head' | 'journalPath'>}
  | {type: 'not opened'; message: string; next: string}
  | {type: 'ticked'; elapsed: number}
  | {type: 'progress'; step: string; progress: Progress}
  | {type: 'acted'; step: string; facts: JsonObject}
  | {type: 'asked'; step: string; question: Question}
  /** The journal has grown by the event that made this session. */
  | {type: 'written'; session: Session; head: string; pointed: Pointed}
  | {type: 'probed'; step: string; lines: readonly string[]}
  | {type: 'unrecorded'; step: string; outcome: Outcome | undefined; reason: string}
  /** One line for the person, such as why a step did not start. */
  | {type: 'told'; text: string}
  | {type: 'step ended'; step: string}
  | {type: 'ledger'; view: LedgerView}
  | {type: 'sessions'; sessions: readonly HistoryCard[]}
  | {type: 'story'; session: string; page: Page}
  | {type: 'signalled'; exit: number};

/** What the world is asked to do. One place performs them: runtime.ts. */
export type Effect =
  | {type: 'open'; runbook: string; environment: string; operator: string}
  | {type: 'resume'; session: string; operator: string}
  /** Looks whether a step without an outcome happened. */
  | {type: 'probe'; step: string}
  | {type: 'settle'; step: string; settlement: Settlement; note: string; probe: string | undefined}
  | {type: 'hand over'; to: string; note: string}
  | {type: 'attach'; step: string; path: string}
  | {type: 'perform'; step: string; confirmed: string | undefined}
  | {type: 'answer'; text: string | undefined}
  | {type: 'skip'; step: string; reason: string}
  | {type: 'note'; step: string; text: string}
  | {type: 'stop running'}
  | {type: 'review ledger'}
  | {type: 'list sessions'}
  | {type: 'tell session'; session: string}
  /** Gives the terminal back until the shell continues us. */
  | {type: 'suspend'}
  | {type: 'remember'; preferences: {operator?: string; environment?: string; ascii?: boolean; motion?: boolean}}
  /** Journals that the session is left unfinished, or closes it when every step has been walked. */
  | {type: 'leave'; reason: string}
  | {type: 'exit'; code: number};
