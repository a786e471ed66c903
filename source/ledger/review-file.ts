import {setImmediate as otherWork} from 'node:timers/promises';
import {entrySteps} from './read-entries.ts';
import {
  addLine,
  finishReview,
  startReview,
  type LedgerCondition,
  type LedgerReview,
  type ReviewInProgress,
} from './review.ts';
import type {Scan} from './scan.ts';

/** Milliseconds of reading between two looks at what else there is to do: a key waits no longer, and its frame takes more. */
const longestTurn = 2;

/**
 * Reviews the whole ledger against `now` (milliseconds since 1970). A ledger that is missing, empty
 * or no text is a verdict, not an error. Gives way to keys and frames while it reads; rejects only
 * with the signal's reason.
 */
export async function reviewLedger(path: string, now: number, signal?: AbortSignal): Promise<LedgerReview> {
  const review = startReview(now);
  let notText = 0;
  const steps = entrySteps(path, (line, raw, number) => {
    if (raw.kind === 'not text') notText += 1;
    addLine(review, line, number);
  });
  try {
    let turn = performance.now();
    for (;;) {
      signal?.throwIfAborted();
      const step = steps.next();
      if (step.done) return finish(review, step.value, notText);
      if (performance.now() - turn > longestTurn) {
        await otherWork();
        turn = performance.now();
      }
    }
  } finally {
    steps.return({kind: 'unreadable', reason: 'not read to its end'});
  }
}

function finish(review: ReviewInProgress, scan: Scan, notText: number): LedgerReview {
  const condition = conditionOf(review, scan, notText);
  return finishReview(review, scan.kind === 'scanned'
    ? {condition, size: scan.size, torn: scan.torn}
    : {condition, size: 0, torn: false});
}

function conditionOf({lines, blank, entries}: ReviewInProgress, scan: Scan, notText: number): LedgerCondition {
  if (scan.kind !== 'scanned') return scan;
  if (scan.size === 0) return {kind: 'empty'};
  if (lines === blank) return {kind: 'blank'};
  return {kind: entries === 0 && notText > 0 ? 'binary' : 'readable'};
}
