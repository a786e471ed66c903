import type {LastIncident} from '../../journal/incidents-text.ts';
import type {Trouble} from '../../errors.ts';
import type {EnvironmentClass} from '../../environment/environment.ts';
import type {DrillTold} from '../../drill/roster.ts';
import type {Level} from '../../runbook/scenario.ts';
import type {Readiness} from '../../journal/readiness.ts';

export type RunbookCard = {
  id: string;
  title: string;
  summary: string;
  steps: number;
  /** Its page is still being read: nothing but id and title is known. */
  unread?: true;
  /** Why it cannot be walked: all that is wrong with its page, a line each. */
  trouble?: Trouble | undefined;
  /** When it was last walked to its end. */
  readiness?: Readiness;
};

/** As long as only the head of its page was read. */
export const unreadCard = ({id, title}: Pick<RunbookCard, 'id' | 'title'>): RunbookCard => ({id, title, summary: '', steps: 0, unread: true});

/** What the picker leads to; read in full after the first frame where nothing is opened at once. */
export type PickerCards = {runbooks: readonly RunbookCard[]; environments: readonly EnvironmentCard[]};

/** The whole first screen, after a walk. */
export type LobbyCards = PickerCards & {unfinished: readonly UnfinishedCard[]; unread: readonly Trouble[]};

export type UnfinishedCard = {
  id: string;
  title: string;
  environment: string;
  class: EnvironmentClass;
  operator: string;
  lastAt: string;
  /** Milliseconds since then. */
  age?: number | undefined;
  drill?: true;
};

export type HistoryCard = {
  id: string;
  runbook: string;
  /** Null where nothing that can be read tells it. */
  class: EnvironmentClass | null;
  environment: string | null;
  operator: string;
  incident: string | null;
  openedAt: string;
  lastAt: string;
  /** Milliseconds since it was opened. */
  age?: number | undefined;
  state: string;
  drill?: DrillTold | undefined;
};

export type EnvironmentCard = {
  name: string;
  class: EnvironmentClass;
  gateway: string;
  source: string;
  explains: string;
  /** The one used last. */
  last: boolean;
  /** What was worked on here last. */
  incident?: string | undefined;
  /** That, and what was worked on here before it. */
  incidents?: readonly LastIncident[] | undefined;
  /** Stands for those of a file that cannot be used: what is wrong with it, a line each. */
  trouble?: Trouble | undefined;
};

export type DrillCard = {
  runbook: string;
  runbookTitle: string;
  id: string;
  title: string;
  level: Level;
  teaches: string;
  /** What the operator has made of it so far; undefined before the first time, not known where the roster cannot be read. `last`: canonical timestamp; `age`: milliseconds since then. */
  results: {attempts: number; best: number; last: string; age?: number | undefined} | 'not known' | undefined;
};

/** `unread`: why drills may be missing here, or what was made of them. */
export type DrillCards = {drills: readonly DrillCard[]; unread: readonly Trouble[]};

/** Where a record is and what it says; `sentence` for whoever reads the incident channel; `soFar`: a later one takes its place. `trouble`: why there is none. */
export type RecordTold = {lines: readonly string[]; sentence: string | undefined; soFar: boolean} | {trouble: Trouble};

export type DocumentTexts = ReadonlyArray<{id: string; title: string; from: string; text: string; trouble?: Trouble | undefined}>;
