/**
 * A runbook as the rest of the program sees it: an ordered list of steps read from one Markdown
 * page. All texts are raw outside text; they pass display() where they reach a screen.
 */

/** One word or several joined by hyphens, as ids of runbooks and steps are. */
export const idForm = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export type Runbook = {
  id: string;
  title: string;
  version: string;
  /** One sentence for the picker. */
  summary: string;
  /** The page's path as it was given to the reader. */
  file: string;
  intro: Block[];
  steps: Step[];
  /** Id of the closing step, the last one of the page: no finished walk goes around it. */
  closing: string;
  /** Walked in practice and nowhere else. */
  practiceOnly?: boolean;
  /** How old the drills are that the ledger of a practice walk starts with, in milliseconds; without it that is empty. */
  practiceLedger?: number;
};

export const stepKinds = ['check', 'action', 'wait', 'manual', 'note', 'approve'] as const;

export type StepKind = (typeof stepKinds)[number];

export type Effect = {kind: 'reads'} | {kind: 'changes'; what: string};

/** One screen: read, act, prove. */
export type Step = {
  /** As in the heading, counted from 1. */
  number: number;
  id: string;
  title: string;
  /** Line of the heading in the page, counted from 1. */
  line: number;
  kind: StepKind;
  effect: Effect;
  /** What must hold before the step may start. */
  before: Proof[];
  /** The question the operator answers in their own words. */
  ask?: string;
  /** What the operator types before anything changes, said in words. */
  confirm?: string;
  action?: ActionCall;
  /** Of a wait: milliseconds between two looks. */
  every?: number;
  /** What must hold afterwards. */
  proofs: Proof[];
  undo?: string;
  /** Milliseconds. */
  budget?: number;
  branches: Branch[];
  /** What a person reads, in the page's order, without the field bullets. */
  prose: Block[];
};

/** `toggle.set` `ABZU_USE_MCP` = `0` gives the parameters `ABZU_USE_MCP` and `0`. */
export type ActionCall = {name: string; parameters: string[]};

/** What the reader knows of a registered action. */
export type ActionSignature = {
  name: string;
  effect: 'reads' | 'changes';
  /** Names of the parameters, in their order. */
  parameters: readonly string[];
  /** The command that does the same by hand; a step's fence must then show exactly this line. */
  command?: string;
  /** Paths into its result that proofs may look at; any where none are named. */
  facts?: readonly string[];
  /** Toggles that a page may name by a slip of the finger; any other name is taken as it stands. */
  toggles?: readonly string[];
};

/** `code` has one span for each line; an `item` of a numbered list starts with its number. */
export type Block = {kind: 'paragraph' | 'item' | 'code'; spans: Span[]};

export type Span = {text: string; style: 'plain' | 'strong' | 'code'};

export type Proof = {
  line: number;
  /** As a person reads it, without Markdown marks. */
  text: string;
} & ({kind: 'stated'} | {kind: 'observed'; subject: Subject; test: Test});

/**
 * Where the tested value is found: in the result of `action`, or without one in the result of the
 * step's own action. `path` leads into that result; without it the action's one value is tested
 * (its member `value`).
 */
export type Subject = {action?: ActionCall; path?: string};

export type Relation = '=' | 'at least' | 'at most';

export type Test =
  | {kind: 'equals'; value: string}
  | {kind: 'differs'; value: string}
  | {kind: 'present'}
  | {kind: 'absent'}
  | {kind: 'count'; relation: Relation; count: number}
  | {kind: 'age'; relation: 'at most'; milliseconds: number};

/**
 * Where the walk goes after an outcome. `when` is the outcome in the page's words; `done` (the step
 * went well) replaces the following step, `failed` is where the walk leads when a step failed, every
 * other one is a judgement that the operator makes. It is offered as long as `while` is so.
 */
export type Branch = {line: number; when: string; while?: Condition; then: Turn[]};

/** What the walk itself knows, and what can make a judgement untrue. */
export type Condition = {kind: 'nothing was changed'} | {kind: 'something was changed'} | {kind: 'step is not done'; id: string};

/** `retry` and a step with a count are followed by the turn that is taken when they are used up. */
export type Turn = {kind: 'step'; id: string; /** How often; without it always. */ upTo?: number} | {kind: 'retry'; times: number} | {kind: 'stop'} | {kind: 'escalate'};
