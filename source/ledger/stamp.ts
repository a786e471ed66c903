import {compactTimestamp, parseTimestamp} from '../time.ts';

const zero = 0x30;

/** The two digits at `index` as a number; NaN-like values above 99 where one is no digit. */
function twoDigits(text: string, index: number): number {
  const tens = text.charCodeAt(index) - zero;
  const ones = text.charCodeAt(index + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 1000;
}

/** `YYYY-MM-DDTHH:MM:SSZ` by its punctuation; the digits are not looked at. */
function looksCanonical(text: string): boolean {
  return text.length === 20 && text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':'
    && text[16] === ':' && text[19] === 'Z';
}

/**
 * The instant of a ledger timestamp, milliseconds since 1970, the same answer as `parseTimestamp`.
 * Nearly every line of a ledger is in the canonical form and a review reads millions of stamps, so
 * the days whose existence is no question are read digit by digit; the rest goes to the full parser.
 */
export function readStamp(text: string): number | undefined {
  if (!looksCanonical(text)) return parseTimestamp(text);
  const century = twoDigits(text, 0);
  const year = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  const noCalendarQuestion = century >= 10 && century < 100 && year < 100 && month >= 1 && month <= 12 && day >= 1
    && day <= (month === 2 ? 28 : 30) && hours < 24 && minutes < 60 && seconds < 60;
  return noCalendarQuestion
    ? Date.UTC(century * 100 + year, month - 1, day, hours, minutes, seconds)
    : parseTimestamp(text);
}

/** `YYYYMMDDTHHMMSSZ` of a stamp, as window ids begin (protocol notes, section 10.1). */
export function compactStamp(text: string, instant: number): string {
  if (!looksCanonical(text)) return compactTimestamp(instant);
  return text.slice(0, 4) + text.slice(5, 7) + text.slice(8, 13) + text.slice(14, 16) + text.slice(17);
}
