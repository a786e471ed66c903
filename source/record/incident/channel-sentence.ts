import {formatSpan} from '../../time.ts';
import type {Edge, Stretch} from '../../status/mcp-course.ts';
import {whyOf} from './incident-page.ts';
import type {EnvironmentCourse, IncidentStory} from './incident-story.ts';
import type {ToldSession} from './told-session.ts';

/** What a channel has to know of it: what was done, where, when and by whom, how MCP was meanwhile and is now, and why. */
export function channelText(story: Pick<IncidentStory, 'incident' | 'sessions' | 'courses'>, sessions: readonly ToldSession[]): string {
  const named = story.sessions.some(({session}) => session === story.incident) ? [] : [`${story.incident}:`];
  const walks = story.sessions.map(({runbook, environment, operators, opened_at: from, last_at: to, state}) => `${runbook} in ${environment}, ${spanText(from, to)} by ${operators.join(' and ')}${state === 'stopped' ? ', stopped before its end' : ''}`);
  return [...named, `${[walks.join('; '), ...story.courses.flatMap(course => mcpText(course, sessions, story.courses.length > 1))].join('. ')}.`].join(' ');
}

function mcpText({environment, toggle, route}: EnvironmentCourse, sessions: readonly ToldSession[], several: boolean): string[] {
  const off = toggle.filter(({value}) => value !== 'on');
  const last = off.at(-1);
  if (!last) return [];
  const spans = off.map(({value, from, to}) => `${value === 'off' ? 'off' : 'perhaps off'} ${to ? `${edgeText(from)} to ${edgeText(to, from)}${lasted(from, to)}` : `since ${edgeText(from)}, and still`}`);
  const causes = [...new Set(off.map(stretch => whyOf(stretch, sessions)).filter(why => why !== undefined))];
  return [`MCP${several ? ` in ${environment}` : ''} ${spans.join(', ')}${last.to ? `; ${nowText(route, last.to)}` : ''}; cause: ${causes.join('; ') || 'nobody typed it'}`];
}

/** How operators are served since it is on again. */
function nowText(route: EnvironmentCourse['route'], on: Edge): string {
  const now = route.at(-1);
  if (now?.value === 'legacy' && now.last >= on.at) return 'operators were still on the legacy handlers when last seen';
  return now?.value === 'mcp' && now.last >= on.at ? 'operators are back on MCP' : 'on again, but nobody has seen how operators are served';
}

const lasted = (from: Edge, to: NonNullable<Stretch<'on' | 'off'>['to']>): string => (from.after === undefined && to.after === undefined ? ` (${formatSpan(Date.parse(to.at) - Date.parse(from.at))})` : '');

/** Exact, or as early and as late as it can have been. */
function edgeText({at, after}: Edge, since?: Edge): string {
  const short = shortly(at, since?.at);
  return after === undefined ? short : after === null ? `some time before ${short}` : `some time between ${shortly(after, since?.at)} and ${short}`;
}

const spanText = (from: string | null, to: string | null): string => `${from ?? 'at a time that is not known'}${to === null || to === from ? '' : ` to ${shortly(to, from ?? undefined)}`}`;

/** Without the day that was just named. */
const shortly = (at: string, before: string | undefined): string => (before?.slice(0, 10) === at.slice(0, 10) ? at.slice(11) : at);
