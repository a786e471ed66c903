import type {Block} from './schema.ts';

/**
 * A drill: a story to walk a runbook by, what goes wrong in it, and how it should be walked. Read
 * from one section of `<runbook>.scenarios.md`. All texts are raw outside text.
 */
export type Scenario = {
  /** Id of the runbook that is walked. */
  runbook: string;
  /** The page's path as it was given to the reader. */
  file: string;
  /** As in the heading, counted from 1. */
  number: number;
  id: string;
  title: string;
  /** Line of the heading in the page, counted from 1. */
  line: number;
  level: Level;
  /** One sentence. */
  teaches: string;
  /** What the trainee is told. */
  story: Block[];
  strikes: Strike[];
  /** The step in which the console dies, to be started again. */
  kill?: {line: number; step: string};
  /** Toggles that are set for this drill alone. */
  overrides: Override[];
  /** The model path: every arrival at a step, in order. */
  path: Pass[];
  /** Paths that lead to a failure, each with what it means. */
  wrong: WrongPath[];
  /** In the order of their times. */
  hints: Hint[];
  /** What an unattended walk along the model path answers. */
  answers: Answer[];
  ends: End;
  /** What is true of the practice world after the model path. */
  world: WorldFact[];
  /** What to read afterwards. */
  read: string[];
};

export const levels = ['easy', 'medium', 'hard'] as const;

export type Level = (typeof levels)[number];

/** A fault, and when it begins. */
export type Strike = {line: number; fault: string; when: {kind: 'start'} | {kind: 'at' | 'after'; step: string}};

export type Override = {line: number; name: string; value: string};

/** One arrival at a step. `fails`: it does not go well there. */
export type Pass = {step: string; fails: boolean};

export type WrongPath = {line: number; passes: Pass[]; /** What it would have meant, one sentence. */ means: string};

/** Given to whoever asks, `after` so many milliseconds without being asked. */
export type Hint = {line: number; after: number; text: string};

export const settlements = ['done', 'not done', 'cannot tell', 'accepted'] as const;

/**
 * What is answered at a step. Several of one kind for one step are used in their order, one at each
 * arrival, and the last one from then on. Statements without an answer are said to be so.
 */
export type Answer = {line: number; step: string} & (
  /** To the step's question, or to one of its action. */
  | {kind: 'text'; text: string}
  /** To a question for a secret: one that is made up. */
  | {kind: 'secret'}
  /** To what the operator is asked to vouch for: it is not so. */
  | {kind: 'says no'}
  /** The judgement that is made, in the words of the page. */
  | {kind: 'way'; way: string}
  | {kind: 'skip'; reason: string}
  | {kind: 'settle'; settlement: (typeof settlements)[number]; note: string}
  /** The step is done in another way than by its action; how. */
  | {kind: 'otherwise'; reason: string}
);

/** How the model path ends; `means` says it for people. */
export type End = {line: number; means?: string} & ({kind: 'completed'} | {kind: 'stopped' | 'unknown' | 'escalated'; step: string});

export type WorldFact = {line: number} & (
  | {kind: 'route'; route: 'mcp' | 'legacy' | 'unknown'}
  | {kind: 'ledger lines'; count: number}
  | {kind: 'ledger lines unchanged'}
  | {kind: 'handshakes'; count: number}
  | {kind: 'old token refused'}
);
