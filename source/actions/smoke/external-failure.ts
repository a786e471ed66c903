import {passAdvice} from '../../environment/command/command-variables.ts';
import type {CommandEnding} from '../../environment/command/command-ending.ts';
import {exitCode} from '../../errors.ts';
import {isJsonObject, type Json} from '../../json.ts';
import type {SmokeFailure} from './smoke-failure.ts';

/** How a smoke command of the environment can fail, each with the sentence that helps. */

/** The original starts its reason so (protocol notes, section 11); a stack trace follows it. */
const originalReason = /^Stage B smoke checks failed: .*$/m;

/** What env(1) answers for a program that it cannot find, or may not start (POSIX.1-2024, env, EXIT STATUS). */
const neverStarted: readonly number[] = [126, 127];

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
  if (neverStarted.includes(exit) && /^env: /m.test(said)) {
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

export function exitFailure(command: string, exit: number, said: string): SmokeFailure {
  const words = lastWords(said);
  const failure: SmokeFailure = {
    outcome: 'failed',
    code: 'smoke-exit',
    problem: `${command} ended with exit code ${exit}${words === undefined ? '' : `: ${words}`}`,
    next: `Read what it printed, kept with this step, correct the cause and run again. ${passAdvice}`,
    exit: exitCode.checkFailed,
  };
  return words !== undefined && settledReasons.some(reason => reason.test(words)) ? failure : unknownOf(failure);
}

/**
 * Reasons that leave nothing to be looked up: the run never came to send its heartbeat, or the gateway
 * said itself that it refuses (protocol notes, sections 4, 5 and 11), or Python found nothing to run.
 */
const settledReasons: readonly RegExp[] = [
  /ABZU_USE_MCP=1 required|MCP is not enabled/,
  /Invalid JSON supplied via|must be a JSON list/,
  /MCP handshake (?:authentication failed|returned invalid payload|missing session information)|rehearsal context not acknowledged/,
  /All connection attempts failed|Connection refused|Name or service not known|Temporary failure in name resolution/,
  /for url '[^']*\/handshake'/,
  /No module named|can't open file|^usage: |error: unrecognized arguments/,
];

/** The same by the codes of our own command, whose error is a document. */
const settledCodes: ReadonlySet<string> = new Set([
  'usage', 'toggles-forbid', 'gateway-address', 'invalid-override', 'invalid-heartbeat', 'handshake-refused', 'gateway-not-reached', 'gateway-error-answer', 'heartbeat-gateway-error-answer', 'heartbeat-gateway-not-reached',
]);

/** Of several lines the reason, else the last one: a stack trace ends with what went wrong. */
function lastWords(said: string): string | undefined {
  return originalReason.exec(said)?.[0] ?? said.split('\n').findLast(line => line.trim() !== '')?.trim();
}

/** Our own commands print this instead of a document when they fail. */
function errorIn(value: Json | undefined): {code: string; message: string; next: string} | undefined {
  const error = isJsonObject(value) && value.ok === false ? value.error : undefined;
  if (!isJsonObject(error) || typeof error.message !== 'string') return undefined;
  return {code: String(error.code), message: error.message, next: typeof error.next === 'string' ? error.next : 'Correct the cause and run again.'};
}
