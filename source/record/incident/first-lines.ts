import type {Edge, Stretch} from '../../status/mcp-course.ts';
import {columnsOf, fit} from '../../runbook/text-columns.ts';
import {formatSpan} from '../../time.ts';
import {askedFirst, askedNames, type Asked, type AskedName} from './asked-first.ts';
import type {EnvironmentCourse, IncidentStory} from './incident-story.ts';
import {neverOff, seenOnMcp, stayedLegacy, whyOf} from './off-times.ts';
import type {ToldSession} from './told-session.ts';

/** Columns in which each line is read at a glance, as the Markdown page has it. */
const room = 80;

const askedKinds = Object.keys(askedNames) as AskedName[];

export type FirstLine = {name: string; says: string};

/** When, where and who: what the lines below need not say again. */
export function aboutText({sessions}: Pick<IncidentStory, 'sessions'>): string {
  const days = sessions.flatMap(({opened_at: from, last_at: to}) => [from, to]).flatMap(at => at?.slice(0, 10) ?? []).toSorted();
  const [first, last] = [days[0], days.at(-1)];
  const when = first === undefined ? [] : [first === last ? first : `${first} to ${last}`];
  return `${[...when, [...new Set(sessions.map(({environment}) => environment))].join(' and '), [...new Set(sessions.flatMap(({operators}) => operators))].join(', ')].join('; ')}. Times are UTC.`;
}

/** What an auditor asks first: who, when and why, cut to one row each. The page has each of them in full further down. */
export function firstLines(story: IncidentStory, sessions: readonly ToldSession[]): FirstLine[] {
  const clock = clockFrom(story);
  return [...offLines(story, sessions), ...askedKinds.map(name => fitting(askedNames[name], space => askedSays(askedFirst(sessions, name), clock, space)))];
}

/** How often there is what an auditor asks for first. */
export function countedLines(story: Pick<IncidentStory, AskedName>): string[] {
  return askedKinds.map(name => `${askedNames[name]}: ${story[name].length === 0 ? 'nothing' : story[name].length}`);
}

/** A line for each time that MCP was off or nobody knew. */
export function offLines(story: Pick<IncidentStory, 'courses' | 'sessions'>, sessions: readonly ToldSession[]): FirstLine[] {
  const clock = clockFrom(story);
  const lines = story.courses.flatMap(({environment, toggle, route}) =>
    toggle.filter(({value}) => value !== 'on').map(stretch => {
      const where = story.courses.length > 1 ? `${environment}, ` : '';
      const onMcp = seenOnMcp(stretch, route);
      const name = stretch.value !== 'off' ? 'MCP not known' : onMcp === undefined ? 'MCP off' : 'Toggle off';
      return fitting(name, () => `${where}${spanText(stretch, route, clock)}${onMcp === undefined ? '' : `, operators ${onMcp}`}, ${stretch.from.seen.operator}: ${whyOf(stretch, sessions) ?? 'no reason typed'}`);
    }),
  );
  return lines.length > 0 ? lines : [{name: 'MCP off', says: neverOff(story)}];
}

type Clock = (at: string) => string;

/** To the minute, with the day where it is not the first one. */
function clockFrom({sessions}: Pick<IncidentStory, 'sessions'>): Clock {
  const day = sessions.flatMap(({opened_at: at}) => at?.slice(0, 10) ?? []).toSorted()[0];
  return at => (at.slice(0, 10) === day ? at.slice(11, 16) : `${at.slice(5, 10)} ${at.slice(11, 16)}`);
}

/** Where an edge is not exact, as early, or as late, as it can have been. */
function spanText({from, to, last}: Stretch<'on' | 'off'>, route: EnvironmentCourse['route'], clock: Clock): string {
  const began = from.after === undefined ? clock(from.at) : from.after === null ? `before ${clock(from.at)}` : `${clock(from.after)} at the earliest`;
  const stayed = stayedLegacy(to, route) ? ', on legacy handlers for longer' : '';
  return to ? `${began} to ${clock(to.at)}${to.after === undefined ? lasted(from, to) : ' at the latest'}${stayed}` : `${began}, still so at ${clock(last)}`;
}

function lasted(from: Edge, to: Edge): string {
  return from.after === undefined ? ` (${formatSpan(Date.parse(to.at) - Date.parse(from.at))})` : '';
}

/** Of a single one what it was too, of several as many as there is room for. */
function askedSays(asked: readonly Asked[], clock: Clock, space: number): string {
  const texts = asked.map(({letter, step, at, operator}) => `${letter}${step ? ` step ${step.number ?? '?'}` : ''}, ${clock(at)} ${operator}`);
  const [only] = asked;
  if (only && asked.length === 1) return `${texts[0]}: ${only.reason ?? only.what.replace(/^stated, not verified: /, '')}`;
  for (let shown = texts.length; shown > 1; shown -= 1) {
    const says = [...texts.slice(0, shown), ...(shown < texts.length ? [`${texts.length - shown} more`] : [])].join('; ');
    if (columnsOf(says) <= space) return says;
  }
  return texts.length === 0 ? 'nothing' : `${texts[0]}; ${texts.length - 1} more`;
}

function fitting(name: string, says: (space: number) => string): FirstLine {
  const space = room - `- **${name}**: `.length;
  return {name, says: fit(says(space), space, '...')};
}
