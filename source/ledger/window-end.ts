import {rotationWindowHours, targets} from '../connector/services.ts';
import {readRawLine} from './raw-line.ts';
import {readTail} from './tail.ts';
import {hour} from '../time.ts';

/** Far more than a few smoke runs write; what lies further back has been over for long. */
const newestLines = 200;

/**
 * When the first of the connectors' 48 hours ends, milliseconds since 1970, by the newest entry of
 * each, read from the end of the ledger. Undefined where a connector has no entry there that counts.
 */
export function firstWindowEnd(ledger: string): number | undefined {
  const tail = readTail(ledger, newestLines);
  const entries = tail.kind === 'lines' ? tail.lines.map(readRawLine).flatMap(line => (line.kind === 'entry' ? [line.entry] : [])) : [];
  const ends = targets.map(target => {
    const rotatedAt = entries.findLast(({connectorId}) => connectorId === target)?.rotatedAt;
    return rotatedAt === undefined ? undefined : rotatedAt + rotationWindowHours * hour;
  });
  return ends.some(end => end === undefined) ? undefined : Math.min(...ends.map(Number));
}
