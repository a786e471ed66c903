/**
 * Timestamps, durations and window ids of the Stage B protocol (protocol notes, sections 1, 8, 10.1
 * and 13.4; decisions: "timestamps", "durations too large to count"). Pure: instants are
 * milliseconds since 1970-01-01T00:00:00Z.
 */

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

const datePart = String.raw`(?<year>\d{4})(?:-(?<month>\d{2})-(?<day>\d{2})|(?<month>\d{2})(?<day>\d{2})|-W(?<week>\d{2})(?:-(?<weekday>[1-7]))?|W(?<week>\d{2})(?<weekday>[1-7])?)`;
const timePart = String.raw`(?<hours>\d{2})(?::(?<minutes>\d{2})(?::(?<seconds>\d{2}))?|(?<minutes>\d{2})(?<seconds>\d{2})?)?(?:[.,](?<fraction>\d+))?`;
const zonePart = String.raw`(?:[Zz]|(?<sign>[+-])(?<zoneHours>\d{2})(?::(?<zoneMinutes>\d{2})(?::(?<zoneSeconds>\d{2}))?|(?<zoneMinutes>\d{2})(?<zoneSeconds>\d{2})?)?)`;
const timestampForm = new RegExp(`^${datePart}(?:[Tt ]${timePart}${zonePart}?)?$`);

/** First and last instant that a four-digit year can name. */
const firstInstant = Date.UTC(2000, 0, 1) - 730_119 * day; // 0001-01-01
const lastInstant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * The forms of ISO 8601 that the original's platform reads too, and RFC 3339: extended or basic, down
 * to the day, hour, minute, second or a fraction of it, a week date, with `Z`/`z` or a numeric offset;
 * without offset UTC; a date alone is its midnight UTC, a week alone its Monday. Anything else, also a
 * day that does not exist: undefined.
 */
export function parseTimestamp(text: string): number | undefined {
  const groups = timestampForm.exec(text)?.groups;
  if (!groups) return undefined;
  const {fraction = '', sign = '+'} = groups;
  if (fraction !== '' && groups.seconds === undefined) return undefined;
  const count = (name: string): number => Number(groups[name] ?? 0);
  const [h, mi, s, zh, zm, zs] = ['hours', 'minutes', 'seconds', 'zoneHours', 'zoneMinutes', 'zoneSeconds'].map(count) as [number, number, number, number, number, number];
  const midnight = groups.week === undefined ? dayOf(count('year'), count('month'), count('day')) : dayOfWeek(count('year'), count('week'), Number(groups.weekday ?? 1));
  if (midnight === undefined || h > 23 || mi > 59 || s > 59 || zh > 23 || zm > 59 || zs > 59) return undefined;
  const offset = (sign === '-' ? -1 : 1) * (zh * hour + zm * minute + zs * second);
  const instant = midnight + h * hour + mi * minute + s * second + Number(fraction.slice(0, 3).padEnd(3, '0')) - offset;
  return instant < firstInstant || instant > lastInstant ? undefined : instant;
}

function dayOf(year: number, month: number, dayOfMonth: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, dayOfMonth);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth ? date.getTime() : undefined;
}

/** Week 1 is the one that holds 4 January (ISO 8601); a year has 53 only where the last holds 28 December of it. */
function dayOfWeek(year: number, week: number, weekday: number): number | undefined {
  const mondayOfFirst = mondayBefore(dayOf(year, 1, 4));
  const mondayOfLast = mondayBefore(dayOf(year, 12, 28));
  if (mondayOfFirst === undefined || mondayOfLast === undefined) return undefined;
  const monday = mondayOfFirst + (week - 1) * 7 * day;
  return week < 1 || monday > mondayOfLast ? undefined : monday + (weekday - 1) * day;
}

function mondayBefore(instant: number | undefined): number | undefined {
  return instant === undefined ? undefined : instant - ((new Date(instant).getUTCDay() + 6) % 7) * day;
}

/** Canonical form `YYYY-MM-DDTHH:MM:SSZ`: UTC, whole seconds, the fraction cut off, not rounded. */
export function formatTimestamp(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** As the canonical form keeps an instant: the fraction cut off. */
export function wholeSeconds(instant: number): number {
  return Math.floor(instant / second) * second;
}

/** `YYYYMMDDTHHMMSSZ`, as run ids and window ids begin. */
export function compactTimestamp(instant: number): string {
  return formatTimestamp(instant).replaceAll(/[-:]/g, '');
}

/** As the run archive writes it: microseconds and `+00:00` (protocol notes, section 14.1). */
export function archiveTimestamp(instant: number): string {
  return new Date(instant).toISOString().replace('Z', '000+00:00');
}

const durationForm = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** The longest span the original's platform can count. */
const longestDuration = 999_999_999 * day;

/**
 * `P[nD][T[nH][nM][nS]]` to milliseconds; undefined where the form is not supported or the span is
 * too large to count. `P` and `PT` are zero, as in the original.
 */
export function parseDuration(text: string): number | undefined {
  const match = durationForm.exec(text);
  if (!match) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part: string | undefined) => Number(part ?? 0));
  const span = days * day + hours * hour + minutes * minute + seconds * second;
  return span > longestDuration ? undefined : span;
}

/** ISO form with zero parts left out, whole seconds, `PT0S` for zero: 90061 s is `P1DT1H1M1S`. */
export function formatDuration(span: number): string {
  let rest = Math.floor(span / second);
  const take = (size: number): number => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count;
  };
  const days = take(86_400);
  const clock = [[take(3600), 'H'], [take(60), 'M'], [rest, 'S']] as const;
  const time = clock.map(([count, unit]) => (count ? `${count}${unit}` : '')).join('');
  if (!days && !time) return 'PT0S';
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
}

/** `20250925T095833Z-PT48H`: the rotation time and the window's duration text as given. */
export function windowId(rotatedAt: number, duration: string): string {
  return `${compactTimestamp(rotatedAt)}-${duration}`;
}

/**
 * `[N day[s], ]H:MM:SS[.ffffff]`, hours not padded, the fraction only when not zero: how the
 * original's doctrine prints a span (protocol notes, section 9.2).
 */
export function formatDelta(span: number): string {
  const days = Math.floor(span / day);
  const rest = span - days * day;
  const two = (count: number): string => String(count).padStart(2, '0');
  const clock = `${Math.floor(rest / hour)}:${two(Math.floor(rest / minute) % 60)}:${two(Math.floor(rest / second) % 60)}`;
  const milliseconds = Math.floor(rest % second);
  const fraction = milliseconds ? `.${String(milliseconds).padStart(3, '0')}000` : '';
  const prefix = days ? `${days} ${Math.abs(days) === 1 ? 'day' : 'days'}, ` : '';
  return `${prefix}${clock}${fraction}`;
}

/**
 * For people: the two largest units, `2d 4h`, `47h 59m`, `3m 20s`, `12s`; below a second `0s`. Our own: the
 * first `Intl.DurationFormat` of a process takes tens of milliseconds, and it leaves out a zero.
 */
export function formatSpan(span: number): string {
  const total = Math.floor(Math.abs(span) / second);
  const sign = span < 0 && total > 0 ? '-' : '';
  if (total >= 72 * 3600) return `${sign}${Math.floor(total / 86_400)}d ${Math.floor(total / 3600) % 24}h`;
  if (total >= 3600) return `${sign}${Math.floor(total / 3600)}h ${Math.floor(total / 60) % 60}m`;
  if (total >= 60) return `${sign}${Math.floor(total / 60)}m ${total % 60}s`;
  return `${sign}${total}s`;
}

/** Milliseconds from a timestamp to now; undefined where it cannot be read. */
export function ageOf(at: string, now: number): number | undefined {
  const instant = parseTimestamp(at);
  return instant === undefined ? undefined : now - instant;
}

const agoUnits = [[day, 'day'], [hour, 'hour'], [minute, 'minute']] as const;

/** For a column of a list, the largest unit alone: `3 days ago`, `1 hour ago`, `just now`. */
export function agoText(age: number): string {
  if (age < 0) return 'still to come';
  const [unit, name] = agoUnits.find(([size]) => age >= size) ?? [];
  if (unit === undefined) return 'just now';
  const count = Math.floor(age / unit);
  return `${count} ${name}${count === 1 ? '' : 's'} ago`;
}

/** How long something took, for people: `42 ms`, `14.8 s`, `3m 20s`. */
export function formatElapsed(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return milliseconds < minute ? `${(milliseconds / 1000).toFixed(1)} s` : formatSpan(milliseconds);
}

const spanUnits = {s: 1000, m: minute, h: hour} as const;

/** How spans of time are written in a page, for problem texts. */
export const spanOfTimeForm = '90s, 5m or 48h';

/** `90s`, `5m`, `48h` to milliseconds; zero and anything else: undefined. */
export function parseSpanOfTime(text: string): number | undefined {
  const match = /^([1-9]\d{0,4})([smh])$/.exec(text);
  return match ? Number(match[1]) * spanUnits[match[2] as keyof typeof spanUnits] : undefined;
}

/** Back to the page's form, in the largest unit that loses nothing. */
export function formatSpanOfTime(milliseconds: number): string {
  if (milliseconds % spanUnits.h === 0) return `${milliseconds / spanUnits.h}h`;
  if (milliseconds % spanUnits.m === 0) return `${milliseconds / spanUnits.m}m`;
  return `${milliseconds / spanUnits.s}s`;
}

/** Whether a readable timestamp is told in another time zone than UTC; one without a zone is read as UTC (decisions: "timestamps"). */
export function isElsewhere(timestamp: string): boolean {
  return /[Tt ].*[+-](?!00(?::?00){0,2}$)\d{2}(?::?\d{2}){0,2}$/.test(timestamp.trim());
}
