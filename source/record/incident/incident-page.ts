import {heading, list, paragraph, strong, table, value, whole, words, file, type Block, type Inline, type Page} from '../page/blocks.ts';
import {manifestDigits} from '../page/checking-section.ts';
import {askedNames, type AskedName} from './asked-first.ts';
import {aboutText, firstLines} from './first-lines.ts';
import {offTexts} from './off-times.ts';
import {drawPicture} from './picture.ts';
import {lanesOf, spanOf} from './picture-lanes.ts';
import type {IncidentStory} from './incident-story.ts';
import type {Moment} from './incident-timeline.ts';
import type {ToldSession} from './told-session.ts';

/** The record of an incident: what an auditor asks first, a short line each, then the picture, then all of it in order of time. */
export function incidentPage(story: IncidentStory, sessions: readonly ToldSession[]): Page {
  const span = spanOf(sessions);
  return {
    title: titleOf(story),
    blocks: [
      heading(1, titleOf(story)),
      paragraph(aboutText(story)),
      {kind: 'list', items: firstLines(story, sessions).map(({name, says}) => words(strong(name), `: ${says}`))},
      heading(2, 'Picture'),
      {kind: 'picture', svg: drawPicture(lanesOf(story, sessions, span), span), text: words('Times are UTC. Hatched: nobody looked. Dashed: not known. Dark: legacy, a gap, or a step that did not end well (its number has an exclamation mark).')},
      heading(2, 'The first lines in full'),
      list(inFull(story, sessions), 'Nothing more than they say.'),
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
      ...timelineOf(story),
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
      paragraph('The sentence for the incident channel names the first eight digits of the manifest. Only what was copied elsewhere pins a record against somebody who writes all of it anew:'),
      {kind: 'shell', lines: [manifestDigits]},
    ],
  };
}

/** Where nobody named it, it is told by the session that it began with. */
function titleOf({incident, sessions}: IncidentStory): string {
  return sessions.some(({session}) => session === incident) ? `Incident without a name, begun in ${incident}` : `Incident ${incident}`;
}

/** What the first lines cut, in full. */
function inFull(story: IncidentStory, sessions: readonly ToldSession[]): Inline[][] {
  const names = Object.keys(askedNames) as AskedName[];
  const said = [['MCP off', offTexts(story, sessions)] as const, ...names.map(name => [askedNames[name], story[name]] as const)];
  return said.flatMap(([name, texts]) => texts.map(text => words(strong(name), `: ${text}`)));
}

/** With a column of the server's times only where a team's database knows some. */
function timelineOf({timeline, pauses}: IncidentStory): Block[] {
  const isShared = timeline.some(({received}) => received);
  const rows = timeline.map(moment => ({at: moment.at, row: momentRow(moment, isShared)}));
  const between = pauses.map(({from, to, known}) => ({at: to, row: [words(whole(from), ' to ', whole(to)), ...(isShared ? [words('')] : []), words(''), words('nobody'), words(strong('Nothing was recorded', 'warning'), `. ${known.join('; ')}`)]}));
  return table(['When', ...(isShared ? ['Server'] : []), '', 'Who', 'What'], [...between, ...rows].toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)).map(({row}) => row));
}

function momentRow({at, letter, operator, what, words: said, tone, received}: Moment, isShared: boolean): Inline[][] {
  const text = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  const server = isShared ? [received ? serverCell(received, at) : words('')] : [];
  return [words(whole(at)), ...server, words(letter), words(operator ?? 'nobody named'), words(tone === null ? text : strong(text, tone), said === null ? '' : `: ${said}`)];
}

/** `14:20:03, jonas@10.0.0.7`, with the day where the line says another. */
function serverCell({at, by_user: user, from_address: address}: NonNullable<Moment['received']>, written: string): Inline[] {
  const day = at.slice(0, 10) === written.slice(0, 10) ? '' : `${at.slice(0, 10)} `;
  return words(whole(`${day}${at.slice(11, 19)}`), `, ${user}${address === null ? '' : `@${address}`}`);
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
