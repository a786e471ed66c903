import {rotationWindowHours} from '../connector/services.ts';
import {hour} from '../time.ts';

/** The latest stamp seen so far for one connector, and the lines that carry it. */
type Peak = {stamp: number; lines: readonly number[]; count: number};

/** What is remembered of one connector's stamps to judge the next. Starts as `noStamps`. */
export type StampOrder = {
  peak: Peak | undefined;
  /** The latest stamp below the peak. */
  before: number | undefined;
};

export const noStamps: StampOrder = {peak: undefined, before: undefined};

export type Placement = {
  order: StampOrder;
  /** First line, appended earlier, whose stamp is later than this one. */
  behind: number | undefined;
  /** The lines that turn out to lie alone ahead of everything around them. */
  ahead: Peak | undefined;
};

/** A rotation that lies further ahead than a window lasts would have been replaced long before its time. */
const furthestHonest = rotationWindowHours * hour;

/** Equal stamps whose lines are remembered, so that memory stays flat. */
const rememberedLines = 20;

/**
 * Places the next stamp of a connector, in append order. Earlier than one before it: it runs
 * backwards. When it still is not earlier than all but that one stamp, and the distance is more
 * than a rotation window, then the other may as well be the wrong one: it is reported as lying ahead, and
 * forgotten, so that a single stamp from the future (protocol notes, section 14.3) does not
 * put every honest line after it in the wrong.
 */
export function placeStamp(order: StampOrder, stamp: number, line: number): Placement {
  const {peak, before} = order;
  if (!peak || stamp > peak.stamp) {
    return {order: {peak: {stamp, lines: [line], count: 1}, before: peak?.stamp}, behind: undefined, ahead: undefined};
  }
  if (stamp === peak.stamp) {
    const lines = peak.lines.length < rememberedLines ? [...peak.lines, line] : peak.lines;
    return {order: {peak: {stamp, lines, count: peak.count + 1}, before}, behind: undefined, ahead: undefined};
  }
  const standsAlone = (before === undefined || stamp >= before) && peak.stamp - stamp > furthestHonest;
  return standsAlone
    ? {order: {peak: {stamp, lines: [line], count: 1}, before}, behind: peak.lines[0], ahead: peak}
    : {order, behind: peak.lines[0], ahead: undefined};
}
