import {rotationWindowHours, targets} from '../connector/services.ts';
import {isAhead} from './entry.ts';
import {readEntriesBack} from './read-entries.ts';
import {hour} from '../time.ts';

/** Far more than is written in 48 hours; what lies further back has been over for long. */
const farthestBack = 2000;

/**
 * When the first of the connectors' 48 hours ends, milliseconds since 1970, by the newest entry of
 * each that is not ahead of now, read from the end of the ledger. Undefined where a connector has no entry there that counts.
 */
export function firstWindowEnd(ledger: string, now: number): number | undefined {
  const newest = new Map<string, number>();
  let lines = 0;
  readEntriesBack(ledger, line => {
    lines += 1;
    if (line.kind === 'entry' && !newest.has(line.entry.connectorId) && !isAhead(line.entry, now)) newest.set(line.entry.connectorId, line.entry.rotatedAt ?? Number.NaN);
    return lines === farthestBack || targets.every(target => newest.has(target));
  });
  const first = Math.min(...targets.map(target => newest.get(target) ?? Number.NaN));
  return Number.isNaN(first) ? undefined : first + rotationWindowHours * hour;
}
