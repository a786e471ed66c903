import {rotationWindowHours, targets} from '../connector/services.ts';
import {isAhead} from './entry.ts';
import {readEntriesBack} from './read-entries.ts';
import type {Read} from './tail.ts';
import {hour} from '../time.ts';

/** Bytes from the end that are looked through, so that a long history costs nothing: thousands of lines, and a screen does not wait for them. */
const farthestBack = 4 * 1024 * 1024;

/**
 * Why a connector has no 48 hours: it has no line, only lines that are dated ahead of now, or the newest of the others
 * has no time. Nobody knows where it has none that counts among the newest lines, and no more of them were looked at.
 */
export type NoEnd = 'no line' | 'ahead' | 'no time' | {among: number};

/** Ends of the connectors' 48 hours, milliseconds since 1970. */
export type WindowEnds = {read: Read; ends: ReadonlyMap<string, number | NoEnd>};

/** By the newest entry of each connector that is not ahead of now, read from the end of the ledger. */
export function windowEnds(ledger: string, now: number): WindowEnds {
  const newest = new Map<string, number | 'no time'>();
  const ahead = new Set<string>();
  let lines = 0;
  let from: number | undefined;
  let isCut = false;
  const read = readEntriesBack(ledger, (line, {offset}) => {
    lines += 1;
    from ??= offset;
    if (line.kind === 'entry' && isAhead(line.entry, now)) ahead.add(line.entry.connectorId);
    else if (line.kind === 'entry' && !newest.has(line.entry.connectorId)) newest.set(line.entry.connectorId, line.entry.rotatedAt ?? 'no time');
    isCut = offset > 0 && from - offset > farthestBack;
    return isCut || targets.every(target => newest.has(target));
  });
  const endOf = (target: string): number | NoEnd => {
    const rotated = newest.get(target) ?? (isCut ? {among: lines} : ahead.has(target) ? 'ahead' : 'no line');
    return typeof rotated === 'number' ? rotated + rotationWindowHours * hour : rotated;
  };
  return {read, ends: new Map(targets.map(target => [target, endOf(target)]))};
}

/** The first of them. Undefined where a connector has none. */
export function firstWindowEnd(ledger: string, now: number): number | undefined {
  return firstEnd(windowEnds(ledger, now));
}

export function firstEnd(windows: Pick<WindowEnds, 'ends'>): number | undefined {
  const ends = [...windows.ends.values()];
  const known = ends.filter(end => typeof end === 'number');
  return known.length < ends.length ? undefined : Math.min(...known);
}
