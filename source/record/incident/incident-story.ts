import type {JournalEvent} from '../../journal/event.ts';
import {routeCourse, toggleCourse, type Begun, type Stretch} from '../../status/mcp-course.ts';
import type {IncidentRecord} from '../facts/incident-record.ts';
import {askedFirst, askedText} from './asked-first.ts';
import {incidentTimeline, letterOf, type Moment} from './incident-timeline.ts';
import type {ToldSession, WindowSeen} from './told-session.ts';

/** What was so in one environment, by all sessions of the incident there. */
export type EnvironmentCourse = {environment: string; toggle: Array<Stretch<'on' | 'off'>>; route: Array<Stretch<'mcp' | 'legacy'>>};

/** A time in which nobody's session was open, and what was last known then. */
export type Pause = {from: string; to: string; known: string[]};

/**
 * What all sessions of an incident tell together: `record.json` of its record is this value. Members are only ever added; a
 * change of their meaning changes `v`. Nothing in it depends on when or where it was made.
 */
export type IncidentStory = {
  format: 'mcp-runbook record of an incident';
  v: 1;
  /** Its name; where nobody named it, the session that it began with. */
  incident: string;
  /** In order of time; `letter` stands for one in the timeline. */
  sessions: Array<Pick<IncidentRecord, 'session' | 'class' | 'operators' | 'state' | 'last_at'> & {letter: string; runbook: string; environment: string; opened_at: string | null; verdict: IncidentRecord['verification']['verdict']}>;
  courses: EnvironmentCourse[];
  /** One sentence each. */
  settled: string[];
  stated: string[];
  failed: string[];
  alone: string[];
  timeline: Moment[];
  pauses: Pause[];
  windows: WindowSeen[];
  /** What is named and not here, and sessions that cannot be read. */
  missing: string[];
};

/** `sessions`: in order of time. `unread`: sessions, or folders of them, that may belong to it and cannot be read. */
export function tellIncident(incident: string, sessions: readonly ToldSession[], unread: readonly string[]): IncidentStory {
  const courses = coursesOf(sessions);
  return {
    format: 'mcp-runbook record of an incident',
    v: 1,
    incident,
    sessions: sessions.map(({record}, index) => ({
      letter: letterOf(index),
      session: record.session,
      runbook: record.opened?.runbook.title ?? 'not known',
      environment: record.opened?.environment.name ?? 'not known',
      class: record.class,
      operators: record.operators,
      opened_at: record.opened?.at ?? null,
      last_at: record.last_at,
      state: record.state,
      verdict: record.verification.verdict,
    })),
    courses,
    settled: askedFirst(sessions, 'settled').map(askedText),
    stated: askedFirst(sessions, 'stated').map(askedText),
    failed: askedFirst(sessions, 'failed').map(askedText),
    alone: askedFirst(sessions, 'alone').map(askedText),
    timeline: incidentTimeline(sessions),
    pauses: pausesBetween(sessions, courses),
    windows: sessions.flatMap(({windows}) => windows),
    missing: [...unread, ...sessions.flatMap(({record: {session, missing}}) => missing.map(text => `${session}: ${text}`))],
  };
}

function coursesOf(sessions: readonly ToldSession[]): EnvironmentCourse[] {
  const begun: Begun = seen => begunAt(sessions.find(({record}) => record.session === seen.session)?.events ?? [], seen.step, seen.at);
  const facts = sessions.flatMap(told => told.facts ?? []);
  return [...Map.groupBy(facts, ({environment}) => environment)].map(([environment, here]) => ({
    environment,
    toggle: toggleCourse(here.flatMap(({toggle}) => toggle), begun),
    route: routeCourse(here.flatMap(({route}) => route), begun),
  }));
}

/** When the step was begun whose outcome was told at that time, where it is one that sets something. */
function begunAt(events: readonly JournalEvent[], step: string | null, at: string): string | undefined {
  const started = events.findLast(event => event.type === 'step.started' && event.body.step === step && event.at <= at);
  return started?.type === 'step.started' && started.body.effect === 'changes' ? started.at : undefined;
}

/** When each session was being recorded: from opening or going on to leaving, closing or its last line. */
export function recorded(events: readonly JournalEvent[]): Array<{from: string; to: string}> {
  const spans: Array<{from: string; to: string}> = [];
  let open: string | undefined;
  let last: string | undefined;
  for (const {type, at} of events) {
    // A console that was cut off wrote its last line before the one that says so.
    if (type === 'session.recovered' && open !== undefined && last !== undefined) spans.push({from: open, to: last});
    if (type === 'session.recovered') open = at;
    open ??= at;
    last = at;
    if (type !== 'session.paused' && type !== 'session.closed') continue;
    spans.push({from: open, to: at});
    open = undefined;
  }
  return open === undefined || last === undefined ? spans : [...spans, {from: open, to: last}];
}

function pausesBetween(sessions: readonly ToldSession[], courses: readonly EnvironmentCourse[]): Pause[] {
  const spans = sessions.flatMap(({events}) => recorded(events)).toSorted((one, other) => (one.from < other.from ? -1 : 1));
  const pauses: Pause[] = [];
  let until: string | undefined;
  for (const {from, to} of spans) {
    if (until !== undefined && from > until) pauses.push({from: until, to: from, known: courses.map(course => knownAt(course, until ?? from))});
    until = until !== undefined && until > to ? until : to;
  }
  return pauses;
}

function knownAt({environment, toggle, route}: EnvironmentCourse, at: string): string {
  return `${environment}: MCP ${soAt(toggle, at)}; route ${soAt(route, at)}`;
}

/** What was last known then. Where somebody had begun to change it, or it was found otherwise later, nobody knew. */
function soAt<Value extends string>(course: ReadonlyArray<Stretch<Value>>, at: string): string {
  const so = course.findLast(({from}) => from.at <= at);
  if (!so) return 'not known';
  const {value, from, last, to} = so;
  const changing = typeof to?.after === 'string' && to.after > last && to.after <= at;
  if (value === 'unknown' || changing) return `not known since ${changing ? to.after : from.at}`;
  return `${value} since ${from.at}, last seen ${last <= at ? last : from.at}`;
}
