import {formatSpan} from '../../time.ts';
import type {Edge, Stretch} from '../../status/mcp-course.ts';
import {heading, list, paragraph, strong, table, value, whole, words, file, type Block, type Inline, type Page} from '../page/blocks.ts';
import {drawPicture} from './picture.ts';
import {lanesOf, spanOf} from './picture-lanes.ts';
import type {EnvironmentCourse, IncidentStory} from './incident-story.ts';
import type {Moment} from './incident-timeline.ts';
import type {ToldSession} from './told-session.ts';

/** The record of an incident: what an auditor asks first in five lines, then the picture, then all of it in order of time. */
export function incidentPage(story: IncidentStory, sessions: readonly ToldSession[]): Page {
  const span = spanOf(sessions);
  return {
    title: titleOf(story),
    blocks: [
      heading(1, titleOf(story)),
      {kind: 'list', items: fiveLines(story, sessions)},
      heading(2, 'Picture'),
      {kind: 'picture', svg: drawPicture(lanesOf(story, sessions, span), span), text: words('Times are UTC. Hatched: nobody looked. Dashed: not known. Dark: legacy, a gap, or a step that did not end well (its number has an exclamation mark).')},
      heading(2, 'Sessions'),
      ...table(['', 'Session', 'Procedure', 'Where', 'By', 'From, to', 'Ended', 'Journal'], story.sessions.map(one => [
        words(strong(one.letter)),
        words(one.session),
        words(one.runbook),
        words(`${one.environment}${one.class === null ? '' : `, ${one.class}`}`),
        words(one.operators.join(', ')),
        words(whole(one.opened_at ?? 'not known'), ' ', whole(one.last_at ?? 'not known')),
        words(one.state),
        words(strong(one.verdict, one.verdict === 'intact' ? 'good' : one.verdict === 'unfinished' ? 'warning' : 'bad')),
      ])),
      heading(2, 'Timeline'),
      ...table(['When', '', 'Who', 'What'], timelineRows(story)),
      heading(2, 'Typed reasons'),
      list(story.timeline.flatMap(reason), 'Nothing: nobody typed a reason.'),
      heading(2, 'Windows of 48 hours'),
      ...windowsOf(story),
      heading(2, 'Rotation gaps'),
      ...rotationGaps(sessions),
      heading(2, 'Recording gaps'),
      list([...pauseItems(story, sessions), ...gapItems(sessions)], 'Nothing: somebody was at it from the first line to the last.'),
      heading(2, 'What is missing'),
      list(story.missing.map(text => words(strong('Missing', 'bad'), `: ${text}`)), 'Nothing: all that the journals name is in this folder.'),
      heading(2, 'How to check this folder'),
      paragraph('Each file has the digest that ', file('MANIFEST'), ' names; how the journals hold together is told on the page of each session, in ', value('sessions'), '. In this folder:'),
      {kind: 'shell', lines: ['sha256sum -c MANIFEST']},
    ],
  };
}

/** Where nobody named it, it is told by the session that it began with. */
function titleOf({incident, sessions}: IncidentStory): string {
  return sessions.some(({session}) => session === incident) ? `Incident without a name, begun in ${incident}` : `Incident ${incident}`;
}

function fiveLines(story: IncidentStory, sessions: readonly ToldSession[]): Inline[][] {
  const counted = (name: string, said: readonly string[], none: string): Inline[] => words(strong(name), `: ${said.length === 0 ? none : said.join('; ')}`);
  return [
    words(strong('MCP off'), `: ${offText(story, sessions)}`),
    counted('Settled by hand', story.settled, 'nothing'),
    counted('Rests on words only', story.stated, 'nothing'),
    counted('Failed', story.failed, 'nothing'),
    counted('Done alone', story.alone, 'nothing'),
  ];
}

/** From when to when, by whom and why; exact, or between which moments. */
export function offText({courses}: Pick<IncidentStory, 'courses'>, sessions: readonly ToldSession[]): string {
  const told = courses.flatMap(({environment, toggle, route}) =>
    toggle.filter(({value: so}) => so !== 'on').map(stretch => `${environment}: ${stretch.value === 'off' ? 'off' : 'not known'} ${stretchText(stretch, sessions)}${stayedText(stretch, route, sessions)}; why: ${whyOf(stretch, sessions) ?? 'nobody typed it'}`),
  );
  if (told.length > 0) return told.join('; ');
  return courses.some(({toggle}) => toggle.length > 0) ? 'never, as far as anybody has looked' : 'not known: no session has read the toggle';
}

function stretchText({from, to, last, value: so}: Stretch<'on' | 'off'>, sessions: readonly ToldSession[]): string {
  const lasted = from.after === undefined && to?.after === undefined && to ? `, ${formatSpan(Date.parse(to.at) - Date.parse(from.at))}` : '';
  return `from ${edgeText(from, sessions)} to ${to ? edgeText(to, sessions) : `now, as far as it is known (last seen ${so === 'off' ? 'off' : 'so'} ${last})`}${lasted}`;
}

/** Where the toggle was on again and operators were seen on the legacy handlers all the same. */
function stayedText({to}: Stretch<'on' | 'off'>, route: EnvironmentCourse['route'], sessions: readonly ToldSession[]): string {
  const stayed = to && route.find(one => one.value === 'legacy' && one.from.at <= to.at && to.at <= one.last && one.to?.at !== to.at);
  if (!stayed) return '';
  return `, but operators were on the legacy handlers to ${stayed.to ? edgeText(stayed.to, sessions) : `now, as far as it is known (last seen ${stayed.last})`}`;
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

function timelineRows({timeline, pauses}: IncidentStory): Inline[][][] {
  const rows = timeline.map(moment => ({at: moment.at, row: momentRow(moment)}));
  const between = pauses.map(({from, to, known}) => ({at: to, row: [words(whole(from), ' to ', whole(to)), words(''), words('nobody'), words(strong('Nothing was recorded', 'warning'), `. ${known.join('; ')}`)]}));
  return [...between, ...rows].toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)).map(({row}) => row);
}

function momentRow({at, letter, operator, what, words: said, tone}: Moment): Inline[][] {
  const text = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  return [words(whole(at)), words(letter), words(operator ?? 'nobody named'), words(tone === null ? text : strong(text, tone), said === null ? '' : `: ${said}`)];
}

function reason({at, letter, operator, what, words: said}: Moment): Inline[][] {
  return said === null ? [] : [words(`${at}, ${letter}, ${operator ?? 'nobody named'}, ${what}: `, strong(said))];
}

function windowsOf({windows}: IncidentStory): Block[] {
  if (windows.length === 0) return [paragraph('No step of these sessions has judged them.')];
  return table(['Connector', 'Last rotation drill', 'Its window ends', 'Judged', 'At'], windows.map(({connector, last, ends, verdict, at}) => [
    words(connector), words(whole(last ?? 'none')), words(whole(ends ?? 'there is none')), words(strong(verdict, verdict === 'covered' ? 'good' : 'bad')), words(whole(at)),
  ]));
}

/** Beside what the ledger gained meanwhile. */
function rotationGaps(sessions: readonly ToldSession[]): Block[] {
  const rows = sessions.flatMap(({record: {session, gap_notes: notes, ledger}}) => {
    if (notes.notes.length === 0 && ledger.copied === null) return [];
    const gaps = notes.notes.map(({event, at, gap_id: id, reason: why}) => `${event === 'gap.opened' ? 'no rotation drills' : 'rotation drills again'} since ${at}, ${id}${why === null ? '' : `: ${why}`}`);
    return [[
      words(value(session)),
      notes.file === null ? words('none noted') : words(file(`sessions/${session}/${notes.file}`, notes.file), `: ${gaps.join('; ')}`),
      ledger.copied === null ? words(`not here: ${ledger.why_not ?? ''}`) : words(file(`sessions/${session}/${ledger.copied.file}`, ledger.copied.file), `: ${ledger.copied.lines} lines, ${ledger.copied.own_lines} of this session`),
    ]];
  });
  return rows.length === 0 ? [paragraph('Nothing: no session noted one.')] : table(['Session', 'Lines beside the ledger', 'Lines of the ledger'], rows);
}

/** Those within one session are told as that session tells them. */
function pauseItems({pauses}: IncidentStory, sessions: readonly ToldSession[]): Inline[][] {
  const own = sessions.flatMap(({record}) => record.gaps);
  return pauses.filter(({from, to}) => !own.some(gap => gap.from === from && gap.to === to)).map(({from, to, known}) => words(strong(`${from} to ${to}`, 'warning'), `: no session was recorded. ${known.join('; ')}`));
}

function gapItems(sessions: readonly ToldSession[]): Inline[][] {
  return sessions.flatMap(({record: {session, gaps}}) =>
    gaps.filter(({kind}) => kind === 'recording').map(({from, to, what, words: said}) => words(strong([from, to].filter(at => at !== null).join(' to ') || 'No time', 'warning'), `: ${session}: ${what}${said === null ? '' : `: ${said}`}`)),
  );
}
