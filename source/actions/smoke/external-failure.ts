import {passAdvice} from '../../environment/command/command-variables.ts';
import type {CommandEnding} from '../../environment/command/command-ending.ts';
import {exitCode} from '../../errors.ts';
import {isJsonObject, type Json} from '../../json.ts';
import type {SmokeFailure} from './smoke-failure.ts';

/** How a smoke command of the environment can fail, each with the sentence that helps. */

/** The original begins its reason so (protocol notes, section 11); a stack trace follows it. */
const originalReason = /^Stage B smoke checks failed: (.*)$/gm;

/** What env(1) answers for a program that it cannot find, or may not start (POSIX.1-2024, env, EXIT STATUS). */
const neverStarted: readonly number[] = [126, 127];
const startFailure = /^env: .*(?:\nenv: .*)*$/;

export function skippingFailure(command: string): SmokeFailure {
  return {
    outcome: 'failed',
    code: 'usage',
    problem: `the environment runs ${command} for the smoke checks, and only that command decides about its heartbeat`,
    next: 'Run without --skip-heartbeat, or write it into the command. Nothing was sent.',
    exit: exitCode.usage,
  };
}

/** It did not end by itself. Once it has started, what it sent is unknown. */
export function endingFailure(ending: Exclude<CommandEnding, {kind: 'ended'}>, text: string): SmokeFailure {
  if (ending.kind === 'not started') {
    return {outcome: 'failed', code: 'smoke-not-started', problem: text, next: `${ending.next} Nothing was sent.`, exit: exitCode.usage};
  }
  if (ending.kind === 'cancelled' && !ending.started) {
    return {outcome: 'failed', code: 'stopped', problem: text, next: 'Run this step again. Nothing was sent.', exit: exitCode.interrupted};
  }
  return unknownOf({code: 'smoke-unknown', problem: text, exit: exitCode.unknown});
}

/** It may have sent a handshake, a heartbeat or both; nobody but the gateway can tell. */
export function unknownOf({code, problem}: Pick<SmokeFailure, 'code' | 'problem' | 'exit'>): SmokeFailure {
  return {
    outcome: 'unknown',
    code,
    problem: `${problem}; what it sent before is unknown`,
    next: 'Look at the gateway whether it took a handshake and a heartbeat before you run again.',
    exit: exitCode.unknown,
  };
}

export type BadDocument = {command: string; exit: number; reason: string; /** Standard error, masked. */ said: string; value: Json | undefined};

/** It ended and there is no receipt in what it printed. */
export function documentFailure({command, exit, reason, said, value}: BadDocument): SmokeFailure {
  const told = errorIn(value);
  if (told) {
    const failure: SmokeFailure = {outcome: 'failed', code: 'smoke-failed', problem: `${command}: ${told.message}`, next: told.next, exit: exitCode.checkFailed};
    return settledCodes.has(told.code) ? failure : unknownOf(failure);
  }
  if (neverStarted.includes(exit) && startFailure.test(said.trim())) {
    return {
      outcome: 'failed',
      code: 'smoke-not-started',
      problem: `${command} could not be started: ${lastWords(said) ?? `exit code ${exit}`}`,
      next: 'Correct the command where the environment names it. Nothing was sent.',
      exit: exitCode.usage,
    };
  }
  if (exit !== 0) return exitFailure(command, exit, said);
  const {next, ...unknown} = unknownOf({code: 'smoke-no-receipt', problem: `${command} ended well and printed no smoke document: ${reason}`, exit: exitCode.unknown});
  return {...unknown, next: `${next} Check that the command prints the document alone, as with --json.`};
}

/** `sent`: a receipt is there, so it did send; whatever it says after that settles nothing. */
export function exitFailure(command: string, exit: number, said: string, {sent = false} = {}): SmokeFailure {
  const words = lastWords(said);
  const failure: SmokeFailure = {
    outcome: 'failed',
    code: 'smoke-exit',
    problem: `${command} ended with exit code ${exit}${words === undefined ? '' : `: ${words}`}`,
    next: `Read what it printed, kept with this step, correct the cause and run again. ${passAdvice}`,
    exit: exitCode.checkFailed,
  };
  return !sent && isSettled(said) ? failure : unknownOf(failure);
}

/**
 * Reasons of the original, whole, that leave nothing to be looked up: it never came to send its heartbeat, or
 * the gateway said itself that it refuses (protocol notes, sections 4, 5 and 11). What fails after the heartbeat,
 * as the crown's module does that cannot be imported, may be worded as freely as it likes: it is none of these.
 */
const settledReasons: readonly RegExp[] = [
  /^ABZU_USE_MCP=1 required for Stage B smoke checks$/,
  /^MCP is not enabled$/,
  /^Invalid JSON supplied via \w+$/,
  /^\w+ must be a JSON list$/,
  /^MCP handshake (?:authentication failed|returned invalid payload|missing session information)$/,
  /^Stage B rehearsal context not acknowledged by MCP$/,
  /^(?:(?:Client|Server) error|Redirect response) '[^']*' for url '[^']*\/handshake'$/,
];

/** What the client says where there is no connection; the trace has to show that it is the client who says it. */
const noConnection = /^(?:All connection attempts failed|\[Errno -?\d+\] (?:Connection refused|Name or service not known|Temporary failure in name resolution))$/;

/** All that Python says where it finds nothing to run, or its reader of arguments where it was called wrongly. */
const neverBegan = /^(?:\S*python[\d.]*: (?:No module named |Error while finding module specification for |can't open file ).*|usage: [^]*\n\S+: error: .*)$/;

function isSettled(said: string): boolean {
  const reasons = [...said.matchAll(originalReason)].map(([, reason = '']) => reason.trim());
  if (reasons.length === 0) return neverBegan.test(said.trim());
  return reasons.every(reason => settledReasons.some(settled => settled.test(reason)) || (noConnection.test(reason) && said.includes(`httpx.ConnectError: ${reason}`)));
}

/** The same by the codes of our own command, whose error is a document. */
const settledCodes: ReadonlySet<string> = new Set([
  'usage', 'toggles-forbid', 'gateway-address', 'invalid-override', 'invalid-heartbeat', 'handshake-refused', 'gateway-not-reached', 'gateway-error-answer', 'heartbeat-gateway-error-answer', 'heartbeat-gateway-not-reached',
]);

/** Of several lines the reason, else the last one: a stack trace ends with what went wrong. */
function lastWords(said: string): string | undefined {
  return said.match(originalReason)?.at(-1) ?? said.split('\n').findLast(line => line.trim() !== '')?.trim();
}

/** Our own commands print this instead of a document when they fail. */
function errorIn(value: Json | undefined): {code: string; message: string; next: string} | undefined {
  const error = isJsonObject(value) && value.ok === false ? value.error : undefined;
  if (!isJsonObject(error) || typeof error.message !== 'string') return undefined;
  return {code: String(error.code), message: error.message, next: typeof error.next === 'string' ? error.next : 'Correct the cause and run again.'};
}
