import type {DoctrineDocuments} from '../connector/doctrine.ts';
import type {Clock} from '../clock.ts';
import type {Environment} from '../environment/environment.ts';
import type {ExitCode, Refused, Trouble} from '../errors.ts';
import type {Attachment} from '../journal/evidence.ts';
import type {PlanItem} from '../journal/step-record.ts';
import type {JsonObject} from '../json.ts';
import type {RecordKeeper} from '../record-keeper.ts';
import type {ActionSignature} from '../runbook/schema.ts';

/** What an action may touch. It has no other door to the world. */
export type Ports = {
  environment: Environment;
  documents: DoctrineDocuments;
  clock: Clock;
  /** The command that goes on with this session, to be pasted; undefined outside one. */
  goOn?: string | undefined;
  /** Undefined where nobody keeps records. */
  records?: RecordKeeper | undefined;
  /** What earlier steps of this session made, for the steps that review it. */
  earlier: Earlier;
  /** Asks the person who drives the step; undefined where nobody is there. */
  ask: Ask;
};

/** A `secret` is typed unseen; whoever gets the answer makes it a `Secret` at once. An `offer` is a sentence to be copied, not a question. */
/** `of` whom it is asked where that is not the operator. */
export type Question = {kind: 'statement' | 'text' | 'secret' | 'offer'; text: string; of?: string};

/** A statement is answered `yes` or `no`, an offer by anything, the others in the operator's words. */
export type Ask = (question: Question, signal: AbortSignal) => Promise<string | undefined>;

export type Earlier = {
  /** Path of the newest receipt of this session; undefined before any smoke run. */
  receipt?: string;
  /** Fingerprint of the token that a step of this session put in last. */
  token?: string;
  /** Undefined outside a session. */
  session?: {id: string; incident: string | null; operator: string};
  /** By step id: the step as people know it, by number and title. */
  named?: ReadonlyMap<string, string>;
  /** By step id: when a step last ended well, and how long the ledger was then. */
  ended?: ReadonlyMap<string, {at: string; ledgerBytes: number}>;
};

/** What an action would do if it ran now. Made by reading only. */
export type ActionPlan = {
  items: readonly PlanItem[];
  /** Exact commands and edits in their order, for the eyes and for doing it by hand. */
  does: readonly string[];
  /** True where the tool has no hands: the operator does it and says so. */
  byHand: boolean;
  /** Changes when what it was made from does. */
  basis: string;
  /** Paths of files that it was made from and that others only append to, by their names for people. It says nothing of how long they are. */
  grows?: Readonly<Record<string, string>>;
};

export type ActionPlanning = {ok: true; plan: ActionPlan} | Refused;

/** What a fact says of something that this program cannot see: whoever drives the step is asked instead. */
export const notKnown = 'not known';

/** One line of the live progress list. `stage` identifies it: a later report replaces an earlier one. */
export type Progress = {
  stage: string;
  state: 'running' | 'ok' | 'failed' | 'skipped';
  /** Raw text; whoever shows it makes it displayable. */
  text: string;
  milliseconds?: number;
};

export type ActionFailure = Trouble & {
  /** Stable word for machines, kebab-case. */
  code: string;
  exit: ExitCode;
};

/**
 * Expected outcomes are values. `unknown`: something was sent and no answer came, so it may have
 * acted. `failed`: it ran and did not succeed. `done`: it ran; the proofs decide what that is worth.
 */
export type ActionResult = {
  outcome: 'done' | 'failed' | 'unknown';
  /** What the proofs look at; masked. */
  facts: JsonObject;
  failure?: ActionFailure;
  attachments: Attachment[];
  /** A sentence for others, to be copied before anything is vouched for. */
  offer?: string;
  /** What later steps of the session need to know. */
  earlier?: Earlier;
};

/** When a step was started that has no outcome, and where the ledger ended then. */
export type Started = {at: string; ledgerBytes: number; /** What the step said it would change. */ plan: readonly PlanItem[]};

export type Action = {
  signature: ActionSignature;
  /** Paths into its facts that proofs may test, each with what is found there. Pages are made from this. */
  facts: Readonly<Record<string, string>>;
  /** What whoever drives the step is asked for while it runs. */
  asks?: Question;
  /** The same where it is asked only because of what it finds; without an answer it goes on. */
  mayAsk?: Question;
  /** For actions that change something: what exactly. */
  plan?(parameters: readonly string[], ports: Ports, signal: AbortSignal): Promise<ActionPlanning>;
  /** Whether it happened, as far as can be seen without changing anything; one sentence a line, raw text. */
  probe?(ports: Ports, started: Started): Promise<string[]>;
  run(parameters: readonly string[], ports: Ports, signal: AbortSignal): AsyncGenerator<Progress, ActionResult>;
};
