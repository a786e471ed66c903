import type {Clock} from '../clock.ts';
import {judgeHandshake} from '../connector/acknowledgement.ts';
import {handshakeAttempts, handshakeWaits, type HandshakeBody} from '../connector/handshake.ts';
import type {Json, JsonObject} from '../json.ts';
import type {Gateway} from './client.ts';
import {exchangeLimit, startDeadline, type Deadline} from './limits.ts';
import type {GatewayOutcome, OutcomeKind} from './outcome.ts';

export type AttemptReport = {
  /** 1 for the first. */
  attempt: number;
  /** Attempts there may be in all. */
  of: number;
} & (
  | {kind: 'started'}
  | {kind: 'accepted'; milliseconds: number}
  | {
      kind: 'failed';
      milliseconds: number;
      reason: string;
      /** Milliseconds until the next attempt; absent when there is none. */
      wait?: number;
    }
);

export type HandshakeResult = {
  /** Attempts made, whether or not their bytes left this machine. */
  attempts: number;
  /** The whole exchange, waits included. */
  milliseconds: number;
} & (
  | {
      kind: 'accepted';
      /** The whole answer, secrets masked. */
      answer: JsonObject;
      session: JsonObject;
      contexts: string[];
    }
  | {
      kind: 'failed';
      reason: string;
      /** How the last attempt ended; `ok` where the gateway answered and what it said was refused. */
      outcome: Exclude<OutcomeKind, 'sent, no answer'>;
      /** No attempt's bytes left this machine. */
      nothingSent: boolean;
      status?: number;
      /** What the gateway said, where it answered acceptable JSON. */
      answer?: Json;
      excerpt?: string;
      cancelled?: true;
    }
  | {
      /** The last attempt was sent and not answered, or by nothing that can be read: the gateway may hold a session we do not know. */
      kind: 'unknown';
      reason: string;
      cancelled?: true;
    }
);

export type HandshakeExchange = {
  gateway: Gateway;
  body: HandshakeBody;
  clock: Clock;
  signal?: AbortSignal | undefined;
  onAttempt?: ((report: AttemptReport) => void) | undefined;
  /** Milliseconds for all attempts and waits; {@link exchangeLimit} unless given. */
  limit?: number | undefined;
};

type Verdict = {retry: boolean; result: WithoutTally<HandshakeResult>};
type WithoutTally<T> = T extends unknown ? Omit<T, 'attempts' | 'milliseconds'> : never;

/**
 * The handshake with its retries (protocol notes, section 5): the same body each time, again only
 * after a 5xx status or an unauthenticated answer, and the last attempt's own error is the one told.
 * One limit covers all of it, so that a slow gateway cannot hold the console three times over.
 */
export async function exchangeHandshake(exchange: HandshakeExchange): Promise<HandshakeResult> {
  const {gateway, body, clock, signal, onAttempt, limit = exchangeLimit} = exchange;
  const began = clock.monotonic();
  const deadline = startDeadline(clock, limit, 'the whole handshake exchange');
  let nothingSent = true;
  for (let attempt = 1; ; attempt++) {
    const place = {attempt, of: handshakeAttempts};
    onAttempt?.({...place, kind: 'started'});
    const outcome = await gateway.post('/handshake', body, {readBody: true, signal, deadline});
    nothingSent &&= outcome.kind === 'not sent' || outcome.kind === 'refused before sending';
    const {retry, result} = judgeOutcome(outcome, nothingSent);
    const {milliseconds} = outcome;
    const tally = () => ({attempts: attempt, milliseconds: Math.round(clock.monotonic() - began)});
    if (result.kind === 'accepted') {
      onAttempt?.({...place, kind: 'accepted', milliseconds});
      return {...result, ...tally()};
    }
    const wait = retry ? handshakeWaits[attempt - 1] : undefined;
    const {reason} = result;
    if (wait === undefined || !leavesTime(deadline, wait, clock)) {
      onAttempt?.({...place, kind: 'failed', milliseconds, reason});
      const outOfTime = wait === undefined ? '' : `; no time was left for attempt ${attempt + 1} (${deadline.name})`;
      return {...result, reason: `${reason}${outOfTime}`, ...tally()};
    }
    onAttempt?.({...place, kind: 'failed', milliseconds, reason, wait});
    if (!(await pause(clock, wait, signal))) {
      return {...result, reason: `${reason}; cancelled before attempt ${attempt + 1}`, cancelled: true, ...tally()};
    }
  }
}

function judgeOutcome(outcome: GatewayOutcome, nothingSent: boolean): Verdict {
  switch (outcome.kind) {
    case 'sent, no answer': {
      const {milliseconds: _, ...rest} = outcome;
      return {retry: false, result: {...rest, kind: 'unknown'}};
    }
    case 'not sent':
    case 'refused before sending':
    case 'bad answer':
    case 'error answer': {
      const {milliseconds: _, kind, ...rest} = outcome;
      // Without a status nobody can say that it was the gateway that spoke.
      if (kind === 'bad answer' && outcome.status === undefined) return {retry: false, result: {...rest, kind: 'unknown'}};
      const retry = outcome.kind === 'error answer' && outcome.status >= 500 && outcome.status <= 599;
      return {retry, result: {...rest, kind: 'failed', outcome: kind, nothingSent}};
    }
    case 'ok': {
      const {status, body: answer = null} = outcome;
      const verdict = judgeHandshake(answer);
      if (verdict.kind === 'accepted') return {retry: false, result: verdict};
      const {reason, retry} = verdict;
      return {retry, result: {kind: 'failed', reason, outcome: 'ok', nothingSent, status, answer}};
    }
  }
}

function leavesTime(deadline: Deadline, wait: number, clock: Clock): boolean {
  return clock.monotonic() + wait < deadline.at;
}

/** False when the signal ended it. */
async function pause(clock: Clock, milliseconds: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
  return !signal?.aborted;
}
