import type {Refused, Trouble} from '../errors.ts';
import type {Secret} from '../secret.ts';
import type {CommandOutput} from './command/output-lines.ts';

/**
 * A change of one toggle, told before it is made. All texts are raw and masked; a token is shown as
 * its fingerprint.
 */
export type ToggleChange = {
  /** `ABZU_USE_MCP`. */
  name: string;
  /** `deploy/operator.env, line 3`, or the command's text. */
  where: string;
  /** Null when it was not set. */
  from: string | null;
  to: string;
  /** Each command line or file edit in its order, as a person could do it by hand. */
  does: readonly string[];
  /**
   * 64 hex digits of what the change was made from: another store content, another basis; of a command
   * another value of this toggle. Keyed for this run of the program: a bare digest of a page that has
   * passwords on it could be tried out by whoever reads it in a record.
   */
  basis: string;
};

/**
 * `unknown`: a command was stopped or ended badly after something may have changed.
 * `failed`: nothing was changed, or it was changed and could not be brought into force; `problem` says which.
 */
export type ToggleOutcome = {outcome: 'done' | 'failed' | 'unknown'; output: readonly CommandOutput[]} & Partial<Trouble>;

export type ToggleReport = {stage: 'edit' | 'set' | 'apply'; state: 'running' | 'ok' | 'failed'; text: string};

/** The tool's hands in a deployment: where its toggles live, and how a change comes into force. */
export type Deployment = {
  /** `deploy/operator.env`, or the read command's text. */
  label: string;
  /** How long each of its commands may take, milliseconds. */
  limit?: number | undefined;
  /**
   * The value in the deployment's own store, whatever covers it elsewhere. A token answers as secret.
   * Trouble where the store cannot be read.
   */
  read(name: string, signal: AbortSignal): Promise<DeploymentReading>;
  /** What `set` would do now. A problem where it cannot be done, such as a token in an argument list. */
  plan(name: string, value: string | Secret, signal: AbortSignal): Promise<{ok: true; change: ToggleChange} | Refused>;
  /**
   * Does what `change` says, and refuses with `failed` when the store is no longer what it was made
   * from. Reports each line of output as it comes.
   */
  set(change: ToggleChange, value: string | Secret, report: (report: ToggleReport) => void, signal: AbortSignal): Promise<ToggleOutcome>;
};

export type DeploymentReading =
  | {kind: 'text'; value: string | undefined; source: string}
  | {kind: 'secret'; value: Secret | undefined; source: string; /** Made by this process: what was put in before it is gone. */ anew?: true}
  | ({kind: 'trouble'} & Trouble);
