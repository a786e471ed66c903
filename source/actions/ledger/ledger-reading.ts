import {exitCode} from '../../errors.ts';
import {growthSince, type Growth} from '../../ledger/growth.ts';
import {reviewLedger} from '../../ledger/review-file.ts';
import type {LedgerReview} from '../../ledger/review.ts';
import type {Ports} from '../action.ts';
import {failed} from '../failed-result.ts';

type Refused = {ok: false; result: ReturnType<typeof failed>};

/** Reviews the whole ledger; refused where somebody stopped it on the way. */
export async function readWholeLedger(ledger: string, now: number, signal: AbortSignal): Promise<{ok: true; review: LedgerReview} | Refused> {
  const review = await reviewLedger(ledger, now, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  if (review) return {ok: true, review};
  return refused('stopped', 'the ledger was not read to its end', 'Run this step again; nothing was changed.', exitCode.interrupted);
}

/** What the ledger gained from byte `from` on; `then` says what that place was, such as `when step freeze ended`. */
export function readGrowth({environment, clock}: Pick<Ports, 'environment' | 'clock'>, from: number, then: string): {ok: true; growth: Extract<Growth, {kind: 'grown'}>} | Refused {
  const growth = growthSince(environment.places.ledger, from, clock.now());
  switch (growth.kind) {
    case 'grown':
      return {ok: true, growth};
    case 'unreadable':
      return refused('ledger-unreadable', `the ledger cannot be read: ${growth.reason}`, 'Correct what keeps it from being read, then run this step again.');
    case 'shorter':
      return refused('ledger-shorter', `the ledger has ${growth.size} bytes; ${then} it had ${from}`, 'Somebody cut the ledger: stop, keep it as it is and tell whoever owns it.');
  }
}

function refused(...told: Parameters<typeof failed>): Refused {
  return {ok: false, result: failed(...told)};
}
