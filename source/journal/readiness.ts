import {join} from 'node:path';
import {namesIn} from '../file-door.ts';
import {parseTimestamp} from '../time.ts';
import type {JournalEvent} from './event.ts';
import {eventOf, lastLine, sessionFolders} from './session-list.ts';

/** A walk through a runbook that came to an end. */
export type Rehearsed = {
  session: string;
  class: JournalEvent['class'];
  operator: string;
  /** When it was closed. */
  at: string;
  ended: 'completed' | 'stopped';
};

export type Readiness = {
  /** The newest one; undefined where none is known. */
  last: Rehearsed | undefined;
  /** Milliseconds since then. */
  age: number | undefined;
  /** How old it may be, milliseconds. */
  within: number;
  /** `ahead`: dated in the future, which says nothing about today. `not known`: where sessions may be cannot be read. */
  verdict: 'never' | 'fresh' | 'stale' | 'ahead' | 'not known';
};

export type Limits = {/** Milliseconds since 1970. */ now: number; /** As `people.rehearseWithin`, milliseconds. */ within: number};

/** When a runbook was last walked to an end under these roots, in any class, and whether that is too long ago. */
export function readiness(roots: readonly string[], runbook: string, limits: Limits): Readiness {
  const {walked, unread} = rehearsals(roots, runbook);
  const judged = judgeReadiness(walked, limits);
  return judged.verdict === 'never' && unread ? {...judged, verdict: 'not known'} : judged;
}

/** Of several the newest counts, by its own time. */
export function judgeReadiness(walked: readonly Rehearsed[], {now, within}: Limits): Readiness {
  const dated = walked.map(one => ({one, at: parseTimestamp(one.at) ?? 0}));
  const newest = dated.reduce<(typeof dated)[number] | undefined>((last, next) => (last && last.at >= next.at ? last : next), undefined);
  if (!newest) return {last: undefined, age: undefined, within, verdict: 'never'};
  const age = now - newest.at;
  return {last: newest.one, age, within, verdict: age < 0 ? 'ahead' : age > within ? 'stale' : 'fresh'};
}

/** Of one runbook and kind of session, the newest by their names: one that was opened later may have been closed earlier. */
const enough = 16;

/** Only names and last lines are read, so that the cost does not grow with history. `unread`: there may be more. */
function rehearsals(roots: readonly string[], runbook: string): {walked: Rehearsed[]; unread: boolean} {
  const walked: Rehearsed[] = [];
  let unread = false;
  for (const folder of roots.flatMap(sessionFolders)) {
    const reading = namesIn(folder);
    if (!reading.ok) unread ||= !reading.missing;
    let found = 0;
    for (const session of reading.ok ? newestFirst(reading.names, runbook) : []) {
      const last = lastLine(join(folder, session));
      unread ||= !last.ok;
      const rehearsed = last.ok ? rehearsedIn(session, last.line) : undefined;
      if (!rehearsed) continue;
      walked.push(rehearsed);
      found += 1;
      if (found === enough) break;
    }
  }
  return {walked, unread};
}

/** A session is named by its time, its runbook and four digits. */
function newestFirst(names: readonly string[], runbook: string): string[] {
  return names.filter(name => /^\d{8}T\d{6}Z$/.test(name.slice(0, 16)) && name.slice(16, -5) === `-${runbook}` && /^-[0-9a-f]{4}$/.test(name.slice(-5))).toReversed();
}

/** One that was opened and closed without a step rehearses nothing. */
function rehearsedIn(session: string, line: string | undefined): Rehearsed | undefined {
  const event = eventOf(line);
  if (event?.type !== 'session.closed' || event.session !== session) return undefined;
  const {class: environmentClass, operator, at, body: {verdict, steps: {done, failed, unknown}}} = event;
  return done + failed + unknown === 0 ? undefined : {session, class: environmentClass, operator, at, ended: verdict};
}
