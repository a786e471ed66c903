import {hash} from 'node:crypto';
import {basename, join} from 'node:path';
import {drillEnd} from '../../drill/debrief-text.ts';
import {mostOfOurs, readFile} from '../../file-door.ts';
import {formatSpan} from '../../time.ts';
import type {Edge, Stretch} from '../../status/mcp-course.ts';
import type {EnvironmentCourse, IncidentStory} from './incident-story.ts';
import {manifestName} from '../export/manifest.ts';
import {isAsMade} from '../export/record-folder.ts';
import {whyOf} from './off-times.ts';
import type {ToldSession} from './told-session.ts';

/**
 * What a channel has to know of it: what was done, where, when and by whom, how MCP was meanwhile and is now, and why: in the
 * words by which each walk was summed up, else as it was typed where MCP went off.
 */
export function channelText(story: Pick<IncidentStory, 'incident' | 'sessions' | 'courses'>, sessions: readonly ToldSession[]): string {
  const named = story.sessions.some(({session}) => session === story.incident) ? [] : [`${story.incident}:`];
  const walks = story.sessions.map(walk => walkText(walk, sessions.find(({record}) => record.session === walk.session)));
  const summed = sessions.flatMap(summary);
  const mcp = story.courses.flatMap(course => mcpText(course, sessions, {several: story.courses.length > 1, cause: summed.length === 0}));
  return [...named, `${[walks.join('; '), ...mcp, ...summed].join('. ')}.`].join(' ');
}

/** Which record the sentence is about. `soFar`: some walk in it is open; `older`: the records before it, whose place it takes, the newest last. */
export function recordText(folder: string, {older, soFar}: {older: readonly string[]; soFar: boolean}): string {
  const before = older.at(-1);
  const replaced = before === undefined ? '' : `, in place of ${isAsMade(before) ? `manifest ${markOf(before)}${older.length > 1 ? ' and all before' : ''}` : `${basename(before)}, changed since`}`;
  return `Record ${basename(folder)}${soFar ? ' so far' : ''}, manifest ${markOf(folder)}${replaced}.`;
}

/** The first digits of the manifest's digest: whoever keeps them pins the record. */
function markOf(folder: string): string {
  const reading = readFile(join(folder, manifestName), {most: mostOfOurs, whose: 'mine'});
  return reading.ok ? hash('sha256', reading.bytes, 'hex').slice(0, 8) : 'not readable';
}

function walkText({runbook, environment, operators, opened_at: from, last_at: to, state}: IncidentStory['sessions'][number], told: ToldSession | undefined): string {
  const drill = told?.record.drill ? `, the drill "${told.record.drill.title}",` : '';
  const agreed = [...new Set(told?.record.steps.flatMap(({approvals}) => approvals.map(({approver}) => approver)))];
  const by = `${operators.join(' and ')}${agreed.length > 0 ? `, agreed to by ${agreed.join(' and ')}` : ''}`;
  const debrief = told?.record.drill?.debrief;
  const ended = debrief?.expected ? ', ended as its page says' : debrief ? `, ${drillEnd(debrief)}` : {completed: `, completed${despite(told)}`, stopped: ', stopped before its end', unfinished: ''}[state];
  return `${runbook}${drill} in ${environment}, ${spanText(from, to)} by ${by}${ended}`;
}

/** What was left out, or taken for good, on the way to the end. */
function despite(told: ToldSession | undefined): string {
  const skipped = told?.record.steps.filter(({status}) => status === 'skipped').length ?? 0;
  const accepted = told?.record.deviations.filter(({kind}) => kind === 'proof overridden').length ?? 0;
  return `${skipped === 0 ? '' : `, ${skipped} skipped`}${accepted === 0 ? '' : `, ${accepted} accepted in spite of what failed`}`;
}

/** What was answered last where a step runs nothing and asks for words, as the one that documents the closure does; no note that somebody made there besides. */
function summary({events}: ToldSession): string[] {
  const answers = events.filter(({type, body}, index) => type === 'note.added' && isAsked(body.step, events.slice(0, index)));
  const said = answers.at(-1);
  if (said?.type !== 'note.added') return [];
  const {by, said_by: other, text} = said.body;
  return [`${by === 'answers' ? 'a file of answers' : (other ?? said.operator)} sums up: ${text.replace(/\.$/, '')}`];
}

/** Whether the newest line of that step begins it, and nothing is run there. */
function isAsked(step: string | null, before: ToldSession['events']): boolean {
  const last = before.findLast(({type, body}) => (type === 'step.started' || type === 'step.finished') && body.step === step);
  return last?.type === 'step.started' && last.body.action === null;
}

function mcpText({environment, toggle, route}: EnvironmentCourse, sessions: readonly ToldSession[], {several, cause}: {several: boolean; cause: boolean}): string[] {
  const off = toggle.filter(({value}) => value !== 'on');
  const last = off.at(-1);
  if (!last) return [];
  const spans = off.map(({value, from, to}) => `${value === 'off' ? 'off' : 'perhaps off'} ${to ? `${edgeText(from)} to ${edgeText(to, from)}${lasted(from, to)}` : `since ${edgeText(from)}, and still`}`);
  const causes = [...new Set(off.map(stretch => whyOf(stretch, sessions)).filter(why => why !== undefined))];
  const why = cause ? `; cause: ${causes.join('; ') || 'not written down'}` : '';
  return [`MCP${several ? ` in ${environment}` : ''} ${spans.join(', ')}; ${last.to ? nowText(route, last.to) : stillText(route, last.from)}${why}`];
}

/** How operators are served while it is off: a toggle that the service has not read moves nobody. */
function stillText(route: EnvironmentCourse['route'], off: Edge): string {
  const now = route.at(-1);
  if (!now || now.value === 'unknown' || now.last < off.at) return 'nobody has seen since how operators are served';
  return now.value === 'legacy' ? 'operators are on the legacy handlers' : 'but operators were still on MCP when last seen';
}

/** How operators are served since it is on again. */
function nowText(route: EnvironmentCourse['route'], on: Edge): string {
  const now = route.at(-1);
  if (now?.value === 'legacy' && now.last >= on.at) return 'operators were still on the legacy handlers when last seen';
  return now?.value === 'mcp' && now.last >= on.at ? 'operators are back on MCP' : 'on again, but no step has proved how operators are served';
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
