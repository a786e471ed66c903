import {hour, minute} from '../time.ts';

const units = {s: 1000, m: minute, h: hour} as const;

/** How spans of time are written in a page, for problem texts. */
export const spanOfTimeForm = '90s, 5m or 48h';

/** `90s`, `5m`, `48h` to milliseconds; zero and anything else: undefined. */
export function parseSpanOfTime(text: string): number | undefined {
  const match = /^([1-9]\d{0,4})([smh])$/.exec(text);
  return match ? Number(match[1]) * units[match[2] as keyof typeof units] : undefined;
}

/** Back to the page's form, in the largest unit that loses nothing. */
export function formatSpanOfTime(milliseconds: number): string {
  if (milliseconds % units.h === 0) return `${milliseconds / units.h}h`;
  if (milliseconds % units.m === 0) return `${milliseconds / units.m}m`;
  return `${milliseconds / units.s}s`;
}
