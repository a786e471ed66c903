import type {Refused, Trouble} from '../../errors.ts';
import type {CommandRun} from '../command/run-command.ts';
import {Secret} from '../../secret.ts';
import {isTokenName, sharedToken, useMcp} from '../toggles.ts';
import type {ToggleReport} from '../toggle-change.ts';
import type {CommandOutput} from '../command/output-lines.ts';

/** A toggle's text, or a token. */
export type StoreValue = string | Secret;

export type Held = {
  value: StoreValue | undefined;
  /** Whether it is that very value; tokens are compared without being opened. */
  is(value: StoreValue): boolean;
};

export type StoreLook =
  | (Held & {ok: true; /** Changes when what a change would start from does. */ basis: string})
  | (Refused & {/** True where the store only takes, by its nature. */ onlyTakes?: true});

type StorePlan = {ok: true; from: string | null; where: string; does: readonly string[]; basis: string} | Refused;

/** `failed`: nothing was changed. `unknown`: it may have been. */
export type StoreChange = {outcome: 'done'} | ({outcome: 'failed' | 'unknown'} & Trouble);

/** What a change is made with. */
export type Hand = {
  report(report: ToggleReport): void;
  signal: AbortSignal;
  /** What the commands of this change printed, in their order. */
  output: CommandOutput[];
  /** Runs a command of the change and reports what it prints. */
  run(command: readonly string[], stage: ToggleReport['stage'], input?: string): Promise<CommandRun>;
};

/** One place in which a deployment keeps toggles or its token. */
export type Store = {
  label: string;
  look(name: string, signal: AbortSignal): Promise<StoreLook>;
  plan(name: string, value: StoreValue, signal: AbortSignal): Promise<StorePlan>;
  /** Looks whether it is still what `basis` says, then writes. Not yet in force, not yet read back. */
  write(name: string, value: StoreValue, basis: string, hand: Hand): Promise<StoreChange>;
};

/** What every store is given. */
export type StoreTerms = {
  /** A digest that nobody else can make: one of a page with a password in it could be tried out. */
  basis(...parts: string[]): string;
  /** A value as text: masked, a token as its fingerprint, null when there is none. */
  tell(value: StoreValue | undefined): string | null;
  /** Runs a command that prints what a deployment holds; its output is not reported. */
  ask(command: readonly string[], signal: AbortSignal): Promise<CommandRun>;
  now(): number;
};

/** What was read under a name; a token is a `Secret` from here on, and one of nothing is none. */
export function held(name: string, plain: string | undefined): Held {
  const value = isTokenName(name) ? (plain ? new Secret(plain) : undefined) : plain;
  return {value, is: other => plain !== undefined && (other instanceof Secret ? other.matches(plain) : other === plain)};
}

/** Where a store that cannot be read at all leaves nobody anything to go by; the others may come from elsewhere. */
export function isNeeded(name: string): boolean {
  return name === useMcp || name === sharedToken;
}

/** The answer where a store is no longer what the change was made from. */
export function staleness(label: string): StoreChange {
  return {
    outcome: 'failed',
    problem: `${label} was changed since this was planned; nothing was changed now`,
    next: 'Look again: the change is planned anew from what it says now.',
  };
}
