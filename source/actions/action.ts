import type {DoctrineDocuments} from '../connector/doctrine.ts';
import type {Clock} from '../clock.ts';
import type {Environment} from '../environment/environment.ts';
import type {ExitCode} from '../errors.ts';
import type {JsonObject} from '../json.ts';
import type {ActionSignature} from '../runbook/schema.ts';

/** What an action may touch. It has no other door to the world. */
export type Ports = {
  environment: Environment;
  documents: DoctrineDocuments;
  clock: Clock;
  /** What earlier steps of this session made, for the steps that review it. */
  earlier: Earlier;
};

export type Earlier = {
  /** Path of the newest receipt of this session; undefined before any smoke run. */
  receipt?: string;
};

/** One line of the live progress list. `stage` identifies it: a later report replaces an earlier one. */
export type Progress = {
  stage: string;
  state: 'running' | 'ok' | 'failed' | 'skipped';
  /** Raw text; whoever shows it makes it displayable. */
  text: string;
  milliseconds?: number;
};

export type Attachment = {name: string; mediaType: 'application/json' | 'text/markdown' | 'text/plain'; text: string};

export type ActionFailure = {
  /** Stable word for machines, kebab-case. */
  code: string;
  /** Raw text, masked. */
  message: string;
  next: string;
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
  /** What later steps of the session need to know. */
  earlier?: Earlier;
};

/** When a step was started that has no outcome, and where the ledger ended then. */
export type Started = {at: string; ledgerBytes: number};

export type Action = {
  signature: ActionSignature;
  /** Whether it happened, as far as can be seen without changing anything; one sentence a line, raw text. */
  probe?(ports: Ports, started: Started): Promise<string[]>;
  run(parameters: readonly string[], ports: Ports, signal: AbortSignal): AsyncGenerator<Progress, ActionResult>;
};
