import type {Progress} from '../../actions/action.ts';
import type {TelemetryComparison} from '../../connector/telemetry.ts';
import type {EnvironmentClass, People} from '../../environment/environment.ts';
import type {Trouble} from '../../errors.ts';
import type {JsonObject} from '../../json.ts';
import type {Scenario} from '../../runbook/scenario.ts';
import type {Runbook} from '../../runbook/schema.ts';
import type {Outcome, Plan, Question, Report} from '../../walk/conductor.ts';
import type {Looked} from '../../walk/prove.ts';
import type {EarlierWalks} from '../../walk/beside-last.ts';
import type {WindowClock} from '../../walk/freeze.ts';
import type {Waiting} from '../../walk/wait-looks.ts';
import type {Debrief} from '../../drill/debrief.ts';
import type {Page} from '../../record/page/blocks.ts';
import type {Session} from '../../journal/session.ts';
import type {Occupant} from '../../session/occupied.ts';
import type {Whose} from '../../session/watch/whose.ts';
import type {LastHeld} from '../../session/who-goes-on.ts';
import type {Found} from '../../status/found.ts';
import type {StatusReading} from '../../status/read-status.ts';
import type {FromDesks} from '../../team/other-desks.ts';
import type {ShareSign} from '../../team/sharing.ts';
import type {DocumentTexts, DrillCard, DrillCards, EnvironmentCard, HistoryCard, LobbyCards, PickerCards, RecordTold, RunbookCard, UnfinishedCard} from './cards.ts';
import type {ListState} from './list-filter.ts';
import type {Field} from './text-field.ts';
import type {Key} from './key.ts';
import type {Completed, Effect} from './effect.ts';
import type {Phase} from './phase.ts';

export type {Effect, WalkEffect} from './effect.ts';
export type {Phase, Running} from './phase.ts';

/** A few words without a full stop; where something went wrong, with what to do now. */
export type Notice = string | Trouble;

/** The whole of what is on screen. Screens draw it and nothing else. */
export type State = {
  size: {columns: number; rows: number};
  operator: string;
  /** Whoever is at the keyboard has typed that name; else it is only remembered. */
  named?: true;
  /** Sessions that were left or cut off, newest first. */
  unfinished: readonly UnfinishedCard[];
  /** Where sessions are or may be that cannot be read, and what helps: never shown as none. */
  unread: readonly Trouble[];
  /** What is so by the record; undefined until it is read, after the first frame. */
  status: StatusReading | undefined;
  /** What was found when somebody looked, beside what the record says. */
  found: readonly Found[];
  runbooks: readonly RunbookCard[];
  environments: readonly EnvironmentCard[];
  /** ASCII shapes only; whether a running step's clock may tick. Remembered. */
  ascii: boolean;
  motion: boolean;
  /** Nothing was ever done here and nobody has learnt the keys: their lesson is the first row. */
  beginner: boolean;
  /** What the command line asked for; opened as soon as somebody is named. */
  wanted: {runbook: string | undefined; drill?: string | undefined; seed?: number | undefined; environment: string | undefined; session: string | undefined; /** Who goes on with that session alone, and why although its environment is described otherwise now. */ operator?: string | undefined; despite?: string | undefined; /** To be watched. */ watch?: string | undefined};
  screen: Screen;
  /** The walk that is open; it stays while help or the ledger covers it. */
  walk: Walk | undefined;
  /** Exit code of the walk that was closed here last. */ ended?: number | undefined;
  /** Answers the last key press; gone with the next. */
  notice: Notice | undefined;
};

export type Screen =
  | {name: 'operator'; field: Field; /** A walk that another had last waits for the name. */ goesOn?: GoesOn}
  | ({name: 'picker'} & ListState)
  | ({name: 'environment'; runbook: string} & ListState)
  /** What the walk belongs to, asked before it is opened. */
  | {name: 'opening'; runbook: string; environment: string; /** Undefined for whoever is at the keyboard. */ operator?: string}
  /** Somebody is at the environment already; `begin`: what was wanted. */
  | OccupiedScreen
  /** Why it is begun all the same. */
  | {name: 'beside'; back: OccupiedScreen; field: Field}
  | ({name: 'refused'; scroll: number; title: string} & Trouble)
  | ({name: 'drills'; /** The procedure from which they were asked for. */ runbook?: string | undefined; /** Undefined while they are read. */ drills: readonly DrillCard[] | undefined; unread?: readonly Trouble[]} & ListState)
  /** The story of a drill, before its first step. */
  | {name: 'briefing'; scroll: number}
  | {name: 'step'; scroll: number; /** Shown with what is for a failure, and with the way by hand. */ whole?: true}
  /** The ways to go on from the step on screen. */
  | ({name: 'ways'; back: Screen} & ListState)
  | {name: 'ledger'; scroll: number; back: Screen; review: LedgerView}
  /** The expected telemetry beside what this session saw; undefined while it is gathered. */
  | {name: 'reference'; scroll: number; back: Screen; comparison: TelemetryComparison | undefined}
  /** What the page says otherwise than when this operator walked it last. */
  | {name: 'changes'; scroll: number; back: Screen}
  | {name: 'documents'; scroll: number; back: Screen; /** Undefined while they are read. */ documents: DocumentTexts | undefined}
  | {name: 'help'; scroll: number; back: Screen}
  | ({name: 'history'; /** Undefined while they are listed. */ sessions: readonly HistoryCard[] | undefined} & ListState)
  /** One session, read only. */
  | {name: 'story'; scroll: number; session: string; page: Page | undefined; back: Screen}
  /** Somebody else's walk as it is written, read only. `back`: undefined where the program was started to watch. */
  | WatchingScreen
  | {name: 'debrief'; scroll: number}
  | {name: 'summary'; scroll: number}
  /** The record of a session, or of its incident, that was asked for; undefined while it is written. */
  | {name: 'recorded'; scroll: number; back: Screen; told: RecordTold | undefined}
  /** After the last frame; nothing listens any more. */
  | {name: 'left'};

/** `walk`: as its journal tells it; undefined, with `whose`, until it is read. */
export type WatchingScreen = {name: 'watching'; scroll: number; session: string; walk: Walk | undefined; whose: Whose | undefined; back: Screen | undefined};

export type GoesOn = {last: LastHeld; begin: Extract<Effect, {type: 'resume'}>};

export type OccupiedScreen = ListState & {name: 'occupied'; environment: string; occupants: readonly Occupant[]; begin: Extract<Effect, {type: 'open' | 'restore' | 'resume'}>};

export type LedgerView = {state: 'reading'; read: number} | {state: 'read'; facts: JsonObject} | {state: 'failed'; reason: string};

/** Where the walk is pointed, read anew after each event. All raw text, masked. */
export type Pointed = {
  environment: string;
  class: EnvironmentClass;
  gateway: string;
  gatewaySource: string;
  toggles: ReadonlyArray<{name: string; found: string; source: string; good: boolean}>;
  confirmation: {what: string; word: string};
  people: People;
  /** Times in milliseconds since 1970. */
  window?: WindowClock;
};

/** `now`: milliseconds since 1970. `open`: milliseconds since the open step became it. */
export type Time = {now: number; open: number};

/** What stands around the session, read anew after each line of its journal. */
export type Standing = {
  pointed: Pointed;
  /** First 8 digits of the journal's head. */
  head: string;
  /** As the world last told it. */
  time: Time;
};

export type Walk = Standing & {
  runbook: Runbook;
  session: Session;
  /** The step on screen; another than the session's current one when looking back. */
  viewing: string;
  phase: Phase;
  /** Live progress and facts of the steps that ran while this program has been open. */
  ran: Readonly<Record<string, Ran>>;
  /** Why nothing can be recorded any more. */
  unrecorded: string | undefined;
  /** Whether the team has the record; undefined without a team. */
  shared?: ShareSign | undefined;
  /** What comes of asking at other desks for agreement to the plan on screen; undefined until something does. */
  desks?: FromDesks | undefined;
  journalPath: string;
  /** How many budgets of the open step the operator was asked about. */
  exceeded: {step: string | undefined; budgets: number; /** Of how many others were told. */ told: number};
  /** Steps from which somebody is called. */
  called: readonly string[];
  /** The drill that is walked, as its page tells it. */
  drill?: Scenario | undefined;
  /** What the drill was, once it is closed. */
  debrief?: Debrief | undefined;
  /** Of how many of its hints the operator was told that their time has come. */
  announced: number;
  /** The hints that are shown, `number` counted from 1, each on the page of a step. */
  hinted: ReadonlyArray<{step: string; number: number}>;
  /** What escape threw away, for when the same is asked for again. */
  thrown?: {name: Phase['name']; field: Field; /** The question. */ asked?: string} | undefined;
  /** What earlier walks of this runbook say; undefined until they are read, after the first frame. */
  earlier?: EarlierWalks | undefined;
  /** Why a step was not run when it was last asked for. */
  notRun: {step: string; trouble: Trouble} | undefined;
};

/** As much of somebody else's walk as its journal tells. */
export type Watched = Standing & Pick<Walk, 'runbook' | 'session' | 'journalPath' | 'phase' | 'ran'>;

export type Ran = {
  progress: readonly Progress[];
  facts?: JsonObject;
  /** A sentence for others. */
  offer?: string | undefined;
  /** Of a wait. */
  waiting?: Waiting;
  /** The proofs that could be looked at, while the others are asked for. */
  looked?: Looked;
  /** Of those others, the ones that somebody has said to be so. */
  said?: readonly string[];
  /** Set when the outcome could not be recorded and so does not count. */
  unrecorded?: Outcome;
  /** The outcome with which the walk went elsewhere; the session begins the step anew. */
  turned?: Outcome;
};

/** Of the page or list on screen, as only what draws it knows: how far it can be scrolled, and how many of its rows are seen at once. */
export type Sight = {furthest: number; rows: number; /** What stands below a list. */ below?: {furthest: number; rows: number}};

/** What can happen. Keys become messages through the key map; everything else comes from effects. */
export type Message =
  | {type: 'key'; key: Key}
  | {type: 'resized'; columns: number; rows: number}
  | {type: 'read'; cards: PickerCards | LobbyCards}
  | {type: 'opened'; walk: Standing & Pick<Walk, 'runbook' | 'session' | 'journalPath' | 'drill'>}
  | {type: 'earlier walks'; earlier: EarlierWalks}
  | {type: 'not opened'; trouble: Trouble}
  | ({type: 'another had it'} & GoesOn)
  | ({type: 'occupied'} & Pick<OccupiedScreen, 'begin' | 'environment' | 'occupants'>)
  | {type: 'planned'; step: string; plan: Plan; standing?: Standing}
  | {type: 'not planned'; step: string; trouble: Trouble; standing?: Standing}
  | {type: 'ticked'; elapsed: number}
  /** A second has passed while something counts them. */
  | {type: 'timed'; time: Time}
  | {type: 'shared'; sign: ShareSign}
  | {type: 'heard'; from: FromDesks}
  /** What the conductor reports. `standing` is with whatever comes after something was read or written. */
  | {type: 'reported'; report: Report; standing?: Standing}
  | {type: 'asked'; step: string; question: Question}
  | {type: 'typed twice'; same: boolean}
  | {type: 'probed'; step: string; lines: readonly string[]; standing?: Standing}
  | {type: 'step ended'; step: string} | {type: 'second press too late'} | /** No key for a moment. */ {type: 'quiet'}
  /** For the person, such as why a step did not start. */
  | {type: 'told'; notice: Notice}
  | ({type: 'completed'; /** Of the path. */ typed: string} & Completed)
  | {type: 'ledger'; view: LedgerView}
  | {type: 'compared'; comparison: TelemetryComparison}
  | ({type: 'drills'} & DrillCards)
  /** A drill is closed; `problem`: why it is not in the roster. */
  | {type: 'debriefed'; debrief: Debrief | undefined; trouble: Trouble | undefined}
  | {type: 'status'; status: StatusReading; found: readonly Found[]}
  | {type: 'sessions'; sessions: readonly HistoryCard[]; unread: readonly Trouble[]}
  | {type: 'story'; session: string; page: Page}
  /** What a walk that is watched has come to. */
  | {type: 'watched'; session: string; walk: Watched; whose: Whose}
  | {type: 'documents'; documents: DocumentTexts}
  | {type: 'recorded'; told: RecordTold}
  | {type: 'signalled'; exit: number};
