import {day, formatTimestamp, minute, parseTimestamp} from '../time.ts';
import {noLedger, onlyAhead, reviewAll, type EnvironmentStatus, type OpenWalk, type Seen} from './status.ts';

/** `14:20` of today, else the date before it; UTC. `at`: canonical timestamp, `now` in milliseconds since 1970. */
export function clockOf(at: string, now: number): string {
  const [date = '', time = ''] = at.slice(0, 16).split('T');
  return formatTimestamp(now).startsWith(date) ? time : `${date} ${time}`;
}

/** `44 min`, `27 h 59 min`, `5 d 3 h`; a minute that has begun is not counted. */
export function spanText(span: number): string {
  const minutes = Math.floor(Math.abs(span) / minute);
  if (minutes < 60) return `${minutes} min`;
  if (Math.abs(span) >= 3 * day) return `${Math.floor(minutes / 1440)} d ${Math.floor(minutes / 60) % 24} h`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function spanSince(at: string, now: number): string {
  return spanText(Math.max(0, now - (parseTimestamp(at) ?? now)));
}

/**
 * The sentence for wherever MCP is off in an environment by a walk, or not known to be on: first screen,
 * "Where?", exit summary. Undefined where it is on, or where no walk has said anything of it.
 */
export function offText({environment, toggle}: Pick<EnvironmentStatus, 'environment' | 'toggle'>, now: number): string | undefined {
  if ('unknown' in toggle) return toggle.seen && `MCP is NOT KNOWN in ${environment} since ${sinceText(toggle.seen, now)}: ${toggle.unknown}`;
  if (toggle.value === 'on' || !toggle.since) return undefined;
  return `MCP is OFF in ${environment} since ${sinceText(toggle.since, now)}`;
}

/** `14:20 (44 min, mara, INC-204)` */
function sinceText({at, operator, incident}: Seen, now: number): string {
  return `${clockOf(at, now)} (${[spanSince(at, now), operator, incident].filter(part => part !== null).join(', ')})`;
}

/** `off`, `on` or `not known`, as one word of a table. */
export function toggleWord({toggle}: Pick<EnvironmentStatus, 'toggle'>): string {
  return 'unknown' in toggle ? 'not known' : toggle.value;
}

export function routeWord({route}: Pick<EnvironmentStatus, 'route'>): string {
  return 'unknown' in route ? 'not known' : route.value;
}

/** The first end of the connectors' 48 hours: by then MCP has to be back. `left`: milliseconds, negative once it is over. */
export function backBy({windows}: Pick<EnvironmentStatus, 'windows'>, now: number): {text: string; left: number | undefined} {
  const [all] = windows;
  if (all?.connector === 'all' && 'unknown' in all && all.unknown !== noLedger) return {text: `not known: ${all.unknown}`, left: undefined};
  const cut = windows.find(window => 'next' in window && window.next === reviewAll);
  if (cut && 'unknown' in cut) return {text: `not known: ${cut.connector}, ${cut.unknown}`, left: undefined};
  const ends = windows.map(window => ('ends' in window ? window.ends : undefined));
  if (ends.length === 0 || ends.includes(undefined)) {
    const isAhead = windows.some(window => 'unknown' in window && window.unknown === onlyAhead);
    return {text: ends.some(end => end !== undefined) ? 'no drill of each' : isAhead ? onlyAhead : 'no drill', left: undefined};
  }
  const first = Math.min(...ends.map(end => end ?? Number.NaN));
  const left = first - now;
  return {text: left < 0 ? `over for ${spanText(left)}` : `${dayTime(first)}, ${spanText(left)}`, left};
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** `Sun 18:10`, UTC. */
export function dayTime(instant: number): string {
  return `${days[new Date(instant).getUTCDay()] ?? ''} ${formatTimestamp(instant).slice(11, 16)}`;
}

/** `MCP gateway rollback, step 5, jonas`. */
export function atItText({runbook, step, operator}: Pick<OpenWalk, 'runbook' | 'step' | 'operator'>): string {
  return `${runbook.title}, ${step ? `step ${step.number}` : 'walked to its end'}, ${operator}`;
}

/** Whoever is at it: the walk, since when, on which machine, and whether a living process has it. */
export function walkText(walk: OpenWalk, now: number): string {
  const {step, host, held, holder, runbook, operator, lastAt, elsewhere} = walk;
  const where = step ? `step ${step.number} of ${step.of}, ${step.title}` : 'walked to its end, not closed';
  const since = step?.since ?? lastAt;
  const process = held && elsewhere ? `open on ${host}` : held ? (holder ? `open in process ${holder.pid} on ${holder.host}` : 'open in another process') : `left on ${host}`;
  return `${runbook.title}, ${where}, since ${clockOf(since, now)} (${spanSince(since, now)}), ${operator}, ${process}`;
}

/** `set by mara at 14:20, step 1: Freeze MCP traffic`. */
export function seenText({at, step, named, operator}: Seen, how: string, now: number): string {
  return `${how} by ${operator} at ${clockOf(at, now)}, ${step === null ? 'on entering' : (named ?? `step ${step}`)}`;
}
