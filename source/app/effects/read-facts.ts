import {seenTelemetry} from '../../actions/telemetry-compare.ts';
import {compareTelemetry, type TelemetryComparison} from '../../connector/telemetry.ts';
import type {Environment} from '../../environment/environment.ts';
import type {JsonObject} from '../../json.ts';
import {gapFile, readGaps} from '../../ledger/gap-file.ts';
import {reviewDocument} from '../../ledger/review-document.ts';
import {reviewLedger} from '../../ledger/review-file.ts';

/** The ledger and its gaps as `ledger review --json` tells them. */
export async function reviewedLedger({places: {ledger}, mask}: Environment, now: number): Promise<JsonObject> {
  const review = await reviewLedger(ledger, now);
  return mask().value(reviewDocument(review, readGaps(gapFile(ledger))));
}

/** The expected telemetry beside what this session left behind; `receipt` is the path of its newest one. */
export function comparedTelemetry(environment: Environment, receipt: string | undefined, now: number): TelemetryComparison {
  const seen = seenTelemetry({environment, earlier: receipt === undefined ? {} : {receipt}}, now);
  return compareTelemetry(environment.mask().value(seen));
}
