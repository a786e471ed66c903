import {rotationWindowHours} from '../connector/services.ts';
import {display} from '../display.ts';
import {hour, parseDuration} from '../time.ts';
import type {Entry, RotationWindow} from './entry.ts';
import {compactStamp, readStamp} from './stamp.ts';

const second = 1000;
const usualDuration = `PT${rotationWindowHours}H`;
const usualSpan = rotationWindowHours * hour;

/**
 * Why an entry's window is not the prescribed one or contradicts the entry, or undefined. A line of
 * generation 1 has no `rotation_window` and is not blamed for that. A gateway may name another
 * duration than the hours that fix the expiry (protocol notes, section 10.1): legal to write, and
 * exactly what a reviewer needs to be told.
 */
export function windowFault(entry: Entry): string | undefined {
  const hours = entry.windowHours ?? rotationWindowHours;
  const faults = entry.rotationWindow ? windowFaults(entry, entry.rotationWindow, hours) : [];
  if (hours !== rotationWindowHours) faults.unshift(`window_hours is ${hours}, not ${rotationWindowHours}`);
  return faults.length === 0 ? undefined : faults.join('; ');
}

function windowFaults({rotatedAt, rotatedAtText}: Entry, window: RotationWindow, hours: number): string[] {
  const {duration, windowId, startedAt, expiresAt} = window;
  const faults = lacking(window);
  if (duration !== undefined && duration !== usualDuration && parseDuration(duration) !== usualSpan) {
    faults.push(`duration ${display(duration, 40)} is not ${rotationWindowHours} hours`);
  }
  if (rotatedAt === undefined || rotatedAtText === undefined) return faults;
  if (startedAt !== rotatedAtText && isOff(startedAt, rotatedAt)) faults.push('started_at is not rotated_at');
  if (isOff(expiresAt, rotatedAt + hours * hour)) faults.push(`expires_at is not ${hours}h after rotated_at`);
  if (windowId !== undefined && windowId !== `${compactStamp(rotatedAtText, rotatedAt)}-${duration ?? ''}`) {
    faults.push('window_id does not name this window');
  }
  return faults;
}

/**
 * A member that is missing is named by `lacking`; here only one that says something else counts.
 * Whole seconds, since that is all a writer keeps (protocol notes, section 1).
 */
function isOff(text: string | undefined, instant: number): boolean {
  if (text === undefined) return false;
  const said = readStamp(text);
  return said === undefined || Math.floor(said / second) !== Math.floor(instant / second);
}

const memberNames = {
  windowId: 'window_id',
  startedAt: 'started_at',
  expiresAt: 'expires_at',
  duration: 'duration',
} as const;

function lacking(window: RotationWindow): string[] {
  if (window.windowId !== undefined && window.startedAt !== undefined && window.expiresAt !== undefined
    && window.duration !== undefined) return [];
  return Object.entries(memberNames)
    .filter(([member]) => window[member as keyof RotationWindow] === undefined)
    .map(([, name]) => `rotation_window has no ${name}`);
}
