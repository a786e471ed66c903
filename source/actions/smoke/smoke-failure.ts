import {StorageError} from '../../durable-file.ts';
import {useMcp} from '../../environment/toggles.ts';
import {exitCode} from '../../errors.ts';
import type {HandshakeResult} from '../../gateway/exchange-handshake.ts';
import type {GatewayOutcome} from '../../gateway/outcome.ts';
import {kindCodes} from '../gateway-codes.ts';
import type {ActionFailure, Ports} from '../action.ts';
import {openConversation, type Conversation} from '../open-conversation.ts';

/** How a smoke run can fail, each with the sentence that helps (design, section 10). */
export type SmokeFailure = ActionFailure & {outcome: 'failed' | 'unknown'};

/** As the original words it (protocol notes, section 3). */
const smokeRefusal = `${useMcp}=1 required for Stage B smoke checks`;

/** What a smoke run is made of before anything is sent, or why it cannot be. Holds for a command of the environment too. */
export function openRun(ports: Pick<Ports, 'environment' | 'clock'>): Conversation | {failure: SmokeFailure} {
  const opened = openConversation(ports, {refusal: smokeRefusal});
  return 'failure' in opened ? {failure: {outcome: 'failed', ...opened.failure}} : opened;
}

export function notRecorded(error: StorageError, sent: string): SmokeFailure {
  return {
    outcome: 'failed',
    code: 'not-recorded',
    problem: error.message,
    next: `Make room or correct the permissions, then run again. ${sent}`,
    exit: exitCode.notRecorded,
  };
}

export function handshakeFailed(result: Exclude<HandshakeResult, {kind: 'accepted'}>): SmokeFailure {
  if (result.kind === 'unknown') return unanswered('handshake', result.reason);
  const tries = result.attempts > 1 ? ` (${result.attempts} attempts)` : '';
  const refused = result.outcome === 'ok';
  return {
    outcome: 'failed',
    code: refused ? 'handshake-refused' : kindCodes[result.outcome],
    problem: `${result.reason}${tries}`,
    next: refused
      ? 'The gateway answered and refused: check the token and the stage context, then run again. No ledger line was written.'
      : 'Check that the gateway runs and that the address is right, then run again; while it is down, operators belong on the legacy handlers. No ledger line was written.',
    exit: exitCode.gateway,
  };
}

export function heartbeatFailed(outcome: Exclude<GatewayOutcome, {kind: 'ok'}>): SmokeFailure {
  if (!isRefusal(outcome)) return unanswered('heartbeat', outcome.reason);
  return {
    outcome: 'failed',
    code: `heartbeat-${kindCodes[outcome.kind]}`,
    problem: outcome.reason,
    next: 'The handshake was good and the heartbeat was not taken: look at the gateway, then run again. No ledger line was written.',
    exit: exitCode.gateway,
  };
}

/**
 * Statuses that say by their definition that the request was not done (RFC 9110, 15.5 and 15.6; RFC 6585; RFC 7725). Left out
 * is what somebody says who waited in vain, and a front may be the one (408, 502, 504); what no RFC defines, as the
 * 52x of some fronts, says nothing either.
 */
const refusals: ReadonlySet<number> = new Set([
  400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 426, 428, 429, 431, 451, 500, 501, 503, 505, 511,
]);

/** Whether the gateway itself says that it did not take the heartbeat, or nothing left this machine. */
function isRefusal(outcome: Exclude<GatewayOutcome, {kind: 'ok'}>): boolean {
  if (outcome.kind !== 'error answer') return outcome.kind === 'not sent' || outcome.kind === 'refused before sending';
  return refusals.has(outcome.status);
}

/** The gateway may have acted, so this is not a failure that one may assume away. */
function unanswered(request: string, error: string): SmokeFailure {
  return {
    outcome: 'unknown',
    code: `${request}-unknown`,
    problem: `${error}; whether the gateway took the ${request} is unknown`,
    next: `Look at the gateway whether it took the ${request} before you run again. No ledger line was written.`,
    exit: exitCode.gateway,
  };
}
