import {rotationWindowHours, targets} from '../connector/services.ts';
import {isAhead} from './entry.ts';
import {readEntriesBack} from './read-entries.ts';
import type {Read} from './tail.ts';
import {hour} from '../time.ts';

/** Far more than is written in 48 hours; what lies further back has been over for long. */
const farthestBack = 2000;

/** Ends of the connectors' 48 hours, milliseconds since 1970; undefined where a connector has no entry that counts. */
export type WindowEnds = {read: Read; ends: ReadonlyMap<string, number | undefined>};

/** By the newest entry of each connector that is not ahead of now, read from the end of the ledger. */
export function windowEnds(ledger: string, now: number): WindowEnds {
  const newest = new Map<string, number | undefined>();
  let lines = 0;
  const read = readEntriesBack(ledger, line => {
    lines += 1;
    if (line.kind === 'entry' && !newest.has(line.entry.connectorId) && !isAhead(line.entry, now)) newest.set(line.entry.connectorId, line.entry.rotatedAt);
    return lines === farthestBack || targets.every(target => newest.has(target));
  });
  const endOf = (rotated: number | undefined): number | undefined => (rotated === undefined ? undefined : rotated + rotationWindowHours * hour);
  return {read, ends: new Map(targets.map(target => [target, endOf(newest.get(target))]))};
}

/** The first of them. Undefined where a connector has none. */
export function firstWindowEnd(ledger: string, now: number): number | undefined {
  return firstEnd(windowEnds(ledger, now));
}

export function firstEnd(windows: Pick<WindowEnds, 'ends'>): number | undefined {
  const ends = [...windows.ends.values()];
  return ends.includes(undefined) ? undefined : Math.min(...ends.map(end => end ?? Number.NaN));
}
