import type {JsonObject} from '../../json.ts';
import {reviewSentence} from '../../ledger/review-document.ts';
import type {LedgerReview} from '../../ledger/review.ts';
import type {ConnectorReview} from '../../ledger/review-connector.ts';
import {formatSpan, formatTimestamp} from '../../time.ts';
import type {Action} from '../action.ts';
import {failed} from '../failed-result.ts';
import {readWholeLedger} from './ledger-reading.ts';

/** `covered`: its 48 hours still run. `ahead`: stamped in the future, which proves nothing. */
type ImpactVerdict = 'covered' | 'over' | 'no entry' | 'ahead';

/** One target while no drills are recorded. */
export type Impact = {
  connectorId: string;
  lastRotated: string | null;
  /** Milliseconds since 1970; none where the newest line is dated ahead. */
  windowEnds: number | undefined;
  /** Milliseconds, negative once the window is over. */
  remaining: number | undefined;
  verdict: ImpactVerdict;
};

const verdicts: Readonly<Record<ConnectorReview['verdict'], ImpactVerdict>> = {
  fresh: 'covered',
  stale: 'over',
  future: 'ahead',
  missing: 'no entry',
  // Without a time there is no window, so it covers as little as none.
  unreadable: 'no entry',
};

type Judged = {ok: true; review: LedgerReview; /** The targets in their order. */ impacts: Impact[]} | {ok: false; result: ReturnType<typeof failed>};

/** Reads the whole ledger and judges each target by the entry that was appended last. */
export async function judgeImpact(ledger: string, now: number, signal: AbortSignal): Promise<Judged> {
  const read = await readWholeLedger(ledger, now, signal);
  if (!read.ok) return read;
  const {review, review: {condition}} = read;
  if (condition.kind === 'unreadable' || condition.kind === 'binary') {
    return {ok: false, result: failed('ledger-unreadable', reviewSentence(review), 'Correct what keeps the ledger from being read, then run this step again.')};
  }
  return {ok: true, review, impacts: impactOf(review)};
}

function impactOf({connectors}: LedgerReview): Impact[] {
  return connectors.filter(({target}) => target).map(({connectorId, newest, deadline, remaining, verdict}) => ({
    connectorId,
    lastRotated: newest?.rotatedAt === undefined ? (newest?.rotatedAtText ?? null) : formatTimestamp(newest.rotatedAt),
    ...(verdict === 'future' ? {windowEnds: undefined, remaining: undefined} : {windowEnds: deadline, remaining}),
    verdict: verdicts[verdict],
  }));
}

export function windowEndText({windowEnds}: Impact): string | null {
  return windowEnds === undefined ? null : formatTimestamp(windowEnds);
}

/** Which connectors a freeze leaves without a drill of the last 48 hours, and from when. */
export const assessImpact: Action = {
  signature: {name: 'doctrine.impact', effect: 'reads', parameters: []},
  facts: {
    'connectors.operator_api.verdict': 'covered, over, no entry or ahead, and so for each connector',
    'connectors.operator_api.last_rotated': 'when it was drilled last',
    'connectors.operator_api.window_ends': 'until when that covers it',
    'connectors.operator_api.remaining': 'how long that is from now',
    restore_before: 'when the first window ends',
    outlasted: 'connectors whose window is over',
    without_entry: 'connectors that have none',
    ahead: 'connectors whose newest line is dated ahead',
  },
  async *run(_parameters, {environment, clock}, signal) {
    yield {stage: 'ledger', state: 'running', text: environment.places.ledger};
    const judged = await judgeImpact(environment.places.ledger, clock.now(), signal);
    if (!judged.ok) return judged.result;
    const {review, impacts} = judged;
    yield {stage: 'ledger', state: review.entries > 0 ? 'ok' : 'failed', text: `${review.entries} entries in ${review.lines} lines`};
    for (const impact of impacts) yield {stage: impact.connectorId, state: impact.verdict === 'covered' ? 'ok' : 'failed', text: sentence(impact)};
    const ends = impacts.filter(({verdict}) => verdict === 'covered').flatMap(({windowEnds}) => windowEnds ?? []);
    const named = (wanted: ImpactVerdict): string[] => impacts.filter(({verdict}) => verdict === wanted).map(({connectorId}) => connectorId);
    const facts: JsonObject = {
      connectors: Object.fromEntries(impacts.map(impact => [impact.connectorId, factsOf(impact)])),
      restore_before: ends.length === 0 ? null : formatTimestamp(Math.min(...ends)),
      outlasted: named('over'),
      without_entry: named('no entry'),
      ahead: named('ahead'),
    };
    return {outcome: 'done', facts: environment.mask().value(facts), attachments: []};
  },
};

function factsOf(impact: Impact): JsonObject {
  const {lastRotated, remaining, verdict} = impact;
  return {last_rotated: lastRotated, window_ends: windowEndText(impact), remaining: remaining === undefined ? null : formatSpan(remaining), verdict};
}

function sentence(impact: Impact): string {
  const {remaining = 0, lastRotated, verdict} = impact;
  switch (verdict) {
    case 'covered':
      return `covered for ${formatSpan(remaining)}, until ${windowEndText(impact)}`;
    case 'over':
      return `over for ${formatSpan(-remaining)}, since ${windowEndText(impact)}`;
    case 'ahead':
      return `stamped in the future (${lastRotated}): covers nothing`;
    case 'no entry':
      return lastRotated === null ? 'no entry' : 'no entry with a readable time';
  }
}
