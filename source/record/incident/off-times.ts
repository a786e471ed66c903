import {formatSpan} from '../../time.ts';
import type {Edge, Stretch} from '../../status/mcp-course.ts';
import type {EnvironmentCourse, IncidentStory} from './incident-story.ts';
import type {ToldSession} from './told-session.ts';

/** From when to when, by whom and why; exact, or between which moments. */
export function offText(story: Pick<IncidentStory, 'courses'>, sessions: readonly ToldSession[]): string {
  return offTexts(story, sessions).join('; ') || neverOff(story);
}

/** One for each time that it was; none where nobody saw it off. */
export function offTexts({courses}: Pick<IncidentStory, 'courses'>, sessions: readonly ToldSession[]): string[] {
  return courses.flatMap(({environment, toggle, route}) =>
    toggle.filter(({value: so}) => so !== 'on').map(stretch => `${environment}: ${stretch.value === 'off' ? 'off' : 'not known'} ${stretchText(stretch, sessions)}${stayedText(stretch, route, sessions)}${onMcpText(stretch, route)}; why: ${whyOf(stretch, sessions) ?? 'nobody typed it'}`),
  );
}

export function neverOff({courses}: Pick<IncidentStory, 'courses'>): string {
  return courses.some(({toggle}) => toggle.length > 0) ? 'never, as far as anybody has looked' : 'not known: no session has read the toggle';
}

function stretchText({from, to, last, value: so}: Stretch<'on' | 'off'>, sessions: readonly ToldSession[]): string {
  const lasted = from.after === undefined && to?.after === undefined && to ? `, ${formatSpan(Date.parse(to.at) - Date.parse(from.at))}` : '';
  return `from ${edgeText(from, sessions)} to ${to ? edgeText(to, sessions) : `now, as far as it is known (last seen ${so === 'off' ? 'off' : 'so'} ${last})`}${lasted}`;
}

function stayedText({to}: Stretch<'on' | 'off'>, route: EnvironmentCourse['route'], sessions: readonly ToldSession[]): string {
  const stayed = stayedLegacy(to, route);
  if (!stayed) return '';
  return `, but operators were on the legacy handlers to ${stayed.to ? edgeText(stayed.to, sessions) : `now, as far as it is known (last seen ${stayed.last})`}`;
}

function onMcpText(stretch: Stretch<'on' | 'off'>, route: EnvironmentCourse['route']): string {
  const seen = seenOnMcp(stretch, route);
  return seen === undefined ? '' : `, but operators were ${seen}${stretch.to ? '' : ' when last seen'}`;
}

const made = {set: 'set', read: 'found', settled: 'settled', accepted: 'accepted', 'not known': 'begun without an outcome'} as const;

function edgeText({at, after, how, seen}: Edge, sessions: readonly ToldSession[]): string {
  const when = after === undefined ? at : after === null ? `some time before ${at}` : `some time between ${after} and ${at}`;
  const step = sessions.find(({record}) => record.session === seen.session)?.record.steps.find(({id}) => id === seen.step);
  return `${when} (${made[how]} by ${seen.operator}${seen.step === null ? '' : `, step ${step ? `${step.number ?? '?'}, ${step.title}` : seen.step}`})`;
}

/** In the words of whoever noted the gap in that time, else as it was typed at the step, else as of a gap that was open still. */
export function whyOf({from, to}: Stretch<'on' | 'off'>, sessions: readonly ToldSession[]): string | undefined {
  const until = to?.at ?? '9999';
  const notes = sessions.flatMap(({record}) => record.gap_notes.notes).toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const noted = notes.find(({event, at}) => event === 'gap.opened' && at >= from.at && at <= until)?.reason;
  const before = notes.findLast(({at}) => at < from.at);
  const typed = sessions.find(({record}) => record.session === from.seen.session)?.record.steps.find(({id}) => id === from.seen.step)?.runs.findLast(({started}) => started && started.at <= from.at)?.started;
  const why = noted ?? typed?.break_glass ?? typed?.otherwise ?? typed?.reason ?? (before?.event === 'gap.opened' ? before.reason : undefined);
  return why?.replace(/\.$/, '');
}

/** Where the toggle was on again and operators were seen on the legacy handlers all the same. */
export function stayedLegacy(to: Edge | undefined, route: EnvironmentCourse['route']): EnvironmentCourse['route'][number] | undefined {
  return to && route.find(one => one.value === 'legacy' && one.from.at <= to.at && to.at <= one.last && one.to?.at !== to.at);
}

/** Where the toggle said off and what was seen says otherwise: a toggle that the service has not read moves nobody. */
export function seenOnMcp({value, from, to}: Stretch<'on' | 'off'>, route: EnvironmentCourse['route']): string | undefined {
  const known = route.findLast(one => !to || one.from.at <= to.at);
  if (value !== 'off' || known?.value !== 'mcp' || known.last < from.at) return undefined;
  if (!to) return 'on MCP';
  return known.from.at <= from.at ? 'never seen off MCP' : undefined;
}
