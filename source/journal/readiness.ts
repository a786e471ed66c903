import {join} from 'node:path';
import {namesIn} from '../file-door.ts';
import {parseTimestamp} from '../time.ts';
import type {JournalEvent} from './event.ts';
import {readJournal} from './read-journal.ts';
import {holdsJournal, sessionFolders} from './session-folders.ts';
import {damageIn, eventOf, lastLine, openingOf} from './session-list.ts';

/** A walk through a runbook that came to an end. */
export type Rehearsed = {
  session: string;
  class: JournalEvent['class'];
  operator: string;
  /** When it was closed. */
  at: string;
  ended: 'completed' | 'stopped';
  /** Nobody was at the keyboard: it is no person's. */
  unattended?: true;
  /** Title of the drill that it was. */
  drill?: string;
  /** That drill came to the end that its page has, which is no failure. */
  asItsPage?: true;
  /** Where it stopped, such as `step 8, Smoke after restore`. */
  stoppedAt?: string;
};

export type Readiness = {
  /** The newest one by a person; undefined where none is known. */
  last: Rehearsed | undefined;
  /** The newest one with nobody there, where it is newer than that; it makes nothing fresh. */
  unattended?: Rehearsed;
  /** The newest one by a person, drill or not, that did not go through the whole procedure, where it is newer than that; it makes nothing fresh. */
  part?: Rehearsed & {age: number};
  /** Milliseconds since then. */
  age: number | undefined;
  /** How old it may be, milliseconds. */
  within: number;
  /** `ahead`: dated in the future, which says nothing about today. `not known`: where sessions may be cannot be read. */
  verdict: 'never' | 'fresh' | 'stale' | 'ahead' | 'not known';
};

type Judged<One> = Omit<Readiness, 'last' | 'part'> & {last: One | undefined; part?: One & {age: number}};

/** With the folder that it lies in. */
type Kept = Rehearsed & {folder: string};

export type Limits = {/** Milliseconds since 1970. */ now: number; /** As `people.rehearseWithin`, milliseconds. */ within: number; /** Whether a drill came to the end that its page has; by the roster of results. */ asItsPage?: (session: string) => boolean};

/** When a runbook was last walked to an end under these roots, in any class, and whether that is too long ago. */
export function readiness(roots: readonly string[], runbook: string, limits: Limits): Readiness {
  const {walked, unread} = rehearsals(roots, runbook);
  const judged = toldInFull(judgeReadiness(walked, limits), limits);
  return judged.verdict === 'never' && unread ? {...judged, verdict: 'not known'} : judged;
}

/** Of several the newest counts, by its own time. */
export function judgeReadiness<One extends Rehearsed>(walked: readonly One[], {now, within}: Limits): Judged<One> {
  const newest = newestOf(walked.filter(rehearses));
  const part = newestOf(walked.filter(one => !one.unattended && !rehearses(one)));
  const alone = newestOf(walked.filter(one => one.unattended));
  const newer = {
    ...(alone && (!newest || alone.at > newest.at) && {unattended: alone.one}),
    ...(part && (!newest || part.at > newest.at) && {part: {...part.one, age: now - part.at}}),
  };
  if (!newest) return {last: undefined, age: undefined, within, verdict: 'never', ...newer};
  const age = now - newest.at;
  return {last: newest.one, age, within, verdict: age < 0 ? 'ahead' : age > within ? 'stale' : 'fresh', ...newer};
}

/** A walk that ends before the page does has shown a part of it: be it a drill that has to, the procedure was not rehearsed. */
const rehearses = ({unattended, ended}: Rehearsed): boolean => !unattended && ended === 'completed';

function newestOf<One extends Rehearsed>(walked: readonly One[]): {one: One; at: number} | undefined {
  const dated = walked.map(one => ({one, at: parseTimestamp(one.at) ?? 0}));
  return dated.reduce<(typeof dated)[number] | undefined>((last, next) => (last && last.at >= next.at ? last : next), undefined);
}

/** Only of the one that is shown its whole journal is read. */
function toldInFull(judged: Judged<Kept>, {asItsPage}: Limits): Readiness {
  const {last, part, ...rest} = judged;
  return {...rest, last: last && inFull(last, asItsPage), ...(part && {part: {...inFull(part, asItsPage), age: part.age}})};
}

function inFull({folder, ...plain}: Kept, asItsPage: Limits['asItsPage']): Rehearsed {
  const asPage = plain.drill !== undefined && asItsPage?.(plain.session) === true;
  const stoppedAt = plain.ended === 'stopped' && !asPage ? stopIn(folder) : undefined;
  return {...plain, ...(asPage && {asItsPage: true as const}), ...(stoppedAt !== undefined && {stoppedAt})};
}

/** The step that went wrong, else the one that was open. */
function stopIn(folder: string): string | undefined {
  const reading = readJournal(folder);
  if (!reading.ok) return undefined;
  const {steps, current} = reading.session;
  const wrong = steps.findLastIndex(({status}) => status === 'failed' || status === 'unknown');
  const position = wrong === -1 ? steps.findIndex(({id}) => id === current) : wrong;
  return position === -1 ? undefined : `step ${position + 1}, ${steps[position]?.title ?? ''}`;
}

/** Of one runbook and kind of session, so many by a person, the newest by their names: one that was opened later may have been closed earlier. */
const enough = 16;

/** Of each only the first and the last line is read, and behind those that count none. `unread`: there may be more. */
function rehearsals(roots: readonly string[], runbook: string): {walked: Kept[]; unread: boolean} {
  const walked: Kept[] = [];
  let unread = false;
  for (const folder of roots.flatMap(sessionFolders)) {
    const reading = namesIn(folder);
    if (!reading.ok) unread ||= !reading.missing;
    let found = 0;
    for (const session of reading.ok ? newestFirst(reading.names, runbook) : []) {
      const place = join(folder, session);
      const last = lastLine(place);
      const rehearsed = last.ok ? rehearsedIn(session, last.line, place) : 'unread';
      unread ||= rehearsed === 'unread';
      if (!rehearsed || rehearsed === 'unread') continue;
      walked.push(rehearsed);
      if (rehearses(rehearsed)) found += 1;
      if (found === enough) break;
    }
  }
  return {walked, unread};
}

/** A session is named by its time, its runbook and four digits. */
function newestFirst(names: readonly string[], runbook: string): string[] {
  return names.filter(name => /^\d{8}T\d{6}Z$/.test(name.slice(0, 16)) && name.slice(16, -5) === `-${runbook}` && /^-[0-9a-f]{4}$/.test(name.slice(-5))).toReversed();
}

/** One that was opened and closed without a step rehearses nothing; whose it was, its opening alone says. */
function rehearsedIn(session: string, line: string | undefined, folder: string): Kept | 'unread' | undefined {
  const event = eventOf(line);
  if (!event) return holdsJournal({folder}) && typeof damageIn(folder) === 'object' ? 'unread' : undefined;
  if (event.type !== 'session.closed' || event.session !== session) return undefined;
  const {class: environmentClass, operator, at, body: {verdict, thrown_away: away, steps: {done, failed, unknown}}} = event;
  if (away || done + failed + unknown === 0) return undefined;
  const opened = openingOf(folder);
  if (!opened) return 'unread';
  const {mode, drill} = opened.body;
  return {session, class: environmentClass, operator, at, ended: verdict, ...(mode === 'auto' && {unattended: true}), ...(drill && {drill: drill.title}), folder};
}
