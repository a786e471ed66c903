import {notAnswered} from '../../journal/step-record.ts';
import {hour} from '../../time.ts';
import type {Stretch} from '../../status/mcp-course.ts';
import {recorded, type EnvironmentCourse, type IncidentStory} from './incident-story.ts';
import type {ToldSession} from './told-session.ts';

/** `hatched`: nobody looked. What a shape is stands in its label, its title and its pattern, never in a colour alone. */
export type Look = 'mcp' | 'legacy' | 'unknown' | 'window' | 'done' | 'failed' | 'open' | 'gap';

/** Times in milliseconds since 1970. */
export type Bar = {from: number; to: number; look: Look; hatched: boolean; label: string; title: string; /** It is a box with its number, however short it was. */ box?: true};
export type PictureLane = {name: string; bars: Bar[]};
export type Span = {from: number; to: number};

const time = (at: string): number => Date.parse(at);

/** From the first line to the last, a little more at both ends. */
export function spanOf(sessions: readonly ToldSession[]): Span {
  const times = sessions.flatMap(({events}) => [events[0], events.at(-1)].flatMap(event => (event ? [time(event.at)] : [])));
  const [from, to] = times.length === 0 ? [0, 0] : [Math.min(...times), Math.max(...times)];
  const margin = Math.max(60_000, (to - from) / 50);
  return {from: from - margin, to: to + margin};
}

/** From the top: route, the connectors' 48 hours, each session's steps, recording gaps, rotation gaps. */
export function lanesOf(story: IncidentStory, sessions: readonly ToldSession[], span: Span): PictureLane[] {
  const many = story.courses.length > 1;
  return [
    ...story.courses.map(course => ({name: many ? `route ${course.environment}` : 'route', bars: routeBars(course, story.pauses, span)})),
    ...windowLanes(sessions, span),
    ...sessions.map((told, index) => ({name: `${story.sessions[index]?.letter ?? '?'}  ${told.record.operators.join(', ')}`, bars: stepBars(told)})),
    {name: 'recording gaps', bars: recordingGaps(story, sessions)},
    {name: 'rotation gaps', bars: rotationGaps(sessions, span)},
  ];
}

function routeBars({route}: EnvironmentCourse, pauses: IncidentStory['pauses'], span: Span): Bar[] {
  const first = route[0];
  const before: Bar[] = [bar(span.from, first ? time(first.from.at) : span.to, 'unknown', true, 'nobody looked')];
  const known = route.flatMap((stretch): Bar[] => {
    const [from, last, to] = [time(stretch.from.at), time(stretch.last), stretch.to ? time(stretch.to.at) : span.to];
    return [...piecesOf({from, to: last}, pauses).map(({from: begin, to: end, paused}) => routeBar(stretch, begin, end, paused)), routeBar(stretch, last, to, true)];
  });
  return [...before, ...known].filter(({from, to}) => to > from);
}

function routeBar<Value extends 'mcp' | 'legacy'>({value}: Stretch<Value>, from: number, to: number, hatched: boolean): Bar {
  return bar(from, to, value, hatched, hatched ? `${value === 'unknown' ? 'not known' : value}?` : value === 'unknown' ? 'not known' : value, hatched ? `route ${value}, as it was seen last; nobody looked` : `route ${value}`);
}

/** Cut where nobody's session was open. */
function piecesOf({from, to}: Span, pauses: IncidentStory['pauses']): Array<Span & {paused: boolean}> {
  const cuts = [from, to, ...pauses.flatMap(pause => [time(pause.from), time(pause.to)]).filter(at => at > from && at < to)].toSorted((one, other) => one - other);
  return cuts.slice(1).map((end, index) => {
    const begin = cuts[index] ?? from;
    return {from: begin, to: end, paused: pauses.some(pause => time(pause.from) <= begin && end <= time(pause.to))};
  });
}

/** Of a rotation drill, by contract (protocol notes, section 1). */
const window = 48 * hour;

/** Each drill begins a window that ends the one before. */
function windowLanes(sessions: readonly ToldSession[], span: Span): PictureLane[] {
  const drills = new Map<string, Set<number>>();
  const add = (connector: string, at: string | null): void => {
    if (at !== null && !Number.isNaN(time(at)) && time(at) <= span.to) drills.set(connector, (drills.get(connector) ?? new Set()).add(time(at)));
  };
  for (const {windows, drills: own} of sessions) {
    for (const {connector, last} of windows) add(connector, last);
    for (const {connector, at} of own) add(connector, at);
  }
  return [...drills].sort(([one], [other]) => (one < other ? -1 : 1)).map(([connector, times]) => ({name: `${connector} 48 h`, bars: windowBars([...times].sort((one, other) => one - other), span)}));
}

function windowBars(times: readonly number[], {from, to}: Span): Bar[] {
  return times.flatMap((at, index): Bar[] => {
    const ends = at + window;
    const shown = {from: Math.max(from, at), to: Math.min(to, ends, times[index + 1] ?? Infinity)};
    return shown.to <= shown.from ? [] : [bar(shown.from, shown.to, 'window', false, `until ${stamp(ends)}`, `rotation drill of ${stamp(at)}, its 48 hours end ${stamp(ends)}`)];
  });
}

const stamp = (instant: number): string => `${new Date(instant).toISOString().slice(0, 16)}Z`;

function stepBars({record: {steps}, events}: ToldSession): Bar[] {
  const last = events.at(-1);
  return steps.flatMap(({number, title, runs, settlements}) =>
    runs.flatMap(({started, finished}): Bar[] => {
      const settled = finished === null ? settlements.find(({line}) => line > (started?.line ?? 0)) : undefined;
      const [from, to] = [time((started ?? finished)?.at ?? ''), time((finished ?? settled ?? last)?.at ?? '')];
      if (Number.isNaN(from) || Number.isNaN(to)) return [];
      const leftOpen = finished?.failure?.code === notAnswered;
      const look: Look = finished === null || leftOpen ? 'open' : finished.outcome === 'done' ? 'done' : 'failed';
      const outcome = leftOpen ? 'left open' : finished?.outcome ?? `no outcome${settled ? `, settled as ${settled.settlement}` : ''}`;
      return [{from, to, look, hatched: finished === null, label: `${number ?? '?'}${look === 'done' ? '' : '!'}`, title: `step ${number ?? '?'}, ${title}: ${outcome}, ${stamp(from)} to ${stamp(to)}`, box: true}];
    }),
  );
}

function recordingGaps({pauses}: IncidentStory, sessions: readonly ToldSession[]): Bar[] {
  const own = sessions.flatMap(({events, record: {session}}) => {
    const spans = recorded(events);
    return spans.slice(1).map(({from}, index) => ({from: spans[index]?.to ?? from, to: from, what: `${session} was left or cut off`}));
  });
  const between = pauses.map(({from, to}) => ({from, to, what: 'no session was recorded'}));
  const all = [...between, ...own.filter(gap => !between.some(({from, to}) => from === gap.from && to === gap.to))];
  return all.map(({from, to, what}) => bar(time(from), time(to), 'gap', true, '', `recording gap, ${from} to ${to}: ${what}`)).filter(({from, to}) => to > from);
}

function rotationGaps(sessions: readonly ToldSession[], span: Span): Bar[] {
  const notes = sessions.flatMap(({record}) => record.gap_notes.notes);
  return notes.filter(({event}) => event === 'gap.opened').map(({gap_id: id, at, reason}) => {
    const closed = notes.find(note => note.event === 'gap.closed' && note.gap_id === id);
    return bar(time(at), closed ? time(closed.at) : span.to, 'gap', false, id, `rotation gap ${id}, ${at} to ${closed?.at ?? 'now: it is open'}${reason === null ? '' : `: ${reason}`}`);
  });
}

function bar(from: number, to: number, look: Look, hatched: boolean, label: string, title: string = label): Bar {
  return {from, to, look, hatched, label, title};
}
