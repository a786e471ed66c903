import {compactTimestamp, parseTimestamp} from '../time.ts';

const [zero, dash, colon, upperT, upperZ] = [0x30, 0x2d, 0x3a, 0x54, 0x5a];

/** The two digits at `index` as a number; where one of them is no digit, more than any field may be. */
function twoDigits(text: string, index: number): number {
  const tens = text.charCodeAt(index) - zero;
  const ones = text.charCodeAt(index + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 10_000;
}

/** `YYYY-MM-DDTHH:MM:SSZ` by its punctuation; the digits are not looked at. */
function looksCanonical(text: string): boolean {
  return text.length === 20 && text.charCodeAt(4) === dash && text.charCodeAt(7) === dash
    && text.charCodeAt(10) === upperT && text.charCodeAt(13) === colon && text.charCodeAt(16) === colon
    && text.charCodeAt(19) === upperZ;
}

/** Days before each month in a year that starts in March, so that a leap day comes last. */
const daysBefore = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];

/** Days from 0000-03-01 to 1970-01-01. */
const daysToEpoch = 719_468;

/**
 * The instant of a ledger timestamp, milliseconds since 1970, the same answer as `parseTimestamp`.
 * Nearly every line of a ledger is in the canonical form and a review reads millions of stamps, so
 * the days whose existence is no question are read digit by digit; the rest goes to the full parser.
 */
export function readStamp(text: string): number | undefined {
  if (!looksCanonical(text)) return parseTimestamp(text);
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  const noCalendarQuestion = year > 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1
    && day <= (month === 2 ? 28 : 30) && hours < 24 && minutes < 60 && seconds < 60;
  if (!noCalendarQuestion) return parseTimestamp(text);
  const marchYear = month > 2 ? year : year - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const days = marchYear * 365 + leapDays + (daysBefore[month - 1] ?? 0) + day - 1 - daysToEpoch;
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** `YYYYMMDDTHHMMSSZ` of a stamp, as window ids begin (protocol notes, section 10.1). */
export function compactStamp(text: string, instant: number): string {
  if (!looksCanonical(text)) return compactTimestamp(instant);
  return text.slice(0, 4) + text.slice(5, 7) + text.slice(8, 13) + text.slice(14, 16) + text.slice(17);
}
