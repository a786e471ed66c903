import {readdirSync} from 'node:fs';
import {join} from 'node:path';
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
  /** `ahead`: dated in the future, which says nothing about today. */
  verdict: 'never' | 'fresh' | 'stale' | 'ahead';
};

export type Limits = {/** Milliseconds since 1970. */ now: number; /** As `people.rehearseWithin`, milliseconds. */ within: number};

/** When a runbook was last walked to an end under these roots, in any class, and whether that is too long ago. */
export function readiness(roots: readonly string[], runbook: string, limits: Limits): Readiness {
  return judgeReadiness(roots.flatMap(root => rehearsals(root, runbook)), limits);
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

/** Only names and last lines are read, so that the cost does not grow with history. */
function rehearsals(root: string, runbook: string): Rehearsed[] {
  return sessionFolders(root).flatMap(folder => {
    const found: Rehearsed[] = [];
    for (const session of newestFirst(folder, runbook)) {
      const rehearsed = rehearsedIn(join(folder, session), session);
      if (rehearsed) found.push(rehearsed);
      if (found.length === enough) break;
    }
    return found;
  });
}

function newestFirst(folder: string, runbook: string): string[] {
  // A session is named by its time, its runbook and four digits.
  const ours = (name: string): boolean => /^\d{8}T\d{6}Z$/.test(name.slice(0, 16)) && name.slice(16, -5) === `-${runbook}` && /^-[0-9a-f]{4}$/.test(name.slice(-5));
  try {
    return readdirSync(folder).filter(ours).sort().reverse();
  } catch {
    // No session of this kind yet.
    return [];
  }
}

/** One that was opened and closed without a step rehearses nothing. */
function rehearsedIn(folder: string, session: string): Rehearsed | undefined {
  const event = eventOf(lastLine(folder));
  if (event?.type !== 'session.closed' || event.session !== session) return undefined;
  const {class: environmentClass, operator, at, body: {verdict, steps: {done, failed, unknown}}} = event;
  return done + failed + unknown === 0 ? undefined : {session, class: environmentClass, operator, at, ended: verdict};
}
