import {exitCode} from '../errors.ts';
import {gapFile, readGaps} from '../ledger/gap-file.ts';
import {reviewDocument} from '../ledger/review-document.ts';
import {reviewLedger} from '../ledger/review-file.ts';
import {formatSpan} from '../time.ts';
import type {Action, ActionResult} from './action.ts';

const stopped: ActionResult = {
  outcome: 'failed',
  facts: {},
  failure: {code: 'stopped', message: 'the ledger was not read to its end', next: 'Run this step again; it only reads.', exit: exitCode.interrupted},
  attachments: [],
};

/** Reads the whole ledger and judges each connector's newest entry. */
export const reviewLedgerAction: Action = {
  signature: {name: 'ledger.review', effect: 'reads', parameters: [], command: 'mcp-runbook ledger review'},
  async *run(_parameters, {environment, clock}, signal) {
    yield {stage: 'ledger', state: 'running', text: environment.places.ledger};
    const review = await reviewLedger(environment.places.ledger, clock.now(), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (!review) return stopped;
    yield {stage: 'ledger', state: review.entries > 0 ? 'ok' : 'failed', text: `${review.entries} entries in ${review.lines} lines`};
    for (const {connectorId, target, verdict, remaining} of review.connectors) {
      if (!target) continue;
      const left = remaining === undefined ? '' : remaining < 0 ? `, over for ${formatSpan(-remaining)}` : `, ${formatSpan(remaining)} left`;
      yield {stage: connectorId, state: verdict === 'fresh' ? 'ok' : 'failed', text: `${verdict}${left}`};
    }
    const gaps = readGaps(gapFile(environment.places.ledger));
    for (const {opened} of gaps.gaps.open) yield {stage: opened.gap_id, state: 'failed', text: `open since ${opened.noted_at}: ${opened.reason}`};
    return {outcome: 'done', facts: environment.mask().value(reviewDocument(review, gaps)), attachments: []};
  },
};
